"""What speaks for two articles telling of one deal, feature by feature, and how it adds up."""

from __future__ import annotations

import math
from dataclasses import dataclass

from analysis.stories_deals import NO_DEALS, Sums, likenesses, named_parties
from analysis.stories_facts import StoryFacts
from analysis.stories_rarity import Rarity

_SMOOTHING = 60.0
_LEAST_GUESSED_GAP = 7  # days between two articles where the day of one is only taken from its text
_EMPTY_HEADLINE = 5.0  # nats
LEAST_SHARED = 6.0
"""Texts that share less rarity than this, in nats, are never one story by themselves."""
_HARDLY_ANYTHING_SHARED = -4.0
_PARTIES_OF_ROUNDED_AMOUNT = 0.4
_MOST = {"o": 20.0, "p": 12.0, "n": 20.0}
# Fitted by logistic regression on labelled pairs of articles, with all organisations known and with two in five of them
# unknown, and rounded; the base is raised until as many pairs are joined wrongly as are missed. Other partners and
# another time are rare in the labels and count by what they mean.
_BASE, _LIKENESS, _PARTIES, _PARTIES_ONE_WAY, _HEADLINES = -1.4, 4.2, 2.6, 2.7, 2.7
_PER_NAT_ORGANISATION, _PER_NAT_PLACE, _PER_NAT_NUMBER = 0.06, 0.09, 0.18
_AMOUNT_AGREES, _AMOUNT_DIFFERS, _OTHER_PARTNERS, _OTHER_TIME = 1.2, -1.7, -0.8, -1.0
_ANOTHER_FIRM = -3.5
_ONE_TELLS_NO_DEAL, _NEITHER_TELLS_A_DEAL = -1.3, 0.2
_PER_LOG_DAY, _UNKNOWN_GAP, _GUESSED_GAP = -0.63, -3.8, -0.8


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs for one pair of articles; sums are in nats of rarity, shares between 0 and 1."""

    shared: float
    """The rarity of all comparable terms that both texts have, and of the parties that each names of the other's."""
    likeness: float
    """The cosine of all comparable terms, damped for texts that have but few of them."""
    organisations: float
    places: float
    numbers: float
    parties: float
    """The share of the one deal's parties that the other text names, both ways on average."""
    parties_one_way: float
    """Where only one of the texts tells a deal: the share of its parties that the other names."""
    headlines: float
    """The share of each headline's rarity that the other text repeats, both ways on average."""
    same_amount: bool
    other_amount: bool
    other_partners: bool
    """Both deals have known partners of one side, and neither text names the other's; or both have partners of either
    side, known or not, and texts in one language name none of the other's."""
    another_firm: bool
    """Both deals have a partner of one side whom the other text would name alike and does not, and not the very same
    sum."""
    other_time: bool
    """Both deals reached the same status, on days that are far from each other."""
    one_tells_no_deal: bool
    neither_tells_a_deal: bool
    gap: Gap

    @property
    def score(self) -> float:
        """How likely it is one story, in log odds; 0 is even."""
        if self.shared < LEAST_SHARED:
            return _HARDLY_ANYTHING_SHARED
        return (
            _BASE
            + _LIKENESS * self.likeness
            + _PER_NAT_ORGANISATION * self.organisations
            + _PER_NAT_PLACE * self.places
            + _PER_NAT_NUMBER * self.numbers
            + _PARTIES * self.parties
            + _PARTIES_ONE_WAY * self.parties_one_way
            + _HEADLINES * self.headlines
            + (_AMOUNT_AGREES if self.same_amount else 0.0)
            + (_AMOUNT_DIFFERS if self.other_amount else 0.0)
            + (_OTHER_PARTNERS if self.other_partners else 0.0)
            + (_ANOTHER_FIRM if self.another_firm else 0.0)
            + (_OTHER_TIME if self.other_time else 0.0)
            + (_ONE_TELLS_NO_DEAL if self.one_tells_no_deal else 0.0)
            + (_NEITHER_TELLS_A_DEAL if self.neither_tells_a_deal else 0.0)
            + self.gap.score
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """The days between two reports: None where one has none; ``guessed`` where one is only taken from its text."""

    days: int | None
    guessed: bool = False

    @property
    def score(self) -> float:
        """What the time between them says against one story, in log odds."""
        if self.days is None:
            return _UNKNOWN_GAP
        return _PER_LOG_DAY * math.log1p(self.days) + (_GUESSED_GAP if self.guessed else 0.0)


def evidence(one: StoryFacts, other: StoryFacts, rarity: Rarity) -> Evidence:
    """The signs that two articles tell of one deal; the pair of deals that is most alike counts."""
    sums = {"o": 0.0, "p": 0.0, "n": 0.0}
    shared = product = 0.0
    for term in one.terms & other.terms:
        weight = rarity.weight(term)
        shared += weight
        product += weight * weight
        if term[0] in sums:
            sums[term[0]] += weight
    pairs = likenesses(one, other, rarity)
    deals = max(pairs, key=lambda pair: pair.rank, default=NO_DEALS)
    # A minor deal that names the same few parties does not speak against what the main deals, the first of each text,
    # contradict each other in.
    main = pairs[0] if pairs else NO_DEALS
    # Sums that only come near each other say nothing for deals of quite other parties.
    other_parties = deals.parties < _PARTIES_OF_ROUNDED_AMOUNT
    # Nor do equal ones where two texts in one language name nobody of each other's parties: in a large archive many
    # deals come to 300 million. Between languages a name may be spelled in a way that nobody recognises.
    strangers = one.language == other.language and deals.strangers
    another_firm = deals.another_firm and deals.sums is not Sums.EQUAL
    one_tells_no_deal = bool(one.deals) != bool(other.deals)
    teller, listener = (one, other) if one.deals else (other, one)
    return Evidence(
        shared=shared + deals.named,
        likeness=product / (rarity.length(one.terms) * rarity.length(other.terms) + _SMOOTHING),
        organisations=min(sums["o"], _MOST["o"]),
        places=min(sums["p"], _MOST["p"]),
        numbers=min(sums["n"], _MOST["n"]),
        parties=deals.parties,
        parties_one_way=_named_at_best(teller, listener, rarity) if one_tells_no_deal else 0.0,
        headlines=(_repeated(one, other, rarity) + _repeated(other, one, rarity)) / 2,
        same_amount=(deals.sums is Sums.EQUAL and not strangers)
        or (deals.sums is Sums.NEAR and not other_parties and not another_firm),
        other_amount=deals.sums is Sums.OTHER
        or (deals.sums is Sums.UNLIKE and other_parties)
        or (deals.sums is Sums.UNKNOWN and main.sums is Sums.OTHER),
        other_partners=deals.other_partners or strangers,
        another_firm=another_firm,
        other_time=deals.other_time or (deals.sums is Sums.UNKNOWN and main.other_time),
        one_tells_no_deal=one_tells_no_deal,
        neither_tells_a_deal=not one.deals and not other.deals,
        gap=_gap(one, other),
    )


def _named_at_best(teller: StoryFacts, listener: StoryFacts, rarity: Rarity) -> float:
    """The share of a deal's parties that a text names, of the deal where that is most."""
    shares = [named_parties(deal, listener, rarity) for deal in teller.deals]
    return max((named / whole for named, whole in shares if whole), default=0.0)


def _repeated(one: StoryFacts, other: StoryFacts, rarity: Rarity) -> float:
    """The share of the rarity in a headline that the other text has too, damped for empty ones."""
    named = whole = 0.0
    for term in one.headline:
        weight = rarity.weight(term)
        whole += weight
        if term in other.terms or (term[0] == "w" and term[2:] in other.words):
            named += weight
    return named / (whole + _EMPTY_HEADLINE)


def _gap(one: StoryFacts, other: StoryFacts) -> Gap:
    if one.told is None or other.told is None:
        return Gap(None)
    apart = abs((one.told - other.told).days)
    slack = one.told_within + other.told_within
    return Gap(apart) if not slack else Gap(max(_LEAST_GUESSED_GAP, apart - slack), guessed=True)


__all__ = ["LEAST_SHARED", "Evidence", "evidence"]
