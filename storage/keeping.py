"""What need not be kept, by the policy of the settings: old articles that no deal rests on, or their texts only.

Everything goes in small transactions, with a moment between them for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from sqlalchemy import delete, exists, text
from sqlmodel import Session, col, select, update

from storage.database import Database
from storage.dropping import BATCH, drop_old_articles
from storage.tables import Article, ArticleImprint, DealReport
from storage.terms import forget_terms

PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class KeepingPolicy:
    """How long what is kept. None keeps for ever.

    ``articles``: articles without a deal; ``texts``: their texts and summaries; ``terms``: what articles are known by
    to later ones.
    """

    articles: timedelta | None
    texts: timedelta | None
    terms: timedelta


@dataclass(frozen=True, slots=True)
class Cleared:
    """How many articles, and texts of others, were dropped."""

    articles: int
    texts: int


def clear_old(database: Database, policy: KeepingPolicy, now: datetime) -> Cleared:
    """Drop what the policy does not keep. May take long; run it in a thread.

    Raises:
        StorageError: If the database cannot be written; what was dropped before stays so.
    """
    articles = texts = 0
    if policy.articles is not None:
        reached = None
        while True:
            with database.write() as session:
                dropped = drop_old_articles(session, now - policy.articles, after=reached)
            articles, reached = articles + dropped.number, dropped.reached
            if dropped.number < BATCH:
                break
            sleep(PAUSE_SECONDS)
    if policy.texts is not None:
        while True:
            with database.write() as session:
                emptied = drop_old_texts(session, now - policy.texts)
            texts += emptied
            if emptied < BATCH:
                break
            sleep(PAUSE_SECONDS)
    with database.write() as session:
        forget_old_terms(session, now - policy.terms)
    tidy(database)
    return Cleared(articles, texts)


def drop_old_texts(session: Session, before: datetime, limit: int = BATCH) -> int:
    """Empty text and summary of read articles first seen before a moment on which no deal rests.

    The rows stay, so that what was seen once is known for ever; only the texts go. At most ``limit`` at once; their
    number is returned.
    """
    old = (
        select(Article.id)
        .where(
            col(Article.first_seen) < before,
            col(Article.state) == "read",
            (col(Article.text) != "") | (col(Article.summary) != ""),
            ~exists().where(col(DealReport.article_id) == col(Article.id)),
        )
        .order_by(col(Article.first_seen))
        .limit(limit)
    )
    result = session.connection().execute(
        update(Article).where(col(Article.id).in_(old)).values(text="", summary="")
    )
    return int(result.rowcount)


def forget_old_terms(session: Session, before: datetime) -> int:
    """Forget what articles first seen before a moment were known by: later ones are not looked up by it any more.

    Returns the number of terms dropped. Stories and copies found so far stay.
    """
    old = select(Article.id).where(col(Article.first_seen) < before)
    session.connection().execute(delete(ArticleImprint).where(col(ArticleImprint.article_id).in_(old)))
    return forget_terms(session, before.date())


def tidy(database: Database) -> None:
    """Let SQLite look after its statistics; PostgreSQL does so by itself."""
    if database.is_sqlite:
        with database.write() as session:
            session.connection().execute(text("PRAGMA optimize"))
