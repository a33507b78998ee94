"""What attaching one more article costs in a growing archive, and how much room an article takes.

Run ``python -m benchmarks.archive`` from the checkout for archives of 10,000 and 100,000 articles, with ``1000000``
behind it for a million too (about three hours). Articles are made up: of eight, two repeat an earlier release in part
(syndication), two are results by one template with other numbers, one is a second report of an earlier deal in words of
its own, three tell something new.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from sqlalchemy import event

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from analysis.values import Amount, Article, Deal, Party, Reading
from config.declarations import SourceDeclaration
from storage import Database
from storage.articles import add_article, record_page
from storage.deals import attach_reading
from storage.sources import sync_catalogue
from storage.values import Entry, PageText

SIZES = (10_000, 100_000)
MEASURED = 300
BATCH = 200
START = datetime(2024, 1, 1, tzinfo=UTC)
_SYLLABLES = (
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
_WORDS = tuple(
    one + other
    for one in ("pump", "valve", "press", "wharf", "depot", "patent", "tender", "filter", "sensor")
    for other in ("works", "room", "line", "yard", "land")
)
_CITIES = (
    "Taizhou",
    "Hefei",
    "Kassel",
    "Suzhou",
    "Jena",
    "Wuhan",
    "Duisburg",
    "Qingdao",
    "Taicang",
    "Chengdu",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A deal that later articles may repeat."""

    buyer: str
    target: str
    city: str
    millions: int
    text: str
    reading: Reading


def _name(numbers: random.Random) -> str:
    return "".join(numbers.choice(_SYLLABLES) for _ in range(4)).title()


def _prose(numbers: random.Random, sentences: int) -> str:
    return " ".join(
        " ".join(numbers.choices(_WORDS, k=numbers.randint(9, 15))).capitalize() + "."
        for _ in range(sentences)
    )


def generated(seed: int = 1) -> Iterator[tuple[Article, Reading]]:
    """Articles without end, about 200 words each, the same ones at every run."""
    numbers = random.Random(seed)
    known: list[Told] = []
    for number in count():
        day = (START + timedelta(minutes=5 * number)).date()
        turn = number % 8
        if turn in (2, 5) and known:
            told = numbers.choice(known[-200:])
            sentences = told.text.split(". ")
            text = "From our wire. " + ". ".join(sentences[: max(4, len(sentences) - numbers.randint(0, 5))])
            reading = told.reading
        elif turn in (3, 6):
            text, reading = _result(numbers), Reading("en", False, False, 0.1)
        elif turn == 7 and known:
            told = numbers.choice(known[-200:])
            text, reading = _told(numbers, told.buyer, told.target, told.city, told.millions, day)
        else:
            buyer, target, city = _name(numbers), _name(numbers), numbers.choice(_CITIES)
            millions = numbers.randint(2, 9_000)
            text, reading = _told(numbers, buyer, target, city, millions, day)
            known = [*known[-999:], Told(buyer, target, city, millions, text, reading)]
        yield Article(str(number), f"{text.split('. ')[0][:90]} ({number})", text, published=day), reading


def _told(
    numbers: random.Random, buyer: str, target: str, city: str, millions: int, day: date
) -> tuple[str, Reading]:
    evidence = f"{buyer} of Hefei and {target} from Kassel signed a contract worth {millions} million euros in {city}."
    deal = Deal(
        "investment", "signed", (Party(buyer, "cn"), Party(target, "de")), Amount(Decimal(millions * 10**6), "EUR"),
        city, day, evidence,
    )  # fmt: skip
    text = f"{evidence} {_prose(numbers, 14)} {target} has {numbers.randint(40, 9000)} employees."
    return text, Reading("en", True, True, 0.9, (deal,))


def _result(numbers: random.Random) -> str:
    figures = [f"{numbers.randint(100, 99_999) / 10}" for _ in range(8)]
    return (
        f"{_name(numbers)} reported a quarterly turnover of {figures[0]} million euros, {figures[1]} percent more than "
        f"a year before. Operating profit came to {figures[2]} million euros after {figures[3]} million. The board "
        f"expects {figures[4]} million euros for the year, a margin of {figures[5]} percent. Orders in hand stood at "
        f"{figures[6]} million euros at the end of the quarter. The share rose by {figures[7]} percent in early trade, "
        "and analysts had expected less. The report of the full half-year will be published in August as planned."
    )


class Filled:
    """An archive that is filled with the same articles at every run."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'archive.db'}")
        self.database.upgrade()
        with self.database.write() as session:
            wire = SourceDeclaration(
                id="wire", name="Wire", url="https://wire.example/feed.xml", access="rss", language="en"
            )
            sync_catalogue(session, {"wire": wire}, START)
        self.articles = 0
        self._stream = generated()
        self._gazetteer = Gazetteer.shipped()

    @property
    def bytes(self) -> int:
        """The size of the database with its log."""
        file = self.database.file
        assert file is not None
        return sum(
            path.stat().st_size for path in file.parent.glob(file.name + "*") if path.suffix != ".lock"
        )

    def attach(self, number: int, batch: int) -> tuple[list[float], float]:
        """Attach so many more, ``batch`` a transaction. CPU seconds for each one, and for their imprints in all."""
        costs: list[float] = []
        imprints = 0.0
        for _ in range(number // batch):
            with self.database.write() as session:
                for _ in range(batch):
                    article, reading = next(self._stream)
                    now = START + timedelta(minutes=5 * self.articles + 5)
                    url = f"https://wire.example/{self.articles}"
                    entry = Entry(key=url, url=url, title=article.title, published=now)
                    new = add_article(session, "wire", entry, now)
                    record_page(session, new, PageText(url=url, title=article.title, text=article.text), now)
                    started = time.process_time()
                    imprint = imprint_of(article, reading, self._gazetteer)
                    imprints += time.process_time() - started
                    started = time.process_time()
                    attach_reading(session, new, reading, now, imprint=imprint)
                    session.flush()
                    costs.append(time.process_time() - started)
                    self.articles += 1
        return costs, imprints

    def queries(self, number: int) -> float:
        """SQL statements for attaching one more, the mean of several; those that store the page are left out."""
        counted = {"all": 0}

        def one_more(*_: object) -> None:
            counted["all"] += 1

        event.listen(self.database.engine, "before_cursor_execute", one_more)
        self.attach(number, 1)
        event.remove(self.database.engine, "before_cursor_execute", one_more)
        return counted["all"] / number


def main() -> None:
    """Print a table."""
    sizes = [*SIZES, *(int(word) for word in sys.argv[1:])]
    print(
        f"{'articles':>9} {'CPU ms':>7} {'95 % ms':>8} {'imprint ms':>10} {'queries':>8} {'items/s':>8} {'bytes':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        archive = Filled(Path(folder))
        for size in sorted(sizes):
            started, before = time.perf_counter(), archive.articles
            archive.attach(max(BATCH, size - archive.articles), BATCH)
            speed = (archive.articles - before) / (time.perf_counter() - started)
            costs, imprints = archive.attach(MEASURED, 1)
            queries = archive.queries(MEASURED)
            cost = 1000 * statistics.median(costs)
            slow = 1000 * statistics.quantiles(costs, n=20)[-1]
            print(
                f"{size:>9} {cost:>7.1f} {slow:>8.1f} {1000 * imprints / MEASURED:>10.1f} {queries:>8.1f} {speed:>8.0f}"
                f" {archive.bytes / archive.articles:>7.0f}",
                flush=True,
            )
        archive.database.dispose()


if __name__ == "__main__":
    main()
