"""The database as one object: transactions, schema, check and backup, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from config.postgres import PostgresSettings
from storage.article_counts import count_anew, wrong_counts
from storage.errors import StorageError, explain, without_password
from storage.indexes import build_indexes, missing_indexes
from storage.migrations import SCHEMA_VERSION
from storage.writers import begin_writing

BUSY_TIMEOUT_SECONDS = 60
KEEPALIVES = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""Lets the server give up a connection 25 s after the machine at its other end has vanished, with all its locks."""

_WRITER_KEY = 0x7A64_6E67


class Database:
    """One database, given by its address.

    Readers use :meth:`read`, writers :meth:`write`. There is one writer at a time, and others wait for it: what it
    reads stays true until it commits, and writers cannot run into each other's unique rows or locks. On SQLite it
    begins with ``BEGIN IMMEDIATE`` (a transaction that reads first and writes later would fail at once with "database
    is locked"), on PostgreSQL with an advisory lock. Transactions are short: nobody fetches or computes inside one.

    Args:
        url: ``sqlite:///FILE`` or ``postgresql+psycopg://user@host/name``.
        postgres: Connections and timeouts, where it is PostgreSQL.

    Raises:
        StorageError: If the address is no usable one.
    """

    def __init__(self, url: str, postgres: PostgresSettings | None = None) -> None:
        if url.startswith("postgresql://"):
            url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
        self.url = url
        try:
            self._engine = self._make_engine(url, postgres or PostgresSettings())
        except (ArgumentError, ValueError):
            raise StorageError(
                f"{without_password(url)!r} is no database address\n"
                "  Write sqlite:///FILE or postgresql+psycopg://user@host/name in 'database'; "
                "an @ within a password is written %40."
            ) from None
        except ModuleNotFoundError as error:
            raise StorageError(
                f"the driver for {without_password(url)} is not installed ({error.name})\n"
                "  Install it with: pip install 'zhongde[postgres]'"
            ) from None

    @staticmethod
    def _make_engine(url: str, postgres: PostgresSettings) -> Engine:
        address = make_url(url)
        if "@" in (address.host or ""):
            raise ArgumentError("the host holds the end of a password")
        if address.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_size=postgres.pool_size,
            max_overflow=postgres.pool_overflow,
            connect_args={
                "application_name": "zhongde",
                "connect_timeout": max(1, round(postgres.connect_timeout.total_seconds())),
                "options": _server_options(postgres),
            },
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an SQLite file."""
        return self._engine.dialect.name == "sqlite"

    @property
    def engine(self) -> Engine:
        """The engine underneath; only this room uses it."""
        return self._engine

    @property
    def connection_string(self) -> str:
        """The address as PostgreSQL's own library takes it."""
        return self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @property
    def file(self) -> Path | None:
        """The SQLite file, None for PostgreSQL or a database in memory."""
        name = self._engine.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @property
    def label(self) -> str:
        """The address without its password, for people and logs."""
        return without_password(self.url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading: one consistent view, rolled back at the end."""
        with self._connection(writes=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        """A session for writing: committed at the end, rolled back as a whole on an exception.

        Args:
            durable: Whether the disk is waited for. Without it a crash of PostgreSQL itself, or of the machine that
                holds the SQLite file, may undo the last moments, in order and each change as a whole: for what is
                simply done again then. Any later durable change makes those before it durable too.
        """
        with (
            self._connection(writes=True, durable=durable) as connection,
            Session(connection, join_transaction_mode="control_fully") as session,
        ):
            session.begin()
            try:
                if not (durable or self.is_sqlite):
                    session.connection().exec_driver_sql("SET LOCAL synchronous_commit = off")
                yield session
            except BaseException:
                session.rollback()
                raise
            session.commit()

    @contextmanager
    def _connection(self, *, writes: bool, durable: bool = True) -> Iterator[Connection]:
        try:
            options: dict[str, Any] = {"zhongde_writes": writes, "zhongde_durable": durable}
            if not self.is_sqlite:
                # A writer sees what was committed while it waited for its turn, whatever the server's default is.
                options["isolation_level"] = "READ COMMITTED" if writes else "REPEATABLE READ"
                options["postgresql_readonly"] = not writes
            with self._engine.connect().execution_options(**options) as connection:
                yield connection
        except DBAPIError as error:
            raise explain(error, self.url) from error

    @property
    def schema_version(self) -> str | None:
        """The version of the schema, None for an empty database."""
        with self._connection(writes=False) as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()

    def upgrade(self) -> bool:
        """Bring the schema up to date; True if anything was to be done.

        A migration that is interrupted is rolled back as a whole; large indexes are built afterwards, on PostgreSQL
        while others work.

        Raises:
            StorageError: If the database cannot be written, or its schema is newer than this program.
        """
        version = self.schema_version
        if version == SCHEMA_VERSION:
            return self._build_indexes()
        if version is not None and version > SCHEMA_VERSION:
            raise StorageError(
                f"the database {self.label} has schema {version}, newer than this program knows "
                f"({SCHEMA_VERSION})\n  Install a newer zhongde, or restore a backup of before the update."
            )
        from storage.migrations.running import run_migrations

        with self._connection(writes=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            run_migrations(connection)
        self._build_indexes()
        return True

    def _build_indexes(self) -> bool:
        if self.is_sqlite:
            return False
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                return bool(build_indexes(connection))
        except DBAPIError as error:
            raise explain(error, self.url) from error

    def repair(self) -> bool:
        """Put right what follows from other rows and :meth:`check` only tells of; True if anything was wrong."""
        with self._connection(writes=False) as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            if not wrong_counts(connection):
                return False
        with self._connection(writes=True) as connection, connection.begin():
            count_anew(connection)
        return True

    def check(self) -> list[str]:
        """Look for damage; an empty list means that none was found."""
        problems: list[str] = []
        with self._connection(writes=False) as connection:
            if self.is_sqlite:
                rows = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                problems += [str(row) for row in rows if row != "ok"]
                for row in connection.execute(text("PRAGMA foreign_key_check")).all():
                    problems.append(f"table {row[0]}, row {row[1]}: refers to a missing row of {row[2]}")
        version = self.schema_version
        if version != SCHEMA_VERSION:
            problems.append(
                f"the schema is {version or 'missing'}, this program wants {SCHEMA_VERSION}; "
                "run 'zhongde db upgrade'"
            )
            return problems
        with self._connection(writes=False) as connection:
            problems += [f"{wrong}; run 'zhongde db upgrade'" for wrong in wrong_counts(connection)]
            if not self.is_sqlite:
                problems += [
                    f"the index {name} is missing; run 'zhongde db upgrade'"
                    for name in missing_indexes(connection)
                ]
        return problems

    def backup(self, target: Path) -> int:
        """Write a consistent copy of an SQLite database while it is in use; the size in bytes is returned.

        Raises:
            StorageError: If the target exists or cannot be written, or this is PostgreSQL (use pg_dump).
        """
        source = self.file
        if source is None:
            raise StorageError(
                f"a backup of {self.label} is made by PostgreSQL itself\n  Run: pg_dump --format=custom …"
            )
        if target.exists():
            raise StorageError(f"{target} exists already\n  Name a new file; a backup overwrites nothing.")
        if not source.exists():
            raise StorageError(f"there is no database {source} yet\n  Run 'zhongde db upgrade' first.")
        try:
            with (
                closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_SECONDS)) as live,
                closing(sqlite3.connect(target)) as copy,
            ):
                live.backup(copy)
        except sqlite3.Error as error:
            with suppress(OSError):
                target.unlink(missing_ok=True)
            raise StorageError(f"the backup {target} cannot be written: {error}") from error
        return target.stat().st_size

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Leave transactions to us; write-ahead log, durable commits (the outbox needs them), foreign keys."""
    connection.isolation_level = None
    cursor = connection.cursor()
    # SQLite's own lower() knows ASCII only; names are compared without case in every language.
    connection.create_function("lower", 1, _lower, deterministic=True)
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-4000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Turn on the write-ahead log; SQLite's own waiting does not cover another process that does so just now."""
    until = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _server_options(postgres: PostgresSettings) -> str:
    """What the server is told of each connection: its timeouts, and to notice soon when our machine has gone."""
    limits = {
        "lock_timeout": postgres.lock_timeout,
        "statement_timeout": postgres.statement_timeout,
        "idle_in_transaction_session_timeout": postgres.idle_timeout,
    }
    options = [f"-c {name}={round(limit.total_seconds() * 1000)}" for name, limit in limits.items()]
    return " ".join([*options, KEEPALIVES])


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("zhongde_writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_KEY})")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("zhongde_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # With a write-ahead log, NORMAL keeps every commit whole and their order, and leaves the waiting to the next FULL
    # one (https://sqlite.org/pragma.html#pragma_synchronous).
    level = "FULL" if options.get("zhongde_durable", True) else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous={level}")
    begin_writing(connection, BUSY_TIMEOUT_SECONDS)
