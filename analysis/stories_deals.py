"""How alike two deals are, each as one article tells it: parties, sums, partners and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from analysis.matching import ONE_EVENT
from analysis.stories_facts import DealFacts, PartyNames, StoryFacts
from analysis.stories_rarity import Rarity
from analysis.values import Amount, Side

_UNKNOWN_NAME = 6.0  # nats: as rare as a name that one text in 400 has
_SAME_GROUP = 0.6
_BOTH: tuple[Side, Side] = ("cn", "de")
_HALF_A_NAME = 0.5  # "Kirchmayr Ventile" is not named where "Altstein Ventile" is
_EQUAL, _NEAR, _OTHER = Decimal("0.998"), Decimal("0.97"), Decimal("0.5")
_OTHER_CONVERTED = Decimal("0.4")
# Euros for one unit, roughly, over twenty years: enough to tell that sums are quite other ones.
_EUROS = {
    "EUR": Decimal(1),
    "USD": Decimal("0.9"),
    "CNY": Decimal("0.13"),
    "HKD": Decimal("0.11"),
    "GBP": Decimal("1.2"),
    "CHF": Decimal("0.9"),
    "JPY": Decimal("0.007"),
}


class Sums(Enum):
    """How the sums of two deals stand to each other."""

    UNKNOWN = "one has none, or they are in currencies that are not compared"
    EQUAL = "the very same"
    NEAR = "the same, rounded"
    UNLIKE = "neither near nor far"
    OTHER = "one is less than half the other"


@dataclass(frozen=True, slots=True)
class DealLikeness:
    """The signs for one pair of deals."""

    parties: float
    """The share of each deal's parties that the other text names, both ways on average, by rarity."""
    named: float
    """The rarity of these parties in nats, likewise."""
    sums: Sums
    same_kind: bool
    same_date: bool
    strangers: bool
    """Both have partners of either side, and neither text names any of the other's."""
    another_firm: bool
    """Both have a partner of one side, known or not, and neither text names the other's at all."""
    other_partners: bool
    """Both have known partners of one side, and neither text names the other's."""
    other_time: bool
    """Both reached the same status, on days that are far from each other."""

    @property
    def rank(self) -> float:
        """How likely these two, of all the deals of two texts, are the same."""
        same = self.sums in (Sums.EQUAL, Sums.NEAR)
        return (
            3 * self.parties + same - (self.sums is Sums.OTHER) + 0.3 * self.same_kind + 0.7 * self.same_date
        )


NO_DEALS = DealLikeness(0.0, 0.0, Sums.UNKNOWN, False, False, False, False, False, False)


@dataclass(slots=True)
class _Partners:
    """The parties of one side of a deal, and whether another text names them."""

    all_in_words: bool = True
    """Each has a name in Latin letters, which is the same everywhere."""
    any_named: bool = False
    known: bool = False
    """Some are known organisations."""
    known_named: bool = False


@dataclass(frozen=True, slots=True)
class _Standing:
    """A deal and what another text names of it: the same for each deal that it is compared with there."""

    deal: DealFacts
    named: float
    whole: float
    day: date | None
    partners: dict[Side, _Partners]

    @property
    def share(self) -> float:
        return self.named / self.whole if self.whole else 0


def _standing(deal: DealFacts, text: StoryFacts, other: StoryFacts, rarity: Rarity) -> _Standing:
    named = whole = 0.0
    partners: dict[Side, _Partners] = {}
    for party in deal.parties:
        share, weight, known_named = _party_named(party, other, rarity)
        named += share * weight
        whole += weight
        its = partners.get(party.side)
        if its is None:
            its = partners[party.side] = _Partners()
        its.all_in_words = its.all_in_words and bool(party.words)
        its.any_named = its.any_named or share > _HALF_A_NAME
        its.known = its.known or bool(party.organisations)
        its.known_named = its.known_named or known_named
    # The day of the deal, else that of the report where it is known for certain.
    day = deal.date or (text.told if text.told_within == 0 else None)
    return _Standing(deal, named, whole, day, partners)


def likenesses(one: StoryFacts, other: StoryFacts, rarity: Rarity) -> list[DealLikeness]:
    """Compare every deal of one text with every deal of another; the first is that of their main deals."""
    if not one.deals or not other.deals:
        return []
    ours = [_standing(deal, one, other, rarity) for deal in one.deals]
    theirs = [_standing(deal, other, one, rarity) for deal in other.deals]
    same_script = one.language == other.language
    return [_likeness(first, second, same_script=same_script) for first in ours for second in theirs]


def _likeness(first: _Standing, second: _Standing, *, same_script: bool) -> DealLikeness:
    one, other = first.deal, second.deal
    sides = [
        (first.partners[side], second.partners[side])
        for side in _BOTH
        if side in first.partners and side in second.partners
    ]
    return DealLikeness(
        parties=(first.share + second.share) / 2,
        named=(first.named + second.named) / 2,
        sums=_sums(one.amount, other.amount),
        same_kind=one.kind == other.kind,
        same_date=one.date is not None and one.date == other.date,
        strangers=not first.named and not second.named and _has_both_sides(first) and _has_both_sides(second),
        another_firm=any(_another_firm(*pair, same_script=same_script) for pair in sides),
        other_partners=any(
            ours.known and theirs.known and not ours.known_named and not theirs.known_named
            for ours, theirs in sides
        ),
        other_time=one.status == other.status and _far_apart(first.day, second.day),
    )


def _sums(one: Amount | None, other: Amount | None) -> Sums:
    if one is None or other is None:
        return Sums.UNKNOWN
    if one.currency == other.currency:
        ratio = _ratio(one.value, other.value)
        if ratio >= _NEAR:
            return Sums.EQUAL if ratio >= _EQUAL else Sums.NEAR
        return Sums.OTHER if ratio < _OTHER else Sums.UNLIKE
    first, second = _EUROS.get(one.currency), _EUROS.get(other.currency)
    if first is None or second is None:
        return Sums.UNKNOWN
    return Sums.OTHER if _ratio(one.value * first, other.value * second) < _OTHER_CONVERTED else Sums.UNKNOWN


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    larger = max(one, other)
    return min(one, other) / larger if larger else Decimal(1)


def _far_apart(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs(one - other) > ONE_EVENT


def _another_firm(ours: _Partners, theirs: _Partners, *, same_script: bool) -> bool:
    if not same_script and not (ours.all_in_words and theirs.all_in_words):
        # A name in the other script may be one that nobody recognises; Latin names are the same everywhere.
        return False
    return not ours.any_named and not theirs.any_named


def _has_both_sides(standing: _Standing) -> bool:
    return all(side in standing.partners for side in _BOTH)


def named_parties(deal: DealFacts, text: StoryFacts, rarity: Rarity) -> tuple[float, float]:
    """The rarity of the deal's parties that a text names, and of all of them, in nats."""
    named = whole = 0.0
    for party in deal.parties:
        share, weight, _ = _party_named(party, text, rarity)
        named += share * weight
        whole += weight
    return named, whole


def _party_named(party: PartyNames, text: StoryFacts, rarity: Rarity) -> tuple[float, float, bool]:
    """The share of a party's name that a text has, how rare it is, and whether the text names it as a known one."""
    if party.organisations:
        terms = [f"o:{identity}" for identity in party.organisations]
        weight = max(map(rarity.weight, terms))
        if not text.terms.isdisjoint(terms):
            return 1.0, weight, True
        if _of_one_group(party, text):
            return _SAME_GROUP, weight, False
    else:
        weight = _UNKNOWN_NAME
    share = 0.0
    if party.words:
        weights = {word: rarity.weight(f"w:{word}") for word in party.words}
        total = sum(weights.values())
        share = sum(weights[word] for word in party.words & text.words) / total if total else 0.0
    if party.pieces and text.han:
        share = max(share, sum(piece in text.han for piece in party.pieces) / len(party.pieces))
    return share, weight, False


def _of_one_group(party: PartyNames, text: StoryFacts) -> bool:
    """Whether the text names the party's owner, one that the party owns, or another of the same owner."""
    return (
        any(f"o:{owner}" in text.terms for owner in party.owners)
        or not party.organisations.isdisjoint(text.owners)
        or not party.owners.isdisjoint(text.owners)
    )


__all__ = ["NO_DEALS", "DealLikeness", "Sums", "likenesses", "named_parties"]
