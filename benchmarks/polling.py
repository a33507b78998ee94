"""Polling against lemon24/reader in the same run: ``python -m benchmarks.polling [500] [--peer PYTHON] [--rounds 3]``.

A world of feeds with twenty entries each is polled cold, again unchanged (304), and again after one in twenty has
published two items. ``--peer`` is the Python of an environment that has the package ``reader``; without it, only we are
measured. Both sides run in one process that stays up; what it takes to start, and to declare the feeds, is taken off.
Storage, guard, robots.txt and pacing are on, as for a user; articles stay pending, for reader reads no pages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from benchmarks.feed_world import ITEMS, Counts, World, feed_world
from benchmarks.processor_time import megabytes, processor_seconds

PHASES = ("cold", "unchanged", "changed")
CHANGED_SHARE = 0.05
CHANGED_ITEMS = 2
BAR = 0.7


@dataclass(frozen=True)
class Polled:
    """One round: CPU seconds, entries stored in all, and peak memory of the main process in MiB."""

    seconds: float
    entries: int
    megabytes: float


class Side(Protocol):
    """Whoever polls."""

    def poll(self) -> Polled:
        """Poll all feeds once."""
        ...


class Zhongde:
    """We, in a process of our own."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def poll(self) -> Polled:
        """Poll all feeds once."""
        self._pipe.send("poll")
        polled: Polled = self._pipe.recv()
        return polled


def _run_zhongde(pipe: Connection, file: str, feeds: tuple[str, ...], hosts: tuple[str, ...]) -> None:
    from crawler.reactor import run

    run(lambda: _zhongde(pipe, file, feeds, hosts))


async def _zhongde(pipe: Connection, file: str, feeds: tuple[str, ...], hosts: tuple[str, ...]) -> None:
    from config import Settings
    from crawler.crawling import Crawling, utc_now
    from crawler.crawling_tally import Tally
    from crawler.reading_pool_tasks import Document, read_feed
    from crawler.settling import settle
    from storage import Database
    from storage.entries import count_entries
    from storage.sources import due_addresses, sync_catalogue

    declared = [{"id": f"feed{number}", "url": url} for number, url in enumerate(feeds)]
    settings = Settings(catalogue="none", sources=declared, fetch={"allow": hosts})  # type: ignore[arg-type]
    catalogue = {source.id: source for source in settings.sources}
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        sync_catalogue(session, catalogue, utc_now())
    crawling = Crawling(database, settings, catalogue, Tally())
    async with crawling:
        crawling.hold_pages()
        for _ in range(settings.workers):
            await crawling.pool.run(read_feed, Document(b"<rss/>", feeds[0], None, None))
        settle()  # as a crawl does that stays up
        pipe.send("ready")
        while await asyncio.to_thread(pipe.recv) == "poll":
            before = processor_seconds(os.getpid())
            addresses = await crawling.store.read(
                lambda session: due_addresses(session, utc_now(), all_=True)
            )
            crawling.submit_polls(addresses)
            await crawling.drain()
            spent = processor_seconds(os.getpid()) - before
            stored = await crawling.store.read(count_entries)
            pipe.send(Polled(spent, stored, megabytes(os.getpid())))
    database.dispose()


@contextmanager
def zhongde(world: World, folder: Path) -> Iterator[Side]:
    """Our side, on a fresh database."""
    from storage import Database

    database = Database(f"sqlite:///{folder / 'zhongde.db'}")
    database.upgrade()  # by 'zhongde db upgrade' else: the daemon would keep the library for it loaded
    database.dispose()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, str(folder / "zhongde.db"), world.feeds, world.hosts)
    process = context.Process(target=_run_zhongde, args=arguments)
    process.start()
    theirs.close()
    ours.recv()
    try:
        yield Zhongde(ours)
    finally:
        ours.send("end")
        process.join(20)


class Reader:
    """lemon24/reader."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._wishes, self._answers = process.stdin, process.stdout

    def say(self, line: str) -> str:
        """Give a line and wait for one."""
        print(line, file=self._wishes, flush=True)
        return self._answers.readline()

    def poll(self) -> Polled:
        """Poll all feeds once."""
        return Polled(*json.loads(self.say("poll")))


@contextmanager
def reader(world: World, folder: Path, python: str) -> Iterator[Side]:
    """The peer, on a fresh database."""
    command = [python, str(Path(__file__).with_name("peer_reader.py")), str(folder / "reader.db")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        peer = Reader(process)
        peer.say(" ".join(world.feeds))
        yield peer
        peer.say("end")


def measure(side: Side, world: World, count: int) -> list[tuple[Polled, Counts]]:
    """The three phases, each with what the world was asked."""
    found = []
    for phase in PHASES:
        if phase == "changed":
            step = round(1 / CHANGED_SHARE)
            world.publish(dict.fromkeys(range(0, count, step), CHANGED_ITEMS))
        world.counts()
        polled = side.poll()
        found.append((polled, world.counts()))
    return found


def main() -> int:
    """Print the table; exit code 1 if a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("feeds", type=int, nargs="?", default=500)
    arguments.add_argument("--peer", help="the Python of an environment with the package 'reader'")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    count: int = options.feeds
    runs: dict[str, list[list[tuple[Polled, Counts]]]] = {"zhongde": [], "reader": []}
    for _ in range(options.rounds):
        for name in runs:
            if name == "reader" and not options.peer:
                continue
            with feed_world(count) as world, tempfile.TemporaryDirectory() as folder:
                side = (
                    zhongde(world, Path(folder))
                    if name == "zhongde"
                    else reader(world, Path(folder), options.peer)
                )
                with side as poller:
                    runs[name].append(measure(poller, world, count))
    return _tell(runs, count)


def _tell(runs: dict[str, list[list[tuple[Polled, Counts]]]], count: int) -> int:
    print(f"{count} feeds of {ITEMS} entries; CPU seconds, the median of {len(runs['zhongde'])} rounds\n")
    print(
        f"{'phase':10} {'zhongde s':>9} {'reader s':>9} {'ratio':>6} {'ms a feed':>9} "
        f"{'conditional':>11} {'304':>6} {'robots':>6} {'entries':>8} {'MiB':>5}"
    )
    missed = 0
    wanted = ITEMS * count
    for place, phase in enumerate(PHASES):
        ours = [run[place] for run in runs["zhongde"]]
        peers = [run[place][0].seconds for run in runs["reader"]]
        seconds = statistics.median(polled.seconds for polled, _ in ours)
        polled, counts = ours[-1]
        ratio = seconds / statistics.median(peers) if peers else None
        if phase == "changed":
            wanted += CHANGED_ITEMS * len(range(0, count, round(1 / CHANGED_SHARE)))
        missed += ratio is not None and ratio > BAR
        missed += polled.entries != wanted or polled.megabytes > 150
        missed += phase != "cold" and counts.conditional != count
        print(
            f"{phase:10} {seconds:>9.2f} {statistics.median(peers) if peers else float('nan'):>9.2f} "
            f"{ratio if ratio is not None else float('nan'):>6.2f} {1000 * seconds / count:>9.2f} "
            f"{counts.conditional:>11} {counts.not_modified:>6} {counts.robots:>6} {polled.entries:>8} "
            f"{polled.megabytes:>5.0f}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
