"""Writers of one SQLite file take turns: SQLite itself lets whoever looks at the right moment go first.

Its waiting writers look again every tenth of a second. Beside two that write without pause, a third can so miss every
moment for half a minute and be told that the database is locked (measured: on a busy machine, with one daemon and two
crawls). Here one waits at the front, looks often, and whoever has just written goes to the back.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from sqlalchemy import Connection

LOOK_AGAIN_SECONDS = 0.002
_BUSY = 0xFF
"""The part of an extended result code that says what kind of error it is (https://sqlite.org/rescode.html)."""


def begin_writing(connection: Connection, patience: float) -> None:
    """Begin a transaction that writes; wait for others up to ``patience`` seconds.

    Raises:
        sqlalchemy.exc.OperationalError: If the database stays locked for so long, or cannot be written.
    """
    file = connection.engine.url.database
    if not file or file == ":memory:":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    deadline = monotonic() + patience
    with _front(f"{file}.turn", deadline):
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            while not _begun(driver) and monotonic() < deadline:
                sleep(LOOK_AGAIN_SECONDS)
            if not driver.in_transaction:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what is wrong as SQLAlchemy's error
        finally:
            driver.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


def _begun(driver: sqlite3.Connection) -> bool:
    """Whether there is nothing to wait for: the transaction has begun, or cannot begin for another reason."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & _BUSY != sqlite3.SQLITE_BUSY
    return True


@contextmanager
def _front(path: str, deadline: float) -> Iterator[None]:
    """Stand at the front of those who wait; the place is given back however the process ends.

    Where the file cannot be made, or nobody makes way in time, it goes on without: the database says what is wrong.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        while monotonic() < deadline:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                sleep(LOOK_AGAIN_SECONDS)
        yield
    finally:
        os.close(descriptor)
