"""SIGKILL inside a migration: the next start makes it whole, and no row of the old schema is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Float, Integer, Numeric

from storage import Database
from storage.migrations import SCHEMA_VERSION
from storage.migrations.running import run_migrations

pytestmark = pytest.mark.slow

OLDEST = "0001"
DIE = """
import os, signal, sys
from sqlalchemy import event
from storage import Database

database, last = Database(sys.argv[1]), int(sys.argv[2])
count = 0

def before(_connection, _cursor, statement, *_more):
    global count
    # What only looks comes before and between; what changes the schema counts.
    if statement.lstrip().split()[0].upper() in {"CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE"}:
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)

def committing(_connection):
    if last == 0:
        print(count, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(database.engine, "before_cursor_execute", before)
event.listen(database.engine, "commit", committing)
database.upgrade()
"""


def of_old(empty: Database) -> dict[str, int]:
    """A database as the first version made it, with a row in every table; the number of rows by table."""
    with empty._connection(writes=True) as connection, connection.begin():
        run_migrations(connection, OLDEST)
    with empty._connection(writes=True) as connection, connection.begin():
        return _filled(connection)


def _filled(connection: Connection) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(connection, only=lambda name, _: not name.startswith(("article_search", "alembic")))
    for table in tables.sorted_tables:
        row = {column.name: _value(column.type) for column in table.columns if not column.nullable}
        connection.execute(table.insert().values(row))
    return {table.name: 1 for table in tables.sorted_tables}


def _value(kind: Any) -> object:
    values: dict[Any, object] = {
        Boolean: True, Integer: 1, Float: 1.0, Numeric: 1, JSON: [], DateTime: datetime(2026, 3, 3, tzinfo=UTC),
        Date: datetime(2026, 3, 3, tzinfo=UTC).date(),
    }  # fmt: skip
    return next((value for known, value in values.items() if isinstance(kind, known)), "1")


def killed_at(url: str, statement: int) -> str:
    """Upgrade in a process of its own, killed before this statement, or, for 0, before the commit."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", DIE, url, str(statement)], capture_output=True, text=True, timeout=60, check=False,
        env=environment,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout


def test_a_killed_migration_is_made_whole_at_the_next_start(empty_database: Database) -> None:
    rows = of_old(empty_database)
    empty_database.dispose()
    statements = int(killed_at(empty_database.url, 0))
    assert statements > 10
    for statement in (1, statements // 2, statements):
        killed_at(empty_database.url, statement)
        assert empty_database.schema_version == OLDEST
        empty_database.dispose()
    assert empty_database.upgrade() is True
    assert empty_database.schema_version == SCHEMA_VERSION
    assert empty_database.check() == []
    with empty_database.read() as session:
        names = set(inspect(session.connection()).get_table_names())
        kept = {
            name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in rows.keys() & names
        }
    assert kept == rows
    assert empty_database.upgrade() is False
