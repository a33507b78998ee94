"""A source's past since a day: further pages, sitemaps and archives, asked once each, whatever breaks off.

Each document is stored with its entries and with what follows it in one step, so a backfill that is killed goes on
where it stood: it asks for no list that it has stored and for no article that it has read. Its entries are a source's
past and raise no alerts, unless they are as recent as those of a first poll may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from config import Settings, SourceDeclaration
from config.declarations import SITEMAP_ACCESS, AddressDeclaration
from crawler.addresses import slot_of
from crawler.crawling import Crawling, utc_now
from crawler.crawling_entries import Listed, as_declared, dated
from crawler.crawling_lists import accept_of, declared, page_address
from crawler.crawling_polls import Clock
from crawler.crawling_tally import ProgressCallback, Tally
from crawler.dates import zone_of
from crawler.fetching import ACCEPT_PAGES
from crawler.reading_pool_tasks import Document, read_sitemap
from crawler.runner_once import keep_record
from crawler.values import CrawlReport, FetchFailure
from storage import Database
from storage.backfills import (
    BackfillTask,
    begin_backfill,
    end_backfill,
    progress_of,
    record_backfill,
    waiting_tasks,
)
from storage.sources import sync_catalogue
from storage.values import DueAddress, PollOutcome

MAX_PAGES = 500
"""Pages of one list that are followed at most."""

_RESTING = frozenset({"dead", "blocked"})
_AT_ONCE = 20


def since_moment(day: date, declaration: SourceDeclaration) -> datetime:
    """The beginning of a day where the source is."""
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(declaration.timezone))


def first_tasks(declaration: SourceDeclaration, since: datetime, now: datetime) -> tuple[BackfillTask, ...]:
    """Where a backfill begins: the source's lists, and its archive's days, the latest first."""
    tasks = []
    for address in declaration.addresses:
        if address.access == "search" or address.state in _RESTING:
            continue
        tasks.append(BackfillTask(address.url, address.url, address.access))
        if address.archive is None:
            continue
        zone = zone_of(declaration.timezone)
        day, first = now.astimezone(zone).date(), since.astimezone(zone).date()
        while day >= first:
            url = (
                address.archive.replace("{yyyy}", f"{day:%Y}")
                .replace("{mm}", f"{day:%m}")
                .replace("{dd}", f"{day:%d}")
            )
            tasks.append(BackfillTask(address.url, url, address.access))
            day -= timedelta(days=1)
    return tuple(tasks)


def following(
    task: BackfillTask, listed: Listed, next_address: str | None, since: datetime
) -> tuple[BackfillTask, ...]:
    """The documents to ask after one: parts of a sitemap, or the next page while pages reach back to ``since``.

    A list without dates is followed while a page of it holds anything that is not known.
    """
    if task.access in SITEMAP_ACCESS:
        return tuple(
            BackfillTask(task.address, part, task.access, task.page + 1) for part in listed.next_pages
        )
    dates = [entry.published for entry in listed.entries if entry.published is not None]
    reaches_back = max(dates) >= since if dates else listed.known < listed.total
    url = next(iter(listed.next_pages), None) or next_address
    if not listed.entries or not reaches_back or url is None or url == task.url or task.page >= MAX_PAGES:
        return ()
    return (BackfillTask(task.address, url, task.access, task.page + 1),)


async def backfill(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    source_ids: Sequence[str],
    since: date,
    *,
    progress: ProgressCallback | None = None,
    clock: Clock = utc_now,
) -> CrawlReport:
    """Read what sources published since a day, and go on with what was broken off before.

    Args:
        database: Where everything is kept; its schema must be up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        source_ids: Which sources.
        since: The first day that is wanted, by each source's own zone.
        progress: Called whenever something is done.
        clock: Gives the present moment.

    Raises:
        StorageError: If the database cannot be used.
    """
    started = clock()
    tally = Tally(progress)
    async with Crawling(database, settings, catalogue, tally, clock) as crawling:
        await crawling.store.write(lambda session: sync_catalogue(session, catalogue, started))
        crawling.pages_only_of(source_ids)
        try:
            works = [
                _Backfill(crawling, catalogue[source_id], since_moment(since, catalogue[source_id]))
                for source_id in source_ids
            ]
            for work in works:
                await work.run()
            await crawling.drain()
            for work in works:
                await work.end()
        finally:
            await keep_record(crawling, "backfill", started)
    return tally.report()


class _Backfill:
    """The backfill of one source."""

    def __init__(self, crawling: Crawling, declaration: SourceDeclaration, since: datetime) -> None:
        self._crawling = crawling
        self._source = declaration
        # Listings name their next page only within max_pages, which is meant for polls.
        self._deep = declaration.model_copy(update={"max_pages": MAX_PAGES})
        self._since = since
        self._failed: set[str] = set()

    async def run(self) -> None:
        """Ask for every document that is still to be asked, articles being read meanwhile."""
        crawling, source_id, since = self._crawling, self._source.id, self._since
        tasks = first_tasks(self._source, since, crawling.clock())
        await crawling.store.write(lambda session: begin_backfill(session, source_id, since, tasks))
        while True:
            waiting = await crawling.store.read(
                lambda session: waiting_tasks(session, source_id, since, _AT_ONCE + len(self._failed))
            )
            waiting = [task for task in waiting if task.url not in self._failed]
            if not waiting:
                return
            for task in waiting:
                crawling.polls.submit(slot_of(task.url), partial(self._ask, task))
            await crawling.polls.drain()

    async def end(self) -> None:
        """Forget the backfill if nothing of it is left."""
        source_id, since = self._source.id, self._since
        left = await self._crawling.store.read(lambda session: progress_of(session, source_id, since))
        if not left.waiting:
            await self._crawling.store.write(lambda session: end_backfill(session, source_id, since))

    async def _ask(self, task: BackfillTask) -> None:
        crawling = self._crawling
        try:
            listed, further = await self._read(task)
        except FetchFailure as failure:
            self._failed.add(task.url)
            crawling.tally.fail(self._source.id, task.url, failure.message)
            return
        kept = tuple(
            entry for entry in listed.entries if entry.published is None or entry.published >= self._since
        )
        outcome = PollOutcome(
            address_id=0,
            source_id=self._source.id,
            at=crawling.clock(),
            result="new" if kept else "unchanged",
            next_poll_at=crawling.clock(),
            interval_seconds=0,
            entries=kept,
            read_pages=self._source.text == "full",
        )
        new = await crawling.store.write(
            lambda session: record_backfill(session, task, outcome, self._since, further)
        )
        for warning in listed.warnings:
            crawling.tally.warn(self._source.id, warning)
        crawling.tally.poll(self._source.id, outcome.result, new)
        if new:
            await crawling.fill_pages()

    async def _read(self, task: BackfillTask) -> tuple[Listed, tuple[BackfillTask, ...]]:
        """A document's entries, and what is to be asked after it.

        Raises:
            FetchFailure: If it cannot be had, or is no such list.
        """
        crawling, now = self._crawling, self._crawling.clock()
        how = declared(self._source, task.address)
        url = task.url
        if how is not None and how.behind is not None and task.page == 1:
            page = await crawling.fetcher.get(url, accept=ACCEPT_PAGES)
            url = await crawling.lists.behind(how, page)
        document = await crawling.fetcher.get(url, accept=accept_of(task.access))
        if task.access in SITEMAP_ACCESS:
            read = Document(document.body, document.final_url, document.content_type, self._source)
            listed = as_declared(await crawling.pool.run(read_sitemap, read, now, self._since), self._source)
        else:
            listed = await crawling.lists.read(
                _address(self._source.id, task), self._deep, document, now, task.page, known_too=True
            )
        listed = dated(listed, now)
        if listed.error and not listed.entries and not listed.next_pages:
            raise FetchFailure("content", listed.error, document.status)
        return listed, following(task, listed, _next_address(how, task), self._since)


def _next_address(how: AddressDeclaration | None, task: BackfillTask) -> str | None:
    """The declared address of the next page of a list; a day of an archive has only the pages that it names itself."""
    of_list = task.url in {task.address, page_address(how, task.page)}
    return page_address(how, task.page + 1) if of_list else None


def _address(source_id: str, task: BackfillTask) -> DueAddress:
    return DueAddress(
        id=0,
        source_id=source_id,
        url=task.address,
        access=task.access,
        etag=None,
        last_modified=None,
        body_hash=None,
        interval_seconds=0,
        failures=0,
        first_poll=True,
        last_new_at=None,
        last_poll_at=None,
    )
