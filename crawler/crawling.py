"""A crawl at work: what it needs at hand, and how polls and pages flow through it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self

from sqlmodel import Session

from config import Settings, SourceDeclaration
from crawler.addresses import slot_of
from crawler.crawling_dispatch import Dispatcher
from crawler.crawling_lists import ListReader
from crawler.crawling_pages import ArticleToStore, PageReader, ReadArticle, alert_ages, store_articles
from crawler.crawling_polls import Clock, Polled, Poller
from crawler.crawling_store import Store
from crawler.crawling_tally import Tally
from crawler.crawling_telling import count_page, count_poll
from crawler.fetching import Fetcher
from crawler.fetching_engine import FetchEngine
from crawler.metrics import POLLS_UNDER_WAY
from crawler.reading_pool import ReadingPool
from crawler.values import FetchFailure
from storage import Database, StorageError
from storage.articles import pending_articles
from storage.entries import known_keys
from storage.polls import record_polls
from storage.turns import HostTurns, session_name
from storage.values import DueAddress, PendingArticle, PollOutcome

_log = logging.getLogger("zhongde.crawler")

_PAGE_WINDOW = 200
_WORDS_AN_ENTRY = 7
_TEXTS = ""
"""The slot of articles whose text is at hand: no host is asked."""


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Crawling:
    """An asynchronous context with engine, store, reading processes and the work under way.

    Leaving it stops what is under way. That loses nothing: a poll is stored as a whole or not at all, and an article
    stays pending until its reading is stored.

    Args:
        database: Where everything is kept.
        settings: The settings of this run.
        catalogue: All sources by id.
        tally: Counts what is done.
        clock: Gives the present moment.
        role: What this process is to others that share turns at hosts with it.
    """

    fetcher: Fetcher
    store: Store
    pool: ReadingPool
    lists: ListReader
    poller: Poller
    reader: PageReader

    def __init__(
        self,
        database: Database,
        settings: Settings,
        catalogue: Mapping[str, SourceDeclaration],
        tally: Tally,
        clock: Clock = utc_now,
        role: str = "crawl",
    ) -> None:
        self._database = database
        self._settings = settings
        self._role = role
        self._catalogue = catalogue
        self.tally = tally
        self.clock = clock
        self._ages = alert_ages(settings)
        self._stack = AsyncExitStack()
        self._filling = asyncio.Lock()
        self._polling: set[int] = set()
        self._reading: set[int] = set()
        self._stuck: set[int] = set()
        self._exhausted = False
        self._pages_of: Collection[str] | None = None
        self._holds_pages = False

    async def __aenter__(self) -> Self:
        settings = self._settings
        try:
            # Left in reverse order: first no more work, then the last writes, then processes and connections.
            engine = await self._stack.enter_async_context(FetchEngine(settings.fetch))
            self.pool = await self._stack.enter_async_context(ReadingPool(settings))
            self.store = await self._stack.enter_async_context(
                Store(self._database, lambda: self.polls.running + self.pages.running)
            )
            if settings.engine == "procrastinate":
                turns = HostTurns(self._database, session_name(self._role))
                engine.fetcher.pace.share(await self._stack.enter_async_context(turns))
        except BaseException:
            await self._stack.aclose()
            raise
        self.fetcher = engine.fetcher
        self.lists = ListReader(self.fetcher, self.pool, self.known)
        self.poller = Poller(self.fetcher, self.lists, self._catalogue, settings, self.clock)
        self.reader = PageReader(
            self.fetcher, self.pool, self._catalogue, settings, self.clock, self.store.room
        )
        # More jobs than requests: while some are fetched, others are read and stored. Pages wait longer for the latter.
        self.polls = Dispatcher(2 * settings.fetch.concurrency, self.fetcher.pace.parallel)
        self.pages = Dispatcher(4 * settings.fetch.concurrency, self._parallel_pages)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.halt()
        finally:
            await self._stack.aclose()

    async def halt(self) -> None:
        """Cancel what is under way and take nothing more; what is being written is written."""
        await self.polls.close()
        await self.pages.close()

    def take_failure(self) -> BaseException | None:
        """What stopped the work, if something did; the work can go on afterwards."""
        failure = self.polls.take_failure() or self.pages.take_failure()
        if failure is not None:
            self.polls.take_failure()
            self.pages.take_failure()
            # What waited has been forgotten by the dispatchers: it is due still, and will be found again.
            self._polling.clear()
            self._reading.clear()
        return failure

    def _parallel_pages(self, slot: str) -> int:
        return 2 * self._settings.workers if slot == _TEXTS else self.fetcher.pace.parallel(slot)

    async def known(self, source_id: str, keys: Collection[str]) -> set[str]:
        """Which of the keys the source has brought before."""
        return await self.store.read(lambda session: known_keys(session, source_id, keys))

    def submit_polls(self, addresses: Collection[DueAddress]) -> int:
        """Poll the addresses that are not being polled; how many those are is returned."""
        chosen = [address for address in addresses if address.id not in self._polling]
        for address in chosen:
            self._polling.add(address.id)
            self.polls.submit(slot_of(address.url), partial(self._poll, address))
        return len(chosen)

    @property
    def polls_under_way(self) -> int:
        """Addresses that are being polled, or wait for it."""
        return len(self._polling)

    async def _poll(self, address: DueAddress) -> None:
        try:
            new = await self.poll(address)
        finally:
            self._polling.discard(address.id)
            POLLS_UNDER_WAY.set(len(self._polling))
        if new:
            await self.fill_pages()

    async def poll(self, address: DueAddress) -> int:
        """Poll an address and store what that brought; the number of new entries is returned.

        Raises:
            StorageError: If the database cannot be used.
        """
        try:
            polled = await self.poller.poll(address)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001, told as this source's failure; the others go on
            _log.exception("poll of %s", address.url)
            polled = self.poller.failed(address, _internal(error))
        return await self.store_poll(address, polled)

    async def store_poll(self, address: DueAddress, polled: Polled) -> int:
        """Store a poll and count it; the number of new entries is returned.

        Raises:
            StorageError: If the database cannot be written.
        """
        try:
            new = await self.store.write_together(record_polls, polled.outcome, weigh=_weight)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001, as above
            _log.exception("storing the poll of %s", address.url)
            polled = self.poller.failed(address, _internal(error))
            new = await self.store.write_together(record_polls, polled.outcome, weigh=_weight)
        source = address.source_id
        if self._pages_of is not None:
            self._pages_of = {
                *self._pages_of,
                *(entry.owner for entry in polled.outcome.entries if entry.owner),
            }
        count_poll(address, polled, new)
        if polled.failure is not None:
            self.tally.fail(source, address.url, polled.failure.message)
        for warning in polled.outcome.warnings:
            self.tally.warn(source, warning)
        self.tally.poll(source, polled.outcome.result, new)
        return new

    def pages_only_of(self, source_ids: Collection[str] | None) -> None:
        """Read only articles of these sources; None for all."""
        self._pages_of = source_ids

    def hold_pages(self) -> None:
        """Read no articles: they stay pending."""
        self._holds_pages = True

    async def fill_pages(self, at: datetime | None = None) -> int:
        """Start reading articles that are pending at a moment, a bounded number at once; their number is returned."""
        if self._holds_pages:
            return 0
        async with self._filling:
            room = _PAGE_WINDOW - self.pages.open_jobs
            if room < _PAGE_WINDOW // 4:
                return 0
            now = at or self.clock()
            busy = self._reading | self._stuck
            articles = await self.store.read(
                lambda session: pending_articles(session, now, room, exclude=busy, source_ids=self._pages_of)
            )
            self._exhausted = len(articles) < room
            for article in articles:
                self.submit_page(article)
            return len(articles)

    def submit_page(self, article: PendingArticle) -> None:
        """Read an article."""
        if article.id in self._reading:
            return
        self._reading.add(article.id)
        self.tally.pages_total += 1
        slot = _TEXTS if article.text else slot_of(article.url)
        self.pages.submit(slot, partial(self._read, article))

    async def _read(self, article: PendingArticle) -> None:
        try:
            if not await self.read(article):
                self._stuck.add(article.id)
        finally:
            self._reading.discard(article.id)
        if not self._exhausted:
            await self.fill_pages()

    async def read(self, article: PendingArticle) -> bool:
        """Read an article and store what it says; False if that cannot be stored although the database is well.

        Raises:
            StorageError: If the database cannot be used.
        """
        try:
            done = await self.reader.read(article)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001, told as this article's failure; the others go on
            _log.exception("article %s", article.url)
            done = await self.reader.failed(article, _internal(error))
        return await self.store_page(done)

    async def store_page(self, done: ReadArticle) -> bool:
        """Store what became of an article and count it; False if that cannot be stored although the database is well.

        Raises:
            StorageError: If the database cannot be written.
        """
        article = done.article
        try:
            deals = await self.store.write_together(
                self._store_articles,
                ArticleToStore(done, self.clock()),
                prepare=ArticleToStore.ready,
                weigh=lambda article: article.weight,
            )
        except StorageError as error:
            if error.__cause__ is not None:
                raise
            # The database is well, but the article is gone: somebody removed it meanwhile.
            self.tally.fail(article.source_id, article.url, str(error))
            return False
        except Exception as error:  # noqa: BLE001, as above
            _log.exception("storing article %s", article.url)
            self.tally.fail(article.source_id, article.url, _internal(error).message)
            return False
        if done.failure is not None:
            if done.failure.kind == "robots":
                self.tally.warn(
                    article.source_id, f"{article.url}: {done.failure.message}; its teaser was read"
                )
            else:
                self.tally.fail(article.source_id, article.url, done.failure.message)
        count_page(done, deals)
        self.tally.page(article.source_id, deals)
        return True

    def _store_articles(self, session: Session, articles: list[ArticleToStore]) -> list[int]:
        return store_articles(session, articles, self._ages, self._settings.story_window)

    async def drain(self) -> None:
        """Wait until everything is polled, and every pending article read or put off.

        Raises:
            StorageError: If the database cannot be used.
        """
        while True:
            await self.polls.drain()
            added = await self.fill_pages()
            await self.pages.drain()
            if not added:
                return


def _weight(outcome: PollOutcome) -> int:
    """As so many words of an article: what a poll lists is stored in a time that grows with the number of entries."""
    return _WORDS_AN_ENTRY * len(outcome.entries)


def _internal(error: Exception) -> FetchFailure:
    return FetchFailure("content", f"internal error ({type(error).__name__}: {error})"[:500])
