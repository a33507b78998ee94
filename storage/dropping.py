"""Articles that are dropped with age: those on which no deal rests. Deals and what proves them stay for ever.

What was dropped is remembered by its keys, so a list that still names it brings nothing new.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, select, text, union
from sqlmodel import Field, Session, col

from storage.table_base import Table
from storage.tables import Article, Deal, DealReport, DealStep, Entry, Story
from storage.writing import chunks, sql_table

BATCH = 500
"""Articles dropped in one transaction: others wait for a moment only."""


class DroppedEntry(Table, table=True):
    """What a source has listed and was dropped with its article: the hash of its key, and that of the address."""

    __tablename__ = "dropped_entry"

    source_id: str = Field(primary_key=True, foreign_key="source.id", ondelete="CASCADE", max_length=80)
    key: str = Field(primary_key=True, max_length=64)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many articles were dropped, and when the last of them was first seen: where the next batch begins."""

    number: int
    reached: datetime | None


def rests_no_deal() -> ColumnElement[bool]:
    """The condition that no deal rests on an article: it reports none, was the first to tell of no step of one, and
    belongs to no story that has one."""
    return (
        ~exists().where(col(DealReport.article_id) == col(Article.id))
        & ~exists().where(col(DealStep.article_id) == col(Article.id))
        & ~exists().where(col(Deal.story_id) == col(Article.story_id))
    )


def drop_old_articles(
    session: Session, before: datetime, *, after: datetime | None = None, limit: int = BATCH
) -> Dropped:
    """Drop articles first seen before a moment on which no deal rests, the oldest first.

    Pending ones stay until they are read.

    Args:
        session: A writing session.
        before: What was first seen then or later stays.
        after: Where the last batch ended.
        limit: At most so many.
    """
    query = (
        select(col(Article.id), col(Article.first_seen), col(Article.story_id))
        .where(col(Article.first_seen) < before, col(Article.state).in_(("read", "failed")), rests_no_deal())
        .order_by(col(Article.first_seen), col(Article.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(Article.first_seen) >= after)
    connection = session.connection()
    rows = connection.execute(query).all()
    if not rows:
        return Dropped(0, None)
    ids = [row.id for row in rows]
    chosen = col(Article.id).in_(ids)
    keys = union(
        select(col(Entry.source_id), col(Entry.key)).where(col(Entry.article_id).in_(ids)),
        select(col(Entry.source_id), col(Article.key)).join_from(Entry, Article).where(chosen),
    ).subquery()
    kept = sql_table(DroppedEntry)
    known = exists().where(kept.c.source_id == keys.c.source_id, kept.c.key == keys.c.key)
    connection.execute(
        insert(kept).from_select(["source_id", "key"], select(keys.c.source_id, keys.c.key).where(~known))
    )
    if connection.dialect.name == "sqlite":
        # A table for full text cannot follow another one by itself there.
        connection.execute(text("DELETE FROM article_search WHERE rowid = :id"), [{"id": id_} for id_ in ids])
    connection.execute(delete(sql_table(Article)).where(chosen))
    stories = {row.story_id for row in rows} - {None}
    connection.execute(
        delete(sql_table(Story)).where(
            col(Story.id).in_(stories),
            ~exists().where(col(Article.story_id) == col(Story.id)),
            ~exists().where(col(Deal.story_id) == col(Story.id)),
        )
    )
    return Dropped(len(rows), rows[-1].first_seen)


def dropped_keys(
    session: Session, source_ids: Collection[str], keys: Collection[str]
) -> set[tuple[str, str]]:
    """What was dropped of these sources under any of these hashes of keys: source and hash."""
    found: set[tuple[str, str]] = set()
    for chunk in chunks(keys):
        rows = session.connection().execute(
            select(col(DroppedEntry.source_id), col(DroppedEntry.key)).where(
                col(DroppedEntry.source_id).in_(list(source_ids)), col(DroppedEntry.key).in_(chunk)
            )
        )
        found.update((row.source_id, row.key) for row in rows)
    return found
