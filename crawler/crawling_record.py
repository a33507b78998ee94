"""The record that a crawl which stays up keeps of itself, every few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.crawling import Crawling
from storage import StorageError
from storage.crawl_runs import record_run

RECORD_EVERY = timedelta(minutes=10)


class PeriodicRecord:
    """Keeps what a crawl has done since the last record. What is done while one is being written is in the next.

    Args:
        crawling: The crawl; its tally begins anew with each record.
        trigger: Who crawls, for the record.
        since: When it began.
    """

    def __init__(self, crawling: Crawling, trigger: str, since: datetime) -> None:
        self._crawling = crawling
        self._trigger = trigger
        self._since = since

    async def keep_if_due(self, now: datetime) -> None:
        """Keep a record if the last one is some minutes old.

        Raises:
            StorageError: If the database cannot be written.
        """
        if now - self._since >= RECORD_EVERY:
            await self.keep(now)

    async def keep(self, now: datetime) -> None:
        """Keep a record, if anything was done. What could not be written is in the next one.

        Raises:
            StorageError: If the database cannot be written.
        """
        tally = self._crawling.tally
        since, done = self._since, tally.report()
        # Before anything is waited for: other jobs go on counting meanwhile.
        self._since = now
        tally.clear()
        if not (done.polls or done.pages):
            return
        finished, totals = self._crawling.clock(), done.totals()
        try:
            await self._crawling.store.write(
                lambda session: record_run(session, self._trigger, since, finished, totals)
            )
        except StorageError:
            tally.add(done)
            self._since = since
            raise
