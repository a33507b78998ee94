"""An archive filled fast: rows as attaching would leave them, written in bulk, without reading a text.

What costs time is made up directly: shingles are random numbers, the terms of facts are those that the texts have. So a
million articles take minutes instead of hours, and the tables, their sizes and the index's long and short rows are as
attaching would have left them. Firms, sums, numbers and towns are drawn as in the articles that are measured
afterwards, so these meet terms that hardly any or very many articles have.
"""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from analysis.likeness_text import Fingerprint
from analysis.stories import index_terms
from analysis.stories_facts import StoryFacts
from analysis.values import Article, Reading
from benchmarks.archive_articles import (
    COPIES,
    GROUP,
    PACE,
    RESULTS,
    SECOND_REPORTS,
    START,
    prose,
    result,
)
from benchmarks.archive_deals import BulkDeal, names_of
from benchmarks.archive_firms import firm
from storage import Database
from storage.imprint_bytes import facts_as_bytes, numbers_as_bytes, wording_as_bytes
from storage.search_words import index_tokens
from storage.terms import KEPT_ARTICLES, TOTAL, number_of

_TEXTS = 500
_SHINGLES, _KEPT_SHINGLES = 185, 25
_OWN_TERMS = (
    4 * (_KEPT_SHINGLES + 1) + 2
)  # of one round: four texts of their own, two results with a key of theirs
_FIRST, _LAST = -(2**63), 2**63 - 1
_UPSERT = (
    "INSERT INTO article_term (term, articles, last_day, recent) VALUES (?, ?, ?, ?) ON CONFLICT (term) DO UPDATE SET"
    " articles = articles + excluded.articles, last_day = excluded.last_day, recent = excluded.recent"
)


class Filling:
    """Fills one SQLite archive. What it holds already stays."""

    def __init__(self, database: Database, source: str, seed: int = 7) -> None:
        self._database, self.source, self.numbers = database, source, random.Random(seed)
        self.prose = [prose(self.numbers, 14) for _ in range(_TEXTS)]
        self.prose_tokens = [" ".join(index_tokens(text)) for text in self.prose]
        self.result = self._imprint_of_a_result()

    def _imprint_of_a_result(self) -> Fingerprint:
        article = Article(
            "result", "Result", result(self.numbers, firm(self.numbers, "de")), published=START.date()
        )
        return imprint_of(article, Reading("en", False, False, 0.1), Gazetteer.shipped()).wording

    def fill(self, articles: int, telling: float = 1.0) -> None:
        """Add so many articles, rounded up to whole rounds of the pattern.

        Args:
            articles: How many.
            telling: Share of the rounds that tell of deals; the others are reports on quarters, all of them.
        """
        rounds = -(-articles // GROUP)
        file = self._database.file
        assert file is not None
        self._database.dispose()  # the journal can be changed by whoever is alone only
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000"):
                connection.execute(f"PRAGMA {pragma}")
            _Run(self, connection, rounds, telling).write()
            connection.execute("PRAGMA journal_mode=WAL")


class _Run:
    """One filling: counts what many articles share, and spreads what only one has over all numbers there are."""

    def __init__(self, filling: Filling, connection: sqlite3.Connection, rounds: int, telling: float) -> None:
        self._filling, self._connection, self._rounds = filling, connection, rounds
        self._telling = telling
        self._numbers = filling.numbers
        self._shared: dict[str | int, tuple[list[int], deque[int]]] = {}
        self._own = self._spread(rounds * _OWN_TERMS)
        self._next = {
            table: int(connection.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()[0])
            for table in ("article", "story", "deal")
        }
        self._rows: dict[str, list[tuple[object, ...]]] = {}

    def _spread(self, total: int) -> Iterator[int]:
        """Numbers as hashes would be, in order, so that the table grows from one end to the other."""
        width = (_LAST - _FIRST) // (total + 1)
        for place in range(total):
            yield _FIRST + place * width + self._numbers.randrange(1, width)

    def write(self) -> None:
        self._connection.execute("BEGIN")
        for turn in range(self._rounds):
            self._round()
            if turn % 500 == 499:
                self._store()
        self._store()
        last_day = START.date().isoformat()
        rows = sorted(
            (key if isinstance(key, int) else number_of(key), counted[0], last_day, numbers_as_bytes(recent))
            for key, (counted, recent) in self._shared.items()
        )
        self._connection.executemany(_UPSERT, rows)
        self._connection.execute("COMMIT")

    def _add(self, table: str, *row: object) -> None:
        self._rows.setdefault(table, []).append(row)

    def _store(self) -> None:
        for table, rows in self._rows.items():
            places = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        self._rows = {}

    def _number(self, table: str) -> int:
        number = self._next[table]
        self._next[table] = number + 1
        return number

    def _share(self, key: str | int, article: int) -> None:
        counted, recent = self._shared.setdefault(key, ([0], deque(maxlen=KEPT_ARTICLES)))
        counted[0] += 1
        if key != TOTAL:
            recent.append(article)

    def _round(self) -> None:
        if self._telling < 1 and self._numbers.random() >= self._telling:
            for _ in range(GROUP):
                self._result()
            return
        told: list[BulkDeal] = []
        for turn in range(GROUP):
            if turn in COPIES:
                self._article(told[-1], copy=True)
            elif turn in SECOND_REPORTS:
                self._article(told[0], copy=False)
            elif turn in RESULTS:
                self._result()
            else:
                told.append(BulkDeal(self._numbers))
                self._article(told[-1], copy=False)

    def _row(
        self, title: str, text: str, tokens: str, copy_of: int | None, story: int | None, *, alert: bool
    ) -> tuple[int, datetime]:
        number = self._number("article")
        moment = START + number * PACE
        url = f"https://wire.example/bulk/{number}"
        at = moment.strftime("%Y-%m-%d %H:%M:%S.000000")
        key = f"{number:064x}"
        self._add(
            "article (id, key, source_id, url, title, author, summary, text, language, published, published_basis,"
            " first_seen, first_poll, state, attempts, error, warnings, sino_german, alert, score, reasons,"
            " copy_of_id, story_id)",
            number, key, self._filling.source, url, title, "", "", text, "en", at, "feed", at, False, "read", 0, "",
            "[]", alert, alert, 0.9 if alert else 0.1, "[]", copy_of, story,
        )  # fmt: skip
        self._add(
            "entry (source_id, key, article_id, guid, url, title, published, seen_at)",
            self._filling.source, key, number, "", url, title, at, at,
        )  # fmt: skip
        self._add("article_search (rowid, title, body)", number, " ".join(index_tokens(title)), tokens)
        return number, moment

    def _result(self) -> None:
        teller = firm(self._numbers, "de")
        text, names = result(self._numbers, teller), names_of(teller)
        number, moment = self._row(text[:90], text, " ".join(index_tokens(text)), None, None, alert=False)
        figures = [word.rstrip(".,") for word in text.split() if word[0].isdigit()]
        values = [f"{Decimal(figure) * 10**6:f}".rstrip("0").rstrip(".") for figure in figures[:5]]
        known = frozenset(f"o:{identity}" for identity in names.organisations)
        sums = frozenset((*(f"n:{value}" for value in values), *(f"m:{value}EUR" for value in values)))
        facts = StoryFacts(
            "en", moment.date(), 0, known | sums, known | {f"w:{word}" for word in names.words}, names.owners,
            names.words | {"august", "operating", "orders"}, "", (),
        )  # fmt: skip
        self._imprint(number, moment.date(), wording_as_bytes(self._filling.result), facts)
        for shingle in self._filling.result.index_terms:
            self._share(shingle, number)
        self._own_terms(1, number)

    def _article(self, deal: BulkDeal, *, copy: bool) -> None:
        sort = self._numbers.randrange(_TEXTS)
        people = self._numbers.randint(40, 9000)
        first = deal.story is None
        if first:
            deal.story, deal.number = self._number("story"), self._number("deal")
        text = f"{deal.evidence} {self._filling.prose[sort]} {deal.terms.target.name} has {people} employees."
        tokens = f"{' '.join(index_tokens(deal.evidence))} {self._filling.prose_tokens[sort]} {people}"
        number, moment = self._row(
            f"{deal.evidence[:90]} ({sort})",
            text,
            tokens,
            deal.article if copy else None,
            deal.story,
            alert=True,
        )
        deal.report(self._add, number, moment, first=first)
        facts = deal.facts(moment.date(), people)
        shingles = frozenset(array("Q", self._numbers.randbytes(8 * _SHINGLES)))
        wording = Fingerprint(
            f"{number:032x}", "en", shingles, frozenset((str(deal.terms.millions), str(people))), frozenset()
        )
        self._imprint(number, moment.date(), wording_as_bytes(wording), facts, indexed=not copy)
        if not copy:
            self._own_terms(_KEPT_SHINGLES + 1, number)

    def _imprint(
        self, number: int, day: date, wording: bytes, facts: StoryFacts, *, indexed: bool = True
    ) -> None:
        self._add(
            "article_imprint (article_id, day, wording, facts)",
            number, day.isoformat(), wording, facts_as_bytes(facts),
        )  # fmt: skip
        if indexed:
            self._share(TOTAL, number)
            for term in index_terms(facts):
                self._share(term, number)

    def _own_terms(self, many: int, number: int) -> None:
        recent, day = numbers_as_bytes([number]), START.date().isoformat()
        for _ in range(many):
            self._add("article_term (term, articles, last_day, recent)", next(self._own), 1, day, recent)
