"""Made-up articles for a large archive: of eight, two repeat a release in part (syndication), two are results by one
template with other numbers, one is a second report of an earlier deal, three tell something new."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from analysis.values import Amount, Article, Deal, Party, Reading
from benchmarks.archive_firms import Firm, firm, millions, signing_place

START = datetime(2024, 1, 1, tzinfo=UTC)
PACE = timedelta(minutes=5)
"""The time between one article and the next."""
GROUP = 8
"""So many articles make one round of the pattern."""
COPIES, RESULTS, SECOND_REPORTS = (2, 5), (3, 6), (7,)
WORDS = tuple(
    one + other
    for one in ("pump", "valve", "press", "wharf", "depot", "patent", "tender", "filter", "sensor")
    for other in ("works", "room", "line", "yard", "land")
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Who agrees on what, and where."""

    buyer: Firm
    target: Firm
    city: str
    millions: int

    @classmethod
    def drawn(cls, numbers: random.Random) -> Terms:
        """A deal that no other article has told, though its firms, its town or its sum may be of another one too."""
        buyer, target = firm(numbers, "cn"), firm(numbers, "de")
        return cls(buyer, target, signing_place(numbers, buyer, target), millions(numbers))

    @property
    def evidence(self) -> str:
        """The sentence that tells it."""
        return (
            f"{self.buyer.name} of {self.buyer.town} and {self.target.name} from {self.target.town} signed a contract "
            f"worth {self.millions} million euros in {self.city}."
        )


@dataclass(frozen=True, slots=True)
class Told:
    """A deal that later articles may repeat."""

    deal: Terms
    text: str
    reading: Reading


def prose(numbers: random.Random, sentences: int) -> str:
    """Sentences that say nothing."""
    return " ".join(
        " ".join(numbers.choices(WORDS, k=numbers.randint(9, 15))).capitalize() + "."
        for _ in range(sentences)
    )


def generated(seed: int = 1, first: int = 0) -> Iterator[tuple[Article, Reading]]:
    """Articles without end, about 200 words each, the same ones at every run.

    Args:
        seed: Another one makes other articles.
        first: The number of the first, by which its day is known.
    """
    numbers = random.Random(seed)
    known: list[Told] = []
    for number in count(first):
        day = (START + number * PACE).date()
        turn = number % GROUP
        if turn in COPIES and known:
            told = numbers.choice(known[-200:])
            sentences = told.text.split(". ")
            text = "From our wire. " + ". ".join(sentences[: max(4, len(sentences) - numbers.randint(0, 5))])
            reading = told.reading
        elif turn in RESULTS:
            text, reading = result(numbers, firm(numbers, "de")), Reading("en", False, False, 0.1)
        elif turn in SECOND_REPORTS and known:
            told = numbers.choice(known[-200:])
            text, reading = _told(numbers, told.deal, day)
        else:
            deal = Terms.drawn(numbers)
            text, reading = _told(numbers, deal, day)
            known = [*known[-999:], Told(deal, text, reading)]
        yield Article(str(number), f"{text.split('. ')[0][:90]} ({number})", text, published=day), reading


def _told(numbers: random.Random, terms: Terms, day: date) -> tuple[str, Reading]:
    buyer, target = terms.buyer, terms.target
    deal = Deal(
        "investment", "signed", (Party(buyer.name, "cn"), Party(target.name, "de")),
        Amount(Decimal(terms.millions * 10**6), "EUR"), terms.city, day, terms.evidence,
    )  # fmt: skip
    text = f"{terms.evidence} {prose(numbers, 14)} {target.name} has {numbers.randint(40, 9000)} employees."
    return text, Reading("en", True, True, 0.9, (deal,))


def result(numbers: random.Random, teller: Firm) -> str:
    """A firm's report on a quarter, by one template."""
    figures = [f"{numbers.randint(100, 99_999) / 10}" for _ in range(8)]
    return (
        f"{teller.name} reported a quarterly turnover of {figures[0]} million euros, {figures[1]} percent more than "
        f"a year before. Operating profit came to {figures[2]} million euros after {figures[3]} million. The board "
        f"expects {figures[4]} million euros for the year, a margin of {figures[5]} percent. Orders in hand stood at "
        f"{figures[6]} million euros at the end of the quarter. The share rose by {figures[7]} percent in early trade, "
        "and analysts had expected less. The report of the full half-year will be published in August as planned."
    )
