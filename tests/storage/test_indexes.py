"""What is asked every second reads an index, however many rows there are: checked by the plans of the databases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlmodel import Session

from storage import Database
from storage.articles import pending_articles
from storage.deal_files import untold_steps
from storage.deliveries import lease_deliveries
from storage.dropping import DroppedEntry, dropped_keys
from storage.entries import known_keys
from storage.queue import due_channels, still_due, still_pending, waiting_pages
from storage.sources import due_addresses
from storage.tables import Address, Article, Deal, DealStep, Delivery, Digest, Entry, Source, Story
from storage.writing import digest_of, sql_table
from tests.storage.samples import NOW

ROWS = 4_000
LARGE = {"address", "article", "entry", "delivery", "deal_step", "dropped_entry"}


@pytest.fixture
def filled(database: Database) -> Database:
    """Thousands of rows of which few are due, pending or unsent."""
    with database.write() as session:
        connection = session.connection()
        _fill(connection)
        connection.execute(text("ANALYZE"))
    return database


def _fill(connection: Connection) -> None:
    late, soon = NOW - timedelta(days=1), NOW + timedelta(days=1)

    def add(model: type[Any], rows: Iterator[dict[str, Any]]) -> None:
        connection.execute(insert(sql_table(model)), list(rows))

    numbers = range(ROWS)
    few = {number for number in numbers if not number % 400}
    add(Source, ({"id": f"s{n}", "name": "", "languages": [], "side": "third", "enabled": True, "disabled_reason": "",
                  "health": "fresh", "health_since": NOW, "error": "", "told_state": ""} for n in numbers))  # fmt: skip
    add(Address, ({"id": n + 1, "source_id": f"s{n}", "url": f"https://s{n}.example/feed", "access": "rss",
                   "fallback": False, "active": True, "interval_seconds": 60.0, "failures": 0, "error": "", "gaps": 0,
                   "remark": "", "next_poll_at": late if n in few else soon} for n in numbers))  # fmt: skip
    add(Article, ({"id": n + 1, "key": digest_of(str(n)), "source_id": f"s{n}", "url": f"https://s{n}.example/{n}",
                   "title": "", "author": "", "summary": "", "text": "", "language": "en", "published_basis": "",
                   "first_seen": NOW - timedelta(minutes=ROWS - n), "first_poll": False, "attempts": 0, "error": "",
                   "state": "pending" if n in few else "read", "next_attempt_at": late if n in few else None,
                   "warnings": [], "reasons": []} for n in numbers))  # fmt: skip
    add(Entry, ({"source_id": f"s{n}", "key": digest_of(str(n)), "article_id": n + 1, "guid": "", "url": "",
                 "title": "", "seen_at": NOW} for n in numbers))  # fmt: skip
    add(DroppedEntry, ({"source_id": f"s{n}", "key": digest_of(f"old {n}")} for n in numbers))
    add(Story, iter([{"id": 1, "title": "", "first_seen": NOW, "last_seen": NOW, "by_hand": False}]))
    add(Deal, ({"id": n + 1, "story_id": 1, "kind": "investment", "status": "signed", "headline": "", "day": NOW.date(),
                "direction": "", "region": "", "languages": "", "sectors": "", "first_seen": NOW, "updated_at": NOW}
               for n in numbers))  # fmt: skip
    add(DealStep, ({"deal_id": n + 1, "status": "signed", "evidence": "", "article_id": n + 1, "is_update": False,
                    "alertable": True, "first_seen": NOW - timedelta(minutes=ROWS - n)} for n in numbers))  # fmt: skip
    add(Digest, iter([{"id": "d", "subscription": "desk", "kind": "instant", "window_from": NOW, "window_to": NOW,
                       "created_at": NOW, "content": {}}]))  # fmt: skip
    add(Delivery, ({"id": str(n), "digest_id": "d", "subscription": "desk", "channel": "webhook", "channel_key": "k",
                    "recipient": "", "content": "", "state": "pending" if n in few else "sent", "attempts": 0,
                    "next_attempt_at": late if n in few else None, "error": "", "created_at": NOW}
                   for n in numbers))  # fmt: skip


@contextmanager
def _asked(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        found.append((statement, parameters))

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _read_whole(session: Session, statement: str, parameters: Any) -> set[str]:
    """The tables that a statement reads from end to end, small ones apart."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return {match[1] for row in rows if (match := re.match(r"SCAN (\w+)(?!.*USING)", row[3]))}
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return set(_scanned(plan[0]["Plan"]))


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scanned(child)


QUERIES = {
    "addresses to be polled": lambda session: due_addresses(session, NOW, limit=100),
    "addresses of a job": lambda session: still_due(session, [1, 2, 401], NOW),
    "articles to be read": lambda session: pending_articles(session, NOW, 100),
    "articles to be queued": lambda session: waiting_pages(
        session, NOW, 100, past=False, exclude=frozenset()
    ),
    "articles of a job": lambda session: still_pending(session, [1, 2, 401], NOW),
    "entries that are known": lambda session: known_keys(session, "s7", ["7", "8"]),
    "entries that were dropped": lambda session: dropped_keys(session, ["s7"], [digest_of("7")]),
    "messages to be sent": lambda session: lease_deliveries(
        session, NOW, owner="me", limit=10, lease=timedelta(minutes=1)
    ),
    "channels with messages": lambda session: due_channels(session, NOW),
    "steps to be told": lambda session: untold_steps(session, "desk", NOW, since=NOW - timedelta(minutes=5)),
}


def test_what_is_asked_again_and_again_reads_no_table_from_end_to_end(filled: Database) -> None:
    read_whole = {}
    for name, query in QUERIES.items():
        with filled.write() as session:
            with _asked(session) as statements:
                query(session)
            selects = [(s, p) for s, p in statements if s.lstrip().startswith("SELECT")]
            assert selects
            for statement, parameters in selects:
                if whole := _read_whole(session, statement, parameters) & LARGE:
                    read_whole[name] = whole
    assert read_whole == {}


def test_the_plans_tell_when_an_index_is_missing(filled: Database) -> None:
    with filled.write() as session:
        assert _read_whole(session, "SELECT title FROM article WHERE title <> 'x'", ()) == {"article"}
