"""How many articles there are, as the triggers on their table keep it: looking costs the same in any archive.

See :mod:`storage.article_triggers`. Writers of this program take turns, so none waits for another's count; whoever
changes articles by hand holds up all that do, until the end of the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from storage.article_triggers import create_triggers, missing_triggers
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
    """What is wrong with the counts, in words: numbers that counting does not give, triggers that are missing."""
    kept, real = _kept(connection), _real(connection)
    wrong = [
        f"the count of articles {name!r} is {kept.get(name, 0)}, there are {real.get(name, 0)}"
        for name in sorted(kept.keys() | real.keys())
        if kept.get(name, 0) != real.get(name, 0)
    ]
    return wrong + [f"the trigger {name} is missing" for name in missing_triggers(connection)]


def count_anew(connection: Connection) -> None:
    """Make triggers that are missing, count all articles and keep the result; the caller commits.

    Nobody changes articles meanwhile, not even who works on the database by hand.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("LOCK TABLE article IN SHARE ROW EXCLUSIVE MODE")
    create_triggers(connection)
    real = _real(connection)
    connection.execute(delete(sql_table(ArticleCount)))
    connection.execute(
        insert(sql_table(ArticleCount)), [{"name": name, "number": number} for name, number in real.items()]
    )


def _kept(connection: Connection) -> Mapping[str, int]:
    counts = sql_table(ArticleCount)
    return {row.name: row.number for row in connection.execute(sql_select(counts.c.name, counts.c.number))}


def _real(connection: Connection) -> Mapping[str, int]:
    # Two looks at indexes: a look at both columns at once would read every article's row.
    number = func.count().label("number")
    by_state = connection.execute(sql_select(col(Article.state), number).group_by(col(Article.state)))
    alerts = connection.execute(sql_select(func.count()).where(col(Article.alert).is_(True))).scalar_one()
    return {row.state: row.number for row in by_state} | {_ALERT: alerts}
