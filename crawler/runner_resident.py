"""The crawl of the daemon: one engine that stays up, polls and pages bounded in number, stopped within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from config import Settings, SourceDeclaration
from crawler.crawling import Crawling, utc_now
from crawler.crawling_polls import Clock
from crawler.crawling_record import PeriodicRecord
from crawler.crawling_tally import Tally
from crawler.settling import settle
from storage import Database, StorageError
from storage.sources import due_addresses

POLLS_UNDER_WAY = 500
STORAGE_PAUSE_SECONDS = 15.0


class ResidentCrawl:
    """Polls what is due and reads what is new whenever it is told to, for as long as the daemon lives.

    :meth:`poll_due` and :meth:`read_pending` only begin work and return at once, so they can be called every second.
    No address is polled twice at a time, and no host is asked twice at a time.

    Args:
        database: Where everything is kept; its schema and catalogue must be up to date.
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
        self._tally = Tally()
        self._crawling = Crawling(database, settings, catalogue, self._tally, clock)
        self._record = PeriodicRecord(self._crawling, "daemon", clock())
        self._polls_told = 0
        self._pages_told = 0
        self._started = False
        self._resume_at = 0.0

    async def start(self) -> None:
        """Bring the engine up.

        Raises:
            RuntimeError: If it has been started before.
        """
        if self._started:
            raise RuntimeError("a resident crawl starts once; make a new one")
        self._started = True
        await self._crawling.__aenter__()
        settle()

    async def poll_due(self, now: datetime) -> int:
        """Begin polling the addresses that are due at ``now``; the polls finished since the last call are returned.

        Raises:
            StorageError: If the database could not be used. Polling pauses for a few seconds then, for what cannot be
                stored need not be asked for.
        """
        if not self._may_work():
            return 0
        crawling = self._crawling
        room = POLLS_UNDER_WAY - crawling.polls_under_way
        if room > 0:
            limit = room + crawling.polls_under_way
            addresses = await crawling.store.read(lambda session: due_addresses(session, now, limit=limit))
            crawling.submit_polls(addresses)
        await self._record.keep_if_due(now)
        done, self._polls_told = _since(self._tally.polls, self._polls_told), self._tally.polls
        return done

    async def read_pending(self, now: datetime) -> int:
        """Begin reading the articles that wait at ``now``; the articles finished since the last call are returned.

        Raises:
            StorageError: If the database could not be used.
        """
        if not self._may_work():
            return 0
        await self._crawling.fill_pages(now)
        done, self._pages_told = _since(self._tally.pages, self._pages_told), self._tally.pages
        return done

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not (self._crawling.polls.open_jobs or self._crawling.pages.open_jobs)

    def _may_work(self) -> bool:
        """Whether work may go on.

        Raises:
            StorageError: Once, if a poll or article could not be stored.
        """
        now = asyncio.get_running_loop().time()
        failure = self._crawling.take_failure()
        if failure is not None:
            self._resume_at = now + STORAGE_PAUSE_SECONDS
            raise failure
        return now >= self._resume_at

    async def stop(self) -> None:
        """Stop everything within a few seconds, whatever servers do.

        Nothing is lost: a poll is stored as a whole or not at all, and an article stays pending until it is read.
        """
        if not self._started:
            return
        try:
            await self._crawling.halt()
            await self._record.keep(self._clock())
        except StorageError:
            # The record of the last minutes is all that is missing; the daemon has told of the database already.
            pass
        finally:
            await self._crawling.__aexit__(None, None, None)


def _since(count: int, told: int) -> int:
    """What was counted since it was told last; counting begins anew with each record."""
    return count - told if count >= told else count
