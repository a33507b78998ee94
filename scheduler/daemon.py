"""The daemon: one asyncio process in which APScheduler decides when, and the other rooms do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from config import ConfigurationError, Settings, SourceDeclaration
from crawler.runner import ResidentCrawl
from scheduler.jobs import Job, Jobs, told, utc_now
from storage import Database
from storage.deliveries import release_leases
from storage.digests import ensure_subscription
from storage.lock import daemon_lock
from storage.sources import sync_catalogue

STOP_WITHIN = timedelta(seconds=8)
OWNER = "daemon"
"""Name under which the daemon leases deliveries: there is one daemon a database, so a new one takes over at once
what a killed one held."""

Configuration = tuple[Settings, Mapping[str, SourceDeclaration]]
"""Settings, and all sources by id."""

Reload = Callable[[], Configuration]
"""Reads the configuration. Raises ConfigurationError if it cannot be used."""

Beside = Callable[[asyncio.Event, Settings], Awaitable[None]]
"""What runs beside the daemon's work, until the event is set."""

_log = structlog.get_logger("zhongde.scheduler")


def require_local_engine(settings: Settings) -> None:
    """Refuse an engine that this version does not have.

    Raises:
        ConfigurationError: If ``engine`` is not ``local``.
    """
    if settings.engine != "local":
        raise ConfigurationError(
            f"this version cannot run with {settings.engine!r}",
            remedy="Write 'engine: local': everything runs in this one process.",
            key="engine",
        )


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

    Args:
        database: Where everything is kept; its schema must be up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        ready: Called once when the daemon has begun.
        beside: Runs in the same loop until the event it is given is set; the daemon ends with it.
        reload: Reads the configuration again, for SIGHUP, which is ignored without it. One that cannot be used, or
            names another database, is refused with words in the log, and the old one stays.

    Raises:
        ConfigurationError: If the settings ask for what this version does not have.
        DaemonRunningError: If another daemon holds the database.
    """
    require_local_engine(settings)
    with daemon_lock(database):
        wishes = _Wishes(reload, settings)
        wanted: Configuration | None = (settings, catalogue)
        while wanted is not None:
            settings, catalogue = wanted
            now = utc_now()
            with database.write() as session:
                sync_catalogue(session, catalogue, now)
                for subscription in settings.subscriptions:
                    ensure_subscription(session, subscription.name, now)
                release_leases(session, OWNER)
            await _watch(database, settings, catalogue, wishes.stop, ready, beside)
            wanted = wishes.next()


class _Wishes:
    """What signals ask for: an end, or a beginning with another configuration. ``stop`` is set for both."""

    def __init__(self, reload: Reload | None, settings: Settings) -> None:
        self.stop = asyncio.Event()
        self._reload = reload
        self._settings = settings
        self._wanted: Configuration | None = None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._begin_anew)

    def _end(self) -> None:
        self._reload = self._wanted = None
        self.stop.set()

    def _begin_anew(self) -> None:
        if self._reload is None:
            return
        try:
            wanted = self._reload()
            require_local_engine(wanted[0])
        except ConfigurationError as error:
            _log.error("configuration refused, the old one stays", error=str(error))
            return
        if wanted[0].database != self._settings.database:
            _log.error(
                "configuration refused, the old one stays", error="'database' changes with a restart only"
            )
            return
        _log.info("configuration read again")
        self._wanted = wanted
        self.stop.set()

    def next(self) -> Configuration | None:
        """What to go on with, None for an end."""
        wanted, self._wanted = self._wanted, None
        self.stop.clear()
        return wanted


async def _watch(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    stop: asyncio.Event,
    ready: Callable[[], None] | None,
    beside: Beside | None,
) -> None:
    crawl = ResidentCrawl(database, settings, catalogue)
    await crawl.start()
    running: set[asyncio.Task[None]] = set()
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in Jobs(database, settings, crawl, OWNER).all():
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
    _log.info("watching", sources=enabled, subscriptions=len(settings.subscriptions), database=database.label)
    if ready is not None:
        ready()
    try:
        await (stop.wait() if beside is None else beside(stop, settings))
    finally:
        _log.info("stopping")
        scheduler.pause()
        await _end(running, crawl)
        scheduler.shutdown(wait=False)
        with database.write() as session:
            release_leases(session, OWNER)
        _log.info("stopped")


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


async def _end(running: set[asyncio.Task[None]], crawl: ResidentCrawl) -> None:
    """End what is under way: deliveries and polls get a moment to finish, then they are cut off.

    Nothing is lost by cutting: a poll commits as a whole or not at all, an article stays pending, and a delivery
    is tried again under its own id.
    """
    try:
        async with asyncio.timeout(STOP_WITHIN.total_seconds()):
            await crawl.stop()
            while running:
                await asyncio.wait(set(running), timeout=0.2)
    except TimeoutError:
        for task in set(running):
            task.cancel()
        await asyncio.wait(set(running), timeout=1) if running else None
