"""Articles taken out of a story by a person, with what they report."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.deal_merging import split_deal
from storage.errors import StorageError
from storage.grouping import index_imprint
from storage.story_files import apart_from, get_story, open_story
from storage.story_merging import keep_apart
from storage.tables import Article, Deal, DealReport, Story


def split_story(session: Session, story_id: int, article_ids: Collection[int], now: datetime) -> int:
    """Move articles of a story to one of their own; the id of the new story is returned.

    Their copies go with them, and their reports move to deal files of their own: what had been taken for a
    repetition is a new deal there, and digests to come tell of it. It is remembered that the two stories are apart.

    Args:
        session: A writing session.
        story_id: The story.
        article_ids: Articles of it; at least one must stay.
        now: The present moment, from which on the new deals are known.

    Raises:
        StorageError: If there is no such story, an article is none of it, or none would stay.
    """
    story = get_story(session, story_id)
    articles = {
        article.id: article
        for article in session.exec(select(Article).where(Article.story_id == story_id))
        if article.id is not None
    }
    wanted = set(article_ids)
    for number in sorted(wanted - articles.keys()):
        raise StorageError(
            f"article {number} is none of story {story_id}\n  'zhongde story show {story_id}' lists its articles."
        )
    moved = wanted | {
        number
        for number, article in articles.items()
        if article.copy_of_id in wanted and article.copy_of_id is not None
    }
    if not wanted or moved == articles.keys():
        raise StorageError(
            f"story {story_id} cannot be split so: at least one article must go and one must stay\n"
            f"  'zhongde story show {story_id}' lists its articles."
        )
    first = articles[min(moved)]
    new_id = open_story(session, first.title, now)
    for number in sorted(moved):
        article = articles[number]
        article.story_id = new_id
        if article.copy_of_id is not None and article.copy_of_id not in moved:
            article.copy_of_id = None
            index_imprint(session, number, now)
        session.add(article)
    session.flush()
    for deal in session.exec(select(Deal).where(Deal.story_id == story_id).order_by(col(Deal.id))).all():
        telling = set(session.exec(select(DealReport.article_id).where(DealReport.deal_id == deal.id)))
        if telling and telling <= moved:
            deal.story_id = new_id
            session.add(deal)
        elif telling & moved:
            split_deal(session, deal, moved & telling, new_id, now)
    keep_apart(session, new_id, {story_id, *apart_from(session, story_id)})
    _forget_title(session, story, articles, moved)
    session.flush()
    return new_id


def _forget_title(
    session: Session, story: Story, articles: dict[int, Article], moved: Collection[int]
) -> None:
    """A story that was called by an article that has gone is called by the first that is left."""
    if story.title in {articles[number].title for number in moved}:
        story.title = articles[min(articles.keys() - set(moved))].title
        session.add(story)
