"""The signs that speak for or against a deal being told as news, by sentence and by article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from analysis.acts import Act, acts_of
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Side

BOTH: frozenset[Side] = frozenset({"cn", "de"})

_PERCENT = re.compile(r"\d\s?(?:%|percent|per cent|prozent|个百分点|成股)", re.IGNORECASE)
_FIRST_PERSON = {
    "en": re.compile(r"\b(?:we|our|us|I|my)\b"),
    "de": re.compile(r"\b(?:wir|uns|unsere?[nrms]?|ich|mein)\b", re.IGNORECASE),
    "zh": re.compile(r"我们|我司|笔者|本人"),
}
_QUOTE = re.compile(r"[\"“”„»«「」]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DEAL_MONEY = frozenset({"investment", "order", "price", "sum", "capital", "part", "valuation"})
_RECENT = timedelta(days=9)
_OLD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Signals:
    """A sentence that may state a deal, its acts, and the names of the signs that weigh."""

    sentence: MarkedSentence
    acts: tuple[Act, ...]
    signs: frozenset[str]

    @property
    def real_acts(self) -> tuple[Act, ...]:
        """The acts stated as done or decided."""
        return tuple(act for act in self.acts if act.is_real)


def signals_of(text: MarkedText) -> tuple[Signals, ...]:
    """One for every telling sentence with a word of doing or dealing, in the order of the text."""
    telling = text.telling
    article = frozenset(_article_signs(text, telling))
    title_sides = _sides(telling[:1]) if telling and telling[0].placed.role == "title" else frozenset()
    found: list[Signals] = []
    for number, sentence in enumerate(telling):
        acts = acts_of(sentence, text.layout.language)
        if not acts and not sentence.of("object"):
            continue
        near = _sides(telling[max(0, number - 1) : number + 2]) | title_sides
        signs = frozenset(_sentence_signs(sentence, acts, text, number, len(telling), near)) | article
        found.append(Signals(sentence, acts, signs))
    return tuple(found)


def _sides(sentences: tuple[MarkedSentence, ...]) -> frozenset[Side]:
    return frozenset(side for sentence in sentences for side in sentence.sides)


def _sentence_signs(
    sentence: MarkedSentence,
    acts: tuple[Act, ...],
    text: MarkedText,
    number: int,
    count: int,
    near: frozenset[Side],
) -> Iterator[str]:
    real = [act for act in acts if act.is_real]
    for act in real:
        yield f"act {act.status}"
        if act.kind is not None:
            yield f"act {act.status} {act.kind}"
    if not real:
        yield "no real act"
        for act in acts:
            for mood in act.moods:
                yield f"act only {mood}"
    if len({act.status for act in real}) > 1 or len(real) > 2:
        yield "several acts"
    kinds = {cue.meaning.name for cue in sentence.of("object")}
    for kind in kinds:
        yield f"object {kind}"
        for act in real:
            yield f"{act.status} with {kind}"
    if not kinds:
        yield "no object"
    yield from _side_signs(sentence, near)
    role = sentence.placed.role
    yield f"in {role}"
    if real:
        yield f"real act in {role}"
    if role == "body":
        yield "in first half" if number * 2 < count else "in second half"
    yield from _figure_signs(sentence)
    yield from _date_signs(sentence, text)
    for mood in {cue.meaning.name for cue in sentence.of("mood")}:
        yield f"mood {mood}"
    for frame in {cue.meaning.name for cue in sentence.of("frame")}:
        yield f"frame {frame}"
    plain = sentence.placed.text
    if plain.rstrip('"”“»« ').endswith(("?", "？")):
        yield "question"
    if _QUOTE.search(plain):
        yield "quotation"
    if _FIRST_PERSON[text.layout.language].search(plain):
        yield "first person"


def _side_signs(sentence: MarkedSentence, near: frozenset[Side]) -> Iterator[str]:
    own = sentence.sides
    organisations = {mention.side for mention in sentence.mentions if mention.type == "organisation"} | {
        mention.also_side for mention in sentence.mentions if mention.also_side is not None
    }
    if own >= BOTH:
        yield "both sides in sentence"
        if organisations & BOTH:
            yield "both sides, an organisation"
        if organisations >= BOTH:
            yield "organisations of both sides"
    elif own & BOTH:
        yield "one side in sentence"
    else:
        yield "no side in sentence"
    if near >= BOTH:
        yield "both sides near"
    if "other" in own:
        yield "third country in sentence"
        if not own >= BOTH:
            yield "third country instead of a side"


def _figure_signs(sentence: MarkedSentence) -> Iterator[str]:
    roles = {mention.role for mention in sentence.money}
    if roles & _DEAL_MONEY:
        yield "sum"
    if roles - _DEAL_MONEY:
        yield "other figure"
    if _PERCENT.search(sentence.placed.text):
        yield "percentage"


def _date_signs(sentence: MarkedSentence, text: MarkedText) -> Iterator[str]:
    if not sentence.dates:
        yield "no date"
        return
    published = text.published
    for mention in sentence.dates:
        if mention.looks_ahead:
            yield "date ahead"
        elif mention.is_dateline:
            yield "dateline"
        elif published is not None:
            age = published - mention.date
            if mention.precision == "day" and timedelta(days=-1) <= age <= _RECENT:
                yield "recent day"
            elif age > _OLD:
                yield "old date"
            elif age < timedelta(days=-1):
                yield "date ahead"
            else:
                yield "date of the last weeks"
        elif mention.precision == "day":
            yield "some day"
        else:
            yield "some year"


def _article_signs(text: MarkedText, telling: tuple[MarkedSentence, ...]) -> Iterator[str]:
    language = text.layout.language
    sides = _sides(telling)
    counts = Counter(
        side
        for sentence in telling
        for mention in sentence.mentions
        for side in {mention.side, mention.also_side}
    )
    yield f"language {language}"
    if not sides >= BOTH:
        yield "text without both sides"
    if min(counts["cn"], counts["de"]) >= 3:
        yield "text much on both sides"
    if counts["other"] > counts["cn"] + counts["de"]:
        yield "text on third countries"
    frames = Counter(
        cue.meaning.name
        for sentence in telling
        for cue in sentence.of("frame")
        if sentence.placed.role != "title"
    )
    for name, number in frames.items():
        if number >= 3 and number * 4 >= len(telling):
            yield f"text of {name}"
    if len(telling) <= 5:
        yield "short text"
    if len(telling) >= 30:
        yield "long text"
    years = {year for sentence in telling for year in _YEAR.findall(sentence.placed.text)}
    if len(years) >= 5:
        yield "many years"
    questions = sum(sentence.placed.text.rstrip().endswith(("?", "？")) for sentence in telling)
    if questions >= 3:
        yield "many questions"
    speaking = sum(_FIRST_PERSON[language].search(sentence.placed.text) is not None for sentence in telling)
    if speaking * 3 >= len(telling) and speaking >= 3:
        yield "first person throughout"
    if telling and telling[0].placed.role == "title":
        yield from _title_signs(telling[0], text)
    lead = [sentence for sentence in telling if sentence.placed.role in ("title", "lead")]
    if _sides(tuple(lead)) >= BOTH:
        yield "both sides in lead"
    for name in {cue.meaning.name for sentence in lead[1:] for cue in sentence.of("frame")}:
        yield f"lead of {name}"


def _title_signs(title: MarkedSentence, text: MarkedText) -> Iterator[str]:
    acts = acts_of(title, text.layout.language)
    if any(act.is_real for act in acts):
        yield "title has a real act"
        for act in acts:
            if act.is_real:
                yield f"title {act.status}"
    elif acts:
        yield "title has an unreal act"
    if title.of("object"):
        yield "title names a deal"
    if title.sides >= BOTH:
        yield "both sides in title"
    elif title.sides & BOTH:
        yield "one side in title"
    if "other" in title.sides:
        yield "third country in title"
    for name in {cue.meaning.name for cue in title.of("frame")}:
        yield f"title of {name}"
    for name in {cue.meaning.name for cue in title.of("mood")}:
        yield f"title mood {name}"
    if title.money:
        yield "sum in title"
    if title.placed.text.rstrip().endswith(("?", "？")):
        yield "title asks"
    if _QUOTE.search(title.placed.text[:1]):
        yield "title is a quotation"
