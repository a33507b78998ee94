"""An installation in a temporary folder: its configuration, its database, and commands run in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analysis.values import Amount, Deal, Party, Reading
from config.declarations import SourceDeclaration
from storage import Database
from storage.articles import add_article
from storage.attaching import attach_reading
from storage.deliveries import lease_deliveries, settle_delivery
from storage.digests import ensure_subscription, record_digest
from storage.sources import sync_catalogue
from storage.values import Entry, NewDelivery, NewDigest
from zhongde.main import main

NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Installation:
    """A configuration and its database."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.config = folder / "zhongde.yaml"
        self.configure()

    def configure(self, more: str = "") -> None:
        self.config.write_text(
            f"database: sqlite:///{self.folder}/zhongde.db\ncatalogue: none\n"
            "sources:\n  - {id: wire, name: The Wire, url: 'https://wire.example/feed.xml', language: en}\n"
            + more,
            encoding="utf-8",
        )

    def run(self, *arguments: str) -> Outcome:
        self._capsys.readouterr()
        code = main([*arguments, "--config", str(self.config)])
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    def plain(self, *arguments: str) -> Outcome:
        """A command that takes no configuration."""
        self._capsys.readouterr()
        code = main(list(arguments))
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    def database(self) -> Database:
        database = Database(f"sqlite:///{self.folder}/zhongde.db")
        database.upgrade()
        return database

    def give_up(self, *recipients: str, error: str) -> None:
        """A digest whose messages to these recipients finally failed."""
        deliveries = tuple(
            NewDelivery(f"{number:02x}" * 16, "email", f"key{number}", recipient, "{}")
            for number, recipient in enumerate(recipients)
        )
        digest = NewDigest("d1", "morning", "scheduled", NOW, NOW, {}, (), deliveries)
        database = self.database()
        with database.write() as session:
            ensure_subscription(session, "morning", NOW)
            record_digest(session, digest, NOW)
            rows = lease_deliveries(session, NOW, owner="test", limit=1000, lease=timedelta(minutes=1))
            for row in rows:
                settle_delivery(session, row.id, owner="test", outcome="failed", detail=error, now=NOW)
        database.dispose()

    def add_deal(
        self,
        title: str,
        *,
        number: int = 1,
        status: str = "signed",
        amount: Amount | None = None,
        place: str | None = "Changzhou",
        parties: tuple[Party, ...] = (
            Party("Musterbau GmbH", "de"),
            Party("Changzhou Municipal People's Government", "cn"),
        ),
    ) -> None:
        reading = Reading(
            language="en",
            sino_german=True,
            alert=True,
            score=0.97,
            deals=(
                Deal(
                    "agreement",
                    status,
                    parties,
                    amount,
                    place,
                    date(2026, 11, 20),
                    f"They {status} it: {title}.",
                ),
            ),
            reasons=("signed",),
        )
        database = self.database()
        source = SourceDeclaration(id="wire", name="The Wire", url="https://wire.example/feed.xml")
        with database.write() as session:
            sync_catalogue(session, {"wire": source}, NOW)
            entry = Entry(
                key=f"item-{number}",
                url=f"https://wire.example/{number}.html",
                title=title,
                text=f"{title}. A text about Changzhou and a firm from Germany, number {number}. " * 4,
                published=NOW - timedelta(hours=number),
            )
            article_id = add_article(session, "wire", entry, NOW)
            attach_reading(session, article_id, reading, NOW)
        database.dispose()


@pytest.fixture
def installation(tmp_path, capsys, monkeypatch):
    import os

    for name in [name for name in os.environ if name.startswith("ZHONGDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, capsys)


@pytest.fixture
def filled(installation):
    installation.add_deal(
        "Musterbau and Changzhou sign a memorandum", amount=Amount(Decimal(188_000_000), "EUR")
    )
    installation.add_deal(
        "A port orders cranes",
        number=2,
        status="announced",
        place="Hamburg",
        parties=(Party("Kranwerk AG", "de"), Party("Ningbo Port", "cn")),
    )
    return installation
