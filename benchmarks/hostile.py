"""What a hostile server can do: every route of ``tests/hostile`` is crawled, one by one and twenty at once.

Run ``python -m benchmarks.hostile`` from the checkout; ``python -m benchmarks.hostile drip bomb`` takes the routes
whose names hold one of the words, and ``python -m benchmarks.hostile among`` crawls one hostile source among fifty good
ones for twenty rounds. Printed are the seconds that each took, the most memory that the program and its reading
processes needed over idle, and what was told of it. Some minutes, most of them waiting for what never ends.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from config import Settings
from crawler.fetching_engine import FetchEngine
from crawler.reactor import run
from crawler.reading_pool import ReadingPool
from crawler.reading_pool_tasks import (
    Document,
    PageTask,
    look_at,
    read_feed,
    read_listing,
    read_page,
    read_sitemap,
)
from crawler.values import FetchFailure
from tests.hostile import all_routes, hosts, prepare, robots_hosts
from tests.hostile.among import rounds_among_good_ones
from tests.hostile.server import HostileServer

LONGEST_SECONDS = 35.0
MOST_MEGABYTES = 150.0
AT_ONCE = 20
WAITING = ("/drip", "/silent")
"""Routes that last until the time limit: they are visited only together."""

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Measured:
    """One route: how long it took, and what was told."""

    path: str
    seconds: float
    told: str


def _resident(process: int, name: str) -> float:
    """A figure of a process's memory in MB: ``VmRSS`` now, ``VmHWM`` at most since the last reset."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    return 0.0


def _reset(processes: Iterable[int]) -> None:
    for process in processes:
        with suppress(OSError):
            Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")


def _serve(pipe: Connection) -> None:
    prepare()
    with HostileServer(all_routes()) as server:
        pipe.send(server.port)
        with suppress(EOFError):
            pipe.recv()


class Visitor:
    """Fetches routes and has the answers read as feed, sitemap, page and unknown document."""

    def __init__(self, settings: Settings, engine: FetchEngine, pool: ReadingPool) -> None:
        self._settings = settings
        self._engine = engine
        self.pool = pool

    async def visit(self, url: str) -> Measured:
        """All that is done with an answer, or why there is none."""
        started = time.monotonic()
        path, now = "/" + url.split("/", 3)[3], datetime.now(UTC)
        try:
            fetched = await self._engine.fetcher.get(url, robots=path.startswith("/robots"))
            document = Document(fetched.body, fetched.final_url, fetched.content_type, None)
            page = PageTask(
                "1", fetched.body, fetched.final_url, fetched.content_type, "t", None, None, None, "UTC"
            )
            told = [f"{len(fetched.body):,} bytes"]
            for function, *arguments in (
                (look_at, document),
                (read_feed, document),
                (read_sitemap, document, now),
                (read_listing, document, now, 1),
                (read_page, page),
            ):
                name = function.__name__
                begun = time.monotonic()
                try:
                    await self.pool.run(function, *arguments)
                except FetchFailure as failure:
                    told.append(f"{name}: {failure.message}")
                if time.monotonic() - begun > 1:
                    told.append(f"{name} took {time.monotonic() - begun:.1f} s")
            return Measured(path, time.monotonic() - started, "; ".join(told))
        except FetchFailure as failure:
            return Measured(path, time.monotonic() - started, f"{failure.kind}: {failure.message[:90]}")


async def _measure(urls: Sequence[str], settings: Settings) -> int:
    failures = 0
    async with FetchEngine(settings.fetch) as engine, ReadingPool(settings) as pool:
        visitor = Visitor(settings, engine, pool)
        for url in urls[:2]:
            await visitor.visit(url.rsplit("/", 1)[0] + "/good")
        own = os.getpid()
        idle = _resident(own, "VmRSS") + sum(_resident(process, "VmRSS") for process in pool.process_ids)
        print(f"idle: {idle:.0f} MB in {1 + len(pool.process_ids)} processes")
        print(f"{'route':34} {'s':>6} {'MB':>5} {'+readers':>8}  told")
        for url in urls:
            if urlsplit(url).path.startswith(WAITING):
                continue
            _reset([own, *pool.process_ids])
            before = {process: _resident(process, "VmRSS") for process in (own, *pool.process_ids)}
            measured = await visitor.visit(url)
            mine = _resident(own, "VmHWM") - before[own]
            readers = sum(
                max(0.0, _resident(process, "VmHWM") - before.get(process, 0.0))
                for process in pool.process_ids
            )
            bad = measured.seconds > LONGEST_SECONDS or mine > MOST_MEGABYTES
            failures += bad
            print(
                f"{measured.path[:34]:34} {measured.seconds:6.1f} {mine:5.0f} {readers:8.0f}  "
                f"{'TOO MUCH ' if bad else ''}{measured.told}",
                flush=True,
            )
        print(f"\n{AT_ONCE} at once")
        for start in range(0, len(urls), AT_ONCE):
            some = urls[start : start + AT_ONCE]
            _reset([own, *pool.process_ids])
            before_own = _resident(own, "VmRSS")
            begun = time.monotonic()
            done = await asyncio.gather(*(visitor.visit(url) for url in some))
            mine = _resident(own, "VmHWM") - before_own
            slowest = max(done, key=lambda measured: measured.seconds)
            failures += mine > MOST_MEGABYTES
            print(
                f"{urlsplit(some[0]).path[:34]:34} {time.monotonic() - begun:6.1f} {mine:5.0f}  "
                f"the slowest was {slowest.path} with {slowest.seconds:.1f} s: {slowest.told}",
                flush=True,
            )
    return failures


def _among() -> None:
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        attacks = list(all_routes())
        attacks = attacks[:: len(attacks) // 20][:20]
        lost = rounds_among_good_ones(Path(folder), sources=50, attacks=attacks, timeout="30s")
    print(f"20 rounds in {time.monotonic() - begun:.0f} s; what the good sources lost: {lost or 'nothing'}")
    sys.exit(bool(lost))


def main() -> None:
    """Print the tables; exit code 1 if a bound was broken."""
    words = sys.argv[1:]
    if words == ["among"]:
        _among()
        return
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    port = ours.recv()
    paths = [path for path in all_routes() if not words or any(word in path for word in words)]
    urls = [f"http://{host}:{port}{path}" for host, path in zip(hosts(), paths, strict=False)]
    urls += [
        f"http://{host}:{port}/robots-asked" for host in robots_hosts() if not words or "robots" in words
    ]
    allow = [f"{url.split('/')[2]}" for url in urls]
    settings = Settings(catalogue="none", fetch={"allow": allow, "pause": "0s"})  # type: ignore[arg-type]
    failures = run(lambda: _measure(urls, settings))
    ours.close()
    print(
        f"\n{len(urls)} routes, {failures} beyond {LONGEST_SECONDS:.0f} s or {MOST_MEGABYTES:.0f} MB over idle"
    )
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
