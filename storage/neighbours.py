"""Articles of the archive that new ones are compared with, as one transaction sees them: each is read once in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlmodel import Session

from analysis.likeness_text import Fingerprint
from analysis.stories_facts import StoryFacts
from storage.imprint_bytes import facts_from_bytes, wording_from_bytes
from storage.number_queries import NumberQuery
from storage.story_members import Member

Span = tuple[date, date]
"""The first and the last day of those that are looked at."""

_WORDINGS = NumberQuery(
    "SELECT article_id, CAST(day AS text), wording FROM article_imprint WHERE article_id IN {numbers}"
)
_FACTS = NumberQuery(
    "SELECT article_id, CAST(day AS text), facts, story_id FROM article_imprint JOIN article ON article.id = article_id"
    " WHERE article_id IN {numbers}"
)
_STORIES = NumberQuery("SELECT id, story_id FROM article WHERE id IN {numbers}")


class Neighbours:
    """Wordings, facts and stories of articles by their ids.

    Args:
        session: A writing session. Whoever changes an article's story in it tells :meth:`moved` or :meth:`merged`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._wordings: dict[int, tuple[date, Fingerprint] | None] = {}
        self._facts: dict[int, tuple[date, StoryFacts] | None] = {}
        self._stories: dict[int, int | None] = {}

    def load_wordings(self, ids: Iterable[int]) -> None:
        """Have the wordings of these articles at hand; one query at most."""
        missing = set(ids) - self._wordings.keys()
        if missing:
            self._wordings |= dict.fromkeys(missing)
            for number, day, data in _WORDINGS.run(self._session, missing):
                self._wordings[number] = date.fromisoformat(day), wording_from_bytes(data)

    def load_facts(self, ids: Iterable[int]) -> None:
        """Have the facts of these articles at hand; one query at most."""
        missing = set(ids) - self._facts.keys()
        if missing:
            self._facts |= dict.fromkeys(missing)
            for number, day, data, story in _FACTS.run(self._session, missing):
                self._facts[number] = date.fromisoformat(day), facts_from_bytes(data)
                self._stories[number] = story

    def wordings(self, ids: Collection[int], span: Span) -> dict[int, Fingerprint]:
        """The wordings of those of these articles that are of the span."""
        self.load_wordings(ids)
        found = {number: self._wordings[number] for number in ids}
        return {
            number: kept[1]
            for number, kept in found.items()
            if kept is not None and span[0] <= kept[0] <= span[1]
        }

    def facts(self, ids: Iterable[int]) -> list[StoryFacts]:
        """The facts of those of these loaded articles that have any."""
        return [kept[1] for number in ids if (kept := self._facts[number]) is not None]

    def members(self, ids: Collection[int], span: Span) -> list[Member]:
        """Those of these articles that are of the span, each with its story."""
        self.load_facts(ids)
        unknown = set(ids) - self._stories.keys()
        if unknown:
            self._stories |= dict.fromkeys(unknown)
            self._stories |= dict(_STORIES.run(self._session, unknown))
        return [
            Member(number, self._stories[number], kept[1])
            for number in ids
            if (kept := self._facts[number]) is not None and span[0] <= kept[0] <= span[1]
        ]

    def put(self, article_id: int, day: date, wording: Fingerprint, facts: StoryFacts) -> None:
        """Have a new article at hand for those after it."""
        self._wordings[article_id] = day, wording
        self._facts[article_id] = day, facts

    def moved(self, article_id: int, story_id: int | None) -> None:
        """An article has got its story."""
        self._stories[article_id] = story_id

    def merged(self) -> None:
        """Two stories have become one: which article is of which is asked for anew."""
        self._stories.clear()
