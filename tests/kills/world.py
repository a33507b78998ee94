"""The real daemon, killed again and again while news comes in and receivers fail; then what became of every item."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import func, select

from config import load_settings
from digests.contents import part_of
from digests.failure_notices import is_notice
from digests.outbox import deliver_due
from newsroom import Newsroom
from storage import Database
from storage.deliveries import replay_delivery
from storage.tables import Article, Delivery, DigestEntry
from tests.kills.receivers import FailingHook, FailingMail

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes.....").decode()
RECIPIENTS = ("desk@example.org", "analyst@example.org")


@dataclass
class Outcome:
    """What became of all that was published; ``lost``, ``twice``, ``renamed`` and ``damage`` should be empty.

    ``restarts`` are the seconds from each start until the daemon watched, ``restart_cpu`` what it computed by then.
    """

    published: int = 0
    kills: int = 0
    told: int = 0
    messages: int = 0
    copies: int = 0
    cuts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)
    restart_cpu: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def _cpu_seconds(process: int) -> float:
    """What a process has computed so far, by proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class KillWorld:
    """News sites, failing receivers, and a daemon on one database. Close it at the end."""

    def __init__(self, folder: Path, database_url: str, *, seed: int = 1, failing: float = 0.3) -> None:
        self._chance = random.Random(seed)
        self._hook = FailingHook(SECRET, seed, failing)
        self._mail = FailingMail(seed + 1, failing)
        self._newsroom = Newsroom()
        self._newsroom.start()
        self._config = folder / "zhongde.yaml"
        self._log = folder / "daemon.log"
        self._sites = [
            site
            for site in self._newsroom.source_declarations(every="1s")
            if site["access"] in {"rss", "atom"}
        ][:2]
        settings: dict[str, Any] = {
            "database": database_url,
            "catalogue": "none",
            "rates": {"daily": False},
            "workers": 1,
            "fetch": {"allow": [*self._newsroom.allow(), f"127.0.0.1:{self._hook.port}"], "timeout": "10s"},
            "smtp": {"host": "127.0.0.1", "port": self._mail.port, "tls": "none", "sender": "z@example.org"},
            "sources": self._sites,
            "subscriptions": [
                {
                    "name": "desk",
                    "channels": [
                        {"type": "email", "to": list(RECIPIENTS)},
                        {
                            "type": "webhook",
                            "url": f"http://127.0.0.1:{self._hook.port}/hook",
                            "secret": SECRET,
                        },
                    ],
                }
            ],
        }
        self._config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        self._database = Database(database_url)
        self._database.upgrade()
        self._published: set[str] = set()
        self.outcome = Outcome()

    def close(self) -> None:
        """Stop everything."""
        self._newsroom.stop()
        self._hook.stop()
        self._mail.stop()
        self._database.dispose()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGDE_")}
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "zhongde", "run", "--config", str(self._config)]
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)

    def _log_size(self) -> int:
        return self._log.stat().st_size if self._log.exists() else 0

    def _watches(self, begin: int) -> bool:
        """Whether the daemon that began at this place of the log is ready."""
        with self._log.open("rb") as log:
            log.seek(begin)
            return b"watching" in log.read(10_000)

    def publish(self, count: int) -> None:
        """New items on invented deals."""
        sites = [site["id"] for site in self._sites]
        self._published |= {item.url for item in self._newsroom.publish_generated(count, seed=3, sites=sites)}
        self.outcome.published += count

    def first_look(self) -> None:
        """Read all that is there before anything is published, so that what comes then is new."""
        daemon = self._start()
        self._until(lambda: self._count(Article, Article.state == "pending") == 0 < self._count(Article), 40)
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(120)

    def _count(self, table: Any, *where: Any) -> int:
        with self._database.read() as session:
            return session.exec(select(func.count()).select_from(table).where(*where)).one()

    @staticmethod
    def _until(done: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if done():
                return True
            time.sleep(0.05)
        return False

    def kill(self) -> None:
        """One life of the daemon, ended at a random moment: while it starts, or while it works."""
        place, begun = self._log_size(), time.monotonic()
        daemon = self._start()
        self.publish(self._chance.randint(1, 2))
        if self._chance.random() < 0.25:
            time.sleep(self._chance.uniform(0.2, 2))
        elif self._until(lambda: self._watches(place) or daemon.poll() is not None, 60):
            self.outcome.restarts.append(time.monotonic() - begun)
            with suppress(FileNotFoundError):
                self.outcome.restart_cpu.append(_cpu_seconds(daemon.pid))
            # A slow machine needs longer for everything, so its daemon lives longer too.
            time.sleep(self._chance.uniform(0.2, max(4.0, self.outcome.restarts[-1])))
        if daemon.poll() is not None:
            self.outcome.damage.append(f"the daemon ended by itself with {daemon.returncode}")
        with suppress(ProcessLookupError):
            os.killpg(daemon.pid, signal.SIGKILL)
        daemon.wait()
        self.outcome.kills += 1
        self.outcome.damage += self._database.check()

    def settle(self, seconds: float = 600) -> Outcome:
        """A last life until all is read and told, days of further tries, the last without failures; then the account."""
        daemon = self._start()
        urls = self._published
        with suppress(ProcessLookupError):
            self._until(lambda: self._quiet(urls), seconds)
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(120)
        # Signatures are judged before: what is drained bears the time of days to come, which verifiers refuse.
        if self._hook.taken.unsigned:
            self.outcome.damage.append(f"{self._hook.taken.unsigned} signatures did not hold")
        asyncio.run(self._drain())
        self._account(urls)
        return self.outcome

    def _quiet(self, urls: set[str]) -> bool:
        with self._database.read() as session:
            states = dict(session.exec(select(Article.url, Article.state)).all())
        return all(states.get(url) in {"read", "failed"} for url in urls)

    async def _drain(self) -> None:
        """Deliver all that waits for a later try, as on the days to come, and replay what was refused for good.

        Receivers fail for three more days, so that later tries meet failures too.
        """
        from digests.outbox import compose_due

        settings = load_settings(self._config)
        now = datetime.now(UTC)
        for days in range(1, 9):
            if days > 3:
                self._hook.taken.failing = self._mail.taken.failing = 0.0
            compose_due(self._database, settings, now)
            later = now + timedelta(days=days)
            while (await deliver_due(self._database, settings, later, owner="drain")).sent:
                pass
            with self._database.write() as session:
                for row in session.exec(select(Delivery).where(Delivery.state == "failed")).all():
                    replay_delivery(session, row.id, now)

    def _account(self, urls: set[str]) -> None:
        outcome, hook, mail = self.outcome, self._hook.taken, self._mail.taken
        with self._database.read() as session:
            stored = Counter(session.exec(select(Article.url)).all())
            rows = session.exec(select(Delivery)).all()
            steps = session.exec(
                select(DigestEntry.digest_id, func.count()).group_by(DigestEntry.digest_id)
            ).all()
            session.expunge_all()
        outcome.lost += [f"{url} was not stored" for url in urls - stored.keys()]
        outcome.twice += [url for url, count in stored.items() if count > 1]
        for row in rows:
            known = (f"<{row.id}@example.org>", row.recipient) if row.channel == "email" else (row.id, "")
            taken = (mail if row.channel == "email" else hook).copies[known]
            if not taken or row.state != "sent":
                outcome.lost.append(
                    f"{row.channel} {row.id} to {row.recipient}: {row.state}, arrived {taken} times"
                )
        ids = {row.id for row in rows}
        arrived = [
            *(known for known, _ in hook.copies),
            *(re.sub("[<>]|@.*", "", known) for known, _ in mail.copies),
        ]
        outcome.renamed += [known for known in arrived if known not in ids]
        by_digest = Counter(
            (row.digest_id, row.channel, row.recipient, part_of(row.content, row.channel))
            for row in rows
            if not is_notice(row.content)  # what finally failed by one channel is told by another
        )
        outcome.renamed += [f"{key} has {count} messages" for key, count in by_digest.items() if count > 1]
        outcome.lost += [
            f"digest {key} has no message" for key, _ in steps if not any(k[0] == key for k in by_digest)
        ]
        outcome.told = sum(count for _, count in steps)
        outcome.messages = len(rows)
        outcome.copies = sum(count - 1 for count in [*hook.copies.values(), *mail.copies.values()])
        outcome.cuts = hook.cuts + mail.cuts
        outcome.refused = hook.refused + mail.refused
        outcome.damage += self._database.check()
