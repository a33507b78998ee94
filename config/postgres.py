"""How PostgreSQL is used. SQLite needs none of it."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from config.declarations import Declaration
from config.units import Duration


class PostgresSettings(Declaration):
    """Connections to PostgreSQL and how long one may wait for it. An SQLite database needs none of this."""

    pool_size: int = Field(5, ge=1, le=100, description="Connections that a process keeps open.")
    pool_overflow: int = Field(
        10, ge=0, le=100, description="Further connections when all of these are busy."
    )
    connect_timeout: Duration = Field(timedelta(seconds=10), description="Longest wait for a connection.")
    statement_timeout: Duration = Field(
        timedelta(minutes=2), description="Longest run of one statement; migrations are exempt."
    )
    lock_timeout: Duration = Field(timedelta(seconds=30), description="Longest wait for a lock.")
    idle_timeout: Duration = Field(
        timedelta(minutes=2), description="Longest pause inside a transaction; then the server ends it."
    )
