"""The item pipeline of the Scrapy project: what spiders yield is stored."""

from __future__ import annotations

from functools import partial
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.crawling_pages import ArticleToStore, ReadArticle, alert_ages, store_articles
from crawler.crawling_polls import Polled
from crawler.spiders.base import ProjectSpider
from storage.polls import record_poll


class StoringPipeline:
    """Stores polls with their entries, and articles with what they say."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.finish, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its components."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Store an item of ours; what others yield passes through.

        Raises:
            StorageError: If the database cannot be written.
        """
        spider = self._crawler.spider
        if not isinstance(spider, ProjectSpider):
            return item
        if isinstance(item, Polled):
            await spider.store.write(partial(record_poll, outcome=item.outcome))
        elif isinstance(item, ReadArticle):
            ages = alert_ages(spider.project)
            await spider.store.write(
                partial(
                    store_articles,
                    articles=[ArticleToStore(item, spider.now()).ready()],
                    ages=ages,
                    window=spider.project.story_window,
                )
            )
        return item

    async def finish(self) -> None:
        """Close what the spider had open."""
        spider = self._crawler.spider
        if isinstance(spider, ProjectSpider):
            await spider.close_all()
