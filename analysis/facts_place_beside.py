"""What stands beside a place that is named: a larger place around it, somebody else's firm, a time gone by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_place_found import FoundPlace
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText

_REACH = 24  # characters between two places of which the second tells where the first is
_NEAR = re.compile(
    r",?\s(?:(?:north|south|east|west)[a-z]*\s(?:of)|(?:nördlich|südlich|östlich|westlich)(?:\svon)?|close to|"
    r"not far from|near|outside|bei|nahe|unweit(?:\svon)?|vor den Toren von)\s(?:the\s|der\s)?"
)
# In Chinese the nearby place comes first: 海尔布隆附近的莱因加滕.
_NEAR_HAN = re.compile(
    r"(?:市|州)?(?:附近|近郊|郊外|周边|周邊|以[东東西南北]|[东東西南北]郊|旁边|旁|不远处|不遠處)的?"
)
_WITHIN = re.compile(
    r",?\s(?:in|im|in der|in the|am|an der|on the)\s(?:the\s|der\s)?"
    r"(?:[a-zäöüß]+\s)?(?:city of\s|town of\s|province of\s|state of\s|district of\s|Provinz\s|Landkreis\s|Kreis\s)?"
    r"|,\s"
)


def around_traits(
    one: FoundPlace, starts: Collection[int], ends: Collection[int], text: MarkedText
) -> Iterator[str]:
    """Whether a place tells only near or in what another place is (``Holzheim near Limburg``), or is told of so.

    Args:
        one: The place.
        starts: Where places begin.
        ends: Where places end.
        text: The marked article.
    """
    whole = text.layout.text
    for end in range(max(one.sentence.placed.start, one.start - _REACH), one.start):
        if end in ends and (joint := whole[end : one.start]):
            if _NEAR.fullmatch(joint):
                yield "near another place"
            elif _NEAR_HAN.fullmatch(joint):
                yield "told by one near"
            elif _WITHIN.fullmatch(joint):
                yield "around another place"
    for start in range(one.end + 1, min(one.sentence.placed.end, one.end + _REACH)):
        if start in starts and (joint := whole[one.end : start]):
            if _NEAR.fullmatch(joint):
                yield "told by one near"
            elif _NEAR_HAN.fullmatch(joint):
                yield "near another place"
            elif _WITHIN.fullmatch(joint):
                yield "told by one around"


class Owners:
    """Which names of a text's sentences are those of a deal's parties, and which are somebody else's.

    Args:
        telling: The deal as the text tells it.
        parties: Those who take part in it.
    """

    def __init__(self, telling: Telling, parties: Sequence[Actor]) -> None:
        self._telling = telling
        self._parties = parties
        self._names: dict[int, tuple[list[int], list[int]]] = {}

    def traits(self, one: FoundPlace) -> Iterator[str]:
        """Whose place it is by the names in its sentence."""
        where = self._telling.where(one.sentence)
        mine, others = self._of(one.sentence)
        if others and not mine:
            yield "beside others only"
            yield f"beside others only, {where}"
        before = max((at for at in mine if at < one.start), default=-1)
        foreign = max((at for at in others if at < one.start), default=-1)
        if foreign > before:
            yield "behind another's name"
            yield f"behind another's name, {where}"
        elif before >= 0:
            yield f"behind a party's name, {where}"

    def _of(self, sentence: MarkedSentence) -> tuple[list[int], list[int]]:
        number = sentence.placed.number
        known = self._names.get(number)
        if known is None:
            start, end = sentence.placed.start, sentence.placed.end
            mine = [(s.start, s.end) for actor in self._parties for s in actor.within(start, end)]
            others = [
                m.start
                for m in sentence.mentions
                if m.type == "organisation" and not any(a < m.end and m.start < b for a, b in mine)
            ]
            known = self._names[number] = ([at for at, _ in mine], others)
        return known


def time_gone_traits(one: FoundPlace, kind: str, text: MarkedText) -> Iterator[str]:
    """Whether the clause of a place tells of a time before the deal; whether somebody visits there."""
    placed = one.sentence.placed
    start, end = one.sentence.clause(one.start)
    language = text.layout.language
    clause = placed.text[start - placed.start : end - placed.start]
    if pattern("before that", language).search(clause):
        yield "before that"
    if pattern("visited", language).search(
        placed.text[max(0, one.start - placed.start - 40) : one.start - placed.start]
    ):
        yield "visited"
        yield f"visited in {kind}"
