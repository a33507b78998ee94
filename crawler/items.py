"""What the spiders of the Scrapy project yield: polls and articles that are done, ready to be stored."""

from __future__ import annotations

from crawler.crawling_pages import ReadArticle
from crawler.crawling_polls import Polled

__all__ = ["Polled", "ReadArticle"]
