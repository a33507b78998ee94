"""Feeds, sitemaps and pages by a fuzzer (atheris, https://pypi.org/project/atheris): nothing may be raised.

A maintainer's command: ``pip install atheris`` (it is not built for every Python, so it is no locked dependency), then
``python -m benchmarks.fuzzing 600`` for ten minutes. It begins with the documents of ``tests/hostile`` that are small,
and stops at the first exception, at a document that takes longer than 20 s, or at 2 GB of memory.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

LARGEST_SEED = 20_000
NOW = datetime(2026, 3, 3, tzinfo=UTC)
KINDS = (
    None,
    "text/html",
    "application/rss+xml; charset=gb2312",
    "text/xml; charset=utf-16",
    "application/feed+json",
)
SEEDS = (
    b"\x02<rss version='2.0'><channel><title>t</title><item><title>a</title><link>http://x.org/1</link>"
    b"<pubDate>Mon, 05 Oct 2026 08:30:00 GMT</pubDate></item></channel></rss>",
    b"\x02<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><title>&lt;b&gt;</title></entry></feed>",
    b'\x04{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"http://x.org","title":"a"}]}',
    b"\x01<html lang=de><head><title>t</title><meta property='article:published_time' content='2026-03-02'></head>"
    b"<body><article><h1>t</h1><p>Bosch unterzeichnet in Suzhou einen Vertrag.</p></article></body></html>",
    b"\x01<urlset><url><loc>http://x.org/1</loc><lastmod>2026-03-02</lastmod></url></urlset>",
    "\x00<p>2026年3月2日，博世与苏州签署协议。</p>".encode("gb18030"),
)


def read_everything(data: bytes) -> None:
    """Read a document as all that it might be; its first byte chooses the Content-Type."""
    from crawler.feeds import parse_feed
    from crawler.listing import links_of
    from crawler.pages import extract
    from crawler.recognition import kind_of
    from crawler.sitemaps import parse_sitemap

    kind, body, url = KINDS[data[0] % len(KINDS)] if data else None, data[1:], "https://x.org/a/b"
    feed = parse_feed(body, url=url, content_type=kind)
    assert all(item.link == "" or item.link.startswith(("http://", "https://")) for item in feed.items)
    page = extract(body, url=url, content_type=kind)
    assert not any(character in page.title + page.text for character in "\x00\x1b\u202e")
    parse_sitemap(body, url=url, content_type=kind)
    links_of(body, url=url, content_type=kind, now=NOW)
    kind_of(body, kind, url)


def main() -> None:
    """Fuzz for so many seconds."""
    import atheris

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with atheris.instrument_imports(include=["crawler", "feedparser"]):
        import crawler.feeds
        import crawler.pages  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS):
            (Path(folder) / f"seed{number}").write_bytes(seed)
        options = [
            f"-max_total_time={seconds}", f"-max_len={LARGEST_SEED}", "-timeout=20", "-rss_limit_mb=2048", folder
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options], read_everything)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
