"""The database as a whole: schema, transactions, damage, backup, and two writers at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import select

import storage.backfills
import storage.dropping
import storage.rates
import storage.turns  # noqa: F401, tables of their own
from config.postgres import PostgresSettings
from storage import Database, StorageError
from storage.migrations import SCHEMA_VERSION
from storage.sources import sync_catalogue
from storage.table_base import Table
from storage.tables import Source
from tests.storage.samples import NOW, source


def test_an_empty_database_is_brought_up_to_date_once(empty_database: Database) -> None:
    assert empty_database.schema_version is None
    assert empty_database.check() == [
        f"the schema is missing, this program wants {SCHEMA_VERSION}; run 'zhongde db upgrade'"
    ]
    assert empty_database.upgrade() is True
    assert empty_database.schema_version == SCHEMA_VERSION
    assert empty_database.upgrade() is False
    assert empty_database.check() == []


def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    def compared(_object: object, name: str | None, kind: str, *_more: object) -> bool:
        # The search indexes are written in each database's own words, not as tables of SQLModel.
        searches = ("article_search", "deal_search")
        return not (kind in ("table", "index") and str(name).removeprefix("ix_").startswith(searches))

    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": compared, "target_metadata": Table.metadata},
        )
        assert compare_metadata(context, Table.metadata) == []


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(
        StorageError, match=r"has schema 0999, newer than this program knows[\s\S]*newer zhongde"
    ):
        database.upgrade()


def test_several_processes_may_upgrade_at_once(empty_database: Database) -> None:
    done: list[bool] = []

    def upgrade() -> None:
        database = Database(empty_database.url)
        done.append(database.upgrade())
        database.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 4
    assert empty_database.check() == []


def test_a_write_is_all_or_nothing(database: Database) -> None:
    def write_half() -> None:
        with database.write() as session:
            session.add(Source(id="half", health_since=NOW))
            session.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        write_half()
    with database.read() as session:
        assert session.exec(select(Source)).all() == []


def test_only_writes_that_are_to_last_wait_for_the_disk(sqlite_database: Database) -> None:
    for durable, full in ((True, 2), (False, 1), (True, 2)):
        with sqlite_database.write(durable=durable) as session:
            assert session.connection().execute(text("PRAGMA synchronous")).scalar() == full


def test_a_reader_sees_one_state_however_long_it_looks(database: Database) -> None:
    with database.read() as reader:
        assert reader.exec(select(Source.id)).all() == []
        with database.write() as session:
            sync_catalogue(session, {"wire": source("wire")}, NOW)
        assert reader.exec(select(Source.id)).all() == []
    with database.read() as reader:
        assert reader.exec(select(Source.id)).all() == ["wire"]


def test_many_writers_wait_for_each_other(database: Database) -> None:
    """Each reads before it writes, which fails on SQLite unless the writer's lock is taken first."""
    with database.write() as session:
        session.add(Source(id="count", name="0", health_since=NOW))
    faults: list[BaseException] = []

    def add() -> None:
        own = Database(database.url)
        try:
            for _ in range(10):
                with own.write() as session:
                    row = session.exec(select(Source)).one()
                    row.name = str(int(row.name) + 1)
                    session.add(row)
        except StorageError as error:
            faults.append(error)
        finally:
            own.dispose()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.read() as session:
        assert session.exec(select(Source.name)).one() == "40"


def test_a_backup_is_taken_while_the_database_is_in_use(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.write() as session:
        sync_catalogue(session, {"wire": source("wire")}, NOW)
    target = tmp_path / "backup.db"
    with sqlite_database.write() as session:
        session.add(Source(id="unfinished", health_since=NOW))
        session.flush()
        assert sqlite_database.backup(target) == target.stat().st_size
    copy = Database(f"sqlite:///{target}")
    with copy.read() as session:
        assert session.exec(select(Source.id)).all() == ["wire"]
    assert copy.check() == []
    copy.dispose()
    with pytest.raises(StorageError, match="exists already"):
        sqlite_database.backup(target)
    with pytest.raises(StorageError, match="cannot be written"):
        sqlite_database.backup(tmp_path / "nowhere" / "backup.db")


def test_a_backup_needs_a_file(postgresql_database: Database, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        postgresql_database.backup(tmp_path / "backup.db")
    missing = Database(f"sqlite:///{tmp_path / 'missing.db'}")
    with pytest.raises(StorageError, match="there is no database"):
        missing.backup(tmp_path / "backup.db")


def test_rows_that_refer_to_nothing_are_found(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(
            "INSERT INTO entry (source_id, key, article_id, guid, url, title, seen_at)"
            " VALUES ('none', 'k', 77, '', '', '', '2026-01-01')"
        )
    sqlite_database.dispose()  # the connection without foreign keys must not come back to another test
    problems = sqlite_database.check()
    assert any("entry" in problem and "article" in problem for problem in problems)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is no database address"),
        ("sqlite:////nowhere/at/all.db", "Check that the folder exists"),
        ("postgresql://u:secret@127.0.0.1:1/x", "Start PostgreSQL"),
        ("postgresql://u:secret@secret@127.0.0.1:1/x", "is written %40"),
        ("postgresql://u@127.0.0.1:1/x?password=secret&connect_timeout=1", "Start PostgreSQL"),
        ("postgresql://u@127.0.0.1:1/x?sslpassword=secret&no_such=1", "cannot be used"),
        ("postgresql://u:secret@127.0.0.1:port/x", "is no database address"),
        ("mysql://u:secret@h/x", "is not installed|is no database address"),
    ],
)
def test_an_unusable_address_is_told_in_words_and_without_password(url: str, words: str) -> None:
    with pytest.raises(StorageError, match=words) as caught:
        Database(url).upgrade()
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, this is no database at all. " * 50)
    with pytest.raises(StorageError, match="restore a backup"):
        Database(f"sqlite:///{path}").check()


def test_a_missing_database_on_a_server_is_told(postgresql_url: str) -> None:
    url = postgresql_url.replace("/postgres?", "/absent?")
    with pytest.raises(StorageError, match="Create the database"):
        Database(url).upgrade()


def test_a_writer_that_waits_too_long_is_told_why(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_SECONDS", 0.2)
    impatient = Database(database.url, PostgresSettings(lock_timeout=timedelta(milliseconds=200)))
    with database.write() as session:
        session.add(Source(id="held", health_since=NOW))
        session.flush()
        with (
            pytest.raises(StorageError, match="Another process holds the database for long"),
            impatient.write() as late,
        ):
            late.add(Source(id="late", health_since=NOW))
    impatient.dispose()
    with database.read() as session:
        assert session.exec(select(Source.id)).all() == ["held"]


def test_an_index_that_was_cut_off_while_it_was_built_is_built_at_the_next_start(
    empty_database: Database,
) -> None:
    if empty_database.is_sqlite:
        pytest.skip("there an index is part of its migration")
    empty_database.upgrade()
    with empty_database.write() as session:
        # As an interrupted CREATE INDEX CONCURRENTLY leaves it.
        session.execute(
            text(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_deal_step_article_id'::regclass"
            )
        )
    assert empty_database.check() == [
        "the index ix_deal_step_article_id is missing; run 'zhongde db upgrade'"
    ]
    assert empty_database.upgrade() is True
    assert empty_database.check() == []
    assert empty_database.upgrade() is False
