"""Who visits whom where a deal is told: what is signed at a visit is signed where the hosts are."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.facts_patterns import pattern
from analysis.facts_place_found import FoundPlace
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Language, Side

_REACH = 45  # characters on either side of a name that may tell that it is a guest's


class Visit:
    """The sides from which guests come where a deal is told, and whether a hall is named there.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
    """

    def __init__(self, telling: Telling, text: MarkedText) -> None:
        self._language = text.layout.language
        near = [s for s in telling.reach if telling.where(s) not in ("far after", "other deal")]
        self._guests: frozenset[Side] = frozenset(
            side for sentence in near for side in sentence.remembered("guests", self._sides)
        )
        hall = pattern("hall", self._language)
        self._has_hall = any(hall.search(sentence.placed.text) for sentence in near)

    def _sides(self, sentence: MarkedSentence) -> tuple[Side, ...]:
        return tuple(
            mention.side
            for mention in sentence.mentions
            if mention.side != "other"
            and stands_for_guests(sentence, mention.start, mention.end, self._language)
        )

    def traits(self, one: FoundPlace, where: str) -> Iterator[str]:
        """The traits of a place by who is a guest; ``where`` says how its sentence stands to the deal."""
        if self._guests in ({"cn"}, {"de"}) and one.side in ("cn", "de"):
            yield "of the guests" if one.side in self._guests else "of the hosts"
        if stands_for_guests(one.sentence, one.start, one.end, self._language):
            yield "a guest's"
        if self._has_hall:
            yield f"a hall is named, {where}"


def stands_for_guests(sentence: MarkedSentence, start: int, end: int, language: Language) -> bool:
    """Whether the words beside a name say that those called by it have come on a visit."""
    text, first = sentence.placed.text, sentence.placed.start
    before = text[max(0, start - first - _REACH) : start - first]
    after = text[end - first : end - first + _REACH]
    return bool(pattern("guest before", language).search(before)) or bool(
        pattern("guest after", language).search(after)
    )
