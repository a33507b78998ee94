"""What speaks for and against a place's being that of a deal: how it stands in its sentence, and whose place it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern, word_before
from analysis.facts_place_found import FoundPlace
from analysis.facts_roles import Roles
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Language, Side
from config.deals import Kind

_AS_ADJECTIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"[A-Z][\w-]+(?:-based)?\s(?!and\b|or\b|on\b|in\b|for\b|with\b|by\b|to\b|at\b)[a-z]{4,}"
    ),
    "de": re.compile(r"[A-ZÄÖÜ][\wäöüß-]+(?:er|ner)\s[A-ZÄÖÜ][a-zäöüß]{3,}"),
    "zh": re.compile(r"[\u3400-\u9fff]{2,5}(?:市)?的[\u3400-\u9fff]"),
    "other": re.compile(r"(?!)"),
}
_LINE_AFTER = re.compile(
    r"[^.\n]{0,36}?(?:\s--\s|\s[–—-]\s|\s?\|\s|\)\s?[–—-]|:\s)|\.\s|[,/]\s?[A-Z]{3,}|\s?\([a-z/]{2,8}\)"
    r"|\d{1,2}月\d{1,2}日[电電讯訊]|[讯訊电電]|\s?\d{1,2}日[电電]"
)
CAPITALS = frozenset({"berlin", "beijing"})
"""They stand for governments too."""
_PRESS_TOWNS = CAPITALS | {"frankfurt-am-main", "shanghai", "hong-kong", "munich", "duesseldorf", "hamburg"}
"""Agencies report from there of deals that are elsewhere."""
_DIRECT: dict[Language, int] = {"en": 12, "de": 12, "zh": 4, "other": 0}
"""So many characters may stand between a word and the place that it tells of directly."""
_BESIDE_AFTER = re.compile(r"\s?(?:,|、|and|und|sowie|和|与|及|以及)\s?(?:in\s)?(?=[A-ZÄÖÜ\u3400-\u9fff])")

# "The economy ministry in Magdeburg said": where somebody speaks, whatever it is about.
_OFFICE_IN = re.compile(
    r"\b(?:minist\w+|courts?|spokes\w+|government|authorit\w+|offices?|gericht|sprecher\w*|regierung|behörden?)\s"
    r"(?:in|im|at)\s$",
    re.IGNORECASE,
)
_BESIDE = 8  # characters
_LISTED_BEFORE = re.compile(r"(?:,|、|\sand|\sund|\ssowie|和|与|及|以及)\s?(?:in\s)?$")


@dataclass(frozen=True, slots=True)
class PlaceScene:
    """What is known of a deal when its place is looked for.

    ``starts_at`` gives the start of a found place by its end; ``visit`` says that people of both countries met.
    """

    telling: Telling
    text: MarkedText
    kind: Kind
    parties: Sequence[Actor]
    roles: Roles
    starts_at: Mapping[int, int]
    visit: bool


def traits_of_place(one: FoundPlace, scene: PlaceScene) -> Iterator[str]:
    """The traits of one place where it is named."""
    text, kind = scene.text, scene.kind
    language = text.layout.language
    whole = text.layout.text
    sentence, start, end = one.sentence, one.start, one.end
    where = scene.telling.where(sentence)
    yield "place"
    yield where
    yield f"{where} of {kind}"
    first = _chain_start(one, scene.starts_at)
    before = whole[max(sentence.placed.start, first - 45) : first]
    after = whole[end : min(sentence.placed.end, end + 40)]
    relation = "bare"
    is_town_of = pattern("at the town of", language).search(before)
    if pattern("from", language).search(before) and not is_town_of:
        relation = "from"
    elif is_town_of or pattern("at", language).search(before):
        relation = "at"
        if _is_beside_party(one, scene):
            relation = "beside"  # "Tongji University in Shanghai" tells of the university, not of the act
    elif pattern("towards", language).search(before):
        relation = "towards"
        yield f"towards {where}"
    if _OFFICE_IN.search(before):
        yield "seat of an office"
    if relation == "at":
        yield f"at {where}"
        yield f"at {where} of {kind}"
    yield f"{relation} of {kind}"
    if relation in ("from", "beside"):
        yield "stands from"
    if any(m.type == "organisation" and m.start <= start < m.end for m in sentence.mentions):
        yield "in another's name"
    if one.identity is None:
        yield f"unknown {relation}"
    word = word_before(sentence.placed.text, start - sentence.placed.start)
    if word:
        yield f"after '{word}'"
    for what in ("site", "signing"):
        if pattern(what, language).search(before[-32:] if relation == "at" else before[-20:]):
            yield f"{relation} after {what}"
            yield f"{relation} after {what} of {kind}"
    clause_start, clause_end = sentence.clause(start)
    nearest = _nearest_word(whole[max(sentence.placed.start, first - 80) : first], language)
    if nearest is not None:
        yield f"{relation} next to {nearest}"
        yield f"{relation} next to {nearest} of {kind}"
    if pattern("meeting", language).search(after):
        yield "of a meeting"
        yield f"of a meeting in {kind}"
    if relation == "at" and pattern("signing", language).search(whole[end : min(clause_end, end + 40)]):
        yield "at before signing"
        yield f"at before signing of {kind}"
    if pattern("site", language).search(after[:20]):
        yield "site after"
        yield f"site after in {kind}"
    if pattern("exchange", language).search(after):
        yield "of an exchange"
    if one.identity in CAPITALS and pattern("government acts", language).search(after):
        yield "as a government"
    if pattern("firm", language).search(after):
        yield "of a firm"
        yield f"of a firm in {kind}"
        yield f"of a firm {where}"
    if pattern("existing site", language).search(sentence.placed.text):
        yield f"other sites {where}"
    if pattern("workforce", language).search(sentence.placed.text):
        yield f"workforce beside in {kind}"
    if _AS_ADJECTIVE[language].match(whole, start, min(sentence.placed.end, end + 24)):
        yield "as an adjective"
        yield f"as an adjective in {kind}"
        yield f"as an adjective {where}"
    if whole[max(0, start - 1) : start] in ("(", "（") and whole[end : end + 1] in (")", "）"):
        yield "in brackets"
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("act")):
        yield "act in clause"
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("object")):
        yield "object in clause"
    yield from _line_traits(one, scene)
    yield from _party_traits(one, relation, scene)
    if "other" in sentence.sides:
        yield "third country"
    if {cue.meaning.name for cue in sentence.of("frame")} & {"statistics", "retrospective", "trend"}:
        yield "in a statistic or a look back"


def _is_beside_party(one: FoundPlace, scene: PlaceScene) -> bool:
    """Whether only a small word stands between the name of a party and a place."""
    return any(
        0 <= one.start - span.end <= _BESIDE
        for actor in scene.parties[:4]
        for span in actor.within(one.sentence.placed.start, one.sentence.placed.end)
    )


_TELLING_WORDS = ("site noun", "building", "signing", "telling", "workforce", "supplying", "seat")


@lru_cache(maxsize=1024)  # each deal of a text asks for all its places
def _nearest_word(before: str, language: Language) -> str | None:
    """Which of the telling words stands nearest before a place; and whether it does so directly."""
    end, what = max((pattern(what, language).last_end(before), what) for what in _TELLING_WORDS)
    if end < 0:
        return None
    return f"{what}, directly" if len(before) - end <= _DIRECT[language] else what


def _chain_start(one: FoundPlace, starts_at: Mapping[int, int]) -> int:
    """Where the places begin that are named in one breath: of ``in Shandong's Weifang`` what stands before Shandong."""
    start = one.start
    for _ in range(3):
        before = next((starts_at[start - gap] for gap in range(3) if start - gap in starts_at), None)
        if before is None or before >= start:
            break
        start = before
    return start


def traits_among(
    one: FoundPlace, starts: Container[int], ends: Container[int], text: MarkedText
) -> Iterator[str]:
    """Whether a place stands in an enumeration of places or on a way from one to another."""
    whole = text.layout.text
    joint = _BESIDE_AFTER.match(whole, one.end)
    is_on_way = pattern("route", text.layout.language).is_in(whole, max(0, one.start - 12), one.start)
    if is_on_way:
        yield "on a way"
    if joint is not None and joint.end() in starts:
        yield "beside another place"
        if is_on_way:
            yield "between two"
    if _LISTED_BEFORE.search(whole, max(0, one.start - 10), one.start) and any(
        at in ends for at in range(max(0, one.start - 9), one.start)
    ):
        yield "later in a list"
    if any(at in ends for at in range(max(0, one.start - 5), one.start)):
        yield "after another place"
    if whole[one.end : one.end + 1] in ("/", "–", "-", "—") and one.end + 1 in starts:
        yield "joined to another place"
    if whole[max(0, one.start - 1) : one.start] in ("/", "–", "-", "—") and one.start - 1 in ends:
        yield "joined to another place"


def _line_traits(one: FoundPlace, scene: PlaceScene) -> Iterator[str]:
    sentence, kind, text = one.sentence, scene.kind, scene.text
    language = text.layout.language
    if not _is_line(one.start, one.end, sentence, text):
        return
    yield "line"
    yield f"line of {kind}"
    yield f"{one.side} line of {kind}"
    if scene.visit:
        yield f"line of {kind} at a visit"
    if pattern("here", language).search(sentence.placed.text):
        yield "line and here"
    if len(sentence.placed.text.strip(" .\n")) <= len(one.name) + 6:
        yield "line alone"
        yield f"line alone of {kind}"
        yield f"{one.side} line alone of {kind}"
    if one.identity in CAPITALS:
        yield f"capital line of {kind}"
    if one.identity in _PRESS_TOWNS:
        yield f"press line of {kind}"
        if scene.telling.where(sentence) == "stated":
            yield f"press line stated of {kind}"
    behind = text.layout.text[one.end : one.end + 44]
    if pattern("agency", language).search(behind):
        yield "line of an agency"
        yield f"line of an agency in {kind}"
    if re.match(r"[^\n–—]{0,24}\d", behind):
        yield "line with a day"
        yield f"line with a day in {kind}"


def _is_line(start: int, end: int, sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether a place opens a paragraph as the place of the report."""
    if sentence.placed.role == "title":
        return False
    whole = text.layout.text
    line = whole.rfind("\n", 0, start) + 1
    if start - line > 40:
        return False
    return _LINE_AFTER.match(whole, end, end + 44) is not None or (
        whole[start:end].isupper() and end - start > 2
    )


def _party_traits(one: FoundPlace, relation: str, scene: PlaceScene) -> Iterator[str]:
    kind, parties, side, start = scene.kind, scene.parties, one.side, one.start
    nearest: tuple[int, Actor] | None = None
    for actor in parties[:4]:
        for span in actor.within(one.sentence.placed.start, one.sentence.placed.end):
            if span.start <= start < span.end:
                yield "in a party's name"
                yield f"in the name of one {scene.roles.of(actor)} in {kind}"
            elif 0 <= start - span.end <= 8:
                yield "right after a party"
                yield f"right after a party of {kind}"
            if span.end <= start and (nearest is None or span.end > nearest[0]):
                nearest = (span.end, actor)
    if nearest is not None and relation in ("at", "from"):
        yield f"{relation} behind one {scene.roles.of(nearest[1])} in {kind}"
    if side is not None and parties:
        yield f"{side} of {kind}"
        yield from _side_traits(side, kind, parties)


def _side_traits(side: Side, kind: Kind, parties: Sequence[Actor]) -> Iterator[str]:
    if len(parties) > 1:
        both = {one for actor in parties for one in actor.sides}
        yield "among the sides" if side in both else "not among the sides"
    else:
        yield (
            f"side of the only party of {kind}"
            if side in parties[0].sides
            else f"not side of the only one of {kind}"
        )
