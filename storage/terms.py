"""The index of terms: which articles have a shingle, a name, a number, and how many.

One row is one term. It counts its articles and keeps the latest few of them, so that a lookup costs the same in a large
archive as in a small one: a rare term keeps all its articles, and of a common one the latest are likelier to be meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Date, bindparam, text
from sqlmodel import Session

from storage.imprint_bytes import numbers_as_bytes, numbers_from_bytes
from storage.number_queries import NumberQuery

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
    "INSERT INTO article_term (term, articles, last_day, recent) VALUES (:value, :value, :value, :value) ON CONFLICT"
    " (term) DO UPDATE SET articles = excluded.articles, last_day = excluded.last_day, recent = excluded.recent"
)


@lru_cache(maxsize=16_384)
def number_of(term: str) -> int:
    """The number under which a term in words is kept: 64 bits of its hash, the same in every process."""
    return int.from_bytes(
        hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )


def load_terms(session: Session, numbers: Collection[int]) -> dict[int, TermRow]:
    """The rows of these terms and of all articles (:data:`TOTAL`); one query however many there are."""
    rows = _TERMS.run(session, {TOTAL, *numbers})
    return {term: TermRow(articles, tuple(numbers_from_bytes(recent))) for term, articles, recent in rows}


def count_articles_of(session: Session, numbers: Collection[int]) -> dict[int, int]:
    """In how many articles each of these terms is; one query however many there are."""
    return dict(_COUNTS.run(session, numbers))


def add_terms(
    session: Session, article_id: int, numbers: Iterable[int], known: Mapping[int, TermRow], day: date
) -> None:
    """Enter an article under its terms.

    Args:
        session: A writing session; the rows in ``known`` were read by it.
        article_id: The article.
        numbers: Its terms.
        known: The rows of these terms and of :data:`TOTAL`, as :func:`load_terms` gave them.
        day: Today; terms that no article has had for long can be forgotten by it.
    """
    rows = [_row(TOTAL, known, (), day)]
    # In one order everywhere, so that no two transactions lock each other out.
    for number in sorted(set(numbers) - {TOTAL}):
        recent = known.get(number, _UNKNOWN).recent
        rows.append(_row(number, known, (*recent, article_id)[-KEPT_ARTICLES:], day))
    # Straight to the driver: an article has dozens of terms, and preparing the values of each cost more than writing.
    place = "%s" if session.get_bind().dialect.name == "postgresql" else "?"
    session.connection().exec_driver_sql(_WRITE.replace(":value", place), rows)


def _row(number: int, known: Mapping[int, TermRow], recent: tuple[int, ...], day: date) -> tuple[object, ...]:
    articles = known.get(number, _UNKNOWN).articles + 1
    return number, articles, day.isoformat(), numbers_as_bytes(recent)


def forget_terms(session: Session, before: date) -> int:
    """Drop the terms that no article has brought since ``before``; their number is returned."""
    result = session.connection().execute(
        text("DELETE FROM article_term WHERE last_day < :before AND term <> :total").bindparams(
            bindparam("before", before, Date()), bindparam("total", TOTAL)
        )
    )
    return int(result.rowcount)
