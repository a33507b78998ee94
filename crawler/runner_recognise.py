"""What an address is, for somebody who wants to add it as a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from config import Settings
from config.declarations import Access
from crawler.fetching import ACCEPT_FEEDS, Fetcher
from crawler.fetching_engine import FetchEngine
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import Document, Look, look_at
from crawler.values import FetchFailure

_NAMES = {
    "rss": "an RSS feed",
    "atom": "an Atom feed",
    "jsonfeed": "a JSON Feed",
    "sitemap": "a sitemap",
    "news_sitemap": "a news sitemap",
    "listing": "a listing page",
    "article": "an article",
}
_FEEDS_TRIED = 5


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an address is. ``url`` is where to poll: a page's feed if it names one. ``language`` may be empty."""

    url: str
    access: Access | Literal["article"]
    title: str
    language: str
    entries: int = 0

    @property
    def description(self) -> str:
        """In words for people."""
        count = f" with {self.entries} entries" if self.entries else ""
        return f"{_NAMES.get(self.access, self.access)}{count}" + (f": {self.title}" if self.title else "")


async def recognise(url: str, settings: Settings) -> Recognised:
    """Tell what an address is; of a page that names feeds, the first one that works is taken.

    Raises:
        FetchFailure: If nothing usable came, or it is nothing that can be watched.
    """
    async with FetchEngine(settings.fetch) as engine, ReadingPool(settings) as pool:
        final_url, look = await _look(engine.fetcher, pool, url)
        if look.kind in {"article", "listing"}:
            for feed in look.feeds[:_FEEDS_TRIED]:
                try:
                    feed_url, inner = await _look(engine.fetcher, pool, feed)
                except FetchFailure:
                    continue  # a page may name feeds that are gone; the next one may work
                if inner.kind in {"rss", "atom", "jsonfeed"} and not inner.error:
                    return _recognised(feed_url, inner, look.title, look.language)
        if look.error or look.kind not in _NAMES:
            raise FetchFailure("content", look.error or "this is neither a feed nor a sitemap nor a web page")
        return _recognised(final_url, look)


async def _look(fetcher: Fetcher, pool: ReadingPool, url: str) -> tuple[str, Look]:
    document = await fetcher.get(url, accept=ACCEPT_FEEDS, robots=False)
    task = Document(document.body, document.final_url, document.content_type, None)
    return document.final_url, await pool.run(look_at, task)


def _recognised(url: str, look: Look, title: str = "", language: str = "") -> Recognised:
    code = (look.language or language)[:2].lower()
    return Recognised(
        url=url,
        access=cast("Access | Literal['article']", look.kind),
        title=look.title or title,
        language=code if code in {"en", "de", "zh"} else "",
        entries=look.entries,
    )
