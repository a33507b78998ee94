"""A Scrapy engine that stays up for as long as something is to be fetched."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Self

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings as ScrapySettings

from config.settings import FetchSettings
from crawler.fetching import Fetcher
from crawler.fetching_settings import scrapy_settings
from crawler.fetching_transports import LightTransport
from crawler.middlewares import FetchMiddleware

_CLOSE_SECONDS = 5.0


class StandingSpider(scrapy.Spider):
    """Keeps an engine open: its start lasts until it is released."""

    name = "standing"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.released = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Yield nothing, until the engine is no longer needed."""
        await self.released.wait()
        requests: tuple[scrapy.Request, ...] = ()
        for request in requests:
            yield request


class FetchEngine:
    """An asynchronous context in which :attr:`fetcher` works. Runs on the reactor of :mod:`crawler.reactor`."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._crawler: Crawler | None = None
        self._light: LightTransport | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        _hush()
        # Requests are given by the fetcher, items go to no pipeline: this engine only moves bytes.
        options = scrapy_settings(self._settings) | {"ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}
        runner = AsyncCrawlerRunner(ScrapySettings(options))
        crawler = self._crawler = runner.create_crawler(StandingSpider)
        opened = asyncio.Event()

        def started() -> None:
            opened.set()

        crawler.signals.connect(started, signals.spider_opened)
        self._task = runner.crawl(crawler)
        waiting = asyncio.create_task(opened.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            await self._task
            raise RuntimeError("Scrapy ended before it began")
        self._light = self._middleware.light_transport()
        self.fetcher.light = self._light.ask
        return self

    @property
    def _middleware(self) -> FetchMiddleware:
        assert self._crawler is not None, "the engine has not been started"
        middleware = self._crawler.get_downloader_middleware(FetchMiddleware)
        assert middleware is not None
        return middleware

    @property
    def fetcher(self) -> Fetcher:
        """What fetches."""
        return self._middleware.fetcher

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._crawler is None or self._task is None:
            return
        if self._light is not None:
            await self._light.__aexit__(None, None, None)
        spider = self._crawler.spider
        if isinstance(spider, StandingSpider):
            spider.released.set()
        stopping = asyncio.ensure_future(self._crawler.stop_async())
        await asyncio.wait({self._task, stopping}, timeout=_CLOSE_SECONDS)
        for task in (stopping, self._task):
            if not task.done():
                task.cancel()
        await asyncio.gather(stopping, self._task, return_exceptions=True)


def _hush() -> None:
    """Scrapy logs each failure with a traceback; ours come as words. Whoever has set levels keeps them."""
    for name in ("scrapy", "twisted"):
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.CRITICAL)
