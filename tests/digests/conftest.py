"""A database with a few sources, and ways to let deals turn up in it as a crawl would."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from analysis.values import Amount, Deal, Party, Reading
from config.declarations import SourceDeclaration
from config.settings import Settings
from storage.articles import pending_articles
from storage.attaching import attach_reading
from storage.database import Database
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from storage.values import Entry, PollOutcome

MORNING = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
"""Half past seven in Berlin."""


def deal(
    *,
    chinese: str = "Stadt Suzhou",
    german: str = "Bosch",
    kind: str = "investment",
    status: str = "signed",
    amount: str | None = "7000000000",
    currency: str = "CNY",
    place: str | None = "Suzhou",
    day: date | None = date(2026, 3, 2),
    evidence: str = "Bosch and the city of Suzhou signed a contract worth 7 billion yuan on Monday.",
) -> Deal:
    return Deal(
        kind=kind,  # type: ignore[arg-type]
        status=status,  # type: ignore[arg-type]
        parties=(Party(chinese, "cn"), Party(german, "de", "bosch" if german == "Bosch" else None)),
        amount=Amount(Decimal(amount), currency) if amount else None,
        place=place,
        date=day,
        evidence=evidence,
    )


def in_words(number: int, *deals: Deal) -> str:
    """A text that names what the deals are known by, in enough words of its own to be a copy of no other."""
    facts = [
        ", ".join([*(party.name for party in told.parties), told.place or "", told.evidence])
        for told in deals
    ]
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return f"{'; '.join(facts)} " + " ".join(
        f"{letters}{first}{second}" for first in "klmn" for second in "opqrstuv"
    )


@dataclass
class Desk:
    """Sources whose articles turn up at a moment, with what reading found in them."""

    database: Database
    count: int = 0
    deal = staticmethod(deal)

    def report(
        self,
        *deals: Deal,
        at: datetime,
        source: str = "wire",
        title: str = "Bosch invests in Suzhou",
        url: str | None = None,
        language: str = "en",
        reasons: tuple[str, ...] = ("signed", "Bosch"),
    ) -> list[int]:
        """An article is polled and read at a moment; the ids of its new steps are returned."""
        self.count += 1
        url = url or f"https://{source}.example/articles/{self.count}"
        text = in_words(self.count, *deals)
        with self.database.write() as session:
            address = due_addresses(session, at, source_ids=[source])[0]
            record_poll(
                session,
                PollOutcome(
                    address_id=address.id,
                    source_id=source,
                    at=at,
                    result="new",
                    next_poll_at=at + timedelta(minutes=30),
                    interval_seconds=1800,
                    status=200,
                    entries=(Entry(key=url, url=url, title=title, text=text, published=at),),
                ),
            )
            pending = next(item for item in pending_articles(session, at, 100) if item.url == url)
            reading = Reading(
                language=language,  # type: ignore[arg-type]
                sino_german=True,
                alert=True,
                score=0.9,
                deals=deals,
                reasons=reasons,
            )
            return attach_reading(session, pending.id, reading, at)


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database)


@pytest.fixture
def desk_on() -> Callable[[Database], Desk]:
    """For tests that make many databases."""
    return open_desk


def open_desk(database: Database) -> Desk:
    names = {"wire": "Wire", "zeitung": "Die Zeitung", "ribao": "日报"}
    catalogue = {
        name: SourceDeclaration(
            id=name, name=shown, url=f"https://{name}.example/feed.xml", access="rss", language=language
        )
        for (name, shown), language in zip(names.items(), ("en", "de", "zh"), strict=True)
    }
    with database.write() as session:
        sync_catalogue(session, catalogue, MORNING - timedelta(days=30))
    return Desk(database)


@pytest.fixture
def unused_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: str
    answered: bool = True

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class HttpReceiver:
    """An HTTP server that keeps what it gets.

    ``plan`` holds its next answers, 204 where it is used up; status 0 cuts the conversation without an answer.
    """

    port: int
    received: list[Received] = field(default_factory=list)
    plan: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/T0PSECRETPATH?key=S3CRETQUERY"

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        self.plan.append((status, shown, body))


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    state = HttpReceiver(0)
    state.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            message = Received(self.path, headers, body)
            state.received.append(message)
            state.arrived.set()
            state.hold.wait(10)
            status, extra, answer = state.plan.pop(0) if state.plan else (204, {}, b"")
            if status == 0:
                message.answered = False
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in extra.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("content-length", str(len(answer)))
            self.end_headers()
            if status != 204:
                self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()


SettingsMaker = Callable[..., Settings]


@pytest.fixture
def settings_for(receiver: HttpReceiver) -> SettingsMaker:
    """Settings with these subscriptions; the receiver may be reached although it is on loopback."""

    def make(*subscriptions: dict[str, Any], allow: tuple[str, ...] | None = None, **more: Any) -> Settings:
        return Settings(
            subscriptions=subscriptions,
            fetch={"allow": (f"127.0.0.1:{receiver.port}",) if allow is None else allow},
            **more,
        )

    return make
