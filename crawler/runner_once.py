"""One crawl: poll what is due or wanted, read what is new, keep a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from config import Settings, SourceDeclaration
from crawler.crawling import Crawling, utc_now
from crawler.crawling_polls import Clock
from crawler.crawling_tally import ProgressCallback, Tally
from crawler.values import CrawlReport
from storage import Database
from storage.crawl_runs import record_run
from storage.sources import due_addresses, sync_catalogue


async def crawl_once(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    *,
    source_ids: Collection[str] | None = None,
    all_: bool = False,
    trigger: str = "hand",
    progress: ProgressCallback | None = None,
    clock: Clock = utc_now,
) -> CrawlReport:
    """Poll addresses, store what is new, read its pages, and attach what they say to deals.

    Args:
        database: Where everything is kept; its schema must be up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        source_ids: Only these sources, due or not.
        all_: All enabled sources, due or not; otherwise those that are due.
        trigger: Who began it, for the record.
        progress: Called whenever something is done.
        clock: Gives the present moment.

    Raises:
        StorageError: If the database cannot be used.
    """
    started = clock()
    tally = Tally(progress)
    async with Crawling(database, settings, catalogue, tally, clock) as crawling:
        await crawling.store.write(lambda session: sync_catalogue(session, catalogue, started))
        addresses = await crawling.store.read(
            lambda session: due_addresses(session, started, source_ids=source_ids, all_=all_)
        )
        tally.polls_total = len(addresses)
        tally.tell()
        crawling.pages_only_of(source_ids)
        try:
            crawling.submit_polls(addresses)
            await crawling.drain()
        finally:
            await keep_record(crawling, trigger, started)
    return tally.report()


async def keep_record(crawling: Crawling, trigger: str, started: datetime) -> None:
    """Store what the crawl has done, cut short or not."""
    finished, totals = crawling.clock(), crawling.tally.report().totals()
    await crawling.store.write(lambda session: record_run(session, trigger, started, finished, totals))
