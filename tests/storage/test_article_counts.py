"""How many articles there are is kept, not counted: whatever happens to them, it is what counting gives."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, text, update
from sqlmodel import col
from typer.testing import CliRunner

from storage import Database
from storage.article_counts import ArticleCounts, count_articles, count_by_source, wrong_counts
from storage.articles import add_article, record_page_failure
from storage.attaching import attach_reading
from storage.health import coverage, source_health
from storage.migrations.running import run_migrations
from storage.tables import Article, Source
from storage.writing import sql_table
from tests.storage.samples import NOW, Archive, deal, entry, reading
from zhongde.main import app

KEYS = itertools.count()
CHANGES = (
    "add",
    "insert as read",
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
        elif change == "insert as read":
            connection.execute(insert(sql_table(Article)), [made(name, f"{number} {n}", n) for n in range(4)])
        elif change == "many":
            connection.execute(update(Article).values(state="read", alert=True))
        else:
            listed = entry(number, url=f"https://wire.example/{number}")
            for _ in range(2 if change == "add again" else 1):
                add_article(session, name, listed, NOW)
            if change == "roll back":
                session.rollback()


def made(source_id: str, key: str, number: int) -> dict[str, Any]:
    """A row as it never comes to be here: at once in any state, alerting or not."""
    return {
        "key": f"{key} {next(KEYS)}", "source_id": source_id, "url": "", "title": "", "author": "", "summary": "", "text": "",
        "language": "", "published_basis": "", "first_seen": NOW, "first_poll": False, "attempts": 0, "error": "",
        "warnings": [], "reasons": [], "state": ("pending", "read", "failed", "read")[number],
        "alert": (None, True, False, True)[number],
    }  # fmt: skip


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


def test_a_trigger_that_has_gone_with_its_table_is_made_again(archive: Archive) -> None:
    database = archive.database
    on = "" if database.is_sqlite else " ON article"
    with database.write() as session:
        session.execute(text(f"DROP TRIGGER article_counted_in{on}"))
    archive.report(deal())
    assert database.check()[-1] == "the trigger article_counted_in is missing; run 'zhongde db upgrade'"
    assert database.repair() is True
    archive.report(deal())
    assert database.check() == []


def test_the_command_says_what_it_has_put_right(tmp_path: Path) -> None:
    config = tmp_path / "zhongde.yaml"
    config.write_text(f"database: sqlite:///{tmp_path / 'zhongde.db'}\ncatalogue: none\n")
    run = CliRunner()

    def upgraded() -> str:
        done = run.invoke(app, ["db", "upgrade", "--config", str(config)])
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    assert upgraded().endswith("upgraded")
    database = Database(f"sqlite:///{tmp_path / 'zhongde.db'}")
    with database.write() as session:
        session.execute(text("INSERT INTO article_count VALUES ('read', 3)"))
    database.dispose()
    assert upgraded().endswith("counts put right")
    assert upgraded().endswith("nothing to do")


def test_old_archives_are_counted_when_they_are_upgraded(empty_database: Database) -> None:
    with empty_database._connection(writes=True) as connection, connection.begin():
        run_migrations(connection, "0010")
        connection.execute(
            insert(sql_table(Source)).values(
                id="s", name="", languages=[], side="third", enabled=True, disabled_reason="", health="new",
                health_since=NOW, error="",
            )
        )  # fmt: skip
        connection.execute(insert(sql_table(Article)), [made("s", str(n), n % 4) for n in range(10)])
    assert empty_database.upgrade() is True
    with empty_database.read() as session:
        assert count_articles(session) == ArticleCounts(pending=3, read=5, failed=2, alerts=5)
    assert empty_database.check() == []


def test_writers_at_once_count_rightly_whatever_the_server_isolates(postgresql_database: Database) -> None:
    database = postgresql_database
    name = database.engine.url.database
    level = "default_transaction_isolation"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET {level} = 'repeatable read'"))
    database.dispose()
    try:
        with database.write() as session:
            session.add(Source(id="s", name="s", health_since=NOW))

        def add(number: int) -> None:
            for more in range(10):
                with database.write() as session:
                    add_article(session, "s", entry(10 * number + more), NOW)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add, range(4)))
        with database.read() as session:
            assert count_articles(session) == ArticleCounts(pending=40)
        assert database.check() == []
    finally:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"ALTER DATABASE {name} RESET {level}"))
        database.dispose()


def test_counts_follow_who_empties_the_table_or_names_it_by_its_schema(postgresql_database: Database) -> None:
    database = postgresql_database
    with database.write() as session:
        session.add(Source(id="s", name="s", health_since=NOW))
        session.flush()
        add_article(session, "s", entry(1), NOW)
    with database.write() as session:
        session.execute(text("SET LOCAL search_path = ''"))
        session.execute(text("UPDATE public.article SET state = 'read'"))
    with database.read() as session:
        assert count_articles(session) == ArticleCounts(read=1)
    with database.write() as session:
        session.execute(text("TRUNCATE article CASCADE"))
    assert database.check() == []


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(" ".join(given[2].split()))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("look", [coverage, source_health])
def test_health_does_not_look_at_all_articles(archive: Archive, look: Any) -> None:
    archive.report(deal())
    with statements(archive.database) as asked, archive.database.read() as session:
        look(session, NOW)
    of_articles = [words for words in asked if re.search(r"\b(?:FROM|JOIN) article\b", words)]
    # Whether anything was crawled by hand is asked of an index.
    assert len(of_articles) == 1
    assert re.search(r"EXISTS \(SELECT \S+ FROM article WHERE article\.source_id = \S+\)", of_articles[0])
