"""The articles of stories with their facts, as many as are compared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from analysis.stories import COMPARED_MEMBERS
from analysis.stories_facts import StoryFacts
from storage.imprint_bytes import facts_from_bytes
from storage.number_queries import NumberQuery


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


# The sign keeps SQLite from searching all originals there are by the index of copies.
_MEMBERS = NumberQuery(
    """
    SELECT ranked.id, ranked.story_id, story.by_hand, article_imprint.facts
    FROM (
        SELECT id, story_id, row_number() OVER (PARTITION BY story_id ORDER BY id) AS place
        FROM article WHERE story_id IN {numbers} AND +copy_of_id IS NULL
    ) AS ranked
    JOIN story ON story.id = ranked.story_id
    JOIN article_imprint ON article_imprint.article_id = ranked.id
    WHERE (ranked.place <= {few} OR story.by_hand) AND ranked.place <= {most}
    ORDER BY ranked.id
    """,
    ("few", "most"),
)


def members_of(session: Session, story_ids: Collection[int]) -> dict[int, StoryMembers]:
    """The first few originals of each of these stories."""
    if not story_ids:
        return {}
    rows = _MEMBERS.run(session, story_ids, few=COMPARED_MEMBERS, most=4 * COMPARED_MEMBERS)
    found: dict[int, StoryMembers] = {}
    for article_id, story_id, by_hand, facts in rows:
        story = found.setdefault(story_id, StoryMembers(story_id, bool(by_hand), []))
        story.members.append(Member(article_id, story_id, facts_from_bytes(facts)))
    return found
