"""The index of terms: which articles have a shingle, a name, a number, and how many.

One row is one term. It counts its articles and keeps the latest few of them, so that a lookup costs the same in a large
archive as in a small one: a rare term keeps all its articles, and of a common one the latest are likelier to be meant.
An article has about a hundred terms, so its rows are read and written together, those of several articles too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session

from storage.imprint_bytes import numbers_as_bytes, numbers_from_bytes
from storage.number_queries import NumberQuery, array_of

KEPT_ARTICLES = 25
"""So many of the articles that have a term are kept with it, the latest."""
TOTAL = 0
"""The row under this number counts all articles of the index."""


@dataclass(frozen=True, slots=True)
class TermRow:
    """How many articles have a term, and the ids of the latest of them."""

    articles: int
    recent: tuple[int, ...]


_UNKNOWN = TermRow(0, ())
_TERMS = NumberQuery("SELECT term, articles, recent FROM article_term WHERE term IN {numbers}")
_COUNTS = NumberQuery("SELECT term, articles FROM article_term WHERE term IN {numbers}")
_WRITE = (
    "INSERT INTO article_term (term, articles, last_day, recent) {rows} ON CONFLICT (term) DO UPDATE"
    " SET articles = excluded.articles, last_day = excluded.last_day, recent = excluded.recent"
)
_WRITE_EACH = _WRITE.format(rows="VALUES (?, ?, ?, ?)")
_WRITE_ALL = _WRITE.format(rows="SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::date[], %s::bytea[])")


@lru_cache(maxsize=16_384)
def number_of(term: str) -> int:
    """The number under which a term in words is kept: 64 bits of its hash, the same in every process."""
    return int.from_bytes(
        hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


class TermIndex:
    """The index as one transaction sees and changes it. What was changed is seen at once, and written by :meth:`write`.

    Args:
        session: A writing session: while it lasts, nobody else changes the index.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[int, TermRow] = {}
        self._counts: dict[int, int] = {}
        self._changed: dict[int, date] = {}

    @property
    def articles(self) -> int:
        """How many articles the index has."""
        self.load(())
        return self.row(TOTAL).articles

    def load(self, numbers: Iterable[int]) -> None:
        """Have the rows of these terms at hand; one query at most, however many there are."""
        missing = {TOTAL, *numbers} - self._rows.keys()
        if not missing:
            return
        self._rows |= dict.fromkeys(missing, _UNKNOWN)
        for term, articles, recent in _TERMS.run(self._session, missing):
            self._rows[term] = TermRow(articles, tuple(numbers_from_bytes(recent)))

    def row(self, number: int) -> TermRow:
        """The row of a term that was loaded; one that no article has is empty."""
        return self._rows[number]

    def counts(self, numbers: Collection[int]) -> dict[int, int]:
        """In how many articles each of these terms is; one query at most, however many there are."""
        missing = [number for number in numbers if number not in self._rows and number not in self._counts]
        if missing:
            self._counts |= dict.fromkeys(missing, 0)
            self._counts |= dict(_COUNTS.run(self._session, missing))
        return {
            number: self._rows[number].articles if number in self._rows else self._counts[number]
            for number in numbers
        }

    def add(self, article_id: int, numbers: Iterable[int], day: date) -> None:
        """Enter an article under its terms, which were loaded.

        Args:
            article_id: The article.
            numbers: Its terms.
            day: Today; terms that no article has had for long can be forgotten by it.
        """
        for number in {TOTAL, *numbers}:
            row = self._rows[number]
            recent = () if number == TOTAL else (*row.recent, article_id)[-KEPT_ARTICLES:]
            self._rows[number] = TermRow(row.articles + 1, recent)
            self._changed[number] = day

    def write(self) -> None:
        """Write what was changed."""
        if not self._changed:
            return
        # In one order everywhere, so that no two transactions lock each other out.
        rows = [
            (number, self._rows[number].articles, day, numbers_as_bytes(self._rows[number].recent))
            for number, day in sorted(self._changed.items())
        ]
        self._changed.clear()
        connection = self._session.connection()
        # Straight to the driver: preparing the values of each row costs more than writing them.
        if self._session.get_bind().dialect.name == "postgresql":
            numbers, articles, days, recent = zip(*rows, strict=True)
            hexadecimal = (f'"\\\\x{data.hex()}"' for data in recent)
            columns = tuple(array_of(column) for column in (numbers, articles, days, hexadecimal))
            connection.exec_driver_sql(_WRITE_ALL, columns)
        else:
            connection.exec_driver_sql(_WRITE_EACH, [(*row[:2], row[2].isoformat(), row[3]) for row in rows])


def forget_terms(session: Session, before: date) -> int:
    """Drop the terms that no article has brought since ``before``; their number is returned."""
    result = session.connection().execute(
        text("DELETE FROM article_term WHERE last_day < :before AND term <> :total").bindparams(
            bindparam("before", before, Date()), bindparam("total", TOTAL)
        )
    )
    return int(result.rowcount)
