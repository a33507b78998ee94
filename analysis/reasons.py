"""Why a reading came out as it did, in sentences for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.mentions import Mention
from analysis.weights import Weights

if TYPE_CHECKING:
    from analysis.reading import Examination, Judged

_MOST = 5
_SIDE_NAMES = {"cn": "Chinese", "de": "German"}


def reasons_of(examination: Examination, weights: Weights) -> tuple[str, ...]:
    """The strongest sentence, its words of doing, its names, and what spoke for and against it."""
    if examination.text is None:
        return ("The text is in none of the languages that are read (English, German, Chinese).",)
    if not examination.text.telling:
        return ("There is no text to read.",)
    if not examination.both_sides:
        mentions = [mention for sentence in examination.text.telling for mention in sentence.mentions]
        return ("The text does not name both a Chinese and a German side.", _names(mentions))
    best = examination.best
    if best is None:
        return ("No sentence says that something was agreed, invested or bought.",)
    reasons = []
    if not examination.both_take_part:
        reasons.append("The text names one of the two sides in passing only.")
    where = {"title": "the headline", "lead": "the opening"}.get(
        best.signals.sentence.placed.role, "the text"
    )
    reasons.append(f"Strongest sentence, in {where}: “{examination.text.layout.as_written(*_span(best))}”")
    reasons += [reason for reason in (_words(best), _names(best.signals.sentence.mentions)) if reason]
    reasons += _weighed(best, weights)
    return tuple(reasons)


def _span(judged: Judged) -> tuple[int, int]:
    placed = judged.signals.sentence.placed
    return placed.start, min(placed.end, placed.start + 400)


def _words(judged: Judged) -> str:
    parts = []
    for act in judged.signals.acts[:4]:
        told = f"“{act.cue.text}” ({act.status}"
        parts.append(told + (")" if act.is_real else f", but {', '.join(sorted(act.moods))})"))
    return f"Words of doing: {'; '.join(parts)}." if parts else "No word says that something was done."


def _names(mentions: Sequence[Mention]) -> str:
    parts = []
    for side, title in _SIDE_NAMES.items():
        names = dict.fromkeys(
            mention.text for mention in mentions if side in (mention.side, mention.also_side)
        )
        if names:
            parts.append(f"{title}: {', '.join(list(names)[:5])}")
    return f"Names in it: {'; '.join(parts)}." if parts else "It names neither side."


def _weighed(judged: Judged, weights: Weights) -> list[str]:
    signs = [(weights.of.get(sign, 0.0), sign) for sign in sorted(judged.signals.signs)]
    favour = sorted((pair for pair in signs if pair[0] > 0.05), reverse=True)[:_MOST]
    against = sorted(pair for pair in signs if pair[0] < -0.05)[:_MOST]
    told = []
    if favour:
        told.append("In favour: " + ", ".join(f"{sign} ({weight:+.1f})" for weight, sign in favour) + ".")
    if against:
        told.append("Against: " + ", ".join(f"{sign} ({weight:+.1f})" for weight, sign in against) + ".")
    return told
