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
    signs: list[str] = []
    if not _sides(plain) >= BOTH:
        signs.append("a side only in passing")
    elif not _sides(mention for mention in plain if _takes_part(mention)) >= BOTH:
        signs.append("a side without a party")
    last = len(sentences) - 1
    for side in BOTH if last >= 2 else ():
        if next((number for number, one in enumerate(sentences) if side in one.sides), 0) == last:
            signs.append("a side in the last sentence only")
    yield from signs
    if signs:
        yield "a side takes no part"


def _is_passing(mention: Mention, one: Sighted) -> bool:
    if _PASSING not in one.frames:
        return False
    if not one.real:
        return True
    start, end = one.sentence.clause(mention.start)
    cues = [cue for cue in one.sentence.of("frame") if cue.meaning.name == _PASSING]
    return any(cue.start < end and cue.end > start for cue in cues)


def _takes_part(mention: Mention) -> bool:
    return mention.type in ("organisation", "person_office", "place") or mention.is_actor


def _sides(mentions: Iterator[Mention] | Sequence[Mention]) -> frozenset[Side]:
    sides: set[Side] = set()
    for mention in mentions:
        sides.add(mention.side)
        if mention.also_side is not None:
            sides.add(mention.also_side)
    return frozenset(sides)
