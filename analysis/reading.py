"""From an article to what it says: whether it reports a deal between the two sides as news, and which deals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analysis.facts import deals_of
from analysis.findings import Findings
from analysis.knowledge import Knowledge
from analysis.language import detect_language
from analysis.layout import lay_out
from analysis.marking import MarkedText, mark, name_both
from analysis.reasons import reasons_of
from analysis.signals import Signals, signals_of
from analysis.signals_passing import taking_part
from analysis.values import Article, Deal, Language, Reading, Side

THRESHOLD = 0.5
_DOUBT = 0.05
"""Confidence from which on an article is an alert."""

_TWICE = 2  # times that each side is named where a text is about both
_OTHERS = 4  # times that other countries may be named beyond that


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that may state a deal, with the confidence that it does."""

    signals: Signals
    score: float


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that a reading rests on. ``judged`` follows the text; without a read language it is empty."""

    language: Language
    text: MarkedText | None = None
    judged: tuple[Judged, ...] = ()

    @property
    def best(self) -> Judged | None:
        """The sentence that speaks most for an alert; of equals the first."""
        return max(self.judged, key=lambda judged: judged.score, default=None)

    @property
    def both_sides(self) -> bool:
        """Whether the article's own sentences name both sides at all."""
        if self.text is None:
            return False
        return name_both([mention for sentence in self.text.telling for mention in sentence.mentions])

    @property
    def both_take_part(self) -> bool:
        """Whether both sides are named otherwise than in passing, as those who are compared, supplied or remembered."""
        if self.text is None:
            return False
        return name_both([mention for sentence in self.text.telling for mention in taking_part(sentence)])

    @property
    def is_about_both(self) -> bool:
        """Whether both sides are what the article is about: named more than once, and not drowned in others."""
        if self.text is None:
            return False
        counts: Counter[Side] = Counter()
        for sentence in self.text.telling:
            for mention in sentence.mentions:
                counts.update({side for side in (mention.side, mention.also_side) if side is not None})
        rarer = min(counts["cn"], counts["de"])
        return rarer >= _TWICE and counts["other"] <= rarer + _OTHERS

    @property
    def score(self) -> float:
        """The confidence that the article is an alert: none unless both sides take part."""
        best = self.best
        return best.score if best is not None and self.both_take_part else 0.0

    @property
    def stating(self) -> tuple[Signals, ...]:
        """The sentences that state a deal."""
        return tuple(judged.signals for judged in self.judged if judged.score >= THRESHOLD)

    @property
    def doubtful(self) -> tuple[Signals, ...]:
        """The sentences that may state a deal, less surely than an alert asks."""
        return tuple(judged.signals for judged in self.judged if _DOUBT <= judged.score < THRESHOLD)


def examine(article: Article, knowledge: Knowledge, *, thorough: bool = True) -> Examination:
    """Recognise everything in an article and weigh its sentences; never raises for a text, however damaged.

    Unless ``thorough``, the sentences of a text that does not name both sides are not weighed: it is no alert anyway.
    """
    language = detect_language(article.title, article.text, article.language)
    wording = knowledge.wordings.get(language)
    if wording is None:
        return Examination(language)
    layout = lay_out(article, language, wording)
    text = mark(layout, knowledge.gazetteer, wording, article.published, thorough=thorough)
    judged = tuple(
        Judged(signals, knowledge.weights.score(signals.signs) if signals.may_state else 0.0)
        for signals in signals_of(text)
    )
    return Examination(language, text, judged)


def read(article: Article, knowledge: Knowledge) -> Reading:
    """Read an article: the verdict with its confidence, the deals, and the reasons.

    Total and linear in the length of the text: an empty, damaged or foreign one gives a reading without an alert.
    """
    return read_with_findings(article, knowledge)[0]


def read_with_findings(article: Article, knowledge: Knowledge) -> tuple[Reading, Findings | None]:
    """As :func:`read`, with what was found in the text; nothing in a language that is not read."""
    examination = examine(article, knowledge, thorough=False)
    findings = None if examination.text is None else examination.text.findings
    return reading_of(examination, knowledge), findings


def reading_of(examination: Examination, knowledge: Knowledge) -> Reading:
    """The reading that an examination comes to."""
    score = examination.score
    deals: tuple[Deal, ...] = ()
    if score >= THRESHOLD and examination.text is not None:
        deals = deals_of(examination.text, examination.stating, knowledge, examination.doubtful)
    return Reading(
        language=examination.language,
        sino_german=score >= THRESHOLD or examination.is_about_both,
        alert=score >= THRESHOLD,
        score=score,
        deals=deals,
        reasons=reasons_of(examination, knowledge.weights),
    )
