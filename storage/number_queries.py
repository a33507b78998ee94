"""Queries for rows by many numbers: prepared once, and one statement to the database however many numbers are given."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.types import TypeEngine
from sqlmodel import Session


class NumberQuery:
    """A statement with a place for many numbers.

    Args:
        sql: The statement; ``{numbers}`` stands for the set of numbers, as in ``WHERE id IN {numbers}``.
        columns: The types of the columns that it gives, by name, in order.
        places: The types of its other places, by name.
    """

    def __init__(
        self,
        sql: str,
        columns: Mapping[str, TypeEngine[Any]],
        places: Mapping[str, TypeEngine[Any]] | None = None,
    ) -> None:
        binds = [bindparam(name, type_=kind) for name, kind in (places or {}).items()]
        self._sqlite, self._postgresql = (
            text(sql.format(numbers=numbers)).bindparams(*binds).columns(**columns)
            for numbers in (
                "(SELECT value FROM json_each(:numbers))",
                "(SELECT unnest(CAST(:numbers AS bigint[])))",
            )
        )

    def run(self, session: Session, numbers: Collection[int], **more: object) -> Sequence[Any]:
        """The rows for these numbers; ``more`` fills the statement's other places."""
        if session.get_bind().dialect.name == "sqlite":
            given = {"numbers": json.dumps(list(numbers)), **more}
            return session.connection().execute(self._sqlite, given).all()
        return session.connection().execute(self._postgresql, {"numbers": list(numbers), **more}).all()
