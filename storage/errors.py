"""What can go wrong with the database, in words for people."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

_PASSWORD = re.compile(r"(://[^:/@\s]*):\S*@")
_PARAMETER = re.compile(r"((?:password|passwd|passfile|sslpassword|sslkey)\s*=\s*)[^\s&;'\"]+", re.IGNORECASE)


class StorageError(Exception):
    """The database cannot be used. The message says what is wrong and what to do."""


def without_password(url: str) -> str:
    """The address of a database without the password in it, before its host or among its parameters."""
    return _PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1:***@", url))


def explain(error: DBAPIError | OSError, url: str) -> StorageError:
    """Turn a driver's error into ours."""
    where = without_password(url)
    cause = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    lowered = cause.lower()
    remedies = (
        ("unable to open database file", "Check that the folder exists and may be written."),
        ("readonly database", "Check the rights of the file and its folder."),
        ("read-only", "Check the rights of the file and its folder."),
        ("not a database", "Name another file in 'database', or restore a backup."),
        ("malformed", "Run 'zhongde db check'; restore a backup if it finds damage."),
        ("database or disk is full", "Free space on the disk; nothing stored so far is lost."),
        ("disk i/o error", "Check free space and the disk; nothing stored so far is lost."),
        ("lock timeout", "Another process holds the database for long; try again, or stop that process."),
        ("locked", "Another process holds the database for long; try again, or stop that process."),
        ("connection refused", "Start PostgreSQL, or correct host and port in 'database'."),
        ("password authentication", "Check user and password in 'database'."),
        ("does not exist", "Create the database, or correct its name in 'database'."),
        ("could not translate host", "Correct the host in 'database'."),
        ("connection failed", "Check host, port, user and password in 'database'."),
    )
    remedy = next((advice for mark, advice in remedies if mark in lowered), "See 'zhongde doctor'.")
    first_line = without_password(cause.splitlines()[0] if cause else type(error).__name__)
    return StorageError(f"the database {where} cannot be used: {first_line}\n  {remedy}")
