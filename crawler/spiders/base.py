"""What the spiders share: the project's settings, its database, and how a list becomes polls and articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, ClassVar

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from config import ConfigurationError, Settings, load_catalogue
from config.catalogue import find_source
from crawler.crawling import utc_now
from crawler.crawling_lists import ListReader, accept_of
from crawler.crawling_pages import PageReader
from crawler.crawling_polls import Polled, Poller
from crawler.crawling_store import Store
from crawler.fetching_settings import PROJECT_SETTINGS
from crawler.middlewares import FetchMiddleware, fetched_of
from crawler.reading_pool import ReadingPool
from crawler.values import FetchFailure
from storage import Database, StorageError
from storage.entries import known_keys
from storage.sources import due_addresses, sync_catalogue
from storage.values import DueAddress


class ProjectSpider(scrapy.Spider):
    """A spider that works on the project's database.

    Args:
        source: Id of the one source that is wanted; all enabled ones if left out. On the command line:
            ``-a source=ID``.
    """

    project: Settings
    store: Store
    poller: Poller
    reader: PageReader

    def __init__(self, source: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self._stack = AsyncExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ProjectSpider:
        """As Scrapy makes its spiders."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.project = crawler.settings[PROJECT_SETTINGS]
        return spider

    def now(self) -> datetime:
        """The present moment."""
        return utc_now()

    async def open_all(self) -> None:
        """Open the database and what reads.

        Raises:
            CloseSpider: If there is no such source, or the database cannot be used; the log says so.
        """
        try:
            await self._open_all()
        except (ConfigurationError, StorageError) as error:
            self.logger.error("%s", error)
            raise CloseSpider("cannot start") from None

    async def _open_all(self) -> None:
        settings = self.project
        catalogue = load_catalogue(settings)
        if self.source is not None:
            find_source(catalogue, self.source)
        database = Database(settings.database.get_secret_value(), settings.postgres)
        database.upgrade()
        self._stack.callback(database.dispose)
        store = self.store = await self._stack.enter_async_context(Store(database))
        pool = await self._stack.enter_async_context(ReadingPool(settings))
        middleware = self.crawler.get_downloader_middleware(FetchMiddleware)
        assert middleware is not None, "the project's settings name it"
        fetcher = middleware.fetcher

        async def known(source_id: str, keys: Collection[str]) -> set[str]:
            return await store.read(lambda session: known_keys(session, source_id, keys))

        lists = ListReader(fetcher, pool, known)
        self.poller = Poller(fetcher, lists, catalogue, settings, self.now)
        self.reader = PageReader(fetcher, pool, catalogue, settings, self.now)
        await store.write(lambda session: sync_catalogue(session, catalogue, self.now()))

    async def close_all(self) -> None:
        """Close what was opened."""
        await self._stack.aclose()


class ListSpider(ProjectSpider):
    """Polls the addresses of some kinds of access and yields a :class:`Polled` for each."""

    access: ClassVar[frozenset[str]] = frozenset()

    async def start(self) -> AsyncIterator[Any]:
        """Yield a conditional request for each address."""
        await self.open_all()
        wanted = None if self.source is None else [self.source]
        now = self.now()
        addresses = await self.store.read(
            lambda session: due_addresses(session, now, source_ids=wanted, all_=True)
        )
        for address in addresses:
            if address.access in self.access:
                yield self.request(address)

    def request(self, address: DueAddress) -> scrapy.Request:
        """The request of an address, conditional if it has been asked before."""
        headers = {"Accept": accept_of(address.access)}
        for name, value in (("If-None-Match", address.etag), ("If-Modified-Since", address.last_modified)):
            if value:
                headers[name] = value
        return scrapy.Request(
            address.url,
            headers=headers,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"address": address},
            dont_filter=True,
        )

    async def parse(self, response: Response, *, address: DueAddress) -> AsyncIterator[Polled]:
        """Yield the poll that an answer makes."""
        try:
            polled = await self.poller.understood(address, fetched_of(response))
        except FetchFailure as failure:
            polled = self.poller.failed(address, failure)
        self._tell(address, polled)
        yield polled

    async def failed(self, failure: Failure) -> AsyncIterator[Polled]:
        """Yield the poll that a failure makes."""
        error = failure.value
        if not isinstance(error, FetchFailure):
            failure.raiseException()
        assert isinstance(error, FetchFailure)
        address: DueAddress = failure.request.cb_kwargs["address"]  # type: ignore[attr-defined]
        polled = self.poller.failed(address, error)
        self._tell(address, polled)
        yield polled

    def _tell(self, address: DueAddress, polled: Polled) -> None:
        outcome = polled.outcome
        self.logger.info(
            "%s %s: %s, %d new%s",
            address.source_id,
            address.url,
            outcome.result,
            len(outcome.entries),
            f" ({outcome.error})" if outcome.error else "",
        )
