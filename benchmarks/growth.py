"""Whether polling stays as cheap and as small: ``python -m benchmarks.growth [500 5000 50000] [--hours 24]``.

*Cost against size.* Databases with so many sources, of which five hundred become due in turn, fifty a tick as in the
daemon, and are answered "not modified" by a world on loopback; CPU milliseconds a poll, the median of nine rounds, in
which the sizes take turns.

*Memory against time.* A resident crawl whose clock is the simulation's own polls two hundred sources twice an hour for
so many hours; some publish each hour, and what they publish is read. Resident memory of the main process by the hour.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.feed_world import World, feed_world
from benchmarks.processor_time import megabytes
from config import Settings, SourceDeclaration
from crawler.reactor import run
from crawler.runner import ResidentCrawl
from storage import Database
from storage.sources import sync_catalogue
from storage.tables import Address, Source
from storage.writing import chunks, insert_missing, sql_table

ASKED = 500
TICK = 50
ROUNDS = 9
MEMORY_SOURCES = 200
GROWTH_BAR = 1.3
MEMORY_BAR = 0.05


class Clock:
    """A clock that is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now


def _settings(world: World, every: str | None = None) -> tuple[Settings, dict[str, SourceDeclaration]]:
    extra = {} if every is None else {"every": every, "text": "full"}
    declared = [{"id": f"feed{number}", "url": url, **extra} for number, url in enumerate(world.feeds)]
    settings = Settings(catalogue="none", sources=declared, fetch={"allow": world.hosts})  # type: ignore[arg-type]
    return settings, {source.id: source for source in settings.sources}


def _fill(database: Database, count: int, now: datetime) -> None:
    """Sources that are not due: what a large catalogue has beside those that are."""
    later = now + timedelta(days=30)
    with database.write() as session:
        for chunk in chunks(range(count)):
            sources = [
                {"id": f"other{n}", "name": f"Other {n}", "languages": ["en"], "side": "third", "enabled": True,
                 "disabled_reason": "", "health": "fresh", "health_since": now, "error": "", "told_state": ""}
                for n in chunk
            ]  # fmt: skip
            insert_missing(session, Source, sources, ("id",))
            addresses = [
                {"source_id": f"other{n}", "url": f"https://other{n}.example.org/feed.xml", "access": "rss",
                 "fallback": False, "active": True, "interval_seconds": 1800.0, "next_poll_at": later,
                 "failures": 0, "error": "", "gaps": 0, "remark": ""}
                for n in chunk
            ]  # fmt: skip
            insert_missing(session, Address, addresses, ("source_id", "url"))


async def _until_idle(crawl: ResidentCrawl) -> None:
    while not crawl.idle:  # noqa: ASYNC110, as the daemon looks
        await asyncio.sleep(0.05)


class _Polled:
    """A resident crawl on a database of so many sources, of which some are polled."""

    def __init__(self, world: World, file: Path, size: int) -> None:
        self._clock = Clock(datetime.now(UTC))
        self._database = Database(f"sqlite:///{file}")
        self._database.upgrade()
        settings, catalogue = _settings(world)
        with self._database.write() as session:
            sync_catalogue(session, catalogue, self._clock.now)
        _fill(self._database, size - ASKED, self._clock.now)
        self._crawl = ResidentCrawl(self._database, settings, catalogue, self._clock)

    async def start(self) -> None:
        """Poll everything for the first time."""
        await self._crawl.start()
        await self._crawl.poll_due(self._clock.now)
        await _until_idle(self._crawl)

    async def cost(self) -> float:
        """CPU milliseconds a poll, of one more round."""
        self._clock.now += timedelta(hours=1)
        _spread(self._database, self._clock.now)
        before = time.process_time()
        for _ in range(ASKED // TICK):
            self._clock.now += timedelta(seconds=1)
            await self._crawl.poll_due(self._clock.now)
            await _until_idle(self._crawl)
        return 1_000 * (time.process_time() - before) / ASKED

    async def stop(self) -> None:
        """Stop it."""
        await self._crawl.stop()
        self._database.dispose()


async def _costs(world: World, folder: Path, sizes: Sequence[int]) -> list[float]:
    """CPU milliseconds a poll for each size: the median of rounds made in turn, for the machine's pace changes."""
    polled = [_Polled(world, folder / f"{size}.db", size) for size in sizes]
    rounds: list[list[float]] = [[] for _ in sizes]
    for one in polled:
        await one.start()
    for _ in range(ROUNDS):
        for one, costs in zip(polled, rounds, strict=True):
            costs.append(await one.cost())
    for one in polled:
        await one.stop()
    return [statistics.median(costs) for costs in rounds]


def _spread(database: Database, now: datetime) -> None:
    """Let the sources of the world become due fifty a second."""
    table = sql_table(Address)
    with database.write() as session:
        rows = session.connection().execute(
            table.select().with_only_columns(table.c.id).where(table.c.source_id.like("feed%"))
        )
        for place, row in enumerate(rows.all()):
            due = now + timedelta(seconds=1 + place // TICK)
            session.connection().execute(table.update().where(table.c.id == row.id).values(next_poll_at=due))


async def _memory(world: World, file: Path, hours: int) -> list[float]:
    """Resident MiB of the main process after each simulated hour."""
    clock = Clock(datetime.now(UTC))
    database = Database(f"sqlite:///{file}")
    settings, catalogue = _settings(world, "30m")
    with database.write() as session:
        sync_catalogue(session, catalogue, clock.now)
    crawl = ResidentCrawl(database, settings, catalogue, clock)
    await crawl.start()
    found = []
    for hour in range(hours + 1):
        world.publish({(hour * 7 + place * 31) % MEMORY_SOURCES: 1 for place in range(4)})
        for _ in range(2):
            clock.now += timedelta(minutes=30)
            await crawl.poll_due(clock.now)
            await crawl.read_pending(clock.now)
            await _until_idle(crawl)
        found.append(megabytes(os.getpid(), "VmRSS"))
    await crawl.stop()
    database.dispose()
    return found


def _grown(sizes: Sequence[int]) -> bool:
    with feed_world(ASKED, items=1) as world, tempfile.TemporaryDirectory() as folder:
        costs = run(lambda: _costs(world, Path(folder), sizes))
    print(f"{'sources':>8} {'CPU ms a poll':>13} {'ratio':>6}")
    for size, cost in zip(sizes, costs, strict=True):
        print(f"{size:>8} {cost:>13.2f} {cost / costs[0]:>6.2f}", flush=True)
    return max(costs) / costs[0] > GROWTH_BAR


def _swollen(hours: int) -> bool:
    with feed_world(MEMORY_SOURCES, items=1) as world, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "zhongde.db"
        database = Database(f"sqlite:///{file}")
        database.upgrade()
        database.dispose()
        found = run(lambda: _memory(world, file, hours))
    print("MiB by the hour: " + " ".join(f"{value:.0f}" for value in found))
    # The first hour fills what is filled once: caches, pools, what is loaded when it is needed first.
    change = found[-1] / found[1] - 1
    print(f"from the first hour to hour {hours}: {100 * change:+.1f} %")
    return abs(change) > MEMORY_BAR


def main() -> int:
    """Print both tables; exit code 1 if a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sizes", type=int, nargs="*", default=[500, 5_000, 50_000])
    arguments.add_argument("--hours", type=int, default=24)
    options = arguments.parse_args()
    # Memory first: what the other part leaves behind would be in it.
    missed = bool(options.hours) and _swollen(options.hours)
    if options.sizes:
        missed |= _grown(options.sizes)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
