"""A world on loopback for the real daemon: news sites, a mail server, a webhook receiver, and the process itself."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsroom import Newsroom
from storage import Database
from zhongde.demo_receivers import MailCatcher, WebhookReceiver

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes.....").decode()
PATIENCE_SECONDS = 40


class World:
    """News sites, receivers, one configuration, and commands run as real processes."""

    def __init__(self, folder: Path, newsroom: Newsroom, mails: MailCatcher, hooks: WebhookReceiver) -> None:
        self.folder = folder
        self.newsroom = newsroom
        self.mails = mails
        self.hooks = hooks
        self.config = folder / "zhongde.yaml"
        self.database_url = f"sqlite:///{folder}/zhongde.db"
        self._log = (folder / "daemon.log").open("ab")

    def configure(
        self, schedule: str = "instant", sites: tuple[str, ...] = (), smtp_port: int | None = None
    ) -> None:
        """Write the configuration; ``sites`` names the sites that are watched, all if empty."""
        sources = [
            source
            for source in self.newsroom.source_declarations(every="1s")
            if not sites or source["id"] in sites
        ]
        settings: dict[str, Any] = {
            "database": self.database_url,
            "catalogue": "none",
            "rates": {"daily": False},
            "workers": 1,
            "fetch": {"allow": [*self.newsroom.allow(), f"127.0.0.1:{self.hooks.port}"]},
            "smtp": {
                "host": "127.0.0.1",
                "port": smtp_port or self.mails.port,
                "tls": "none",
                "sender": "z@example.org",
            },
            "sources": sources,
            "subscriptions": [
                {
                    "name": "desk",
                    "schedule": schedule,
                    "timezone": "Europe/Berlin",
                    "channels": [
                        {"type": "email", "to": ["desk@example.org"]},
                        {"type": "webhook", "url": self.hooks.url, "secret": SECRET},
                    ],
                }
            ],
        }
        self.config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "zhongde", *arguments, "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=_environment(),
        )

    def json(self, *arguments: str) -> Any:
        """The JSON that a command prints."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the daemon and wait until it watches."""
        before = self.log.count("watching")
        process = subprocess.Popen(
            [sys.executable, "-m", "zhongde", "run", "--config", str(self.config)],
            stdout=self._log,
            stderr=self._log,
            env=_environment(),
            start_new_session=True,
        )
        wait_until(lambda: self.log.count("watching") > before or process.poll() is not None)
        assert process.poll() is None, self.log
        return process

    @property
    def log(self) -> str:
        return (self.folder / "daemon.log").read_text(encoding="utf-8")

    def database(self) -> Database:
        database = Database(self.database_url)
        database.upgrade()
        return database

    def close(self) -> None:
        self._log.close()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ZHONGDE_")}


def wait_until(done: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait for something; whether it came."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.05)
    return done()


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """Send a signal and give back the exit code; a process that does not end in time fails the test."""
    process.send_signal(number)
    return process.wait(timeout=15)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    mails = MailCatcher(tmp_path / "mail")
    hooks = WebhookReceiver(tmp_path / "hooks", SECRET)
    mails.start()
    hooks.start()
    with Newsroom() as newsroom:
        place = World(tmp_path, newsroom, mails, hooks)
        yield place
        place.close()
    hooks.stop()
    mails.stop()
