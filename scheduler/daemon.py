"""The daemon: one asyncio process in which APScheduler decides when. What is due is done here, or by workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from config import Settings, SourceDeclaration
from scheduler.election import elected, held
from scheduler.jobs import Job, Jobs, told, utc_now
from scheduler.metrics import served_and_measured
from scheduler.wishes import Configuration, Reload, Wishes
from scheduler.work import LocalWork, Work
from storage import Database
from storage.digests import ensure_subscription
from storage.lock import daemon_lock
from storage.sources import sync_catalogue

STOP_WITHIN = timedelta(seconds=8)

Beside = Callable[[asyncio.Event, Settings], Awaitable[None]]
"""What runs beside the daemon's work, until the event is set."""

_log = structlog.get_logger("zhongde.scheduler")


async def run_daemon(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    *,
    ready: Callable[[], None] | None = None,
    beside: Beside | None = None,
    reload: Reload | None = None,
) -> None:
    """Watch, read and tell until SIGTERM or SIGINT. SIGHUP begins anew with the configuration as it is then.

    With ``engine: procrastinate`` workers do what takes long, and any number of daemons may be started: one of them
    schedules, the others stand by and take over when it is gone.

    Args:
        database: Where everything is kept; its schema must be up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        ready: Called once when the daemon has begun.
        beside: Runs in the same loop until the event it is given is set; the daemon ends with it.
        reload: Reads the configuration again, for SIGHUP, which is ignored without it. One that cannot be used, or
            names another database, is refused with words in the log, and the old one stays.

    Raises:
        DaemonRunningError: If another daemon holds the database, with ``engine: local``.
        StorageError: If the database cannot be used at the start.
    """
    wishes = Wishes((settings, catalogue), reload)
    watch = _Watch(database, wishes.stop, ready, beside)
    if settings.engine == "local":
        with daemon_lock(database):
            going = True
            while going:
                await watch.run(wishes.current)
                going = wishes.go_on()
        return
    async for office in elected(database, wishes):
        async with held(office, wishes.stop):
            await watch.run(wishes.current)


class _Watch:
    """The daemon's work with one configuration after the other."""

    def __init__(
        self, database: Database, stop: asyncio.Event, ready: Callable[[], None] | None, beside: Beside | None
    ) -> None:
        self._database = database
        self._stop = stop
        self._ready = ready
        self._beside = beside

    async def run(self, configuration: Configuration) -> None:
        """Watch with a configuration until the stop."""
        settings, catalogue = configuration
        database, now = self._database, utc_now()
        with database.write() as session:
            sync_catalogue(session, catalogue, now)
            for subscription in settings.subscriptions:
                ensure_subscription(session, subscription.name, now)
        async with served_and_measured(database, settings), _work_of(database, settings, catalogue) as work:
            await self._schedule(settings, catalogue, work)
        _log.info("stopped")

    async def _schedule(
        self, settings: Settings, catalogue: Mapping[str, SourceDeclaration], work: Work
    ) -> None:
        """Begin what is due over and over, until the stop."""
        running: set[asyncio.Task[None]] = set()
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job in Jobs(self._database, settings, work).all():
            scheduler.add_job(
                _follow(job, running),
                "interval",
                seconds=job.every.total_seconds(),
                id=job.name,
                max_instances=job.at_once,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=utc_now(),
            )
        scheduler.start()
        enabled = sum(source.enabled for source in catalogue.values())
        _log.info(
            "watching",
            sources=enabled,
            subscriptions=len(settings.subscriptions),
            database=self._database.label,
            engine=settings.engine,
        )
        if self._ready is not None:
            self._ready()
        try:
            await (self._stop.wait() if self._beside is None else self._beside(self._stop, settings))
        finally:
            _log.info("stopping")
            scheduler.pause()
            await _end(running, work)
            scheduler.shutdown(wait=False)


def _work_of(
    database: Database, settings: Settings, catalogue: Mapping[str, SourceDeclaration]
) -> AbstractAsyncContextManager[Work]:
    return LocalWork(database, settings, catalogue) if settings.engine == "local" else _queued(database)


@asynccontextmanager
async def _queued(database: Database) -> AsyncIterator[Work]:
    # Needed for this engine only, and so is the library.
    from scheduler.queue_app import open_queue
    from scheduler.queueing import QueuedWork

    async with open_queue(database) as app:
        yield QueuedWork(database, app)


def _follow(job: Job, running: set[asyncio.Task[None]]) -> Callable[[], object]:
    """The job as APScheduler calls it; the task under way is kept so that a stop can wait for it."""

    async def turn() -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await told(job)
        finally:
            running.discard(task)

    return turn


async def _end(running: set[asyncio.Task[None]], work: Work) -> None:
    """End what is under way: deliveries and polls get a moment to finish, then they are cut off.

    Nothing is lost by cutting: a poll commits as a whole or not at all, an article stays pending, and a delivery
    is tried again under its own id.
    """
    try:
        async with asyncio.timeout(STOP_WITHIN.total_seconds()):
            await work.stop()
            while running:
                await asyncio.wait(set(running), timeout=0.2)
    except TimeoutError:
        for task in set(running):
            task.cancel()
        await asyncio.wait(set(running), timeout=1) if running else None
