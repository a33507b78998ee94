"""Which deal of a story's files each deal of a new report is: a pure decision on facts.

That report and files are of one story has been decided by then, so a name that differs in script or a missing fact
speaks against nothing; what tells a story's deals apart are kind, status, sums and partners.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from operator import attrgetter

from analysis.matching import (
    ONE_EVENT,
    DealFacts,
    amounts_agree,
    other_partners,
    places_agree,
    shared_parties,
)

_LEAST = 0.0
_BASE, _ALONE = -0.5, 1.5
_KIND, _STATUS, _PARTY, _BOTH_SIDES = 0.8, 0.7, 0.8, 0.7
_AMOUNT, _OTHER_AMOUNT, _PLACE, _OTHER_PLACE = 2.0, -6.0, 0.5, -0.5
_SAME_DAY = 0.4
_BOTH_COUNT, _ONE_COUNTS = 2.0, -3.0
_OTHER_PARTNERS, _OTHER_TIME, _OTHER_PROJECT = -1.5, -8.0, -3.0

_TOLD = attrgetter("kind", "status", "parties", "amount", "currency", "place", "date", "counts_deals")


def choose_deals(new: Sequence[DealFacts], known: Mapping[int, Sequence[DealFacts]]) -> list[int | None]:
    """For each deal of a report the one on file that it is, None for one that is new.

    Args:
        new: The deals of one report; they are different ones.
        known: By id the deals on file of the same story, each as its reports give it.
    """
    different = {key: _different(reports) for key, reports in known.items() if reports}
    alone = len(new) == 1 and len(known) == 1
    scores = [
        (
            max(
                (likeness_of_deals(facts, deal) for facts in told if alone or _may_be(facts, deal)),
                default=_LEAST,
            ),
            number,
            key,
        )
        for (number, deal), (key, told) in product(enumerate(new), different.items())
    ]
    chosen: list[int | None] = [None] * len(new)
    used: set[int] = set()
    for score, number, key in sorted(scores, key=lambda item: (-item[0], item[1], item[2])):
        if score + (_ALONE if alone else 0.0) > _LEAST and chosen[number] is None and key not in used:
            chosen[number] = key
            used.add(key)
    return chosen


def _different(reports: Sequence[DealFacts]) -> list[DealFacts]:
    """Those that tell a deal differently: most reports repeat each other. When they were seen does not matter here."""
    return list({_TOLD(facts): facts for facts in reports}.values())


def _may_be(known: DealFacts, new: DealFacts) -> bool:
    """Whether two deals can be the same at all: nothing else outweighs another sum, or another time."""
    if amounts_agree(known, new) is False:
        return False
    return not (
        known.status == new.status and known.date and new.date and abs(known.date - new.date) > ONE_EVENT
    )


def likeness_of_deals(known: DealFacts, new: DealFacts) -> float:
    """How much speaks for two deals of one story being the same; 0 is even."""
    score = _BASE
    score += _KIND if known.kind == new.kind else -_KIND
    score += _STATUS if known.status == new.status else 0.0
    shared = shared_parties(known, new)
    if shared:
        score += _PARTY + (_BOTH_SIDES if {"cn", "de"} <= {side for _, side in shared} else 0.0)
    if known.counts_deals and new.counts_deals:
        score += _BOTH_COUNT
    elif known.counts_deals != new.counts_deals:
        # "Ten projects were signed" is not the paper that four partners signed beside them.
        told = new if known.counts_deals else known
        score += _ONE_COUNTS if len(told.parties) > 2 and told.amount is None else 0.0
    partners_differ = other_partners(known, new)
    score += _OTHER_PARTNERS if partners_differ else 0.0
    amounts = amounts_agree(known, new)
    if amounts is not None:
        score += _AMOUNT if amounts else _OTHER_AMOUNT
    places = places_agree(known, new)
    if places is not None:
        score += _PLACE if places else _OTHER_PLACE
    if partners_differ and places is False:
        score += _OTHER_PROJECT
    if known.status == new.status and known.date and new.date:
        if known.date == new.date:
            score += _SAME_DAY
        elif abs(known.date - new.date) > ONE_EVENT:
            score += _OTHER_TIME
    return score


__all__ = ["choose_deals", "likeness_of_deals"]
