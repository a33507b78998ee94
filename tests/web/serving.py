"""The application on a real port, with an archive that holds what pages must cope with."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import httpx

from analysis.values import Amount, Party
from config import Settings
from config.web import WebSettings
from storage import Database
from storage.deliveries import lease_deliveries, settle_delivery
from storage.digests import record_digest
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from storage.values import NewDelivery, NewDigest
from tests.storage.samples import MINUTE, NOW, Archive, deal, outcome, source
from web.server import serve

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e{{7*7}}'
DEALS = 60


def filled(folder: Path) -> Database:
    """A database of 60 deals over a year in three languages, one of them with hostile words."""
    database = Database(f"sqlite:///{folder / 'web.db'}")
    database.upgrade()
    archive = Archive(database)
    with database.write() as session:
        sync_catalogue(session, {name: source(name) for name in ("wire", "zeitung", "ribao")}, NOW - MINUTE)
        for address in due_addresses(session, NOW):
            record_poll(session, outcome(address.id, at=NOW - MINUTE, source_id=address.source_id))
    kinds, statuses = ("agreement", "investment", "acquisition"), ("announced", "signed", "opened", "blocked")
    for number in range(DEALS):
        hostile = number == 7
        letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:02}")
        archive.report(
            deal(
                kind=kinds[number % 3],
                status=statuses[number % 4],
                parties=(
                    Party(
                        HOSTILE if hostile else f"Werk{letters} GmbH",
                        "de",
                        "basf" if number % 5 == 0 else None,
                    ),
                    Party(f"Qi{letters}da Group", "cn"),
                ),
                amount=Amount(Decimal(1_000_000 * (number + 1)), "EUR" if number % 2 else "CNY"),
                place=("Suzhou", "苏州", "Kassel", "Dresden")[number % 4],
                date=date(2026, 3, 2) - timedelta(days=5 * number),
                evidence=f"Werk{letters} signs with Qi{letters}da. {HOSTILE if hostile else ''}",
            ),
            at=NOW + number * MINUTE,
            source=("wire", "zeitung", "ribao")[number % 3],
            language=("en", "de", "zh")[number % 3],
            title=HOSTILE
            if hostile
            else f"Kooperationsvertrag {number}"
            if number % 3 == 1
            else f"签约仪式 {number}",
            text=f"Werk{letters} signs with Qi{letters}da. Ein Vertrag über {letters}. 双方签约 {letters * 5}。"
            + (HOSTILE if hostile else ""),
        )
    message = NewDelivery("d" * 32, "email", "email analyst", "analyst@example.org", "A digest.")
    with database.write() as session:
        record_digest(session, NewDigest("a" * 32, "morning", "manual", NOW, NOW, {}, (), (message,)), NOW)
        lease_deliveries(session, NOW, owner="test", limit=1, lease=MINUTE)
        settle_delivery(session, message.id, owner="test", outcome="failed", detail=HOSTILE, now=NOW)
    return database


@dataclass
class Site:
    """A running server."""

    database: Database
    base: str
    settings: Settings
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20))

    def get(self, path: str, **more: object) -> httpx.Response:
        """Ask for a path, remembering nothing of former answers."""
        self.client.cookies.clear()
        return self.client.get(f"{self.base}{path}", **more)  # type: ignore[arg-type]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    database: Database,
    web: WebSettings | None = None,
    host: str = "127.0.0.1",
    settings: Settings | None = None,
) -> Iterator[Site]:
    """Serve a database until the block ends, by these settings or with nothing set but ``web``."""
    settings = settings or Settings(catalogue="none", web=web or WebSettings())
    port = free_port()
    stop = asyncio.Event()
    loop = asyncio.new_event_loop()

    def work() -> None:
        with closing(loop):
            loop.run_until_complete(serve(database, settings, f"{host}:{port}", stop))

    site = Site(database, f"http://127.0.0.1:{port}", settings)
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(work)
        try:
            _wait_for(site, served)
            yield site
        finally:
            if not served.done():
                loop.call_soon_threadsafe(stop.set)
            site.client.close()
        served.result(20)


def _wait_for(site: Site, served: Future[None]) -> None:
    """Wait until the server answers; what keeps it from starting is raised here."""
    for _ in range(200):
        if served.done():
            served.result()
        try:
            site.client.get(f"{site.base}/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not answer")
