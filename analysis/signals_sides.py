"""The signs that tell whether both sides take part in what is done, or one of them is only mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.mentions import Mention
from analysis.signals_sentence import BOTH, Sighted
from analysis.values import Side

_PASSING = "passing"
"""Frame of words by which someone is only compared, supplied, or remembered."""


def party_signs(sentences: Sequence[Sighted]) -> Iterator[str]:
    """The names of the signs of an article on how the rarer side takes part in it."""
    plain = [
        mention for one in sentences for mention in one.sentence.mentions if not _is_passing(mention, one)
    ]
    if not _sides(plain) >= BOTH:
        yield "a side only in passing"
    if not _sides(mention for mention in plain if _takes_part(mention)) >= BOTH:
        yield "a side without a party"
    for side in sorted(BOTH):
        named = [number for number, one in enumerate(sentences) if side in one.sides]
        if named and len(sentences) >= 3 and named[0] >= 2 and named[0] == len(sentences) - 1:
            yield "a side in the last sentence only"


def _is_passing(mention: Mention, one: Sighted) -> bool:
    start, end = one.sentence.clause(mention.start)
    return any(
        cue.start < end and cue.end > start
        for cue in one.sentence.of("frame")
        if cue.meaning.name == _PASSING
    )


def _takes_part(mention: Mention) -> bool:
    return mention.type in ("organisation", "person_office", "place") or mention.is_actor


def _sides(mentions: Iterator[Mention] | Sequence[Mention]) -> frozenset[Side]:
    sides: set[Side] = set()
    for mention in mentions:
        sides.add(mention.side)
        if mention.also_side is not None:
            sides.add(mention.also_side)
    return frozenset(sides)
