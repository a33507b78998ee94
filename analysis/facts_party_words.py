"""What the words beside a name tell of its part in a deal: prepositions, marks of an owner, joints with other names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern, word_before
from analysis.facts_statements import Telling
from analysis.marking import MarkedText

_OWNER_REACH = 60  # characters before a name that may tell that it owns another
_MOST_SPANS = 2  # places of a name in the leading sentence that are looked at
_JOINT = re.compile(
    r"\s?(?:,|、|，|and|und|sowie|as well as|&|和|与|與|及|以及|/|mit|with|同)\s?"
    r"(?:and |und |the |der |die |dem |den |with |mit |its |seine[rnm]? |[a-zäöüß]+(?:e[nrs]?|ese|an) )?"
    r"(?:(?:state|city|province|region|district|town) (?:government )?(?:of )?|Land |Stadt |Provinz )?",
)
_NEXT = re.compile(r"\s?([a-zäöüß]+)\b")
_WITH = frozenset("与與和同跟")
_SIGNS = re.compile(r"(?:正式|共同|今日|昨日|昨天|当天|當天)?(?:签|簽)")
_GETS = re.compile(r"(?:市|区|區|县|縣)?(?:签下|簽下|牵手|牽手|携手|攜手)")
_GOVERNMENT_OF = re.compile(
    r"\bwith\s(?:the\s)?(?:people['’]s\s|provincial\s|municipal\s|city\s|state\s|district\s|local\s)?"
    r"(?:government|administration|authorities)\sof\s(?:the\s)?(?:[a-z]+\s){0,3}(?:China['’]s\s)?$"
)
_WITH_ITS = re.compile(r"\bwith\s(?:the\s)?(?:(?:[a-z]+\s)?(?:China['’]s|Germany['’]s)\s(?:[a-z]+\s)?)?$")
_PROVINCE = re.compile(
    r"(?:['’]s)?\s(?:province|district|county|new area|municipality|(?:municipal|provincial|city|state)\s"
    r"(?:government|administration)|government)\b",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(
    r"\b(?:government|administration committee|administrative committee)$", re.IGNORECASE
)
_HAN_BEFORE = "在于於位从從由自至与與和同对對向给給被将將把是为為及获獲到据據"


def word_traits(actor: Actor, what: str, telling: Telling, text: MarkedText) -> Iterator[str]:
    """The traits of an actor by the words beside its name in the sentence that states the deal.

    Args:
        actor: One who may be a party.
        what: What it is, and how surely.
        telling: The deal as the text tells it.
        text: The marked article.
    """
    placed = telling.lead.sentence.placed
    language = text.layout.language
    for span in actor.within(placed.start, placed.end)[:_MOST_SPANS]:
        at, end = span.start - placed.start, span.end - placed.start
        word = word_before(placed.text, at)
        if word:
            yield f"after '{word}'"
            yield f"{what} after '{word}'"
        else:
            yield "opens its sentence"
            yield f"{what} opens its sentence"
        before = placed.text[at - 1 : at]
        if before and before in _HAN_BEFORE:
            yield f"{what} right after '{before}'"
        after = placed.text[end : end + 40]
        following = _NEXT.match(after)
        if following is not None:
            yield f"{what} before '{following.group(1)}'"
        if pattern("owner after", language).search(after):
            yield "owner of another"
            yield f"{what} owner of another"
        if pattern("owner before", language).search(placed.text[max(0, at - _OWNER_REACH) : at]):
            yield "owner named behind"
            yield f"{what} owner named behind"


def signs_itself(actor: Actor, telling: Telling, text: MarkedText) -> bool:
    """Whether words say that a place signs with somebody: ``与厦门签订``, a headline that opens ``厦门签下``, "signed a
    contract with the government of Hunan".
    """
    if text.layout.language == "en":
        return _is_counterpart(actor, telling, text)
    if actor.type != "place":
        return False
    whole = text.layout.text
    lead, title = telling.lead.sentence.placed, telling.title
    if title is not None and any(
        span.start == title.placed.start and _GETS.match(whole, span.end) is not None
        for span in actor.within(title.placed.start, title.placed.end)
    ):
        return True
    return any(
        whole[span.start - 1 : span.start] in _WITH and _SIGNS.match(whole, span.end) is not None
        for span in actor.within(lead.start, lead.end)
    )


def _is_counterpart(actor: Actor, telling: Telling, text: MarkedText) -> bool:
    """Whether an English sentence of the deal says that something was signed with a government or its province."""
    whole = text.layout.text
    for sentence in telling.core:
        if not any(act.is_real and act.status == "signed" for act in telling.acts_in(sentence)):
            continue
        for span in actor.within(sentence.placed.start, sentence.placed.end):
            before = max(0, span.start - _OWNER_REACH)
            if actor.type == "place" and (
                _GOVERNMENT_OF.search(whole, before, span.start)
                or (_WITH_ITS.search(whole, before, span.start) and _PROVINCE.match(whole, span.end))
            ):
                return True
            if (
                actor.type == "organisation"
                and _GOVERNMENT.search(span.text)
                and _WITH_ITS.search(whole, before, span.start)
            ):
                return True
    return False


def joined(telling: Telling, text: MarkedText, named: Sequence[Actor]) -> dict[str, str]:
    """Places and countries that stand in one breath with another actor of the other side, and what that one is."""
    found: dict[str, str] = {}
    for sentence in telling.core[:2]:
        placed = sentence.placed
        spans = sorted(
            (
                (span.start, span.end, actor)
                for actor in named
                for span in actor.within(placed.start, placed.end)
            ),
            key=lambda one: one[:2],
        )
        for (_, end, one), (start, _, two) in pairwise(spans):
            if one is two or not 0 < start - end < 40 or not _JOINT.fullmatch(text.layout.text[end:start]):
                continue
            if one.sides & two.sides and "other" not in one.sides | two.sides:
                continue
            found.setdefault(one.key, two.type)
            found.setdefault(two.key, one.type)
    return found
