"""Small documents for the tests of quirks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from config.catalogue import shipped_sources
from config.declarations import SourceDeclaration
from crawler.listing import links_of
from crawler.pages import extract
from storage.values import Entry

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BEIJING = "Asia/Shanghai"


def source(name: str) -> SourceDeclaration:
    return next(declared for declared in shipped_sources() if declared.id == name)


def rss(*items: str, head: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{head}{"".join(items)}</channel></rss>'.encode()


def entry(url: str, **more: Any) -> Entry:
    return Entry(key=url, url=url, title="A title", **more)


def listing(body: str, url: str = "https://park.example.cn/news/", **more: Any) -> tuple[Entry, ...]:
    declared = SourceDeclaration(id="park", url=url, access="listing", timezone=BEIJING, **more)
    return links_of(body.encode(), url=url, content_type=None, declaration=declared, now=NOW).entries


def page(body: str, timezone: str = "UTC", url: str = "https://example.org/a") -> Any:
    return extract(
        f"<html><body>{body}</body></html>".encode(), url=url, content_type=None, timezone=timezone
    )


PROSE = (
    "<p>" + "A sentence that tells of nothing at some length, so that it is a text of its own. " * 6 + "</p>"
)
