"""Who schedules: of all daemons on one PostgreSQL the one that has the office; the others stand by.

The office is an advisory lock. PostgreSQL takes it away when its holder has ended, was cut off, or has stopped without
ending: at the latest after :data:`LOST_AFTER_SECONDS` without a word.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from scheduler.wishes import Wishes
from storage import Database, StorageError
from storage.lock import Office
from storage.turns import session_name

LOOK_EVERY_SECONDS = 2.0
CONFIRM_EVERY_SECONDS = 5.0
LOST_AFTER_SECONDS = 20

_log = structlog.get_logger("zhongde.scheduler")


async def elected(database: Database, wishes: Wishes) -> AsyncIterator[Office]:
    """The office each time that it has become ours, until an end is wished for. It is given up afterwards.

    Raises:
        StorageError: If the database cannot be used at the start. Later the office is waited for.
    """
    office = Office(database, session_name("scheduler"), lost_after=LOST_AFTER_SECONDS)
    try:
        mine = await asyncio.to_thread(office.take)
        while True:
            if mine:
                yield office
            else:
                _log.info("standing by: another scheduler is at work", database=database.label)
                await _wait_for(office, wishes.stop)
            if not wishes.go_on():
                return
            mine = await _taken(office)
    finally:
        office.give_up()


async def _wait_for(office: Office, stop: asyncio.Event) -> None:
    """Wait until the office is ours, or for the stop."""
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY_SECONDS)
        if not stop.is_set() and await _taken(office):
            return


async def _taken(office: Office) -> bool:
    try:
        return await asyncio.to_thread(office.take)
    except StorageError as error:
        _log.error("database failed", job="take office", error=str(error))
        return False


@asynccontextmanager
async def held(office: Office, stop: asyncio.Event) -> AsyncIterator[None]:
    """Hold the office; ``stop`` is set once it is lost."""

    async def confirm() -> None:
        while True:
            await asyncio.sleep(CONFIRM_EVERY_SECONDS)
            try:
                await asyncio.to_thread(office.confirm)
            except StorageError as error:
                _log.error("the office of scheduler is lost", error=str(error))
                stop.set()
                return

    confirming = asyncio.create_task(confirm())
    try:
        yield
    finally:
        confirming.cancel()
        await asyncio.gather(confirming, return_exceptions=True)
