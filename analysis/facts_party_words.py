"""What the words beside a name tell of its part in a deal: prepositions, marks of an owner, joints with other names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.facts_actors import Actor
from analysis.facts_candidates import Span
from analysis.facts_patterns import pattern, word_before
from analysis.facts_statements import Telling
from analysis.marking import MarkedText
from analysis.place_lines import is_in_place_line

_OWNER_REACH = 60  # characters before a name that may tell that it owns another
_AT_REACH = 30  # characters before a name that may say that it is a place
_DEALING_REACH = 80  # characters on either side of "bei X" that may tell what is done with X
_DEALING = re.compile(
    r"\b(?:bestell|geordert|ordert|kauft|gekauft|steig\w* |stieg |einsteig|eingestieg|beteilig)"
    r"|auftrag|aufträge|einstieg|anteil|mehrheit|\sein[.,]",
    re.IGNORECASE,
)
_LONG_NAME = 2  # spaces in a name; those of towns have fewer
_MOST_SPANS = 2  # places of a name in the leading sentence that are looked at
_JOINT = re.compile(
    r"\s?(?:,|、|，|and|und|sowie|as well as|&|和|与|與|及|以及|/|mit|with|同)\s?"
    r"(?:and |und |the |der |die |dem |den |with |mit |its |seine[rnm]? |[a-zäöüß]+(?:e[nrs]?|ese|an) )?"
    r"(?:(?:state|city|province|region|district|town) (?:government )?(?:of )?|Land |Stadt |Provinz )?",
)
_NEXT = re.compile(r"\s?([a-zäöüß]+)\b")
_WITH = frozenset("与與和同跟")
_SIGNS = re.compile(r"(?:正式|共同|今日|昨日|昨天|当天|當天)?(?:签|簽)")
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


def is_only_a_place(actor: Actor, text: MarkedText) -> bool:
    """Whether an unknown name stands only where places do: "baut in Grünwedelstedt", 位于普拉赫的.

    The place line of the report may name it too.
    """
    if actor.type != "organisation" or actor.is_known or actor.has_form:
        return False
    others = _outside_place_lines(actor, text)
    if any(span.text.count(" ") >= _LONG_NAME for span in others):
        return False  # "a stake in Taishan Property & Casualty Insurance"
    return _are_places(others, text)


def is_where_it_is_told(actor: Actor, text: MarkedText) -> bool:
    """Whether a town stands in the place line of the report, and else only where places do: "in Suzhou"."""
    if actor.type != "place" or actor.is_municipal:
        return False
    others = _outside_place_lines(actor, text)
    return len(others) < len(actor.spans) and _are_places(others, text)


def _outside_place_lines(actor: Actor, text: MarkedText) -> list[Span]:
    if text.layout.language == "zh":
        return list(actor.spans)
    return [span for span in actor.spans if not is_in_place_line(text.layout.text, span.start)]


def _are_places(spans: Sequence[Span], text: MarkedText) -> bool:
    at, whole = pattern("at", text.layout.language), text.layout.text
    return all(
        at.is_in(whole, max(0, span.start - _AT_REACH), span.start) and not _is_dealt_with(span, whole)
        for span in spans
    )


def _is_dealt_with(span: Span, whole: str) -> bool:
    """Whether a German "bei" is of a firm: "bestellt bei Grünrieder Dichtungen", "steigt bei Bergtaler ein"."""
    if not whole.endswith("bei ", 0, span.start):
        return False
    near = whole[max(0, span.start - _DEALING_REACH) : span.start] + whole[span.end : span.end + _DEALING_REACH]
    return _DEALING.search(near) is not None


def signs_itself(actor: Actor, telling: Telling, text: MarkedText) -> bool:
    """Whether a Chinese sentence says that a place signs with somebody: ``与厦门签订``."""
    placed = telling.lead.sentence.placed
    whole = text.layout.text
    return actor.type == "place" and any(
        whole[span.start - 1 : span.start] in _WITH and _SIGNS.match(whole, span.end) is not None
        for span in actor.within(placed.start, placed.end)
    )


def is_agency_line(actor: Actor, text: MarkedText) -> bool:
    """Whether a name is the agency's, in the place line of the report: ``BERLIN, May 3 /Name Wire/ --``."""
    whole = text.layout.text
    return any(
        whole[max(0, span.start - 1) : span.start] + whole[span.end : span.end + 1] in ("()", "//")
        and is_in_place_line(whole, span.start)
        for span in actor.spans
    )


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
