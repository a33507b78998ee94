"""A made-up deal and the rows that reports on it leave in an archive."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

from analysis.matching import party_identity
from analysis.stories_facts import DealFacts, PartyNames, StoryFacts
from analysis.values import Amount
from benchmarks.archive_articles import CITIES, WORDS, evidence_of, name


class BulkDeal:
    """A deal of two firms that nobody knows."""

    def __init__(self, numbers: random.Random) -> None:
        self._numbers = numbers
        self.buyer, self.target, self.city = name(numbers), name(numbers), numbers.choice(CITIES)
        self.millions = numbers.randint(2, 9_000)
        self.evidence = evidence_of(self.buyer, self.target, self.city, self.millions)
        self.story: int | None = None
        self.number = self.article = 0

    @property
    def _parties(self) -> Sequence[tuple[str, str]]:
        return (self.buyer, "cn"), (self.target, "de")

    def facts(self, day: date, people: int) -> StoryFacts:
        """What the articles on it are known by."""
        places = {f"p:{place.lower()}" for place in ("hefei", "kassel", self.city)}
        value = self.millions * 10**6
        terms = frozenset((*places, f"n:{value}", f"m:{value}EUR", f"n:{people}"))
        names = frozenset((self.buyer.lower(), self.target.lower(), "hefei", "kassel", self.city.lower()))
        parties = tuple(
            PartyNames(side, frozenset(), frozenset(), frozenset((party.lower(),)), ())  # type: ignore[arg-type]
            for party, side in self._parties
        )
        deal = DealFacts(
            "investment",
            "signed",
            parties,
            Amount(Decimal(value), "EUR"),
            frozenset((self.city.lower(),)),
            day,
        )
        headline = frozenset((*places, f"n:{value}", f"m:{value}EUR", *(f"w:{word}" for word in names)))
        words = names | frozenset(self._numbers.sample(WORDS, 13))  # each sentence begins with one
        return StoryFacts("en", day, 0, terms, headline, frozenset(), words, "", (deal,))

    def report(self, add: Callable[..., None], number: int, moment: datetime, *, first: bool) -> None:
        """The rows of the deal's file that one article on it leaves."""
        at, day = moment.strftime("%Y-%m-%d %H:%M:%S.000000"), moment.date().isoformat()
        value = self.millions * 10**8
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
                self.number, self.story, "investment", "signed", self.evidence[:90], self.city, day, value, "EUR",
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
            self.number, number, 0, "investment", "signed", self.city, day, value, "EUR", parties, self.evidence,
        )  # fmt: skip
