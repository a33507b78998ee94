"""What speaks for two articles telling of one deal, feature by feature, and how it adds up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from analysis.stories_facts import DealFacts, PartyNames, StoryFacts
from analysis.stories_rarity import Rarity

_SAME_AMOUNT, _OTHER_AMOUNT = Decimal("0.97"), Decimal("0.5")
_UNKNOWN_NAME = 6.0  # nats: as rare as a name that one text in 400 has
_SAME_GROUP = 0.6
_SMOOTHING = 60.0
_UNKNOWN_GAP = 30  # days presumed between two articles where one has no day
_EQUAL_AMOUNT = Decimal("0.998")
_PARTIES_OF_ROUNDED_AMOUNT = (
    0.4  # sums that only come near each other say nothing of deals of quite other parties
)
_MOST = {"o": 20.0, "p": 12.0, "n": 20.0}
# Fitted by logistic regression on labelled pairs of articles and rounded; a sum above 0 speaks for one story.
_BASE, _LIKENESS, _PARTIES = -2.6, 5.0, 1.2
_PER_NAT_ORGANISATION, _PER_NAT_PLACE, _PER_NAT_NUMBER, _PER_NAT_PARTY = 0.25, 0.14, 0.26, 0.21
_AMOUNT_AGREES, _AMOUNT_DIFFERS, _PLACES_DIFFER, _ONE_TELLS_NO_DEAL = 2.5, -2.0, -0.9, -1.1
_NEITHER_TELLS_A_DEAL = -0.4
_PER_LOG_DAY, _PER_SHARED_DAY, _MOST_SHARED_DAYS = -0.8, 0.9, 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs for one pair of articles; sums are in nats of rarity, shares between 0 and 1."""

    likeness: float
    """The cosine of all comparable terms, damped for texts that have but few of them."""
    organisations: float
    places: float
    numbers: float
    parties: float
    """The share of the one deal's parties that the other text names, both ways on average."""
    least_parties: float
    """The rarity of the parties that each text names of the other's deal, the lesser of the two ways."""
    same_amount: bool
    other_amount: bool
    places_differ: bool
    """Both deals have a place, and another one."""
    one_tells_no_deal: bool
    neither_tells_a_deal: bool
    shared_days: int
    """Days that both texts name."""
    days: int
    """Days between the two reports."""

    @property
    def score(self) -> float:
        """How likely it is one story, in log odds; 0 is even."""
        return (
            _BASE
            + _LIKENESS * self.likeness
            + _PER_NAT_ORGANISATION * self.organisations
            + _PER_NAT_PLACE * self.places
            + _PER_NAT_NUMBER * self.numbers
            + _PARTIES * self.parties
            + _PER_NAT_PARTY * self.least_parties
            + (_AMOUNT_AGREES if self.same_amount else 0.0)
            + (_AMOUNT_DIFFERS if self.other_amount else 0.0)
            + (_PLACES_DIFFER if self.places_differ else 0.0)
            + (_ONE_TELLS_NO_DEAL if self.one_tells_no_deal else 0.0)
            + (_NEITHER_TELLS_A_DEAL if self.neither_tells_a_deal else 0.0)
            + _PER_SHARED_DAY * min(self.shared_days, _MOST_SHARED_DAYS)
            + _PER_LOG_DAY * math.log1p(self.days)
        )


def evidence(one: StoryFacts, other: StoryFacts, rarity: Rarity) -> Evidence:
    """The signs that two articles tell of one deal; the pair of deals that is most alike counts."""
    shared = one.terms & other.terms
    sums = {"o": 0.0, "p": 0.0, "n": 0.0}
    product = 0.0
    for term in shared:
        weight = rarity.weight(term)
        product += weight * weight
        if term[0] in sums:
            sums[term[0]] += weight
    norm = _norm(one, rarity) * _norm(other, rarity)
    deals = max(
        (_deal_evidence(first, second, one, other, rarity) for first in one.deals for second in other.deals),
        key=lambda deals: deals.rank,
        default=_NO_DEALS,
    )
    return Evidence(
        likeness=product / (norm + _SMOOTHING),
        organisations=min(sums["o"], _MOST["o"]),
        places=min(sums["p"], _MOST["p"]),
        numbers=min(sums["n"], _MOST["n"]),
        parties=deals.parties,
        least_parties=deals.least_parties,
        same_amount=deals.same_amount and (deals.equal_amount or deals.parties >= _PARTIES_OF_ROUNDED_AMOUNT),
        other_amount=deals.other_amount
        or (deals.unequal_amount and deals.parties < _PARTIES_OF_ROUNDED_AMOUNT),
        places_differ=deals.places_differ,
        one_tells_no_deal=bool(one.deals) != bool(other.deals),
        neither_tells_a_deal=not one.deals and not other.deals,
        shared_days=sum(term[0] == "d" for term in shared),
        days=_days(one, other),
    )


@dataclass(frozen=True, slots=True)
class _DealEvidence:
    rank: float
    parties: float
    least_parties: float
    same_amount: bool
    equal_amount: bool
    unequal_amount: bool
    other_amount: bool
    places_differ: bool


_NO_DEALS = _DealEvidence(0.0, 0.0, 0.0, False, False, False, False, False)


def _norm(facts: StoryFacts, rarity: Rarity) -> float:
    return math.sqrt(sum(rarity.weight(term) ** 2 for term in facts.terms))


def _days(one: StoryFacts, other: StoryFacts) -> int:
    if one.told is None or other.told is None:
        return _UNKNOWN_GAP
    apart = abs((one.told - other.told).days)
    slack = one.told_within + other.told_within
    return apart if not slack else max(_UNKNOWN_GAP, apart - slack)


def _deal_evidence(
    first: DealFacts, second: DealFacts, one: StoryFacts, other: StoryFacts, rarity: Rarity
) -> _DealEvidence:
    named, whole = _named(first, other, rarity)
    back_named, back_whole = _named(second, one, rarity)
    parties = ((named / whole if whole else 0) + (back_named / back_whole if back_whole else 0)) / 2
    same_amount = equal_amount = unequal_amount = other_amount = False
    if first.amount and second.amount and first.amount.currency == second.amount.currency:
        larger = max(first.amount.value, second.amount.value)
        ratio = min(first.amount.value, second.amount.value) / larger if larger else Decimal(1)
        same_amount, other_amount = ratio >= _SAME_AMOUNT, ratio < _OTHER_AMOUNT
        equal_amount, unequal_amount = ratio >= _EQUAL_AMOUNT, ratio < _SAME_AMOUNT
    same_kind = first.kind == second.kind
    same_date = first.date is not None and first.date == second.date
    rank = 3 * parties + same_amount - other_amount + 0.3 * same_kind + 0.7 * same_date
    places_differ = bool(first.places and second.places) and not first.places & second.places
    return _DealEvidence(
        rank,
        parties,
        min(named, back_named),
        same_amount,
        equal_amount,
        unequal_amount,
        other_amount,
        places_differ,
    )


def _named(deal: DealFacts, text: StoryFacts, rarity: Rarity) -> tuple[float, float]:
    """The rarity of the deal's parties that the text names, and of all of them."""
    named = whole = 0.0
    for party in deal.parties:
        share, weight = _party_named(party, text, rarity)
        named += share * weight
        whole += weight
    return named, whole


def _party_named(party: PartyNames, text: StoryFacts, rarity: Rarity) -> tuple[float, float]:
    if party.organisations:
        weight = max(rarity.weight(f"o:{identity}") for identity in party.organisations)
        if any(f"o:{identity}" in text.terms for identity in party.organisations):
            return 1.0, weight
        if _of_one_group(party, text):
            return _SAME_GROUP, weight
    else:
        weight = _UNKNOWN_NAME
    share = 0.0
    if party.words:
        weights = {word: rarity.weight(f"w:{word}") for word in party.words}
        total = sum(weights.values())
        share = sum(weights[word] for word in party.words & text.words) / total if total else 0.0
    if party.pieces and text.han:
        share = max(share, sum(piece in text.han for piece in party.pieces) / len(party.pieces))
    return share, weight


def _of_one_group(party: PartyNames, text: StoryFacts) -> bool:
    """Whether the text names the party's owner, one that the party owns, or another of the same owner."""
    return (
        any(f"o:{owner}" in text.terms for owner in party.owners)
        or not party.organisations.isdisjoint(text.owners)
        or not party.owners.isdisjoint(text.owners)
    )


__all__ = ["Evidence", "evidence"]
