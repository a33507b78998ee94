"""Outages of sources are told once, and their recoveries once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from config.declarations import SourceDeclaration
from config.settings import Settings
from digests.notices import tell_outages
from storage.database import Database
from storage.health import SourceHealth
from storage.notices import decide
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from storage.tables import Delivery, Subscription
from storage.values import Entry, PollOutcome
from tests.digests.conftest import MORNING

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def subscribed(**more: Any) -> Settings:
    channels = [
        {"type": "email", "to": ["a@example.org"]},
        {"type": "webhook", "url": "https://example.org/hook"},
        {"type": "chat", "url": "json://example.org"},
    ]
    both = [
        {"name": "morning", "channels": channels, **more},
        {"name": "alerts", "channels": [channels[0]]},
    ]
    return Settings(catalogue="none", subscriptions=both)  # type: ignore[arg-type]


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request: pytest.FixtureRequest) -> Database:
    database: Database = request.getfixturevalue(f"{request.param}_database")
    with database.write() as session:
        wire = SourceDeclaration(id="wire", name="The <Wire>", url="https://wire.example/feed.xml")
        sync_catalogue(session, {"wire": wire}, MORNING)
    return database


def poll(database: Database, at: datetime, error: str = "", *, entries: tuple[Entry, ...] = ()) -> None:
    with database.write() as session:
        (address,) = due_addresses(session, at, source_ids=["wire"])
        result = "failed" if error else "new" if entries else "unchanged"
        outcome = PollOutcome(
            address_id=address.id,
            source_id="wire",
            at=at,
            result=result,  # type: ignore[arg-type]
            next_poll_at=at + 30 * DAY,
            interval_seconds=3600,
            error=error,
            entries=entries,
            listed=None if error else 1,
        )
        record_poll(session, outcome)


def messages(database: Database) -> list[Delivery]:
    with database.read() as session:
        rows = list(session.exec(select(Delivery)))
        session.expunge_all()
    return rows


def test_an_outage_is_told_once_to_each_recipient_and_so_is_its_end(watched: Database) -> None:
    configuration = subscribed()
    for number in range(3):
        poll(watched, MORNING + number * HOUR, "HTTP 500: the server has an internal error")
        assert tell_outages(watched, configuration, MORNING + number * HOUR) == (1 if number == 2 else 0)
    for later in (3, 4, 100):
        assert tell_outages(watched, configuration, MORNING + later * HOUR) == 0
    told = {row.channel: row for row in messages(watched)}
    assert len(messages(watched)) == 3  # the address that stands in both subscriptions got one
    mail = json.loads(told["email"].content)
    assert "The <Wire> has been failing" in mail["subject"]
    assert "HTTP 500" in mail["text"]
    assert "The &lt;Wire&gt;" in mail["html"]
    payload = json.loads(told["webhook"].content)
    assert payload["type"] == "zhongde.sources.v1"
    assert payload["data"]["sources"][0]["change"] == "outage"

    poll(watched, MORNING + 101 * HOUR)
    assert tell_outages(watched, configuration, MORNING + 102 * HOUR) == 1
    assert tell_outages(watched, configuration, MORNING + 103 * HOUR) == 0
    assert len(messages(watched)) == 6
    with watched.read() as session:
        assert list(session.exec(select(Subscription))) == []  # no digest's window has moved


def test_a_source_that_falls_silent_by_its_own_rhythm_is_told(watched: Database) -> None:
    entries = tuple(
        Entry(key=str(n), url=f"https://wire.example/{n}", title="A", published=MORNING - n * DAY)
        for n in range(10)
    )
    poll(watched, MORNING, entries=entries)
    told = [tell_outages(watched, subscribed(), MORNING + days * DAY) for days in range(8)]
    assert told == [0, 0, 0, 0, 0, 0, 1, 0]
    assert {
        json.loads(row.content)["data"]["sources"][0]["state"]
        for row in messages(watched)
        if row.channel == "webhook"
    } == {"silent"}


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_every_language_has_words_for_it(watched: Database, language: str) -> None:
    for number in range(3):
        poll(watched, MORNING + number * HOUR, "HTTP 403: access is refused")
    assert tell_outages(watched, subscribed(language=language), MORNING + 3 * HOUR) == 1
    mail = next(json.loads(row.content) for row in messages(watched) if row.channel == "email")
    assert mail["language"] == language
    assert "HTTP 403" in mail["text"]


def test_quiet_hours_are_kept_and_who_wants_no_notices_gets_none(watched: Database) -> None:
    for number in range(3):
        poll(watched, MORNING + number * HOUR, "HTTP 500")
    at = MORNING + 2 * HOUR
    assert tell_outages(watched, subscribed(quiet_hours="08:00-10:00"), at) == 0
    assert tell_outages(watched, subscribed(tell_outages=False), at) == 1
    assert [row.channel for row in messages(watched)] == ["email"]


STATES = ["fresh", "late", "silent", "empty", "failing", "blocked"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 5)), max_size=30))
def test_outages_and_recoveries_alternate(history: list[tuple[str, int]]) -> None:
    told: dict[str, str] = {}
    changes: list[str] = []
    for step, (state, failures) in enumerate(history):
        now = MORNING + step * DAY
        health = SourceHealth(
            "wire", "Wire", (), state, now - DAY, "", None, None, None, 1, 0, failures=failures
        )
        for notice in decide([health], told, now):
            changes.append(notice.change)
            told["wire"] = notice.state if notice.change == "outage" else ""
    assert changes == [("outage", "recovery")[number % 2] for number in range(len(changes))]
