"""Schedulers and workers as real processes on one PostgreSQL, with many hosts to ask and a webhook to tell."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import func, select

from storage import Database
from storage.queue import QueueState, queue_state
from storage.tables import Article, DealStep, Delivery, DigestEntry
from tests.kills.receivers import FailingHook
from tests.workers.hosts import ManyHosts

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes.....").decode()
PATIENCE_SECONDS = 60.0


class Fleet:
    """Processes on one database. Close it at the end.

    Args:
        folder: Where configuration and logs go.
        url: An empty PostgreSQL.
        hosts: The hosts to ask.
        every: How often each is polled.
        options: Further settings.
    """

    def __init__(
        self, folder: Path, url: str, hosts: ManyHosts, *, every: str = "1s", **options: object
    ) -> None:
        self.hosts = hosts
        self.hook = FailingHook(SECRET, 1, 0.0)
        self.config = folder / "zhongde.yaml"
        self.logs = folder
        settings: dict[str, Any] = {
            "database": url,
            "engine": "procrastinate",
            "catalogue": "none",
            "rates": {"daily": False},
            "workers": 1,
            "fetch": {"allow": [*hosts.allow(), f"127.0.0.1:{self.hook.port}"]},
            "sources": hosts.sources(every),
            "subscriptions": [
                {
                    "name": "desk",
                    "channels": [
                        {
                            "type": "webhook",
                            "url": f"http://127.0.0.1:{self.hook.port}/hook",
                            "secret": SECRET,
                        }
                    ],
                }
            ],
        }
        self.config.write_text(yaml.safe_dump(settings | options), encoding="utf-8")
        self.database = Database(url)
        self.database.upgrade()
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: str, *, core: int | None = None) -> subprocess.Popen[bytes]:
        """Start ``run`` or ``worker``, held to one core if that is wanted."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGDE_")}
        number = len(self._started)
        with (self.logs / f"{command}-{number}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "zhongde", command, "--config", str(self.config)],
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
                preexec_fn=None if core is None else lambda: os.sched_setaffinity(0, {core}),
            )
        self._started.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and its children as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, process: subprocess.Popen[bytes]) -> tuple[int, float]:
        """Ask a process to stop; its exit code and the seconds that it took."""
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=30), time.monotonic() - begun

    def log(self) -> str:
        """What all processes have logged."""
        return "\n".join(
            f"{path.name}: {path.read_text(encoding='utf-8', errors='replace')}"
            for path in sorted(self.logs.glob("*.log"))
        )

    def status(self) -> dict[str, Any]:
        """What ``zhongde status --json`` says."""
        done = subprocess.run(
            [sys.executable, "-m", "zhongde", "status", "--json", "--config", str(self.config)],
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    @property
    def state(self) -> QueueState:
        """Who works, and what waits."""
        return queue_state(self.database)

    def count_jobs(self) -> int:
        """Jobs that wait for a worker, or are held by one."""
        return sum(task.waiting + task.doing for task in self.state.tasks if task.task != "poll")

    def count(self, table: Any, *where: Any) -> int:
        """Rows of a table."""
        with self.database.read() as session:
            return session.exec(select(func.count()).select_from(table).where(*where)).one()

    def read(self) -> int:
        """Articles that have been read."""
        return self.count(Article, Article.state == "read")

    def all_read(self) -> bool:
        """Whether every item of every host has been read."""
        return self.read() >= len(self.hosts.urls())

    def quiet(self) -> bool:
        """Whether all is read, and all messages are sent."""
        return (
            self.all_read()
            and self.count(DigestEntry) >= self.count(DealStep, DealStep.alertable)
            # Looked at last: a digest and its messages are written together.
            and not self.count(Delivery, Delivery.state == "pending")
        )

    def until(self, done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float | None:
        """Wait for something; the seconds that it took, None if it did not come."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            if done():
                return time.monotonic() - begun
            time.sleep(0.05)
        return None

    def lost(self) -> list[str]:
        """Items that were not read, and messages that did not arrive."""
        with self.database.read() as session:
            states = dict(session.exec(select(Article.url, Article.state)).all())
            ids = session.exec(select(Delivery.id)).all()
        missing = [url for url in self.hosts.urls() if states.get(url) != "read"]
        arrived = {known for known, _ in self.hook.taken.copies}
        return missing + [id_ for id_ in ids if id_ not in arrived]

    def doubled(self) -> list[str]:
        """Items that stand there twice, and messages that arrived twice."""
        with self.database.read() as session:
            urls = Counter(session.exec(select(Article.url)).all())
        twice = [url for url, count in urls.items() if count > 1]
        return twice + [known for (known, _), count in self.hook.taken.copies.items() if count > 1]

    def close(self) -> None:
        """End everything."""
        for process in self._started:
            if process.poll() is None:
                self.kill(process)
        self.hook.stop()
        self.database.dispose()
