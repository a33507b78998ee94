"""What the daemon does over and over. Each job asks a pure policy what is due, and does just that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from config import Settings
from crawler.websub_asking import ask_hubs, wants_push
from digests.daily_rates import UnusableRates, update_rates
from digests.notices import tell_outages
from digests.outbox import compose_due
from scheduler.work import Work
from storage import Database
from storage.errors import StorageError
from storage.keeping import KeepingPolicy, clear_old

TICK = timedelta(seconds=1)
COMPOSE_EVERY = timedelta(seconds=2)
OUTAGES_EVERY = timedelta(minutes=5)
RATES_EVERY = timedelta(hours=1)
HUBS_EVERY = timedelta(seconds=20)
CLEAN_UP_EVERY = timedelta(hours=6)
SETTLE_EVERY = timedelta(seconds=5)

_log = structlog.get_logger("zhongde.scheduler")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing the daemon does, how often it looks for something to do, and how many turns of it may overlap."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]
    at_once: int = 1


class Jobs:
    """The daemon's jobs on one database.

    Args:
        database: Where everything is kept.
        settings: The settings of this run.
        work: Does what takes long, or has it done.
    """

    def __init__(self, database: Database, settings: Settings, work: Work) -> None:
        self._database = database
        self._settings = settings
        self._work = work

    def all(self) -> tuple[Job, ...]:
        """Every job with its rhythm."""
        return (
            Job("poll", TICK, self.poll),
            Job("read", TICK, self.read),
            Job("compose", COMPOSE_EVERY, self.compose),
            # A server that hangs holds its own turn only; leases keep turns from taking each other's messages.
            Job("deliver", TICK, self.deliver, at_once=4),
            Job("tell outages", OUTAGES_EVERY, self.tell_outages),
            *([Job("fetch rates", RATES_EVERY, self.fetch_rates)] if self._settings.rates.daily else []),
            *([Job("ask hubs", HUBS_EVERY, self.ask_hubs)] if wants_push(self._settings) else []),
            Job("clean up", CLEAN_UP_EVERY, self.clean_up),
            Job("settle", SETTLE_EVERY, self.settle),
        )

    async def poll(self) -> None:
        """Poll the addresses whose time has come."""
        await self._work.poll(utc_now())

    async def read(self) -> None:
        """Fetch and read the pages of new articles."""
        await self._work.read(utc_now())

    async def compose(self) -> None:
        """Write the digests that are due, instant ones included, into the outbox."""
        written = await asyncio.to_thread(compose_due, self._database, self._settings, utc_now())
        if written:
            _log.info("digests composed", number=written)

    async def deliver(self) -> None:
        """Send what waits in the outbox."""
        await self._work.deliver(utc_now())

    async def settle(self) -> None:
        """Take care of what dead workers have left undone."""
        await self._work.settle(utc_now())

    async def tell_outages(self) -> None:
        """Write into the outbox that sources have failed, fallen silent, or recovered."""
        told = await asyncio.to_thread(tell_outages, self._database, self._settings, utc_now())
        if told:
            _log.info("changes of sources told", number=told)

    async def fetch_rates(self) -> None:
        """Fetch the reference rates of the day if they are out and not kept yet."""
        try:
            rates = await update_rates(self._database, self._settings, utc_now())
        except UnusableRates as error:
            _log.warning("no reference rates, yearly averages serve", error=str(error))
        else:
            if rates is not None:
                _log.info("reference rates kept", day=rates.day.isoformat(), currencies=len(rates.per_euro))

    async def ask_hubs(self) -> None:
        """Ask the hubs that feeds name to tell of news, and again before they would stop."""
        asked = await ask_hubs(self._database, self._settings, utc_now())
        if asked:
            _log.info("hubs asked", number=asked)

    async def clean_up(self) -> None:
        """Drop what ``keep`` and ``keep_articles`` do not keep, and let the database tidy itself."""
        settings = self._settings
        policy = KeepingPolicy(settings.keep, settings.keep_articles, settings.story_window)
        cleared = await asyncio.to_thread(clear_old, self._database, policy, utc_now())
        if cleared.articles or cleared.texts:
            _log.info("old articles dropped", articles=cleared.articles, texts_of_others=cleared.texts)


async def told(job: Job) -> None:
    """Do a job once; a failure is logged, and the next turn tries again."""
    try:
        await job.work()
    except StorageError as error:
        _log.error("database failed", job=job.name, error=str(error))
    except asyncio.CancelledError:
        # The daemon stops: the job's task ends here, and what it left undone is done at the next start.
        _log.info("cut off", job=job.name)
    except Exception:  # noqa: BLE001 - logged with its traceback; one bad turn must not end the daemon
        _log.exception("job failed", job=job.name)
