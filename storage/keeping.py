"""What need not be kept: texts of old articles that no deal rests on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, text
from sqlmodel import Session, col, update

from storage.database import Database
from storage.tables import Article, DealReport


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


def tidy(database: Database) -> None:
    """Let SQLite look after its statistics; PostgreSQL does so by itself."""
    if database.is_sqlite:
        with database.write() as session:
            session.connection().execute(text("PRAGMA optimize"))
