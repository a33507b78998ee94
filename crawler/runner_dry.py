"""A look at what sources bring, without storing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from config import Settings, SourceDeclaration
from crawler.addresses import canonical_url, slot_of
from crawler.crawling import utc_now
from crawler.crawling_dispatch import Dispatcher
from crawler.crawling_lists import ListReader
from crawler.crawling_polls import Clock, Polled, Poller
from crawler.crawling_store import Store
from crawler.crawling_tally import ProgressCallback, Tally
from crawler.fetching import ACCEPT_FEEDS, Fetcher
from crawler.fetching_engine import FetchEngine
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import Document, look_at
from crawler.runner_hand import declared_address
from crawler.values import CrawlReport, FetchFailure, iso
from storage import Database
from storage.entries import known_keys
from storage.sources import due_addresses
from storage.values import DueAddress, Entry

_RESTING = frozenset({"dead", "blocked", "frozen"})
_LISTS = frozenset({"rss", "atom", "jsonfeed", "sitemap", "news_sitemap", "listing", "json"})


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """What one address of a source brings at the moment. ``result``: ``ok``, ``empty`` or ``failed``."""

    source_id: str
    url: str
    access: str
    result: str
    entries: int = 0
    newest: datetime | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For ``zhongde sources check --json``."""
        return {
            "source": self.source_id,
            "url": self.url,
            "access": self.access,
            "result": self.result,
            "entries": self.entries,
            "newest": iso(self.newest),
            "warnings": list(self.warnings),
            "error": self.error,
        }


async def dry_run(
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    *,
    source_ids: Collection[str] | None = None,
    all_: bool = False,
    urls: Sequence[str] = (),
    progress: ProgressCallback | None = None,
    known: Database | None = None,
    clock: Clock = utc_now,
) -> CrawlReport:
    """Poll addresses and tell what is new in :attr:`CrawlReport.found`; nothing is stored, no article is read.

    Args:
        settings: The settings of this run.
        catalogue: All sources by id.
        source_ids: Only these sources.
        all_: All enabled sources, due or not; otherwise those that are due by ``known``, or all without it.
        urls: Addresses by hand, and nothing else if any are given.
        progress: Called whenever an address is done.
        known: Where it is looked up what is known already.
        clock: Gives the present moment.

    Raises:
        StorageError: If ``known`` cannot be read.
    """
    tally = Tally(progress)
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(FetchEngine(settings.fetch))
        pool = await stack.enter_async_context(ReadingPool(settings))
        store = await stack.enter_async_context(Store(known)) if known is not None else None
        look = _Look(settings, catalogue, engine.fetcher, pool, tally, store, clock)
        if urls:
            await look.at_urls(urls)
        else:
            await look.at_sources(source_ids, all_=all_)
    return tally.report()


async def check_sources(
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    source_ids: Collection[str] | None = None,
    *,
    progress: ProgressCallback | None = None,
    clock: Clock = utc_now,
) -> tuple[AddressCheck, ...]:
    """Ask every address of the sources, fallbacks and resting ones included, and tell what each brings.

    Args:
        settings: The settings of this run.
        catalogue: All sources by id.
        source_ids: Which sources; all enabled ones if left out.
        progress: Called whenever an address is done.
        clock: Gives the present moment.
    """
    tally = Tally(progress)
    async with FetchEngine(settings.fetch) as engine, ReadingPool(settings) as pool:
        look = _Look(settings, catalogue, engine.fetcher, pool, tally, None, clock)
        addresses = [
            address
            for declaration in catalogue.values()
            if (declaration.enabled if source_ids is None else declaration.id in source_ids)
            for address in _declared(declaration, everything=True)
        ]
        polled = await look.at_addresses(addresses)
    return tuple(_check(address, outcome) for address, outcome in zip(addresses, polled, strict=True))


def _check(address: DueAddress, polled: Polled) -> AddressCheck:
    entries = polled.outcome.entries
    return AddressCheck(
        source_id=address.source_id,
        url=address.url,
        access=address.access,
        result="failed" if polled.failure else "ok" if entries else "empty",
        entries=len(entries),
        newest=max((entry.published for entry in entries if entry.published), default=None),
        warnings=polled.outcome.warnings,
        error=polled.failure.message if polled.failure else None,
    )


def _declared(declaration: SourceDeclaration, *, everything: bool = False) -> list[DueAddress]:
    """The addresses of a declaration as if none had ever been asked."""
    return [
        DueAddress(
            id=0,
            source_id=declaration.id,
            url=address.url,
            access=address.access,
            etag=None,
            last_modified=None,
            body_hash=None,
            interval_seconds=0,
            failures=0,
            first_poll=True,
            last_new_at=None,
            last_poll_at=None,
        )
        for address in declaration.addresses
        if everything or not (address.fallback or address.state in _RESTING)
    ]


class _Look:
    """Polls without storing."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Mapping[str, SourceDeclaration],
        fetcher: Fetcher,
        pool: ReadingPool,
        tally: Tally,
        store: Store | None,
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._fetcher = fetcher
        self._pool = pool
        self._tally = tally
        self._store = store
        self._clock = clock
        self._poller = Poller(
            fetcher, ListReader(fetcher, pool, self._known_keys), catalogue, settings, clock
        )

    async def _known_keys(self, source_id: str, keys: Collection[str]) -> set[str]:
        if self._store is None:
            return set()
        return await self._store.read(lambda session: known_keys(session, source_id, keys))

    async def at_sources(self, source_ids: Collection[str] | None, *, all_: bool) -> None:
        """Poll what is chosen."""
        stored: dict[tuple[str, str], DueAddress] = {}
        due: list[DueAddress] = []
        if self._store is not None:
            now = self._clock()
            due = await self._store.read(
                lambda session: due_addresses(session, now, source_ids=source_ids, all_=all_)
            )
            stored = {(address.source_id, address.url): address for address in due}
        if source_ids is None and not all_ and self._store is not None:
            await self.at_addresses(due)
            return
        await self.at_addresses(
            [
                stored.get((address.source_id, address.url), address)
                for declaration in self._catalogue.values()
                if (declaration.enabled if source_ids is None else declaration.id in source_ids)
                for address in _declared(declaration)
            ]
        )

    async def at_addresses(self, addresses: Sequence[DueAddress]) -> list[Polled]:
        """Poll the addresses; the outcomes in their order."""
        self._tally.polls_total = len(addresses)
        self._tally.tell()
        outcomes: dict[int, Polled] = {}

        async def poll(position: int, address: DueAddress) -> None:
            outcomes[position] = await self._poll(address)

        dispatcher = Dispatcher(2 * self._settings.fetch.concurrency, self._fetcher.pace.parallel)
        try:
            for position, address in enumerate(addresses):
                dispatcher.submit(slot_of(address.url), partial(poll, position, address))
            await dispatcher.drain()
        finally:
            await dispatcher.close()
        return [outcomes[position] for position in range(len(addresses))]

    async def _poll(self, address: DueAddress, *, robots: bool = True) -> Polled:
        polled = await self._poller.poll(address, robots=robots)
        if polled.failure is not None:
            self._tally.fail(address.source_id, address.url, polled.failure.message)
        for warning in polled.outcome.warnings:
            self._tally.warn(address.source_id, warning)
        self._tally.found += polled.outcome.entries
        self._tally.poll(address.source_id, polled.outcome.result, len(polled.outcome.entries))
        return polled

    async def at_urls(self, urls: Sequence[str]) -> None:
        """Look at addresses by hand."""
        self._tally.polls_total = len(urls)
        for url in urls:
            declared = declared_address(self._catalogue, url)
            access = declared[2] if declared else ""
            source_id = declared[0] if declared else "by-hand"
            try:
                if not access:
                    document = await self._fetcher.get(url, accept=ACCEPT_FEEDS, robots=False)
                    look = await self._pool.run(
                        look_at, Document(document.body, document.final_url, document.content_type, None)
                    )
                    access = look.kind
                    if access not in _LISTS:
                        address = canonical_url(document.final_url) or document.final_url
                        entry = Entry(key=address, url=address, title=look.title, published=look.published)
                        self._tally.found.append(entry)
                        self._tally.poll(source_id, "new", 1)
                        continue
                declaration = SourceDeclaration.model_validate(
                    {"id": source_id, "url": url, "access": access}
                )
                await self._poll(_declared(declaration)[0], robots=False)
            except FetchFailure as failure:
                self._tally.fail(source_id, url, failure.message)
