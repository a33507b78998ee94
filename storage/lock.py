"""One daemon a database: a lock that the operating system or PostgreSQL gives back however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import StorageError, explain

ADVISORY_KEY = 0x7A64_6461


class DaemonRunningError(StorageError):
    """Another daemon holds the database."""


@contextmanager
def daemon_lock(database: Database) -> Iterator[None]:
    """Hold the database for one daemon.

    Raises:
        DaemonRunningError: If another daemon holds it.
        StorageError: If the lock cannot be taken for another reason.
    """
    holding = _file_lock(database) if database.is_sqlite else _advisory_lock(database)
    with holding:
        yield


@contextmanager
def _file_lock(database: Database) -> Iterator[None]:
    if database.file is None:
        yield
        return
    file = database.file.resolve()  # one lock, whichever link leads to the database
    path = file.with_name(file.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise explain(error, database.url) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            raise _refusal(database, f"process {holder}" if holder else "another process") from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _advisory_lock(database: Database) -> Iterator[None]:
    office = Office(database, "zhongde")
    try:
        if not office.take():
            raise _refusal(database, "another process")
        yield
    finally:
        office.give_up()


class Office:
    """The right to schedule on a PostgreSQL: one process has it, however many would like to.

    Args:
        database: A PostgreSQL.
        name: What this process is called in the server's list of sessions.
        lost_after: Seconds without a word after which the server takes the right away; 0 for never.
    """

    def __init__(self, database: Database, name: str, *, lost_after: int = 0) -> None:
        self._database = database
        self._name = name
        self._lost_after = lost_after
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Take the right if nobody has it.

        Raises:
            StorageError: If the database cannot be reached.
        """
        if self._connection is None:
            self._connection = self._connect()
        return self._ask("SELECT pg_try_advisory_lock(%s)", ADVISORY_KEY)

    def confirm(self) -> None:
        """Make sure that the right is still ours, and stay in the server's memory.

        Raises:
            StorageError: If it is lost: the connection has broken, and somebody else may have it.
        """
        self._ask("SELECT %s::bigint IS NOT NULL", ADVISORY_KEY)

    def give_up(self) -> None:
        """Give the right back, if it is ours. A connection that broke has given it back already."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _ask(self, statement: str, *parameters: object) -> bool:
        if self._connection is None:
            raise StorageError(f"the connection to {self._database.label} was lost")
        try:
            return bool(self._connection.exec_driver_sql(statement, parameters).scalar())
        except DBAPIError as error:
            self.give_up()
            raise explain(error, self._database.url) from error

    def _connect(self) -> Connection:
        try:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("SELECT set_config('application_name', %s, false)", (self._name[:63],))
            connection.exec_driver_sql(f"SET idle_session_timeout = '{self._lost_after}s'")
        except DBAPIError as error:
            raise explain(error, self._database.url) from error
        return connection


def _refusal(database: Database, holder: str) -> DaemonRunningError:
    return DaemonRunningError(
        f"a zhongde daemon is running on {database.label} already ({holder})\n"
        "  Stop it first, or name another database. 'zhongde crawl' may run beside it."
    )
