"""The catalogue in the database, what is due, and polls that are stored as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from config.declarations import AddressDeclaration
from storage import Database
from storage.article_counts import count_articles
from storage.articles import get_article, pending_articles
from storage.entries import known_keys
from storage.health import source_health
from storage.polls import record_poll
from storage.sources import (
    BY_HAND,
    address_by_id,
    due_addresses,
    ensure_address,
    ensure_by_hand_source,
    sync_catalogue,
)
from storage.tables import Article, Source
from storage.values import DueAddress, Entry
from tests.storage.samples import MINUTE, NOW, Archive, entry, outcome, source


def due(database: Database, at: datetime = NOW, **more: object) -> list[DueAddress]:
    with database.read() as session:
        return due_addresses(session, at, **more)  # type: ignore[arg-type]


def test_the_tables_follow_the_catalogue(database: Database) -> None:
    with database.write() as session:
        sync_catalogue(session, {"wire": source("wire"), "paper": source("paper", enabled=False)}, NOW)
    assert [address.source_id for address in due(database)] == ["wire"]
    assert [address.source_id for address in due(database, source_ids=["paper"])] == ["paper"]
    moved = source("wire", url="https://wire.example/new.xml")
    with database.write() as session:
        sync_catalogue(session, {"wire": moved}, NOW)
    assert [address.url for address in due(database)] == ["https://wire.example/new.xml"]
    with database.read() as session:
        states = {health.id: (health.state, health.error) for health in source_health(session, NOW)}
    assert states == {"wire": ("new", ""), "paper": ("off", "no longer in the catalogue")}


def test_addresses_are_due_when_their_time_has_come_the_longest_waiting_first(archive: Archive) -> None:
    database = archive.database
    assert due(database, NOW) == []
    later = NOW + 30 * MINUTE
    assert len(due(database, later)) == 3
    assert len(due(database, NOW, all_=True)) == 3
    assert len(due(database, later, limit=2)) == 2
    wire = due(database, NOW, source_ids=["wire"])[0]
    with database.write() as session:
        record_poll(session, outcome(wire.id, at=NOW - 2 * MINUTE, next_poll_at=NOW - MINUTE))
    assert due(database, later)[0].source_id == "wire"


def test_a_fallback_is_polled_only_while_the_others_fail(database: Database) -> None:
    declared = source("wire", url=None).model_copy(
        update={
            "url": None,
            "addresses": (
                AddressDeclaration(url="https://wire.example/a.xml", access="rss"),
                AddressDeclaration(url="https://wire.example/b.xml", access="rss", fallback=True),
            ),
        }
    )
    with database.write() as session:
        sync_catalogue(session, {"wire": declared}, NOW)
    (primary,) = due(database)
    for number in range(3):
        assert [address.id for address in due(database)] == [primary.id]
        with database.write() as session:
            record_poll(
                session,
                outcome(
                    primary.id, result="failed", error="HTTP 500", next_poll_at=NOW, at=NOW + number * MINUTE
                ),
            )
    assert len(due(database)) == 2
    with database.write() as session:
        record_poll(session, outcome(primary.id, next_poll_at=NOW))
    assert [address.id for address in due(database)] == [primary.id]


def test_a_poll_stores_validators_and_entries_together(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        assert record_poll(session, outcome(address.id, entry(1), entry(2), etag='"2"')) == 2
    with archive.database.read() as session:
        stored = address_by_id(session, address.id)
        assert stored is not None
        assert (stored.etag, stored.failures, stored.last_new_at) == ('"2"', 0, NOW)
        assert known_keys(session, "wire", [entry(1).key, entry(9).key]) == {entry(1).key}
        assert [article.title for article in pending_articles(session, NOW, 10)] == ["Title 2", "Title 1"]


def test_a_poll_that_breaks_off_leaves_neither_validators_nor_entries(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])

    def break_off() -> None:
        with archive.database.write() as session:
            record_poll(session, outcome(address.id, entry(1), etag='"2"'))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        break_off()
    with archive.database.read() as session:
        stored = address_by_id(session, address.id)
        assert stored is not None
        assert stored.etag == address.etag
        assert count_articles(session).pending == 0


def test_what_is_listed_again_is_not_new(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        assert record_poll(session, outcome(address.id, entry(1), entry(1), entry(2))) == 2
        assert record_poll(session, outcome(address.id, entry(2), entry(1), at=NOW + MINUTE)) == 0
        stored = address_by_id(session, address.id)
        assert stored is not None
        assert stored.last_new_at == NOW
        assert count_articles(session).pending == 2


def test_an_article_that_two_sources_list_is_one_article(archive: Archive) -> None:
    url = "https://wire.example/shared"
    for name in ("wire", "zeitung"):
        (address,) = due(archive.database, source_ids=[name])
        with archive.database.write() as session:
            listed = Entry(key=f"{name}:1", url=url, title=name, published=NOW)
            assert record_poll(session, outcome(address.id, listed, source_id=name)) == 1
    with archive.database.read() as session:
        (article,) = pending_articles(session, NOW, 10)
    assert (article.source_id, article.title) == ("wire", "wire")


def test_not_modified_keeps_validators_and_a_failure_keeps_them_too(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        record_poll(
            session, outcome(address.id, result="not_modified", etag=None, body_hash=None, status=304)
        )
        record_poll(session, outcome(address.id, result="failed", error="timeout", etag=None, status=None))
        stored = address_by_id(session, address.id)
        assert stored is not None
        assert (stored.etag, stored.body_hash, stored.failures) == (address.etag, address.body_hash, 1)
        record_poll(session, outcome(address.id, etag=None, last_modified=None, body_hash="new"))
        stored = address_by_id(session, address.id)
        assert stored is not None
        assert (stored.etag, stored.body_hash, stored.failures) == (None, "new", 0)


def test_a_source_s_first_poll_marks_its_articles(database: Database) -> None:
    with database.write() as session:
        sync_catalogue(session, {"wire": source("wire")}, NOW)
    (address,) = due(database)
    assert address.first_poll
    with database.write() as session:
        record_poll(session, outcome(address.id, entry(1)))
        record_poll(session, outcome(address.id, entry(2), at=NOW + MINUTE))
        marks = dict(session.exec(select(Article.title, Article.first_poll)).all())
    assert marks == {"Title 1": True, "Title 2": False}


def test_a_source_of_teasers_only_has_its_text_at_once(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        record_poll(
            session,
            outcome(
                address.id, entry(1, summary="A teaser."), entry(2, text="Whole text."), read_pages=False
            ),
        )
        texts = {article.title: article.text for article in pending_articles(session, NOW, 10)}
    assert texts == {"Title 1": "A teaser.", "Title 2": "Whole text."}


def test_pages_by_hand_have_a_source_of_their_own_that_is_never_polled(database: Database) -> None:
    url = "https://somewhere.example/feed.xml"
    with database.write() as session:
        assert ensure_by_hand_source(session, NOW) == ensure_by_hand_source(session, NOW) == BY_HAND
        first = ensure_address(session, BY_HAND, url, "rss", NOW)
        assert ensure_address(session, BY_HAND, url, "rss", NOW) == first
        sync_catalogue(session, {"wire": source("wire")}, NOW)
    assert [address.source_id for address in due(database, all_=True)] == ["wire"]
    with database.read() as session:
        assert [health.id for health in source_health(session, NOW)] == ["wire"]


def test_health_turns_with_the_polls(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])

    def state(at: datetime) -> tuple[str, datetime, str]:
        with archive.database.read() as session:
            health = next(item for item in source_health(session, at) if item.id == "wire")
        return health.state, health.since, health.error

    def poll(at: datetime, **more: object) -> None:
        with archive.database.write() as session:
            record_poll(session, outcome(address.id, at=at, **more))

    assert state(NOW)[0] == "fresh"
    poll(NOW, result="failed", error="HTTP 500", status=500)
    assert state(NOW) == ("failing", NOW, "HTTP 500")
    poll(NOW + MINUTE, result="failed", error="HTTP 502", status=502)
    assert state(NOW + MINUTE) == ("failing", NOW, "HTTP 502")
    poll(NOW + 2 * MINUTE, result="failed", error="robots.txt forbids it", blocked=True)
    assert state(NOW + 2 * MINUTE)[:2] == ("blocked", NOW + 2 * MINUTE)
    poll(NOW + 3 * MINUTE)
    assert state(NOW + 3 * MINUTE) == ("fresh", NOW + 3 * MINUTE, "")
    assert state(NOW + timedelta(minutes=62))[0] == "fresh"
    assert state(NOW + timedelta(minutes=64))[0] == "late"


def test_a_source_that_lists_nothing_new_for_a_month_is_silent(archive: Archive) -> None:
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        record_poll(session, outcome(address.id, entry(1)))
        record_poll(session, outcome(address.id, at=NOW + timedelta(days=31)))
    with archive.database.read() as session:
        states = {item.id: item.state for item in source_health(session, NOW + timedelta(days=31))}
    assert states["wire"] == "silent"


def test_times_come_back_as_they_went_in_and_need_a_zone(database: Database) -> None:
    moment = datetime.fromisoformat("2026-03-03T16:00:00.123456+08:00")
    with database.write() as session:
        session.add(Source(id="wire", health_since=moment))
    with database.read() as session:
        stored = session.exec(select(Source.health_since)).one()
    assert stored == moment
    assert stored.tzinfo is UTC
    with pytest.raises(Exception, match="no time zone"), database.write() as session:
        session.add(Source(id="other", health_since=datetime(2026, 3, 3)))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(title=st.text(st.characters(), max_size=30), text=st.text(st.characters(), max_size=80))
def test_any_text_can_be_listed(archive: Archive, title: str, text: str) -> None:
    archive.count += 1
    url = f"https://wire.example/any/{archive.count}"
    (address,) = due(archive.database, source_ids=["wire"])
    with archive.database.write() as session:
        listed = Entry(key=url + title, url=url, title=title, summary=text, guid=title, published=NOW)
        assert record_poll(session, outcome(address.id, listed)) == 1
        session.flush()
        article = next(item for item in pending_articles(session, NOW, 1000) if item.url == url)
        stored = get_article(session, article.id).title
    expected = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in title)
    assert stored == expected.replace("\0", "")
