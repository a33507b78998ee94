"""Where work is done once APScheduler has said when: here, or by workers (:mod:`scheduler.queueing`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

import structlog

from config import Settings, SourceDeclaration
from crawler.runner import ResidentCrawl
from digests.outbox import deliver_due
from storage import Database
from storage.deliveries import release_leases

OWNER = "daemon"
"""Name under which the daemon leases deliveries: there is one daemon a database, so a new one takes over at once
what a killed one held."""

_log = structlog.get_logger("zhongde.scheduler")


class Work(Protocol):
    """Does, or has done, what is due. Each method only begins work where it would take long."""

    async def poll(self, now: datetime) -> None:
        """Poll the addresses whose time has come."""

    async def read(self, now: datetime) -> None:
        """Fetch and read the pages of new articles."""

    async def deliver(self, now: datetime) -> None:
        """Send what waits in the outbox."""

    async def settle(self, now: datetime) -> None:
        """Take care of what somebody else has left undone."""

    async def stop(self) -> None:
        """End what is under way, as far as it can be ended."""


class LocalWork:
    """Everything in this process. An asynchronous context.

    Args:
        database: Where everything is kept.
        settings: The settings of this run.
        catalogue: All sources by id.
    """

    def __init__(
        self, database: Database, settings: Settings, catalogue: Mapping[str, SourceDeclaration]
    ) -> None:
        self._database = database
        self._settings = settings
        self._crawl = ResidentCrawl(database, settings, catalogue)

    async def __aenter__(self) -> Self:
        self._release()
        await self._crawl.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def _release(self) -> None:
        with self._database.write() as session:
            release_leases(session, OWNER)

    async def poll(self, now: datetime) -> None:
        """Poll the addresses whose time has come."""
        await self._crawl.poll_due(now)

    async def read(self, now: datetime) -> None:
        """Fetch and read the pages of new articles."""
        await self._crawl.read_pending(now)

    async def deliver(self, now: datetime) -> None:
        """Send what waits in the outbox."""
        report = await deliver_due(self._database, self._settings, now, owner=OWNER)
        if report.sent or report.retried or report.failed:
            _log.info("deliveries", sent=report.sent, retried=report.retried, failed=report.failed)

    async def settle(self, now: datetime) -> None:
        """Nobody else works here."""

    async def stop(self) -> None:
        """Stop polling and reading."""
        await self._crawl.stop()
