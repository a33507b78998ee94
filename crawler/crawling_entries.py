"""From what a list names to entries with stable keys and canonical addresses: pure."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config import SourceDeclaration
from crawler.addresses import canonical_url, entry_key
from crawler.dates import FUTURE_SLACK, not_in_future
from crawler.values import ListedPage, ParsedFeed, ParsedSitemap
from storage.values import Entry, PublishedBasis

SITEMAP_WINDOW = timedelta(days=30)
SITEMAP_ENTRIES = 1_000
SITEMAP_SMALL = 100
SITEMAP_PARTS = 5
BACKFILL_ENTRIES = 50_000
BACKFILL_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What one document lists, in its order.

    ``next_pages`` are further documents of the same list: the next page of a listing, the parts of a sitemap.
    ``error`` says why the document is no list. ``total`` counts its items and ``known`` those that the source had
    brought before; ``gap`` says that items may have been lost since the last poll. ``hub`` and ``topic`` are as of
    :class:`storage.values.PollOutcome`.
    """

    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    ttl_seconds: float | None = None
    next_pages: tuple[str, ...] = ()
    total: int = 0
    known: int = 0
    gap: bool = False
    hub: str | None = None
    topic: str = ""


def listed_in_feed(feed: ParsedFeed, url: str, basis: PublishedBasis = "feed") -> Listed:
    """The entries of a feed that came from ``url``.

    An item without a link keeps an address of its own under the feed's; its text is what the feed says. A guid that
    several items share though they lead to different articles is none: their addresses are their keys.
    """
    entries: list[Entry] = []
    addresses = [canonical_url(item.link) if item.link else None for item in feed.items]
    links = {
        (item.guid.strip(), address)
        for item, address in zip(feed.items, addresses, strict=True)
        if item.guid and item.link
    }
    shared = {guid for guid, count in Counter(guid for guid, _ in links).items() if count > 1}
    for item, address in zip(feed.items, addresses, strict=True):
        if not (item.title or item.link or item.guid or item.summary or item.text):
            continue  # there is nothing to know it by
        stand_in = f"{item.title}|{item.published.isoformat() if item.published else ''}"
        guid = "" if item.guid.strip() in shared else item.guid
        key = entry_key(guid, address, fallback=stand_in)
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
                published_basis=basis,
                origin=item.origin,
            )
        )
    warnings = feed.warnings
    if shared:
        warnings = (*warnings, "several items share a guid; their addresses are taken as keys")
    following = (feed.next_page,) if feed.next_page else ()
    return Listed(
        without_doubles(entries),
        warnings,
        feed.error,
        feed.ttl_seconds,
        following,
        hub=None if feed.error else feed.hub,
        topic=feed.topic,
    )


def as_declared(listed: Listed, declaration: SourceDeclaration | None) -> Listed:
    """The list with addresses on the hosts that the source declares as its own, and keys by its declared ids."""
    if declaration is None or not (declaration.article_id or declaration.twins):
        return listed
    pattern = re.compile(declaration.article_id) if declaration.article_id else None
    entries = []
    for entry in listed.entries:
        parts = urlsplit(entry.url)
        host = declaration.twins.get(parts.netloc.lower())
        url = parts._replace(netloc=host).geturl() if host else entry.url
        found = pattern.search(url) if pattern is not None else None
        key = f"id:{found[1]}" if found is not None else url if entry.key == entry.url else entry.key
        entries.append(replace(entry, url=url, key=key))
    return replace(listed, entries=without_doubles(entries))


def dated(listed: Listed, now: datetime) -> Listed:
    """The list with no date in the future: a little ahead counts as now, far ahead as no date at all."""
    warnings = list(listed.warnings)
    entries = []
    for entry in listed.entries:
        if entry.published is not None and entry.published > now:
            moment = not_in_future(entry.published, now)
            if moment is None:
                warnings.append(f"a date in the future was dropped: {entry.published:%Y-%m-%d}")
            elif entry.published - now > FUTURE_SLACK:
                warnings.append(
                    f"a date ahead of its time was taken as now: {entry.published:%Y-%m-%d %H:%M}"
                )
            entry = replace(entry, published=moment)
        entries.append(entry)
    return replace(listed, entries=tuple(entries), warnings=tuple(dict.fromkeys(warnings)))


def without_doubles(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, of several with one key the first."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.key, entry)
    return tuple(kept.values())


def listed_in_sitemap(
    sitemap: ParsedSitemap,
    declaration: SourceDeclaration | None,
    now: datetime,
    since: datetime | None = None,
) -> Listed:
    """The articles of a sitemap that match the source's ``article_url``, newest first.

    Of a large sitemap, which lists a site's whole past, only what was changed in the last 30 days is taken; for a
    backfill, all that was changed after ``since``. Addresses without a date are taken as recent; ``lastmod`` only
    sorts, for it is no date of publication.
    """
    pattern = re.compile(declaration.article_url) if declaration and declaration.article_url else None
    oldest = now - SITEMAP_WINDOW if since is None else since
    most, parts_most = (
        (SITEMAP_ENTRIES, SITEMAP_PARTS) if since is None else (BACKFILL_ENTRIES, BACKFILL_PARTS)
    )
    chosen: list[tuple[datetime, Entry]] = []
    for item in sitemap.entries:
        address = canonical_url(item.url)
        stamp = item.published or item.modified
        if address is None:
            continue
        if pattern is not None and not (pattern.search(item.url) or pattern.search(address)):
            continue
        entry = Entry(
            key=address, url=address, title=item.title, published=item.published, published_basis="sitemap"
        )
        chosen.append((stamp or now, entry))
    chosen.sort(key=lambda pair: pair[0], reverse=True)
    if len(chosen) > SITEMAP_SMALL or since is not None:
        chosen = [(stamp, entry) for stamp, entry in chosen if stamp >= oldest]
    warnings = list(sitemap.warnings)
    if len(chosen) > most:
        warnings.append(f"{len(chosen)} recent addresses, of which the newest {most} were taken")
    parts = [part.url for part in sitemap.sitemaps if (part.modified or part.published or now) >= oldest]
    return Listed(
        without_doubles(entry for _, entry in chosen[:most]),
        tuple(warnings),
        sitemap.error,
        next_pages=tuple(parts[:parts_most]),
    )


def listed_on_page(page: ListedPage) -> Listed:
    """The entries of a listing page, with the page that follows."""
    following = (page.next_page,) if page.next_page else ()
    entries = without_doubles(replace(entry, published_basis="listing") for entry in page.entries)
    return Listed(entries, page.warnings, page.error, next_pages=following)
