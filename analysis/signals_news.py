"""The signs that tell news from what is retold: a fresh day in the opening, a report, who stands beside the act."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.acts import Act
from analysis.marking import MarkedSentence, MarkedText, sides_of
from analysis.mentions import MentionType
from analysis.signals_fresh import is_fresh
from analysis.signals_passing import taking_part
from analysis.signals_sentence import BOTH, Sighted, is_bystander
from analysis.signals_together import calls_together
from analysis.values import Language, Side

_REPORTS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:said|says|announce[ds]|told|reported|according to|confirmed|disclosed|revealed|stated|in a statement)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:mitteilten?|teilten?\b.{0,120}\bmit|bekannt|sagten?|nach (?:\w{1,30} )?Angaben|berichteten?|erklärten?"
        r"|hieß es|laut|bestätigten?|verlautete|wie .{3,80} (?:mitteilt|meldet))\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"宣布|表示|获悉|报道|记者|讯|电）|消息|公告|介绍|透露|据悉"),
}
# Acts that a noun states, as the wording has them: what is known already is more often told so.
_NOUNS = re.compile(
    r"(?:the )?(?:acquisition|takeover|take-over|buy-?out|purchase (?:of|agreement)|sale of|disposal"
    r"|construction (?:of|work)"
    r"|(?:expansion|extension|founding|signing|conclusion|completion|closing|award|placing) of|establishment|formation"
    r"|foundation|sign(?:ing ceremony|ature)|opening (?:of|ceremony)|inauguration|joint venture|agreement|contract|deal"
    r"|order|licen[cs]e|partnership|plans for|memorandum|majority stake|new|strategic|exclusive|approval"
    r"|(?:total )?investment|ground-?breaking|under an?"
    r"|an? (?:\w{1,30} )?(?:contract|order|deal|cooperation|partnership))"
)
_SMALL = re.compile(r"von|der|des|durch|an|bei|mit|zwischen|für|in|eines|einer|zu|zur|zum|im")
TO_COME = frozenset({"due", "future", "intention"})
"""Moods of what is still to be done."""
# By what a side is named, from that which can sign best to that which says least.
_STRENGTH: tuple[MentionType, ...] = ("organisation", "person_office", "place", "country")


def news_signs(sentences: Sequence[Sighted], text: MarkedText) -> Iterator[str]:
    """The names of the signs of an article on whether it tells something new."""
    opening = [one for one in sentences if one.sentence.placed.role in ("title", "lead")]
    fresh = [one for one in opening if _is_fresh(one.sentence, text)]
    yield "a fresh day in the opening" if fresh else "no fresh day in the opening"
    if any(one.real for one in fresh):
        yield "a fresh act in the opening"
    reports = _REPORTS[text.layout.language]
    told = any(reports.search(one.sentence.placed.text) for one in opening)
    yield "a report in the opening" if told else "no report in the opening"


def _is_fresh(sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether a sentence of an opening speaks of these days, a dateline and days of an undated text included."""
    return is_fresh(sentence, text) or any(
        mention.is_dateline or (text.published is None and mention.precision == "day")
        for mention in sentence.dates
        if not mention.looks_ahead
    )


def beside_signs(one: Sighted, language: Language) -> Iterator[str]:
    """The names of the signs of a sentence on who stands beside what is done, and what states it: verb or noun."""
    if not one.real:
        return
    if all(act.status == "planned" for act in one.real) and any(
        act.status == "signed" and act.moods & TO_COME for act in one.acts
    ):
        yield "plans only to sign"
    found = {_who_is_beside(one.sentence, act.cue.start, act.cue.end) for act in one.real}
    yield next(f"{who} beside the act" for who in ("both", "organisation", "place", "nobody") if who in found)
    if one.near >= BOTH and not one.sides >= BOTH and calls_together(one.sentence, language):
        yield "both called together"
        if one.objects:
            yield "both called together, with an object"
    if language != "zh":
        nouns = all(_is_noun(one.sentence, act.cue.start, act.cue.end, language) for act in one.real)
        yield "acts by nouns only" if nouns else "an act by a verb"


def _who_is_beside(sentence: MarkedSentence, start: int, end: int) -> str:
    first, last = sentence.clause(start)
    inside = [mention for mention in sentence.mentions if first <= mention.start < max(last, end)]
    if sides_of(inside) >= BOTH:
        return "both"
    if any(mention.type == "organisation" and not is_bystander(mention) for mention in inside):
        return "organisation"
    return "place" if inside else "nobody"


def acts_by_verb(one: Sighted, language: Language) -> list[Act]:
    """The acts of a sentence stated as done by a verb; Chinese has no other form."""
    return [
        act
        for act in one.real
        if language == "zh" or not _is_noun(one.sentence, act.cue.start, act.cue.end, language)
    ]


def _is_noun(sentence: MarkedSentence, start: int, end: int, language: Language) -> bool:
    first = sentence.placed.start
    written = sentence.placed.text[start - first : end - first]
    if language == "en":
        return _NOUNS.match(written.lower()) is not None
    return written[:1].isupper() and all(
        part[:1].isupper() or _SMALL.fullmatch(part) for part in written.split()
    )


@dataclass(frozen=True, slots=True)
class NamedSides:
    """By what each sentence of an article, and the whole of it, names a side best."""

    by_sentence: tuple[Mapping[Side, MentionType], ...]
    by_text: Mapping[Side, MentionType]
    has_title: bool


def named_sides(sentences: Sequence[Sighted]) -> NamedSides:
    """Gathered once for an article, so that asking for each sentence stays cheap."""
    each = tuple(_best_named(one.sentence) for one in sentences)
    whole: dict[Side, MentionType] = {}
    for named in each:
        for side, how in named.items():
            if side not in whole or _STRENGTH.index(how) < _STRENGTH.index(whole[side]):
                whole[side] = how
    return NamedSides(each, whole, bool(sentences) and sentences[0].sentence.placed.role == "title")


def _best_named(sentence: MarkedSentence) -> Mapping[Side, MentionType]:
    named: dict[Side, MentionType] = {}
    for mention in taking_part(sentence):
        for side in (mention.side, mention.also_side):
            if side is not None and (
                side not in named or _STRENGTH.index(mention.type) < _STRENGTH.index(named[side])
            ):
                named[side] = mention.type
    return named


def missing_signs(one: Sighted, named: NamedSides) -> Iterator[str]:
    """Where a sentence of doing names one side only: by what and where the other side is named."""
    here = one.sides & BOTH
    if not one.real or len(here) != 1:
        return
    (missing,) = BOTH - here
    each, number = named.by_sentence, one.number
    places = (
        ("title", each[:1] if named.has_title and number else ()),
        ("before", each[max(0, number - 1) : number]),
        ("after", each[number + 1 : number + 2]),
        ("elsewhere", (named.by_text,)),
    )
    for where, some in places:
        if some and missing in some[0]:
            yield f"the missing side by {some[0][missing]} {where}"
            break
    if "other" in one.organisation_sides:
        yield "a third country's organisation for the missing side"
