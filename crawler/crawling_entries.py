"""From what a list names to entries with stable keys and canonical addresses: pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from config import SourceDeclaration
from crawler.addresses import canonical_url, entry_key
from crawler.values import ListedPage, ParsedFeed, ParsedSitemap
from storage.values import Entry

SITEMAP_WINDOW = timedelta(days=30)
SITEMAP_ENTRIES = 1_000
SITEMAP_SMALL = 100
SITEMAP_PARTS = 5


@dataclass(frozen=True, slots=True)
class Listed:
    """What one document lists, in its order.

    ``next_pages`` are further documents of the same list: the next page of a listing, the parts of a sitemap.
    ``error`` says why the document is no list.
    """

    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    ttl_seconds: float | None = None
    next_pages: tuple[str, ...] = ()


def listed_in_feed(feed: ParsedFeed, url: str) -> Listed:
    """The entries of a feed that came from ``url``.

    An item without a link keeps an address of its own under the feed's; its text is what the feed says.
    """
    entries: list[Entry] = []
    for item in feed.items:
        address = canonical_url(item.link) if item.link else None
        stand_in = f"{item.title}|{item.published.isoformat() if item.published else ''}"
        key = entry_key(item.guid, address, fallback=stand_in)
        text = item.text
        if address is None:
            address = f"{url}#{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
            text = text or item.summary or item.title
        entries.append(
            Entry(
                key=key,
                url=address,
                title=item.title,
                guid=item.guid,
                author=item.author,
                summary=item.summary,
                text=text,
                published=item.published,
            )
        )
    return Listed(without_doubles(entries), feed.warnings, feed.error, feed.ttl_seconds)


def without_doubles(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, of several with one key the first."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.key, entry)
    return tuple(kept.values())


def listed_in_sitemap(sitemap: ParsedSitemap, declaration: SourceDeclaration | None, now: datetime) -> Listed:
    """The articles of a sitemap that match the source's ``article_url``, newest first.

    Of a large sitemap, which lists a site's whole past, only what was changed in the last 30 days is taken.
    Addresses without a date are taken as recent; ``lastmod`` only sorts, for it is no date of publication.
    """
    pattern = re.compile(declaration.article_url) if declaration and declaration.article_url else None
    oldest = now - SITEMAP_WINDOW
    chosen: list[tuple[datetime, Entry]] = []
    for item in sitemap.entries:
        address = canonical_url(item.url)
        stamp = item.published or item.modified
        if address is None:
            continue
        if pattern is not None and not (pattern.search(item.url) or pattern.search(address)):
            continue
        entry = Entry(key=address, url=address, title=item.title, published=item.published)
        chosen.append((stamp or now, entry))
    chosen.sort(key=lambda pair: pair[0], reverse=True)
    if len(chosen) > SITEMAP_SMALL:
        chosen = [(stamp, entry) for stamp, entry in chosen if stamp >= oldest]
    warnings = list(sitemap.warnings)
    if len(chosen) > SITEMAP_ENTRIES:
        warnings.append(f"{len(chosen)} recent addresses, of which the newest {SITEMAP_ENTRIES} were taken")
    parts = [part.url for part in sitemap.sitemaps if (part.modified or part.published or now) >= oldest]
    return Listed(
        without_doubles(entry for _, entry in chosen[:SITEMAP_ENTRIES]),
        tuple(warnings),
        sitemap.error,
        next_pages=tuple(parts[:SITEMAP_PARTS]),
    )


def listed_on_page(page: ListedPage) -> Listed:
    """The entries of a listing page, with the page that follows."""
    following = (page.next_page,) if page.next_page else ()
    return Listed(without_doubles(page.entries), page.warnings, page.error, next_pages=following)
