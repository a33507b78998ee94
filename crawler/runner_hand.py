"""Addresses crawled by hand: what each is shows when it comes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from config import Settings, SourceDeclaration
from crawler.addresses import canonical_url, slot_of
from crawler.crawling import Crawling, utc_now
from crawler.crawling_polls import Clock
from crawler.crawling_tally import ProgressCallback, Tally
from crawler.fetching import ACCEPT_FEEDS
from crawler.reading_pool_tasks import Document, Look, look_at
from crawler.runner_once import keep_record
from crawler.values import CrawlReport, Fetched, FetchFailure
from storage import Database
from storage.articles import add_article, get_article
from storage.sources import (
    BY_HAND,
    address_by_id,
    ensure_address,
    ensure_by_hand_source,
    sync_catalogue,
)
from storage.values import DueAddress, Entry, PendingArticle

_LISTS = frozenset({"rss", "atom", "jsonfeed", "sitemap", "news_sitemap", "listing"})
_NO_DOCUMENT = {
    "json": "this is JSON, but no feed",
    "text": "this is plain text, neither a feed nor a page",
    "binary": "this is a file, not a page",
    "empty": "the document is empty",
}


async def crawl_addresses(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    urls: Sequence[str],
    *,
    progress: ProgressCallback | None = None,
    clock: Clock = utc_now,
) -> CrawlReport:
    """Crawl addresses by hand: feeds, sitemaps, listings and articles, whichever they turn out to be.

    Each is stored under the source that declares the address or whose ``article_url`` it matches, else under
    ``by-hand``. robots.txt is not asked for the addresses themselves: a person wants them. It is for what they list.

    Raises:
        StorageError: If the database cannot be used.
    """
    started = clock()
    tally = Tally(progress, polls_total=len(urls))
    async with Crawling(database, settings, catalogue, tally, clock) as crawling:
        await crawling.store.write(lambda session: sync_catalogue(session, catalogue, started))
        hand = _Hand(crawling, catalogue, settings)
        sources: set[str] = set()
        crawling.pages_only_of(sources)
        try:
            for url in dict.fromkeys(urls):
                crawling.polls.submit(slot_of(url), lambda url=url: hand.crawl(url, sources))  # type: ignore[misc]
            await crawling.drain()
        finally:
            await keep_record(crawling, "hand", started)
    return tally.report()


class _Hand:
    """Crawls one address at a time."""

    def __init__(
        self, crawling: Crawling, catalogue: Mapping[str, SourceDeclaration], settings: Settings
    ) -> None:
        self._crawling = crawling
        self._catalogue = catalogue
        self._settings = settings

    async def crawl(self, url: str, sources: set[str]) -> None:
        """Crawl an address; the source that got its entries is added to ``sources``."""
        owner = declared_address(self._catalogue, url)
        try:
            if owner is not None:
                sources.add(owner[0])
                await self._list(*owner, None)
                return
            document = await self._crawling.fetcher.get(url, accept=ACCEPT_FEEDS, robots=False)
            look = await look_at_document(self._crawling, document)
            source_id = owner_of_article(self._catalogue, document.final_url) or BY_HAND
            if look.kind in _LISTS:
                sources.add(source_id)
                await self._list(source_id, url, look.kind, document)
            else:
                await self._article(source_id, document, look)
        except FetchFailure as failure:
            self._crawling.tally.fail(owner[0] if owner else BY_HAND, url, failure.message)
            self._crawling.tally.polls_total -= 1
            self._crawling.tally.tell()

    async def _list(self, source_id: str, url: str, access: str, document: Fetched | None) -> None:
        crawling = self._crawling
        now = crawling.clock()

        def address_row(session: Session) -> DueAddress:
            if source_id == BY_HAND:
                ensure_by_hand_source(session, now)
            found = address_by_id(session, ensure_address(session, source_id, url, access, now))
            assert found is not None, "the address has just been made sure of"
            return found

        address = await crawling.store.write(address_row)
        if document is None:
            polled = await crawling.poller.poll(address, robots=False)
        else:
            try:
                polled = await crawling.poller.understood(address, document)
            except FetchFailure as failure:
                polled = crawling.poller.failed(address, failure)
        if await crawling.store_poll(address, polled):
            await crawling.fill_pages()

    async def _article(self, source_id: str, document: Fetched, look: Look) -> None:
        crawling = self._crawling
        now = crawling.clock()
        crawling.tally.polls_total -= 1
        crawling.tally.pages_total += 1
        address = canonical_url(document.final_url) or document.final_url

        def article_row(session: Session) -> tuple[PendingArticle, bool]:
            if source_id == BY_HAND:
                ensure_by_hand_source(session, now)
            entry = Entry(key=address, url=address, title=look.title, published=look.published)
            article = get_article(session, add_article(session, source_id, entry, now))
            assert article.id is not None
            pending = PendingArticle(
                id=article.id,
                source_id=article.source_id,
                url=article.url,
                title=article.title,
                summary=article.summary,
                text="",
                author=article.author,
                published=article.published,
                published_basis=article.published_basis,
                attempts=article.attempts,
                language=article.language,
            )
            return pending, article.state == "pending"

        article, pending = await crawling.store.write(article_row)
        if not pending:
            crawling.tally.warn(source_id, f"{address} has been read before")
            crawling.tally.page(source_id, 0)
            return
        crawling.tally.entries += 1
        try:
            done = await crawling.reader.understood(article, document)
        except FetchFailure as failure:
            done = await crawling.reader.failed(article, failure)
        await crawling.store_page(done)


async def look_at_document(crawling: Crawling, document: Fetched) -> Look:
    """What a document is.

    Raises:
        FetchFailure: If it is nothing that can be crawled.
    """
    look = await crawling.pool.run(
        look_at, Document(document.body, document.final_url, document.content_type, None)
    )
    if look.error or look.kind in _NO_DOCUMENT:
        raise FetchFailure("content", look.error or _NO_DOCUMENT[look.kind])
    return look


def declared_address(catalogue: Mapping[str, SourceDeclaration], url: str) -> tuple[str, str, str] | None:
    """Source id, address and access of a declared address that ``url`` means."""
    wanted = canonical_url(url)
    for declaration in catalogue.values():
        for address in declaration.addresses:
            if address.url == url or (wanted is not None and canonical_url(address.url) == wanted):
                return declaration.id, address.url, address.access
    return None


def owner_of_article(catalogue: Mapping[str, SourceDeclaration], url: str) -> str | None:
    """The source whose ``article_url`` the address matches."""
    for declaration in catalogue.values():
        if declaration.article_url is not None and re.search(declaration.article_url, url):
            return declaration.id
    return None
