"""A made-up deal and the rows that reports on it leave in an archive."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from analysis.gazetteer import Gazetteer
from analysis.matching import party_identity
from analysis.stories_facts import DealFacts, PartyNames, StoryFacts, party_names
from analysis.values import Amount, Party
from benchmarks.archive_articles import WORDS, Terms
from benchmarks.archive_firms import Firm


@lru_cache(maxsize=10_000)
def names_of(firm: Firm) -> PartyNames:
    """What a firm may be found by in another text."""
    return party_names(Party(firm.name, firm.side), "en", Gazetteer.shipped())


class BulkDeal:
    """A deal of two firms that no other article has told."""

    def __init__(self, numbers: random.Random) -> None:
        self._numbers = numbers
        self.terms = Terms.drawn(numbers)
        self.evidence = self.terms.evidence
        self.story: int | None = None
        self.number = self.article = 0

    @property
    def _parties(self) -> Sequence[tuple[str, str]]:
        return (self.terms.buyer.name, "cn"), (self.terms.target.name, "de")

    def facts(self, day: date, people: int) -> StoryFacts:
        """What the articles on it are known by."""
        told = self.terms
        buyer, target = names_of(told.buyer), names_of(told.target)
        towns = frozenset(town.lower() for town in (told.buyer.town, told.target.town, told.city))
        value = told.millions * 10**6
        lead = frozenset(
            (
                *(f"o:{known}" for known in (*buyer.organisations, *target.organisations)),
                *(f"p:{town}" for town in towns),
                f"n:{value}",
                f"m:{value}EUR",
            )
        )
        names = buyer.words | target.words | towns
        deal = DealFacts(
            "investment",
            "signed",
            (buyer, target),
            Amount(Decimal(value), "EUR"),
            frozenset((told.city.lower(),)),
            day,
        )
        return StoryFacts(
            "en",
            day,
            0,
            lead | {f"n:{people}"},
            lead | {f"w:{word}" for word in names},
            buyer.owners | target.owners,
            names | frozenset(self._numbers.sample(WORDS, 13)),  # each sentence begins with one
            "",
            (deal,),
        )

    def report(self, add: Callable[..., None], number: int, moment: datetime, *, first: bool) -> None:
        """The rows of the deal's file that one article on it leaves."""
        at, day = moment.strftime("%Y-%m-%d %H:%M:%S.000000"), moment.date().isoformat()
        value = self.terms.millions * 10**8
        if first:
            self.article = number
            add(
                "story (id, title, first_seen, last_seen, by_hand)",
                self.story,
                self.evidence[:90],
                at,
                at,
                False,
            )
            add(
                "deal (id, story_id, kind, status, headline, place, date, amount, currency, first_seen, updated_at)",
                self.number, self.story, "investment", "signed", self.evidence[:90], self.terms.city, day, value, "EUR",
                at, at,
            )  # fmt: skip
            for place, (party, side) in enumerate(self._parties):
                add("deal_party (deal_id, position, name, side)", self.number, place, party, side)
                add("deal_identity (deal_id, identity)", self.number, party_identity(party, None))
            add(
                "deal_step (deal_id, status, date, evidence, article_id, first_seen, is_update, alertable)",
                self.number, "signed", day, self.evidence, number, at, False, True,
            )  # fmt: skip
        parties = json.dumps(
            [{"name": party, "side": side, "organisation": None} for party, side in self._parties]
        )
        add(
            "deal_report (deal_id, article_id, position, kind, status, place, date, amount, currency, parties,"
            " evidence)",
            self.number, number, 0, "investment", "signed", self.terms.city, day, value, "EUR", parties, self.evidence,
        )  # fmt: skip
