"""One id by which an item is followed from the poll that found it to the message that told of it.

It is the beginning of the article's key, so nothing has to be kept for it, and every process makes the same one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Article, DealStep, Digest, DigestEntry
from storage.writing import digest_of

TRACE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ToldItem:
    """An article that a digest told of. ``begun``: when it was published, or seen first where it does not say."""

    trace: str
    begun: datetime


def trace_of(url: str) -> str:
    """The id of the article at an address."""
    return digest_of(url)[:TRACE_LENGTH]


def told_items(session: Session, digest_id: str) -> tuple[str, tuple[ToldItem, ...]]:
    """A digest's kind, and the articles whose steps it told; no kind if it is gone."""
    digest = session.get(Digest, digest_id)
    rows = session.exec(
        select(Article.key, Article.published, Article.first_seen)
        .join(DealStep, col(DealStep.article_id) == col(Article.id))
        .join(DigestEntry, col(DigestEntry.step_id) == col(DealStep.id))
        .where(DigestEntry.digest_id == digest_id)
        .order_by(col(Article.id))
    )
    items = tuple(
        ToldItem(key[:TRACE_LENGTH], min(published or first_seen, first_seen))
        for key, published, first_seen in rows
    )
    return ("" if digest is None else digest.kind), items
