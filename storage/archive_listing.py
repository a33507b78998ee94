"""Articles and stories by the page, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func

from storage.tables import Article, Deal, Story
from storage.values import StoryArticle


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article of a list: as a story has it, and the story it belongs to."""

    article: StoryArticle
    story_id: int | None


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article as it was read."""

    line: ArticleLine
    author: str
    summary: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story of a list."""

    id: int
    title: str
    first_seen: datetime
    last_seen: datetime
    articles: int
    deals: int


_LINE: tuple[Any, ...] = (
    col(Article.id), col(Article.source_id), col(Article.url), col(Article.title), col(Article.language),
    col(Article.published), col(Article.first_seen), col(Article.alert), col(Article.copy_of_id), col(Article.story_id),
)  # fmt: skip


def list_articles(
    session: Session,
    *,
    source: str | None = None,
    alert: bool | None = None,
    before: int | None = None,
    limit: int,
) -> list[ArticleLine]:
    """The articles found last, the newest first.

    Args:
        session: An open session.
        source: Only those of this source.
        alert: Only those that tell of a deal, or that do not.
        before: Only those with a smaller id; ids grow in the order in which articles are found.
        limit: At most so many.
    """
    query = sql_select(*_LINE).order_by(col(Article.id).desc()).limit(limit)
    if source is not None:
        query = query.where(col(Article.source_id) == source)
    if alert is not None:
        query = query.where(col(Article.alert).is_(alert))
    if before is not None:
        query = query.where(col(Article.id) < before)
    return [_line(row) for row in session.execute(query)]


def article_text(session: Session, article_id: int) -> ArticleText | None:
    """One article with its text, None if there is none of that id."""
    query = sql_select(
        *_LINE, col(Article.author), col(Article.summary), col(Article.text), col(Article.state)
    )
    row = session.execute(query.where(col(Article.id) == article_id)).one_or_none()
    return None if row is None else ArticleText(_line(row), row.author, row.summary, row.text, row.state)


def _line(row: Any) -> ArticleLine:
    article = StoryArticle(
        id=row.id,
        source_id=row.source_id,
        source_name="",
        url=row.url,
        title=row.title,
        language=row.language,
        published=row.published,
        first_seen=row.first_seen,
        alert=bool(row.alert),
        copy_of=row.copy_of_id,
    )
    return ArticleLine(article, row.story_id)


def list_stories(
    session: Session, *, before: tuple[datetime, int] | None = None, limit: int
) -> list[StoryLine]:
    """The stories last reported on, the latest first; ``before`` are moment and id of the last one of a page."""
    query = sql_select(col(Story.id), col(Story.title), col(Story.first_seen), col(Story.last_seen))
    if before is not None:
        at, last = before
        earlier = and_(col(Story.last_seen) == at, col(Story.id) < last)
        query = query.where(or_(col(Story.last_seen) < at, earlier))
    rows = session.execute(
        query.order_by(col(Story.last_seen).desc(), col(Story.id).desc()).limit(limit)
    ).all()
    ids = [row.id for row in rows]
    articles = _counted(session, Article.story_id, ids)
    deals = _counted(session, Deal.story_id, ids)
    return [
        StoryLine(
            row.id, row.title, row.first_seen, row.last_seen, articles.get(row.id, 0), deals.get(row.id, 0)
        )
        for row in rows
    ]


def _counted(session: Session, column: Any, ids: list[int]) -> dict[int, int]:
    rows = session.execute(sql_select(column, func.count()).where(col(column).in_(ids)).group_by(column))
    return {int(story): int(number) for story, number in rows}
