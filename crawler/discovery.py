"""What a search found, mapped to the sources that we know: pure.

A search is a way to find, not a source: its items belong to the outlets that published them. An outlet is known by the
address of an article, or by its site where the search (Google News) hides that address. A page is read only where the
outlet is a known source that may be read; of any other, and of what stands on a host that nobody declared (clone farms
copy official pages with their paths), the title is all that is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from config import SourceDeclaration
from crawler.addresses import site_of, slot_of
from crawler.crawling_entries import Listed
from storage.values import Entry

_HIDDEN = re.compile(r"https?://news\.google\.com/(?:rss/)?articles/")
_AGGREGATOR = "aggregator"


@dataclass(frozen=True)
class KnownSites:
    """The sources by the sites on which they publish.

    Args:
        catalogue: All sources by id.
    """

    catalogue: Mapping[str, SourceDeclaration]

    @cached_property
    def _by_site(self) -> dict[str, list[SourceDeclaration]]:
        sites: dict[str, list[SourceDeclaration]] = {}
        for source in self.catalogue.values():
            if source.kind == _AGGREGATOR:
                continue
            addresses = [source.home or "", *source.article_samples]
            addresses += [address.url for address in source.addresses if address.access != "search"]
            for site in {_site(address) for address in addresses if address}:
                sites.setdefault(site, []).append(source)
        return sites

    def owner(self, address: str, language: str = "") -> SourceDeclaration | None:
        """The source that an article's or a site's address belongs to; None if nobody declared it."""
        site = _site(address)
        candidates = self._by_site.get(site, [])
        if not candidates and site.count(".") >= 2:
            candidates = self._by_site.get(site.split(".", 1)[1], [])
        for source in candidates:
            if source.article_url is not None and re.search(source.article_url, address):
                return source
        if urlsplit(address).path in {"", "/"} or len(candidates) == 1:
            fitting = [source for source in candidates if language in source.language]
            return next(iter(fitting or candidates), None)
        return None


def _site(address: str) -> str:
    """A site with its port, if that is not the scheme's own."""
    return site_of(address) + "".join(slot_of(address).partition(":")[1:])


def mapped(listed: Listed, sites: KnownSites, language: str = "") -> Listed:
    """The finds with the sources they belong to, and without the publisher's name at the end of their titles."""
    return replace(listed, entries=tuple(_mapped(entry, sites, language) for entry in listed.entries))


def _mapped(entry: Entry, sites: KnownSites, language: str) -> Entry:
    hidden = _HIDDEN.match(entry.url) is not None
    owner = sites.owner(entry.origin if hidden else entry.url, language)
    title = entry.title
    if hidden and " - " in title:
        title = title.rsplit(" - ", 1)[0].strip()
    readable = not hidden and owner is not None and owner.enabled and owner.text == "full"
    return replace(
        entry,
        title=title,
        # Google's summary is a list of related headlines, and is no text of the article.
        summary="" if hidden else entry.summary,
        text="" if readable else title,
        owner=owner.id if owner is not None else "",
    )
