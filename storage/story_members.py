"""The articles of stories with their facts, as many as are compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from analysis.stories import COMPARED_MEMBERS
from analysis.stories_facts import StoryFacts
from storage.imprint_bytes import facts_from_bytes
from storage.tables import Article, ArticleImprint, Story


@dataclass(frozen=True, slots=True)
class Member:
    """An article that may be of the same story as another, and the story it has."""

    article_id: int
    story_id: int | None
    facts: StoryFacts


@dataclass(frozen=True, slots=True)
class StoryMembers:
    """The first articles of a story, copies left out; ``by_hand`` where a person made several stories one."""

    story_id: int
    by_hand: bool
    members: list[Member]


def members_of(session: Session, story_ids: Collection[int]) -> dict[int, StoryMembers]:
    """The first few originals of each of these stories."""
    if not story_ids:
        return {}
    place = (
        func.row_number().over(partition_by=col(Article.story_id), order_by=col(Article.id)).label("place")
    )
    ranked = (
        select(Article.id, Article.story_id, place)
        .where(col(Article.story_id).in_(sorted(story_ids)), col(Article.copy_of_id).is_(None))
        .subquery()
    )
    rows = session.connection().execute(
        select(ranked.c.id, ranked.c.story_id, Story.by_hand, ArticleImprint.facts)
        .join(Story, col(Story.id) == ranked.c.story_id)
        .join(ArticleImprint, col(ArticleImprint.article_id) == ranked.c.id)
        .where((ranked.c.place <= COMPARED_MEMBERS) | col(Story.by_hand))
        .where(ranked.c.place <= 4 * COMPARED_MEMBERS)
        .order_by(ranked.c.id)
    )
    found: dict[int, StoryMembers] = {}
    for article_id, story_id, by_hand, facts in rows:
        story = found.setdefault(story_id, StoryMembers(story_id, by_hand, []))
        story.members.append(Member(article_id, story_id, facts_from_bytes(facts)))
    return found
