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

START = datetime(2024, 1, 1, tzinfo=UTC)
PACE = timedelta(minutes=5)
"""The time between one article and the next."""
GROUP = 8
"""So many articles make one round of the pattern."""
COPIES, RESULTS, SECOND_REPORTS = (2, 5), (3, 6), (7,)
SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
)
WORDS = tuple(
    one + other
    for one in ("pump", "valve", "press", "wharf", "depot", "patent", "tender", "filter", "sensor")
    for other in ("works", "room", "line", "yard", "land")
)
CITIES = (
    "Taizhou", "Hefei", "Kassel", "Suzhou", "Jena", "Wuhan", "Duisburg", "Qingdao", "Taicang", "Chengdu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A deal that later articles may repeat."""

    buyer: str
    target: str
    city: str
    millions: int
    text: str
    reading: Reading


def name(numbers: random.Random) -> str:
    """A firm's name, one of 83,521."""
    return "".join(numbers.choice(SYLLABLES) for _ in range(4)).title()


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
            text, reading = result(numbers), Reading("en", False, False, 0.1)
        elif turn in SECOND_REPORTS and known:
            told = numbers.choice(known[-200:])
            text, reading = _told(numbers, told.buyer, told.target, told.city, told.millions, day)
        else:
            buyer, target, city = name(numbers), name(numbers), numbers.choice(CITIES)
            millions = numbers.randint(2, 9_000)
            text, reading = _told(numbers, buyer, target, city, millions, day)
            known = [*known[-999:], Told(buyer, target, city, millions, text, reading)]
        yield Article(str(number), f"{text.split('. ')[0][:90]} ({number})", text, published=day), reading


def evidence_of(buyer: str, target: str, city: str, millions: int) -> str:
    """The sentence that tells a deal."""
    return f"{buyer} of Hefei and {target} from Kassel signed a contract worth {millions} million euros in {city}."


def _told(
    numbers: random.Random, buyer: str, target: str, city: str, millions: int, day: date
) -> tuple[str, Reading]:
    evidence = evidence_of(buyer, target, city, millions)
    deal = Deal(
        "investment", "signed", (Party(buyer, "cn"), Party(target, "de")), Amount(Decimal(millions * 10**6), "EUR"),
        city, day, evidence,
    )  # fmt: skip
    text = f"{evidence} {prose(numbers, 14)} {target} has {numbers.randint(40, 9000)} employees."
    return text, Reading("en", True, True, 0.9, (deal,))


def result(numbers: random.Random) -> str:
    """A report on a quarter, by one template."""
    figures = [f"{numbers.randint(100, 99_999) / 10}" for _ in range(8)]
    return (
        f"{name(numbers)} reported a quarterly turnover of {figures[0]} million euros, {figures[1]} percent more than "
        f"a year before. Operating profit came to {figures[2]} million euros after {figures[3]} million. The board "
        f"expects {figures[4]} million euros for the year, a margin of {figures[5]} percent. Orders in hand stood at "
        f"{figures[6]} million euros at the end of the quarter. The share rose by {figures[7]} percent in early trade, "
        "and analysts had expected less. The report of the full half-year will be published in August as planned."
    )
