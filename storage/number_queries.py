"""Queries for rows by many numbers: one statement to the database however many numbers are given.

They go straight to the driver: an article asks several, and preparing each cost more than answering it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session


def array_of(values: Iterable[object]) -> str:
    """Values without quotes or commas as PostgreSQL writes an array: the driver takes long over a list of numbers."""
    return f"{{{','.join(map(str, values))}}}"


class NumberQuery:
    """A statement with a place for many numbers.

    Args:
        sql: The statement; ``{numbers}`` stands for the set of numbers, as in ``WHERE id IN {numbers}``, and ``{name}``
            for any other value. Columns are whole numbers, bytes or text: they come as the driver gives them.
        places: The names of its other values.
    """

    def __init__(self, sql: str, places: Collection[str] = ()) -> None:
        self._sqlite = sql.format(
            numbers="(SELECT value FROM json_each(:numbers))", **{name: f":{name}" for name in places}
        )
        self._postgresql = sql.format(
            numbers="(SELECT unnest(%(numbers)s::bigint[]))",
            **{name: f"%({name})s" for name in places},
        )

    def run(self, session: Session, numbers: Collection[int], **more: object) -> Sequence[Any]:
        """The rows for these numbers; ``more`` fills the statement's other places."""
        given: dict[str, object]
        if session.get_bind().dialect.name == "sqlite":
            statement = self._sqlite
            days = {name: value.isoformat() for name, value in more.items() if isinstance(value, date)}
            given = {"numbers": json.dumps(list(numbers)), **more, **days}
        else:
            statement = self._postgresql
            given = {"numbers": array_of(numbers), **more}
        return session.connection().exec_driver_sql(statement, given).all()
