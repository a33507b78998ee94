"""One daemon a database: a lock that the operating system or PostgreSQL gives back however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.errors import StorageError, explain

_ADVISORY_KEY = 0x7A64_6461


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
    connection = _connect(database)
    try:
        if not _call(connection, "pg_try_advisory_lock"):
            raise _refusal(database, "another process")
        try:
            yield
        finally:
            # A connection that broke has given its lock back already.
            with suppress(DBAPIError):
                _call(connection, "pg_advisory_unlock")
    finally:
        connection.close()


def _connect(database: Database) -> Connection:
    try:
        return database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DBAPIError as error:
        raise explain(error, database.url) from error


def _call(connection: Connection, function: str) -> bool:
    return bool(connection.exec_driver_sql(f"SELECT {function}({_ADVISORY_KEY})").scalar())


def _refusal(database: Database, holder: str) -> DaemonRunningError:
    return DaemonRunningError(
        f"a zhongde daemon is running on {database.label} already ({holder})\n"
        "  Stop it first, or name another database. 'zhongde crawl' may run beside it."
    )
