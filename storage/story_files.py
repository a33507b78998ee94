"""Stories as the other rooms see them, and the few rows that they are made of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from storage.deal_files import load_deal_files
from storage.errors import StorageError
from storage.tables import Article, Deal, Source, Story, StoryApart
from storage.values import StoryArticle, StoryFile
from storage.writing import sql_table

_STORY = sql_table(Story)
_OPEN = _STORY.insert().returning(_STORY.c.id)
_TOUCH = _STORY.update().where(_STORY.c.id == bindparam("of_story")).values(last_seen=bindparam("now"))


def open_story(session: Session, title: str, now: datetime) -> int:
    """A new story; its id is returned."""
    given = {"title": title, "first_seen": now, "last_seen": now, "by_hand": False}
    return int(session.connection().execute(_OPEN, given).scalar_one())


def touch_story(session: Session, story_id: int, now: datetime) -> None:
    """Note that a report of the story has been seen."""
    session.connection().execute(_TOUCH, {"of_story": story_id, "now": now})


def get_story(session: Session, story_id: int) -> Story:
    """The row of a story.

    Raises:
        StorageError: If there is none of that id.
    """
    story = session.get(Story, story_id)
    if story is None:
        raise StorageError(f"there is no story {story_id}\n  'zhongde deal ID' names the story of a deal.")
    return story


def apart_from(session: Session, story_id: int) -> set[int]:
    """The stories that a person took apart from this one."""
    rows = session.exec(
        select(StoryApart).where(
            (col(StoryApart.story_id) == story_id) | (col(StoryApart.other_id) == story_id)
        )
    )
    return {row.other_id if row.story_id == story_id else row.story_id for row in rows}


def story_file(session: Session, story_id: int) -> StoryFile:
    """A story with its deals and all its articles, those that report no deal included.

    Raises:
        StorageError: If there is none of that id.
    """
    story = get_story(session, story_id)
    deals = session.exec(select(Deal.id).where(Deal.story_id == story_id).order_by(col(Deal.id))).all()
    rows = session.exec(
        select(Article, Source)
        .join(Source, col(Source.id) == col(Article.source_id))
        .where(Article.story_id == story_id)
        .order_by(col(Article.published), col(Article.id))
    )
    files = load_deal_files(session, [deal for deal in deals if deal is not None])
    return StoryFile(
        id=story_id,
        title=story.title,
        first_seen=story.first_seen,
        last_seen=story.last_seen,
        by_hand=story.by_hand,
        deals=tuple(files.values()),
        articles=tuple(_story_article(article, source) for article, source in rows),
        apart_from=tuple(sorted(apart_from(session, story_id))),
    )


def _story_article(article: Article, source: Source) -> StoryArticle:
    assert article.id is not None
    return StoryArticle(
        id=article.id,
        source_id=source.id,
        source_name=source.name,
        url=article.url,
        title=article.title,
        language=article.language,
        published=article.published,
        first_seen=article.first_seen,
        alert=bool(article.alert),
        copy_of=article.copy_of_id,
    )
