"""Indexes of large tables that PostgreSQL builds while others read and write (``CREATE INDEX CONCURRENTLY``).

Such a statement can be no part of a transaction, so it can be no part of a migration: it follows the migrations, and is
taken up again by the next start where it was cut off. The program works without these indexes, only slower.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

LATER_INDEXES = {
    "ix_deal_step_article_id": "deal_step (article_id)",
}
"""By name: table and columns. They are declared in :mod:`storage.tables` too."""

_BUILDING = 0x7A64_6978


def missing_indexes(connection: Connection) -> list[str]:
    """Those that are still to be built, or were cut off while they were."""
    valid = connection.execute(
        text(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE i.indisvalid AND c.relname = ANY(:names)"
        ),
        {"names": list(LATER_INDEXES)},
    ).scalars()
    return sorted(LATER_INDEXES.keys() - set(valid))


def build_indexes(connection: Connection) -> list[str]:
    """Build what is missing, unless another process does so at this moment; the names of those built are returned.

    Args:
        connection: One that commits each statement by itself.
    """
    missing = missing_indexes(connection)
    if not missing:
        return []
    if not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (_BUILDING,)).scalar():
        return []
    try:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql(
            "SET lock_timeout = 0"
        )  # it waits for old transactions, and hinders nobody
        missing = missing_indexes(connection)
        for name in missing:
            connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            connection.exec_driver_sql(f"CREATE INDEX CONCURRENTLY {name} ON {LATER_INDEXES[name]}")
    finally:
        connection.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (_BUILDING,))
        connection.exec_driver_sql("RESET statement_timeout")
        connection.exec_driver_sql("RESET lock_timeout")
    return missing
