"""A text with everything that was recognised in it, for a person to look at: what reading saw and how it decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from analysis.knowledge import Knowledge
from analysis.layout import Role
from analysis.marking import MarkedSentence
from analysis.reading import THRESHOLD, Examination, Judged, examine, reading_of
from analysis.values import Article, Reading

Mark = Literal[
    "Chinese side", "German side", "both sides", "elsewhere", "act", "unreal act", "object", "mood", "frame",
    "money", "date",
]  # fmt: skip
"""What a stretch of text was recognised as."""


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """A stretch at the offsets ``start`` to ``end`` of its sentence's text, and what was seen in it.

    ``told`` says more in a few words: the status of an act with its moods, the role of a sum, who is meant.
    """

    start: int
    end: int
    text: str
    mark: Mark
    told: str


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """A sentence with its place in the article, its spans by their place in it, and how much it spoke for an alert.

    ``score`` is None for a sentence that could not state a deal: without a word of doing or dealing, or no part of
    the article itself.
    """

    role: Role
    text: str
    spans: tuple[ExplainedSpan, ...]
    score: float | None
    favour: tuple[tuple[str, float], ...] = ()
    against: tuple[tuple[str, float], ...] = ()

    @property
    def states_a_deal(self) -> bool:
        """Whether the sentence was taken to state a deal."""
        return self.score is not None and self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article's sentences as they were understood, and the reading that came of them."""

    reading: Reading
    sentences: tuple[ExplainedSentence, ...]


def explain(article: Article, knowledge: Knowledge) -> Explanation:
    """Read an article and show everything that was recognised in it; total like reading itself."""
    examination = examine(article, knowledge)
    return Explanation(reading_of(examination, knowledge), tuple(_sentences(examination, knowledge)))


def _sentences(examination: Examination, knowledge: Knowledge) -> Iterator[ExplainedSentence]:
    if examination.text is None:
        return
    judged = {one.signals.sentence.placed.number: one for one in examination.judged}
    for sentence in examination.text.sentences:
        one = judged.get(sentence.placed.number)
        spans = sorted(_spans(sentence, one), key=lambda span: (span.start, -span.end))
        weighed = [] if one is None else _weighed(one, knowledge)
        yield ExplainedSentence(
            role=sentence.placed.role,
            text=sentence.placed.text,
            spans=tuple(spans),
            score=None if one is None else one.score,
            favour=tuple(pair for pair in weighed if pair[1] > 0),
            against=tuple(reversed([pair for pair in weighed if pair[1] < 0])),
        )


def _weighed(one: Judged, knowledge: Knowledge) -> list[tuple[str, float]]:
    """The signs of a sentence that weigh anything, the strongest in favour first."""
    weights = knowledge.weights.of
    pairs = [(sign, weights[sign]) for sign in one.signals.signs if weights.get(sign)]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _spans(sentence: MarkedSentence, one: Judged | None) -> Iterator[ExplainedSpan]:
    placed = sentence.placed

    def span(start: int, end: int, mark: Mark, told: str) -> ExplainedSpan:
        first, last = max(start, placed.start) - placed.start, min(end, placed.end) - placed.start
        return ExplainedSpan(first, last, placed.text[first:last], mark, told)

    for mention in sentence.mentions:
        sides = {mention.side, mention.also_side}
        mark: Mark = "elsewhere"
        if {"cn", "de"} <= sides:
            mark = "both sides"
        elif mention.side in ("cn", "de"):
            mark = "Chinese side" if mention.side == "cn" else "German side"
        who = "" if mention.identity is None else f" {mention.identity}"
        yield span(mention.start, mention.end, mark, f"{mention.type}{who}, by {mention.rule}")
    for act in () if one is None else one.signals.acts:
        told = act.status if act.kind is None else f"{act.status}, {act.kind}"
        if act.moods:
            told = f"{told}; not as done: {', '.join(sorted(act.moods))}"
        yield span(act.cue.start, act.cue.end, "act" if act.is_real else "unreal act", told)
    for cue in sentence.cues:
        if cue.meaning.group == "object":
            yield span(cue.start, cue.end, "object", cue.meaning.name)
        elif cue.meaning.group == "mood":
            yield span(cue.start, cue.end, "mood", cue.meaning.name)
        elif cue.meaning.group == "frame":
            yield span(cue.start, cue.end, "frame", cue.meaning.name)
    for money in sentence.money:
        amount = money.amount
        qualifier = "" if amount.qualifier is None else f"{amount.qualifier} "
        yield span(
            money.start, money.end, "money", f"{qualifier}{amount.value:f} {amount.currency}, {money.role}"
        )
    for date in sentence.dates:
        yield span(date.start, date.end, "date", f"{date.date.isoformat()} ({date.precision})")
