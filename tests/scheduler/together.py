"""A daemon, crawls by hand, and readers of the page, all at once on one SQLite database."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from newsroom import Newsroom
from tests.scheduler.conftest import SECRET, World, stop
from zhongde.demo_receivers import MailCatcher, WebhookReceiver

PAGES = (
    "/",
    "/status",
    "/sources",
    "/deliveries",
    "/search?q=contract",
    "/trends",
    "/feeds/deals.atom",
    "/api/v1/deals",
)

_LOCKED = re.compile(r"\blocked\b|SQLITE_BUSY", re.IGNORECASE)


@dataclass
class Together:
    """What was done, and what went wrong: ``faults`` and ``locked`` should be empty."""

    crawls: int = 0
    reads: int = 0
    published: int = 0
    articles: int = 0
    sent: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)

    def look(self, where: str, text: str) -> None:
        """Keep each line that speaks of a lock or an unforeseen error."""
        for line in text.splitlines():
            if _LOCKED.search(line):
                self.locked.append(f"{where}: {line[:200]}")
            if "Traceback" in line or "holds the database for long" in line:
                self.faults.append(f"{where}: {line[:200]}")


def all_at_once(folder: Path, seconds: float, *, crawlers: int = 2, readers: int = 2) -> Together:
    """Let them work side by side for so long, while news keeps coming.

    Args:
        folder: Where everything goes.
        seconds: How long.
        crawlers: How many ``zhongde crawl --all`` run at any moment.
        readers: How many read the page without pause.
    """
    seen, over = Together(), threading.Event()
    mails, hooks = MailCatcher(folder / "mail"), WebhookReceiver(folder / "hooks", SECRET)
    mails.start()
    hooks.start()
    with Newsroom() as newsroom:
        world = World(folder, newsroom, mails, hooks)
        world.configure()
        port = _with_page(world.config)
        world.database().dispose()
        daemon = world.start()
        threads = [threading.Thread(target=_crawl, args=(world, seen, over)) for _ in range(crawlers)]
        threads += [threading.Thread(target=_read, args=(port, seen, over)) for _ in range(readers)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and daemon.poll() is None:
            newsroom.publish_generated(2, seed=5)
            seen.published += 2
            time.sleep(min(1.0, seconds / 5))
        over.set()
        for thread in threads:
            thread.join()
        if stop(daemon) != 0:
            seen.faults.append("the daemon did not end well")
        status = world.json("status")
        seen.articles, seen.sent = status["articles"]["read"], status["deliveries"]["sent"]
        seen.faults += [f"database: {problem}" for problem in world.database().check()]
        seen.look("daemon", world.log)
        world.close()
    hooks.stop()
    mails.stop()
    return seen


def _with_page(config: Path) -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    settings["web"] = {"address": f"127.0.0.1:{port}"}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return port


def _crawl(world: World, seen: Together, over: threading.Event) -> None:
    while not over.is_set():
        command = [sys.executable, "-m", "zhongde", "crawl", "--all", "--config", str(world.config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=1_800, check=False)
        seen.crawls += 1
        seen.look("crawl", done.stdout + done.stderr)
        if done.returncode not in (0, 3):
            seen.faults.append(f"crawl ended with {done.returncode}: {done.stderr[-300:]}")


def _read(port: int, seen: Together, over: threading.Event) -> None:
    # A connection that was kept open may be closed from the other side just as it is used again.
    once = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", timeout=120, limits=once, trust_env=False
    ) as client:
        while not over.is_set():
            for page in PAGES:
                try:
                    answer = client.get(page)
                except httpx.HTTPError as error:
                    seen.faults.append(f"{page}: {error!r}")
                    continue
                seen.reads += 1
                seen.answers[answer.status_code] += 1
                if answer.status_code >= 400:
                    seen.faults.append(f"{page}: {answer.status_code}")
                seen.look(page, answer.text)
