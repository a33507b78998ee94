"""How fast the page and the API answer while the daemon polls: ``python -m benchmarks.web FOLDER``.

Fills an archive of a million articles and fifty thousand deals in the folder (half an hour, 4 GB; one that lies there
is taken), runs ``zhongde run --web`` on it, lets the newsroom publish something every few seconds, and asks for each
page and list twenty times a second from another process, with words, places and filters drawn anew each time. Other
sizes: ``--articles 100000 --deals 5000``; ``--seconds 10`` a route; ``--only deals`` for the routes of that name.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from benchmarks.archive_firms import firm
from benchmarks.web_archive import fill
from newsroom import Newsroom
from storage import Database

RATE = 20
GOAL_MS = 150
SETTLING_SECONDS = 20
"""A new daemon reads all that the newsroom holds already, on every core; what is measured is polling."""
WORDS = ("签约", "投资", "Vertrag", "battery", "contract worth", "Kooperationsvertrag Binnenhafen",
         "quarterly turnover", "动力电池", "margin percent", "Betriebsrat", "signed", "report", "Werk")  # fmt: skip
PLACES = ("Munich", "Shanghai", "Kassel", "苏州", "Ham", "Taicang", "Duisburg")

Draw = Callable[[random.Random], str]


def _words(numbers: random.Random) -> str:
    side = numbers.choice(("cn", "de"))
    return numbers.choice((*WORDS, firm(numbers, side).name))  # type: ignore[arg-type]


def _filter(numbers: random.Random) -> str:
    kind, status = (
        numbers.choice(("investment", "agreement")),
        numbers.choice(("signed", "planned", "opened")),
    )
    since = f"20{numbers.randint(24, 30)}-{numbers.randint(1, 12):02}-01"
    return numbers.choice(
        (f"kind={kind}&status={status}", f"kind={kind}&since={since}", f"status={status}&until={since}")
    )


ROUTES: dict[str, Draw] = {
    "/deals": lambda _: "/deals",
    "/deals?kind status days": lambda n: f"/deals?{_filter(n)}",
    "/deals?direction": lambda n: f"/deals?direction={n.choice(('de-cn', 'cn-de'))}&{_filter(n)}",
    "/deals?party": lambda n: f"/deals?party={firm(n, 'de').name}",
    "/deals?language": lambda n: f"/deals?language={n.choice(('en', 'de', 'zh'))}&{_filter(n)}",
    "/deals?q": lambda n: f"/deals?q={_words(n)}",
    "/deals?place": lambda n: f"/deals?place={n.choice(PLACES)}&{_filter(n)}",
    "/deals?sector": lambda n: (
        f"/deals?sector={n.choice(('vehicles', 'chemicals', 'electronics'))}&{_filter(n)}"
    ),
    "/deals?sum": lambda n: f"/deals?min_amount={n.randint(1, 900)}000000&order=amount",
    "/deals?order=date": lambda n: f"/deals?order=date&{_filter(n)}",
    "/deals/ID": lambda n: f"/deals/{n.randint(1, 40_000)}",
    "/stories/ID": lambda n: f"/stories/{n.randint(1, 40_000)}",
    "/map": lambda n: n.choice(("/map", f"/map?{_filter(n)}")),
    "/organisations": lambda n: n.choice(("/organisations", f"/organisations?{_filter(n)}")),
    "/trends": lambda n: n.choice(("/trends", f"/trends?{_filter(n)}")),
    "/search": lambda n: f"/search?q={_words(n)}",
    "/sources": lambda _: "/sources",
    "/sources/ID": lambda n: f"/sources/wire{n.randint(0, 19)}",
    "/deliveries": lambda n: n.choice(("/deliveries", "/deliveries?state=pending")),
    "/status": lambda _: "/status",
    "/login": lambda _: "/login",
    "API deals": lambda n: f"/api/v1/deals?{_filter(n)}",
    "API deals?q": lambda n: f"/api/v1/deals?q={_words(n)}",
    "API deals?party": lambda n: f"/api/v1/deals?party={firm(n, 'cn').name}",
    "API deals.csv": lambda n: f"/api/v1/deals.csv?limit=100&{_filter(n)}",
    "API deals/ID": lambda n: f"/api/v1/deals/{n.randint(1, 40_000)}",
    "API stories": lambda _: "/api/v1/stories",
    "API stories/ID": lambda n: f"/api/v1/stories/{n.randint(1, 40_000)}",
    "API articles": lambda n: f"/api/v1/articles?source=wire{n.randint(0, 19)}",
    "API organisations": lambda n: f"/api/v1/organisations?{_filter(n)}",
    "API sources": lambda _: "/api/v1/sources",
    "API search": lambda n: f"/api/v1/search?q={_words(n)}",
    "API digests": lambda _: "/api/v1/digests",
    "API deliveries": lambda _: "/api/v1/deliveries",
    "feed Atom": lambda n: f"/feeds/deals.atom?{_filter(n)}",
    "feed RSS": lambda n: f"/feeds/deals.rss?q={_words(n)}",
}


@dataclass
class Answers:
    """What a route answered: milliseconds and bytes of each, and how many were no good."""

    milliseconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    slowest: str = ""
    bad: int = 0


async def drive(base: str, draw: Draw, seconds: float) -> Answers:
    """Ask at a fixed rate, whether the former answers are there or not, and wait for all."""
    answers, numbers = Answers(), random.Random(11)
    # Shorter than the server keeps a connection: one that it is closing just now is not used again.
    limits = httpx.Limits(keepalive_expiry=2)
    async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:

        async def ask(path: str) -> None:
            started = time.perf_counter()
            async with client.stream("GET", path) as answer:
                size = sum([len(piece) async for piece in answer.aiter_raw()])
            milliseconds = 1000 * (time.perf_counter() - started)
            if milliseconds > max(answers.milliseconds, default=0):
                answers.slowest = path
            answers.milliseconds.append(milliseconds)
            answers.sizes.append(size)
            answers.bad += answer.status_code not in {200, 404}

        await ask(draw(numbers))
        answers.milliseconds.clear()
        tasks, begun = [], time.perf_counter()
        for number in range(int(seconds * RATE)):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(ask(draw(numbers))))
        await asyncio.gather(*tasks)
    return answers


async def measure(base: str, newsroom: Newsroom, routes: dict[str, Draw], seconds: float) -> bool:
    """Print a row for each route; whether all keep the goal."""

    async def publish() -> None:
        while True:
            newsroom.publish_generated(2)
            await asyncio.sleep(5)

    publishing = asyncio.create_task(publish())
    print(f"{'route':<26}{'p50 ms':>8}{'p95 ms':>8}{'most ms':>9}{'KiB':>7}{'bad':>5}  slowest")
    slow = []
    for name, draw in routes.items():
        found = await drive(base, draw, seconds)
        p95 = statistics.quantiles(found.milliseconds, n=20)[-1]
        slow += [name] if p95 > GOAL_MS or found.bad else []
        print(
            f"{name:<26}{statistics.median(found.milliseconds):>8.0f}{p95:>8.0f}{max(found.milliseconds):>9.0f}"
            f"{max(found.sizes) / 1024:>7.0f}{found.bad:>5}  {found.slowest}",
            flush=True,
        )
    publishing.cancel()
    print(f"p95 above {GOAL_MS} ms, or errors: {', '.join(slow) or 'none'}")
    return not slow


@contextmanager
def served(database: Database, folder: Path) -> Iterator[tuple[str, Newsroom]]:
    """The daemon with its page in a process of its own, and the newsroom that it polls."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    with Newsroom() as newsroom:
        settings = {
            "database": database.url,
            "catalogue": "none",
            "rates": {"daily": False},
            "fetch": {"allow": [*newsroom.allow()]},
            "sources": newsroom.source_declarations(every="1m"),
        }
        file = folder / "zhongde.yaml"
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")
        command = [sys.executable, "-m", "zhongde", "run", "--web", address, "--config", str(file)]
        with (folder / "daemon.log").open("w", encoding="utf-8") as log:
            daemon = subprocess.Popen(command, stderr=log, stdout=log)
            try:
                _wait_for(f"http://{address}/healthz", daemon)
                time.sleep(SETTLING_SECONDS)
                yield f"http://{address}", newsroom
            finally:
                daemon.send_signal(signal.SIGTERM)
                daemon.wait(60)


def _wait_for(address: str, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if daemon.poll() is not None:
            raise RuntimeError("the daemon has ended; daemon.log tells why")
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer")


def main() -> None:
    """Fill, serve, ask, print; exit code 1 if a route is too slow or fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--deals", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    database = fill(chosen.folder, chosen.articles, chosen.deals)
    database.dispose()
    routes = {name: draw for name, draw in ROUTES.items() if chosen.only in name}
    with served(database, chosen.folder) as (base, newsroom):
        good = asyncio.run(measure(base, newsroom, routes, chosen.seconds))
    sys.exit(not good)


if __name__ == "__main__":
    main()
