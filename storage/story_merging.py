"""Two stories made one: their articles, and their deals where both have the same."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from analysis.deal_choice import choose_deals
from storage.deal_matching import facts_of_deals
from storage.deal_merging import merge_deals
from storage.story_files import apart_from, get_story
from storage.tables import Article, Deal, Story, StoryApart
from storage.writing import insert_missing


def merge_stories(session: Session, one_id: int, other_id: int, *, by_hand: bool = False) -> int:
    """Make two stories one; the id of the story that stays, the older one, is returned.

    Deals that are the same become one file with all reports and steps; a step told once stays told. What either was
    taken apart from stays apart from both.

    Args:
        session: A writing session.
        one_id: A story.
        other_id: Another.
        by_hand: A person says so. That is remembered: later articles that are like some of the story's, though not
            like all of them, join it too.

    Raises:
        StorageError: If there is no such story.
    """
    kept_id, gone_id = min(one_id, other_id), max(one_id, other_id)
    kept, gone = get_story(session, kept_id), get_story(session, gone_id)
    session.flush()
    _merge_same_deals(session, kept_id, gone_id)
    connection = session.connection()
    connection.execute(update(Article).where(col(Article.story_id) == gone_id).values(story_id=kept_id))
    connection.execute(update(Deal).where(col(Deal.story_id) == gone_id).values(story_id=kept_id))
    kept.first_seen = min(kept.first_seen, gone.first_seen)
    kept.last_seen = max(kept.last_seen, gone.last_seen)
    kept.by_hand = kept.by_hand or gone.by_hand or by_hand
    keep_apart(session, kept_id, apart_from(session, gone_id) - {kept_id})
    session.add(kept)
    session.flush()
    # A pair that was apart is gone with the story: a person who joins it again means it.
    pairs = (col(StoryApart.story_id) == gone_id) | (col(StoryApart.other_id) == gone_id)
    connection.execute(delete(StoryApart).where(pairs))
    connection.execute(delete(Story).where(col(Story.id) == gone_id))
    session.expire_all()
    return kept_id


def keep_apart(session: Session, story_id: int, others: set[int]) -> None:
    """Remember that no reading may join these stories with that one."""
    rows = [{"story_id": min(story_id, other), "other_id": max(story_id, other)} for other in sorted(others)]
    insert_missing(session, StoryApart, rows, ("story_id", "other_id"))


def _merge_same_deals(session: Session, kept_id: int, gone_id: int) -> None:
    """Merge the deals of the story that goes into those of the one that stays, report by report's facts."""
    kept = facts_of_deals(session, _deals_of(session, kept_id))
    gone = facts_of_deals(session, _deals_of(session, gone_id))
    telling: dict[int, set[int]] = {
        deal: {facts.article_id for facts in reports} for deal, reports in (kept | gone).items()
    }
    numbers = list(gone)
    chosen = choose_deals(
        [gone[number][0].facts for number in numbers],
        {number: [report.facts for report in reports] for number, reports in kept.items()},
    )
    for number, choice in zip(numbers, chosen, strict=True):
        # An article's deals are different ones, whatever they look like.
        if choice is not None and not telling[number] & telling[choice]:
            merge_deals(session, choice, number)


def _deals_of(session: Session, story_id: int) -> list[int]:
    rows = session.exec(select(Deal.id).where(Deal.story_id == story_id).order_by(col(Deal.id)))
    return [deal_id for deal_id in rows if deal_id is not None]
