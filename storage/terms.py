"""The index of terms: which articles have a shingle, a name, a number, and how many.

One row is one term. It counts its articles and keeps the latest few of them, so that a lookup costs the same in a large
archive as in a small one: a rare term keeps all its articles, and of a common one the latest are likelier to be meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, LargeBinary, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.columns import Number64
from storage.imprint_bytes import numbers_as_bytes, numbers_from_bytes
from storage.number_queries import NumberQuery
from storage.tables import ArticleTerm
from storage.writing import sql_table

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
_TERMS = NumberQuery(
    "SELECT term, articles, recent FROM article_term WHERE term IN {numbers}",
    {"term": Number64(), "articles": Integer(), "recent": LargeBinary()},
)
_COUNTS = NumberQuery(
    "SELECT term, articles FROM article_term WHERE term IN {numbers}",
    {"term": Number64(), "articles": Integer()},
)


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
    for number in set(numbers) - {TOTAL}:
        recent = known.get(number, _UNKNOWN).recent
        rows.append(_row(number, known, (*recent, article_id)[-KEPT_ARTICLES:], day))
    session.connection().execute(_write_terms(session.get_bind().dialect.name), rows)


@cache
def _write_terms(dialect_name: str) -> Any:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    insert = dialect.insert(sql_table(ArticleTerm))
    changed = {name: insert.excluded[name] for name in ("articles", "last_day", "recent")}
    return insert.on_conflict_do_update(index_elements=["term"], set_=changed)


def _row(number: int, known: Mapping[int, TermRow], recent: tuple[int, ...], day: date) -> dict[str, object]:
    articles = known.get(number, _UNKNOWN).articles + 1
    return {"term": number, "articles": articles, "last_day": day, "recent": numbers_as_bytes(recent)}


def forget_terms(session: Session, before: date) -> int:
    """Drop the terms that no article has brought since ``before``; their number is returned."""
    result = session.connection().execute(
        text("DELETE FROM article_term WHERE last_day < :before AND term <> :total").bindparams(
            bindparam("before", before, Date()), bindparam("total", TOTAL)
        )
    )
    return int(result.rowcount)
