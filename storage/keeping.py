"""What need not be kept: texts of old articles that no deal rests on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, text
from sqlmodel import Session, col, select, update

from storage.database import Database
from storage.tables import Article, ArticleImprint, DealReport
from storage.terms import forget_terms


def drop_old_texts(session: Session, before: datetime) -> int:
    """Empty text and summary of read articles first seen before a moment that report no deal. Returns their number.

    The rows stay, so that what was seen once is known for ever; only the texts go.
    """
    reports = exists().where(col(DealReport.article_id) == col(Article.id))
    result = session.connection().execute(
        update(Article)
        .where(
            col(Article.first_seen) < before,
            col(Article.state) == "read",
            (col(Article.text) != "") | (col(Article.summary) != ""),
            ~reports,
        )
        .values(text="", summary="")
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
