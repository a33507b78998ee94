"""Which names of a sentence are only compared, supplied, or remembered, and take no part in what is done."""

from __future__ import annotations

from analysis.marking import MarkedSentence
from analysis.mentions import Mention

_PASSING = "passing"


def taking_part(sentence: MarkedSentence) -> tuple[Mention, ...]:
    """The names of a sentence without those in a clause of passing, or all if nothing in it is in passing.

    Where nothing is done in such a sentence, none of its names takes part.
    """
    cues = [cue for cue in sentence.of("frame") if cue.meaning.name == _PASSING]
    if not cues:
        return sentence.mentions
    if not sentence.of("act"):
        return ()
    kept: list[Mention] = []
    for mention in sentence.mentions:
        start, end = sentence.clause(mention.start)
        if not any(cue.start < end and cue.end > start for cue in cues):
            kept.append(mention)
    return tuple(kept)
