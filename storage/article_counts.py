"""How many articles there are, as the triggers on their table keep it: looking costs the same in any archive.

Migration ``v0011_article_counts`` makes the triggers. Each change of an article's state or alert counts within its own
transaction; writers take turns, so none waits for another's count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from storage.tables import Article, ArticleCount
from storage.writing import sql_table

_ALERT = "alert"


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """How many articles are in each state, and how many of all tell a deal that alerts."""

    pending: int = 0
    read: int = 0
    failed: int = 0
    alerts: int = 0


def count_articles(session: Session) -> ArticleCounts:
    """The counts as they are kept."""
    kept = _kept(session.connection())
    return ArticleCounts(
        pending=kept.get("pending", 0),
        read=kept.get("read", 0),
        failed=kept.get("failed", 0),
        alerts=kept.get(_ALERT, 0),
    )


def count_by_source(session: Session) -> dict[str, int]:
    """How many articles each source has. This looks at all of them, which takes a while in a large archive."""
    return dict(session.exec(select(Article.source_id, func.count()).group_by(Article.source_id)).all())


def wrong_counts(connection: Connection) -> list[str]:
    """Where a count is not what counting gives, in words."""
    kept, real = _kept(connection), _real(connection)
    return [
        f"the count of articles {name!r} is {kept.get(name, 0)}, there are {real.get(name, 0)}"
        for name in sorted(kept.keys() | real.keys())
        if kept.get(name, 0) != real.get(name, 0)
    ]


def count_anew(connection: Connection) -> None:
    """Count all articles and keep the result; the caller holds the writer's turn and commits."""
    real = _real(connection)
    connection.execute(delete(sql_table(ArticleCount)))
    rows = [{"name": name, "number": number} for name, number in real.items()]
    if rows:
        connection.execute(insert(sql_table(ArticleCount)), rows)


def _kept(connection: Connection) -> Mapping[str, int]:
    counts = sql_table(ArticleCount)
    return {row.name: row.number for row in connection.execute(sql_select(counts.c.name, counts.c.number))}


def _real(connection: Connection) -> Mapping[str, int]:
    # Two looks at indexes: a look at both columns at once would read every article's row.
    number = func.count().label("number")
    by_state = connection.execute(sql_select(col(Article.state), number).group_by(col(Article.state)))
    alerts = connection.execute(sql_select(func.count()).where(col(Article.alert).is_(True))).scalar_one()
    return {row.state: row.number for row in by_state} | {_ALERT: alerts}
