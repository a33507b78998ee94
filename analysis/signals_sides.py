"""The signs that tell whether both sides take part in what is done, or one of them is only mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.marking import sides_of
from analysis.mentions import Mention
from analysis.signals_passing import taking_part
from analysis.signals_sentence import BOTH, Sighted, is_bystander


def party_signs(sentences: Sequence[Sighted]) -> Iterator[str]:
    """The names of the signs of an article on how the rarer side takes part in it."""
    plain = [mention for one in sentences for mention in taking_part(one.sentence)]
    signs: list[str] = []
    if not sides_of(plain) >= BOTH:
        signs.append("a side only in passing")
    elif not sides_of([mention for mention in plain if _can_sign(mention)]) >= BOTH:
        signs.append("a side without a party")
    if _only_clears(plain, sentences):
        signs.append("a side only clears what a third country does")
    last = len(sentences) - 1
    for side in BOTH if last >= 2 else ():
        if next((number for number, one in enumerate(sentences) if side in one.sides), 0) == last:
            signs.append("a side in the last sentence only")
    yield from signs
    if signs:
        yield "a side takes no part"


def _only_clears(plain: Sequence[Mention], sentences: Sequence[Sighted]) -> bool:
    """Whether a side is there by its authorities only, which clear or forbid what firms of another country do."""
    firms = [mention for mention in plain if mention.type == "organisation" and mention.is_actor]
    return (
        not sides_of(firms) >= BOTH
        and any(mention.side == "other" and not is_bystander(mention) for mention in firms)
        and any(act.status in ("approved", "blocked") for one in sentences for act in one.real)
    )


def _can_sign(mention: Mention) -> bool:
    return mention.type in ("organisation", "person_office", "place") or mention.is_actor
