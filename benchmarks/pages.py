"""Pages end to end against extraction alone: ``python -m benchmarks.pages [2000] [--deals 100]``.

Pages of news sites, with menus, teasers, scripts and a foot around an invented article in English, German or Chinese,
are fetched from loopback, extracted, analysed, attached and stored as the daemon does it, on all cores. Printed are CPU
a page, in ratio to trafilatura alone on the same pages in the same run, how busy the cores were, and the event loop's
lag. The last two mean something only on a machine that does nothing else.

Unless told otherwise every page tells of a deal. With ``--deals 10`` every tenth does, as on a source that is watched,
and the others tell of ordinary news.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import trafilatura

from analysis.values import Article
from benchmarks.articles import ReadLanguage, articles
from benchmarks.feed_world import World, feed_world
from benchmarks.ordinary import ordinary_articles
from benchmarks.processor_time import megabytes, processor_seconds
from config import Settings
from crawler.crawling import Crawling
from crawler.crawling_tally import Tally
from crawler.reactor import run
from crawler.settling import settle
from storage import Database
from storage.articles import add_article
from storage.sources import sync_catalogue
from storage.values import Entry

SITES = 50
SIZES: dict[ReadLanguage, int] = {"en": 350, "de": 350, "zh": 800}
"""Words, or characters, of an article."""

BARS = {"ratio": 1.6, "busy": 0.85, "lag": 0.1}
LOOK_SECONDS = 0.02


def pages(count: int, percent: int = 100) -> list[tuple[str, bytes]]:
    """Titles and HTML of so many pages, of which so many in a hundred tell of deals."""
    share = -(-count // len(SIZES))
    deals = {
        language: articles(language, size, share, as_in_archives=True) for language, size in SIZES.items()
    }
    others = {language: ordinary_articles(language, size, share) for language, size in SIZES.items()}
    chosen = [
        (
            language,
            (deals if number * percent // 100 < (number + 1) * percent // 100 else others)[language][number],
        )
        for number in range(share)
        for language in SIZES
    ]
    return [_page(language, text) for language, text in chosen[:count]]


def _page(language: str, text: Article) -> tuple[str, bytes]:
    menu = "".join(f"<li><a href='/section/{n}'>Section {n}</a></li>" for n in range(40))
    teasers = "".join(
        f"<div class='teaser'><a href='/2026/other-{n}'><img src='/i/{n}.jpg' alt=''><h3>Another item {n}</h3></a>"
        f"<p class='kicker'>Few words on it, number {n}.</p></div>"
        for n in range(60)
    )
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.text.split("\n") if part)
    script = "<script>var data = {" + ",".join(f"'key{n}': 'value{n}'" for n in range(500)) + "};</script>"
    html = (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{escape(text.title)}</title>"
        f"{script}"
        f"<meta property='article:published_time' content='2026-10-05T08:00:00Z'></head><body><header><nav><ul>{menu}"
        f"</ul></nav></header><main><article><h1>{escape(text.title)}</h1><time datetime='2026-10-05T08:00:00Z'>5 Oct"
        f"</time>{paragraphs}</article><aside>{teasers}</aside></main><footer><ul>{menu}</ul><p>© 2026</p></footer>"
        f"{script}</body></html>"
    )
    return text.title, html.encode()


async def _lags(found: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.time() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        found.append(max(loop.time() - asked, 0.0))


async def _end_to_end(
    world: World, urls: list[tuple[str, str]], file: Path
) -> tuple[float, float, float, float]:
    """CPU seconds, wall seconds, the loop's lag that one look in a hundred exceeds, and MiB of the main process."""
    declared = [{"id": f"feed{number}", "url": url} for number, url in enumerate(world.feeds)]
    settings = Settings(catalogue="none", sources=declared, fetch={"allow": world.hosts})  # type: ignore[arg-type]
    catalogue = {source.id: source for source in settings.sources}
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    now = datetime.now(UTC)
    with database.write() as session:
        sync_catalogue(session, catalogue, now)

    def add(some: list[tuple[str, str]]) -> None:
        with database.write() as session:
            for place, (url, title) in enumerate(some):
                add_article(session, f"feed{place % SITES}", Entry(key=url, url=url, title=title), now)

    lags: list[float] = []
    async with Crawling(database, settings, catalogue, Tally()) as crawling:
        warm, rest = urls[: 2 * settings.workers], urls[2 * settings.workers :]
        add(warm)
        await crawling.drain()
        add(rest)
        settle()
        watching = asyncio.create_task(_lags(lags))
        before, begun = processor_seconds(os.getpid()), time.monotonic()
        await crawling.drain()
        spent, wall = processor_seconds(os.getpid()) - before, time.monotonic() - begun
        watching.cancel()
        assert not crawling.tally.failures, crawling.tally.failures[:3]
    database.dispose()
    lag = sorted(lags)[int(0.99 * len(lags))] if lags else 0.0
    return spent, wall, lag, megabytes(os.getpid())


def _alone(urls: list[tuple[str, str]]) -> float:
    """CPU seconds of trafilatura on the pages, fetched beforehand."""
    spent = 0.0
    for url, _ in urls:
        with urllib.request.urlopen(url) as answer:
            html = answer.read().decode()
        before = time.process_time()
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
        spent += time.process_time() - before
    return spent


def main() -> int:
    """Print the figures; exit code 1 if a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", type=int, nargs="?", default=2_000)
    arguments.add_argument("--deals", type=int, default=100, help="of a hundred pages so many tell of deals")
    chosen = arguments.parse_args()
    count: int = chosen.pages
    with feed_world(SITES, items=0) as world, tempfile.TemporaryDirectory() as folder:
        urls = []
        for number, (title, html) in enumerate(pages(count, chosen.deals)):
            urls.append((world.serve(number % SITES, f"/2026/page-{number}", html), title))
        file = Path(folder) / "zhongde.db"
        spent, wall, lag, memory = run(lambda: _end_to_end(world, urls, file))
        alone = _alone(urls)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    ours, theirs, busy = 1_000 * spent / count, 1_000 * alone / count, spent / wall / cores
    print(
        f"{count} pages: {ours:.1f} ms CPU a page end to end, {theirs:.1f} trafilatura alone: {ours / theirs:.2f} times"
    )
    print(f"{count / wall:.1f} pages/s, cores busy {100 * busy:.0f} %, loop lag p99 {1_000 * lag:.0f} ms")
    print(f"{memory:.0f} MiB at most in the main process")
    return 1 if ours / theirs > BARS["ratio"] or busy < BARS["busy"] or lag > BARS["lag"] else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
