"""Reading what an address lists: feeds, listings and sitemaps, with what is known cut out before it costs anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime

from config import SourceDeclaration
from config.declarations import FEED_ACCESS, SITEMAP_ACCESS
from crawler import feeds_known
from crawler.crawling_entries import Listed, without_doubles
from crawler.fetching import ACCEPT_FEEDS, ACCEPT_PAGES, Fetcher
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import Document, read_feed, read_listing, read_sitemap
from crawler.values import Fetched, FetchFailure
from storage.values import Entry

KnownKeys = Callable[[str, Collection[str]], Awaitable[set[str]]]
"""Which of some entry keys a source has brought before."""

READABLE = FEED_ACCESS | SITEMAP_ACCESS | {"listing"}
"""The kinds of access that are read."""

_CUT_LENGTH = 2 * 1024**2


def accept_of(access: str) -> str:
    """The media types to ask for."""
    return ACCEPT_PAGES if access == "listing" else ACCEPT_FEEDS


class ListReader:
    """Reads lists for polls.

    Args:
        fetcher: For further pages of a list.
        pool: Where documents are parsed.
        known: Which entries are known.
    """

    def __init__(self, fetcher: Fetcher, pool: ReadingPool, known: KnownKeys) -> None:
        self._fetcher = fetcher
        self._pool = pool
        self._known = known

    async def new_entries(
        self,
        source_id: str,
        access: str,
        declaration: SourceDeclaration | None,
        document: Fetched,
        now: datetime,
    ) -> Listed:
        """The entries of a fetched list that its source has not brought before, further pages included.

        Raises:
            FetchFailure: If the document is no such list.
        """
        if access in FEED_ACCESS:
            return await self._feed(source_id, declaration, document)
        if access in SITEMAP_ACCESS:
            return await self._sitemap(source_id, declaration, document, now)
        return await self._listing(source_id, declaration, document, now)

    async def _feed(self, source_id: str, declaration: SourceDeclaration | None, document: Fetched) -> Listed:
        body = document.body
        if len(body) <= _CUT_LENGTH:
            blocks = await asyncio.to_thread(feeds_known.scan, body)
            keys = [block.key for block in blocks if block.key is not None]
            if blocks and keys:
                known = await self._known(source_id, keys)
                left = feeds_known.cut(body, blocks, known, len(blocks))
                if left is None:
                    return Listed()
                body = left if known else body
        listed = await self._pool.run(
            read_feed, Document(body, document.final_url, document.content_type, declaration)
        )
        return await self._unknown(source_id, _required(listed))

    async def _listing(
        self, source_id: str, declaration: SourceDeclaration | None, document: Fetched, now: datetime
    ) -> Listed:
        """Pages are followed while they bring nothing that is known, up to the source's ``max_pages``."""
        most = declaration.max_pages if declaration is not None else 1
        page = 1
        entries: list[Entry] = []
        warnings: list[str] = []
        seen = {document.final_url}
        while True:
            task = Document(document.body, document.final_url, document.content_type, declaration)
            listed = await self._pool.run(read_listing, task, now, page)
            if page == 1:
                listed = _required(listed)
            fresh = await self._unknown(source_id, listed)
            entries += fresh.entries
            warnings += fresh.warnings
            following = next((address for address in listed.next_pages if address not in seen), None)
            if page >= most or following is None or len(fresh.entries) < len(listed.entries):
                break
            page += 1
            seen.add(following)
            try:
                document = await self._fetcher.get(following)
            except FetchFailure as failure:
                warnings.append(f"the next page {following} could not be read: {failure}")
                break
        return Listed(without_doubles(entries), tuple(dict.fromkeys(warnings)))

    async def _sitemap(
        self, source_id: str, declaration: SourceDeclaration | None, document: Fetched, now: datetime
    ) -> Listed:
        task = Document(document.body, document.final_url, document.content_type, declaration)
        listed = _required(await self._pool.run(read_sitemap, task, now))
        entries, warnings = list(listed.entries), list(listed.warnings)
        failures: list[FetchFailure] = []
        for part in listed.next_pages:
            try:
                answer = await self._fetcher.get(part, accept=ACCEPT_FEEDS)
            except FetchFailure as failure:
                failures.append(failure)
                warnings.append(f"the part {part} could not be read: {failure}")
                continue
            task = Document(answer.body, answer.final_url, answer.content_type, declaration)
            inner = await self._pool.run(read_sitemap, task, now)
            entries += inner.entries
            warnings += inner.warnings + ((f"{part}: {inner.error}",) if inner.error else ())
        if failures and len(failures) == len(listed.next_pages) and not entries:
            raise failures[0]
        return await self._unknown(source_id, Listed(without_doubles(entries), tuple(warnings)))

    async def _unknown(self, source_id: str, listed: Listed) -> Listed:
        if not listed.entries:
            return listed
        known = await self._known(source_id, [entry.key for entry in listed.entries])
        return replace(listed, entries=tuple(entry for entry in listed.entries if entry.key not in known))


def _required(listed: Listed) -> Listed:
    """The list, if it is one.

    Raises:
        FetchFailure: If the document is none.
    """
    if listed.error and not listed.entries:
        raise FetchFailure("content", listed.error)
    return listed
