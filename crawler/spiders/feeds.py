"""RSS, RDF, Atom and JSON Feed."""

from __future__ import annotations

from config.declarations import FEED_ACCESS
from crawler.spiders.base import ListSpider


class FeedSpider(ListSpider):
    """Polls feeds: entries that are known are cut out before the rest is parsed."""

    name = "feeds"
    access = FEED_ACCESS
