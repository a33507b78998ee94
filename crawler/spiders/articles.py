"""The pages of articles that wait to be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.crawling_pages import ReadArticle
from crawler.fetching import ACCEPT_PAGES
from crawler.middlewares import fetched_of
from crawler.spiders.base import ProjectSpider
from crawler.values import FetchFailure
from storage.articles import pending_articles
from storage.values import PendingArticle

_LIMIT = 1_000


class ArticleSpider(ProjectSpider):
    """Fetches and reads pending articles and yields a :class:`ReadArticle` for each; a thousand at most a run."""

    name = "articles"

    async def start(self) -> AsyncIterator[Any]:
        """Yield articles whose text is at hand, and a request for each of the others."""
        await self.open_all()
        wanted = None if self.source is None else [self.source]
        now = self.now()
        articles = await self.store.read(
            lambda session: pending_articles(session, now, _LIMIT, source_ids=wanted)
        )
        for article in articles:
            if article.text:
                yield await self.reader.read(article)
            else:
                yield scrapy.Request(
                    article.url,
                    headers={"Accept": ACCEPT_PAGES},
                    callback=self.parse,
                    errback=self.failed,
                    cb_kwargs={"article": article},
                    dont_filter=True,
                )

    async def parse(self, response: Response, *, article: PendingArticle) -> AsyncIterator[ReadArticle]:
        """Yield what the page says."""
        try:
            yield await self.reader.understood(article, fetched_of(response))
        except FetchFailure as failure:
            yield await self._put_off(article, failure)

    async def failed(self, failure: Failure) -> AsyncIterator[ReadArticle]:
        """Yield what a failure leads to: another try later, or the teaser."""
        error = failure.value
        if not isinstance(error, FetchFailure):
            failure.raiseException()
        assert isinstance(error, FetchFailure)
        article: PendingArticle = failure.request.cb_kwargs["article"]  # type: ignore[attr-defined]
        yield await self._put_off(article, error)

    async def _put_off(self, article: PendingArticle, failure: FetchFailure) -> ReadArticle:
        self.logger.info("%s: %s", article.url, failure.message)
        return await self.reader.failed(article, failure)
