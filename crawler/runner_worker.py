"""The crawl of a worker: it polls the addresses and reads the articles that it is told to, as the daemon's crawl does.

Turns at hosts are shared with all other processes on the database, whatever they were told to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from config import Settings, SourceDeclaration
from crawler.crawling import Crawling, utc_now
from crawler.crawling_polls import Clock
from crawler.crawling_record import PeriodicRecord
from crawler.crawling_tally import Tally
from crawler.settling import settle
from storage import Database, StorageError
from storage.articles import record_page_failure
from storage.queue import WORKER_ROLE, still_due, still_pending

SET_ASIDE = timedelta(hours=1)
"""How long an article rests that cannot be stored although the database is well."""


class WorkerCrawl:
    """Does jobs of polling and reading in one process, any number at once.

    Args:
        database: Where everything is kept; a PostgreSQL whose schema and catalogue are up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        catalogue: Mapping[str, SourceDeclaration],
        clock: Clock = utc_now,
    ) -> None:
        self._clock = clock
        self._crawling = Crawling(database, settings, catalogue, Tally(), clock, role=WORKER_ROLE)
        self._record = PeriodicRecord(self._crawling, WORKER_ROLE, clock())
        self._started = False

    async def start(self) -> None:
        """Bring the engine up.

        Raises:
            StorageError: If the database cannot be used.
        """
        await self._crawling.__aenter__()
        settle()
        self._started = True

    async def poll(self, address_ids: Sequence[int]) -> int:
        """Poll those addresses that are due still, one after the other; the number of new entries is returned.

        Raises:
            StorageError: If the database cannot be used; what was polled before is stored.
        """
        now = self._clock()
        addresses = await self._crawling.store.read(lambda session: still_due(session, address_ids, now))
        new = 0
        for address in addresses:
            new += await self._crawling.poll(address)
        await self._record.keep_if_due(now)
        return new

    async def read(self, article_ids: Sequence[int]) -> int:
        """Read those articles that are pending still; their number is returned.

        While one is read or stored, the next one is fetched.

        Raises:
            StorageError: If the database cannot be used; what was read before is stored.
        """
        now = self._clock()
        articles = await self._crawling.store.read(lambda session: still_pending(session, article_ids, now))
        try:
            async with asyncio.TaskGroup() as tasks:
                done = [tasks.create_task(self._crawling.read(article)) for article in articles]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        stuck = [article.id for article, well in zip(articles, done, strict=True) if not well.result()]
        for article_id in stuck:
            await self._set_aside(article_id)
        await self._record.keep_if_due(now)
        return len(articles)

    async def _set_aside(self, article_id: int) -> None:
        retry_at = self._clock() + SET_ASIDE
        try:
            await self._crawling.store.write(
                lambda session: record_page_failure(
                    session,
                    article_id,
                    "its reading could not be stored; the log says why",
                    retry_at=retry_at,
                )
            )
        except StorageError as error:
            if error.__cause__ is not None:
                raise
            # Somebody has removed it: then there is nothing to set aside.

    async def stop(self) -> None:
        """Stop everything within a few seconds. Nothing is lost: what was not stored is due or pending still."""
        if not self._started:
            return
        try:
            await self._record.keep(self._clock())
        except StorageError:
            # The record of the last minutes is all that is missing; the worker has told of the database already.
            pass
        finally:
            await self._crawling.__aexit__(None, None, None)
