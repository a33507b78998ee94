"""Sitemaps and news sitemaps."""

from __future__ import annotations

from config.declarations import SITEMAP_ACCESS
from crawler.spiders.base import ListSpider


class SitemapSpider(ListSpider):
    """Polls sitemaps, the parts of an index included; of plain ones what was changed lately."""

    name = "sitemaps"
    access = SITEMAP_ACCESS
