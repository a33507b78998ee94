"""The place of a deal: where the plant, the firm bought or the project is, else where the paper was signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_telling import Telling
from analysis.facts_words import name_words
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Language, Side, Status

_TOWN = r"[A-ZÄÖÜ][a-zäöüß]{2,}"
_GUESS = {
    "en": re.compile(rf"\b(?:in|at|near)\s({_TOWN}(?:[- ]{_TOWN}){{0,2}})(?=[\s,.;)])"),
    "de": re.compile(
        rf"\b(?:in|bei|nahe)\s((?:(?:Bad|Sankt|St\.)\s)?{_TOWN}(?:-{_TOWN})?(?:\s(?:an der|am|im)\s{_TOWN})?)"
    ),
}
_LEAST: dict[Kind, float] = {"investment": 1.0, "acquisition": 1.6, "agreement": 2.2}


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    start: int
    score: float


def place_of(
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    status: Status,
    parties: Sequence[Actor],
) -> str | None:
    """Where a deal is, as the text names the place; None if it does not say."""
    candidates = sorted(
        _candidates(telling, text, kind, parties), key=lambda candidate: (-candidate.score, candidate.start)
    )
    if not candidates or candidates[0].score < _LEAST[kind]:
        return None
    return candidates[0].text


def _candidates(
    telling: Telling, text: MarkedText, kind: Kind, parties: Sequence[Actor]
) -> Iterator[_Candidate]:
    language = text.layout.language
    lead = telling.lead.sentence
    core = set(map(id, telling.core))
    seen: dict[str, int] = {}
    for sentence in (*telling.core, *(s for s in telling.context if id(s) not in core)):
        for mention in sentence.mentions:
            if mention.type == "place" and mention.identity:
                seen[mention.identity] = seen.get(mention.identity, 0) + 1
    investor = next((actor for actor in parties), None)
    for sentence in (*telling.core, *(s for s in telling.context if id(s) not in core)):
        where = _where(sentence, telling, lead)
        if where is None:
            continue
        placed = sentence.placed
        known = [m for m in sentence.mentions if m.type in ("place", "country")]
        for mention in sentence.mentions:
            if mention.type != "place" or mention.side == "other":
                continue
            score = where + _fit(mention.start, mention.end, sentence, text, kind, parties, mention.side)
            if investor is not None and kind == "investment" and len(investor.sides) == 1:
                score += 0.8 if mention.side not in investor.sides else -0.8
            if mention.identity and seen.get(mention.identity, 0) > 1:
                score += 0.3
            yield _Candidate(mention.text, mention.start, score)
        guess = _GUESS.get(language)
        if guess is None:
            continue
        for match in guess.finditer(placed.text):
            start = placed.start + match.start(1)
            name = match.group(1).strip(" -")
            if any(m.start <= start < m.end for m in known) or not _may_be_place(name, language):
                continue
            if any(start < s.end and s.start < start + len(name) for actor in parties for s in actor.spans):
                continue
            score = where - 0.7 + _fit(start, start + len(name), sentence, text, kind, parties, None)
            yield _Candidate(name, start, score)


def _may_be_place(name: str, language: Language) -> bool:
    words = name_words()
    mine = words.of(language)
    first = name.split()[0].lower()
    if first in mine.starters or first in mine.generic or first in mine.persons or first in mine.roles:
        return False
    return not (language == "de" and words.is_german_noun(first))


def _where(sentence: MarkedSentence, telling: Telling, lead: MarkedSentence) -> float | None:
    if sentence is lead:
        return 1.5
    if sentence is telling.title:
        return 1.0
    if any(sentence is statement.sentence for statement in telling.statements):
        return 0.8
    distance = sentence.placed.number - lead.placed.number
    return 0.3 - 0.25 * min(abs(distance), 8)


def _fit(
    start: int,
    end: int,
    sentence: MarkedSentence,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
    side: Side | None,
) -> float:
    """How much the words beside a place say that the deal is there."""
    language = text.layout.language
    whole = text.layout.text
    before = whole[max(sentence.placed.start, start - 45) : start]
    after = whole[end : min(sentence.placed.end, end + 40)]
    score = 0.0
    inside = any(span.start <= start < span.end for actor in parties for span in actor.spans)
    if inside:
        score -= 1.0
    comes_from = pattern("from", language).search(before)
    if comes_from:
        score += 0.3 if kind == "acquisition" else -1.2
    elif pattern("at", language).search(before):
        score += 1.2
    site = pattern("site", language)
    if site.search(before) or site.search(after[:16]):
        score += 0.6 if kind != "investment" else 1.0
    if _is_dateline(start, end, sentence, text):
        here = pattern("here", language).search(sentence.placed.text)
        score += 0.4 if here else -1.6
    return score


def _is_dateline(start: int, end: int, sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether a place opens a paragraph as the place of the report."""
    if sentence.placed.role == "title":
        return False
    whole = text.layout.text
    line = whole.rfind("\n", 0, start) + 1
    if start - line > 40:
        return False
    after = whole[end : end + 44]
    return (
        _DATELINE_AFTER.match(after) is not None
        or (whole[start:end].isupper() and end - start > 2)
        or _DATELINE_HAN.match(after) is not None
    )


_DATELINE_AFTER = re.compile(
    r"[^.\n]{0,36}?(?:\s--\s|\s[–—-]\s|\s?\|\s|\)\s?[–—-]|:\s)|\.\s|[,/]\s?[A-Z]{3,}|\s?\([a-z/]{2,8}\)"
)
_DATELINE_HAN = re.compile(r"\d{1,2}月\d{1,2}日[电電讯訊]|[讯訊电電]\s|\s?\d{1,2}日[电電]|[讯訊]")
