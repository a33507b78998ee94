"""Pages that list articles where there is no feed."""

from __future__ import annotations

from crawler.spiders.base import ListSpider


class ListingSpider(ListSpider):
    """Polls listing pages by selectors or link pattern; pages are followed while they bring nothing known."""

    name = "listings"
    access = frozenset({"listing"})
