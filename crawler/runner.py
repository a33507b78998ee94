"""What the other rooms call: fetch one address, crawl once, crawl by hand, look without storing, or stay up.

All of these run on the reactor of :mod:`crawler.reactor`; from a plain program call
``crawler.reactor.run(lambda: crawl_once(…))``.
"""

from __future__ import annotations

from config import Settings
from crawler.addresses import without_login
from crawler.fetching_engine import FetchEngine
from crawler.runner_backfill import backfill
from crawler.runner_dry import AddressCheck, check_sources, dry_run
from crawler.runner_hand import crawl_addresses
from crawler.runner_once import crawl_once
from crawler.runner_recognise import Recognised, recognise
from crawler.runner_resident import ResidentCrawl
from crawler.runner_worker import WorkerCrawl
from crawler.values import Fetched, FetchFailure, FetchResult

__all__ = [
    "AddressCheck",
    "Recognised",
    "ResidentCrawl",
    "WorkerCrawl",
    "backfill",
    "check_sources",
    "crawl_addresses",
    "crawl_once",
    "dry_run",
    "fetch",
    "fetch_document",
    "recognise",
]


async def fetch_document(url: str, settings: Settings) -> Fetched:
    """Fetch one address by hand: guarded and bounded, but robots.txt is not asked.

    Raises:
        FetchFailure: If nothing usable came.
    """
    async with FetchEngine(settings.fetch) as engine:
        return await engine.fetcher.get(url, robots=False)


async def fetch(url: str, settings: Settings) -> FetchResult:
    """Fetch one address by hand and say how that went."""
    try:
        fetched = await fetch_document(url, settings)
    except FetchFailure as failure:
        return FetchResult(without_login(url), status=failure.status, error=failure.message)
    return FetchResult(
        url=url,
        final_url=fetched.final_url,
        status=fetched.status,
        bytes=len(fetched.body),
        content_type=fetched.content_type,
    )
