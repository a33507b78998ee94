"""Reading what an address lists: feeds, listings, sitemaps, JSON. What is known is cut out before it costs anything.

A list of several pages is followed while a page brings nothing that is known: a listing up to the source's
``max_pages``, any list after a pause of ours until it meets what the last poll saw, up to :data:`GAP_PAGES`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime

from config import SourceDeclaration
from config.declarations import FEED_ACCESS, SITEMAP_ACCESS, AddressDeclaration
from crawler import feeds_known
from crawler.crawling_entries import Listed, as_declared, dated, without_doubles
from crawler.fetching import ACCEPT_FEEDS, ACCEPT_JSON, ACCEPT_PAGES, Fetcher
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import (
    Document,
    read_feed,
    read_json,
    read_listing,
    read_sitemap,
    trouble_with,
)
from crawler.recognition import is_markup
from crawler.values import Fetched, FetchFailure
from storage.values import DueAddress, Entry

KnownKeys = Callable[[str, Collection[str]], Awaitable[set[str]]]
"""Which of some entry keys a source has brought before."""

READABLE = FEED_ACCESS | SITEMAP_ACCESS | {"listing", "json"}
"""The kinds of access that are read."""

GAP_PAGES = 10
"""Pages of one list that are asked at most to close a gap."""

_CUT_LENGTH = 2 * 1024**2


def accept_of(access: str) -> str:
    """The media types to ask for."""
    return {"listing": ACCEPT_PAGES, "json": ACCEPT_JSON}.get(access, ACCEPT_FEEDS)


def declared(declaration: SourceDeclaration | None, url: str) -> AddressDeclaration | None:
    """What a source declares on one of its addresses."""
    addresses = declaration.addresses if declaration is not None else ()
    return next((address for address in addresses if address.url == url), None)


def page_address(how: AddressDeclaration | None, page: int) -> str | None:
    """The declared address of a further page, the first being 1."""
    if how is None or how.pages is None:
        return None
    return how.pages.replace("{page}", str(page - 2 + how.second_page))


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
        self, address: DueAddress, declaration: SourceDeclaration | None, document: Fetched, now: datetime
    ) -> Listed:
        """The entries of a fetched list that its source has not brought before, further pages included.

        Raises:
            FetchFailure: If the document is no such list.
        """
        if address.access in SITEMAP_ACCESS:
            return dated(await self._sitemap(address, declaration, document, now), now)
        return dated(await self._paged(address, declaration, document, now), now)

    async def _paged(
        self, address: DueAddress, declaration: SourceDeclaration | None, document: Fetched, now: datetime
    ) -> Listed:
        how = declared(declaration, address.url)
        most = declaration.max_pages if declaration is not None and address.access == "listing" else 1
        may_gap = not address.first_poll and address.access != "search" and (address.last_items or 0) > 0
        if may_gap and (address.access != "listing" or (how is not None and how.pages)):
            most = max(most, GAP_PAGES)
        page, total, known = 1, 0, 0
        entries: list[Entry] = []
        warnings: list[str] = []
        seen = {document.final_url}
        first = None
        while True:
            listed = await self.read(address, declaration, document, now, page)
            if first is None:
                await self._require(address, declaration, document, listed)
                first = listed
            entries += listed.entries
            warnings += listed.warnings
            total += listed.total
            known += listed.known
            follows = page_address(how, page + 1)
            candidates = (*listed.next_pages, *([follows] if follows else []))
            following = next((each for each in candidates if each not in seen), None)
            if page >= most or following is None or known or not listed.entries:
                break
            page += 1
            seen.add(following)
            try:
                document = await self._fetcher.get(following, accept=accept_of(address.access), light=True)
            except FetchFailure as failure:
                warnings.append(f"the next page {following} could not be read: {failure}")
                break
        gap = may_gap and total > 0 and known == 0 and _began_later(entries, address)
        if gap:
            warnings.append(
                "nothing of what the last poll saw is listed any more: items in between may have been lost"
            )
        elif may_gap and page > 1 and known:
            warnings.append(f"{page} pages were read to reach what the last poll saw")
        return replace(
            first,
            entries=without_doubles(entries),
            warnings=tuple(dict.fromkeys(warnings)),
            error=None,
            next_pages=(),
            total=total,
            known=known,
            gap=gap,
        )

    async def read(
        self,
        address: DueAddress,
        declaration: SourceDeclaration | None,
        document: Fetched,
        now: datetime,
        page: int,
        *,
        known_too: bool = False,
    ) -> Listed:
        """One document of a list with ``total`` and ``known``; its entries are those not known, or all of them."""
        how = declared(declaration, address.url)
        if address.access in FEED_ACCESS and not (how is not None and how.paths):
            # Nothing of a first poll is known, but for what another address of the source has brought.
            whole = known_too or (address.first_poll and page == 1)
            return await self._feed(
                address.source_id, declaration, document, whole=whole, known_too=known_too
            )
        task = _task(document, declaration)
        if address.access in {"json", "search"}:
            listed = await self._pool.run(read_json, task, how.paths if how is not None else None)
        else:
            listed = await self._pool.run(read_listing, task, now, page)
        return await self._unknown(address.source_id, as_declared(listed, declaration), known_too=known_too)

    async def _feed(
        self,
        source_id: str,
        declaration: SourceDeclaration | None,
        document: Fetched,
        *,
        whole: bool,
        known_too: bool,
    ) -> Listed:
        body, cut_out = document.body, 0
        # Keys by declared ids are known only once the item has been read.
        by_id = declaration is not None and declaration.article_id is not None
        if len(body) <= _CUT_LENGTH and not (whole or by_id):
            blocks = await asyncio.to_thread(feeds_known.scan, body)
            keys = [block.key for block in blocks if block.key is not None]
            if blocks and keys:
                known = await self._known(source_id, keys)
                left = feeds_known.cut(body, blocks, known, len(blocks))
                cut_out = sum(block.key is not None and block.key in known for block in blocks)
                if left is None:
                    return Listed(total=cut_out, known=cut_out)
                body = left if known else body
        listed = await self._pool.run(
            read_feed, Document(body, document.final_url, document.content_type, declaration)
        )
        listed = as_declared(listed, declaration)
        if whole and not known_too:
            return replace(listed, total=len(listed.entries))  # storing finds out if any is known after all
        listed = await self._unknown(source_id, listed, known_too=known_too)
        return replace(listed, total=listed.total + cut_out, known=listed.known + cut_out)

    async def _require(
        self,
        address: DueAddress,
        declaration: SourceDeclaration | None,
        document: Fetched,
        listed: Listed,
    ) -> None:
        """Refuse what is no list: a status of 200 says little.

        Raises:
            FetchFailure: If the document is none, or a block page, a wall or an empty shell in a list's place.
        """
        if listed.total or (not listed.error and address.access in FEED_ACCESS):
            return
        if is_markup(document.body, document.content_type):
            trouble = await self._pool.run(trouble_with, _task(document, declaration))
            if trouble is not None:
                raise FetchFailure(*trouble, document.status)
        if listed.error:
            raise FetchFailure("content", listed.error, document.status)
        if address.access == "listing" and (address.last_items or 0) > 0:
            raise FetchFailure(
                "content",
                "the page names no article any more; its selectors or article_url may be out of date",
                document.status,
            )

    async def _sitemap(
        self, address: DueAddress, declaration: SourceDeclaration | None, document: Fetched, now: datetime
    ) -> Listed:
        listed = await self._pool.run(read_sitemap, _task(document, declaration), now)
        if listed.error and not listed.entries:
            await self._require(address, declaration, document, listed)
        entries, warnings = list(listed.entries), list(listed.warnings)
        failures: list[FetchFailure] = []
        for part in listed.next_pages:
            try:
                answer = await self._fetcher.get(part, accept=ACCEPT_FEEDS, light=True)
            except FetchFailure as failure:
                failures.append(failure)
                warnings.append(f"the part {part} could not be read: {failure}")
                continue
            inner = await self._pool.run(read_sitemap, _task(answer, declaration), now)
            entries += inner.entries
            warnings += inner.warnings + ((f"{part}: {inner.error}",) if inner.error else ())
        if failures and len(failures) == len(listed.next_pages) and not entries:
            raise failures[0]
        listed = as_declared(Listed(without_doubles(entries), tuple(warnings)), declaration)
        return await self._unknown(address.source_id, listed, known_too=False)

    async def _unknown(self, source_id: str, listed: Listed, *, known_too: bool) -> Listed:
        if not listed.entries:
            return listed
        known = await self._known(source_id, [entry.key for entry in listed.entries])
        left = tuple(entry for entry in listed.entries if known_too or entry.key not in known)
        total = len(listed.entries)
        return replace(
            listed, entries=left, total=total, known=sum(entry.key in known for entry in listed.entries)
        )

    async def behind(self, how: AddressDeclaration, page: Fetched) -> str:
        """The address of the list that a page names.

        Raises:
            FetchFailure: If it names none.
        """
        assert how.behind is not None
        text = page.body.decode("utf-8", "replace")
        found = re.search(how.behind.pattern, text)
        if found is None:
            raise FetchFailure("content", "the page no longer names its list; 'behind' may be out of date")
        return how.behind.address.replace("{}", found[1])


def _task(document: Fetched, declaration: SourceDeclaration | None) -> Document:
    return Document(document.body, document.final_url, document.content_type, declaration)


def _began_later(entries: Collection[Entry], address: DueAddress) -> bool:
    """Whether a list begins after the last poll that worked, as far as its dates tell."""
    before = address.last_success_at
    stated = [entry.published for entry in entries if entry.published is not None]
    return not stated or before is None or min(stated) > before
