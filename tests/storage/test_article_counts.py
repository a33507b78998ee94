"""How many articles there are is kept, not counted: whatever happens to them, it is what counting gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, text, update
from sqlmodel import col

from storage import Database
from storage.article_counts import ArticleCounts, count_articles, count_by_source, wrong_counts
from storage.articles import add_article, record_page_failure
from storage.attaching import attach_reading
from storage.health import coverage, source_health
from storage.tables import Article, Source
from tests.storage.samples import NOW, Archive, deal, entry, reading

CHANGES = (
    "add",
    "add again",
    "many",
    "read",
    "alert",
    "no alert",
    "unknown",
    "fail",
    "drop",
    "roll back",
    "forget a source",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 5)), max_size=25))
def test_the_counts_are_what_counting_gives(database: Database, changes: list[tuple[str, int]]) -> None:
    with database.write() as session:
        session.connection().execute(delete(Source))
    for change, number in changes:
        happens(database, change, number)
        with database.read() as session:
            assert wrong_counts(session.connection()) == []
    with database.read() as session:
        counts = count_articles(session)
        assert counts.pending + counts.read + counts.failed == sum(count_by_source(session).values())


def happens(database: Database, change: str, number: int) -> None:
    name = f"s{number % 2}"
    chosen = col(Article.url) == f"https://wire.example/{number}"
    values: dict[str, dict[str, Any]] = {
        "read": {"state": "read", "alert": True}, "alert": {"alert": True}, "no alert": {"alert": False},
        "unknown": {"alert": None, "state": "pending"}, "fail": {"state": "failed"},
    }  # fmt: skip
    with database.write() as session:
        for each in ("s0", "s1"):
            if session.get(Source, each) is None:
                session.add(Source(id=each, name=each, health_since=NOW))
        session.flush()
        connection = session.connection()
        if change in values:
            connection.execute(update(Article).where(chosen).values(**values[change]))
        elif change == "drop":
            connection.execute(delete(Article).where(col(Article.id) % 6 == number))
        elif change == "forget a source":
            connection.execute(delete(Source).where(col(Source.id) == name))
        elif change == "many":
            connection.execute(update(Article).values(state="read", alert=True))
        else:
            listed = entry(number, url=f"https://wire.example/{number}")
            for _ in range(2 if change == "add again" else 1):
                add_article(session, name, listed, NOW)
            if change == "roll back":
                session.rollback()


def test_what_is_read_given_up_and_told_counts(archive: Archive) -> None:
    archive.report(deal())
    with archive.database.write() as session:
        for number in range(3):
            new = add_article(session, "wire", entry(number, url=f"https://wire.example/more/{number}"), NOW)
            if number == 0:
                record_page_failure(session, new, "HTTP 404", retry_at=None)
            if number == 1:
                attach_reading(session, new, reading(), NOW)
    with archive.database.read() as session:
        assert count_articles(session) == ArticleCounts(pending=1, read=2, failed=1, alerts=1)


def test_a_count_that_is_wrong_is_found_and_put_right(archive: Archive) -> None:
    archive.report(deal())
    database = archive.database
    with database.write() as session:
        session.execute(text("UPDATE article_count SET number = 7 WHERE name = 'read'"))
        session.execute(text("DELETE FROM article_count WHERE name = 'alert'"))
    assert database.check() == [
        "the count of articles 'alert' is 0, there are 1; run 'zhongde db upgrade'",
        "the count of articles 'read' is 7, there are 1; run 'zhongde db upgrade'",
    ]
    assert database.repair() is True
    assert database.check() == []
    assert database.repair() is False


@pytest.mark.parametrize("look", [coverage, source_health])
def test_health_does_not_look_at_all_articles(archive: Archive, look: Any) -> None:
    archive.report(deal())
    asked: list[str] = []
    event.listen(
        archive.database.engine,
        "before_cursor_execute",
        lambda *given: asked.append(" ".join(given[2].split())),
    )
    with archive.database.read() as session:
        look(session, NOW)
    assert asked
    assert [words for words in asked if "FROM article " in words and "EXISTS" not in words] == []
