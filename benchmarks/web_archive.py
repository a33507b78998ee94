"""The archive on which the page is measured: a million articles in three languages and fifty thousand deals with facts.

It is filled as :mod:`benchmarks.archive` fills one; kinds, statuses, languages and organisations are varied afterwards.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks.archive_articles import GROUP, PACE, START, prose
from benchmarks.archive_deals import names_of
from benchmarks.archive_filling import Filling
from benchmarks.archive_firms import firm
from config.declarations import SourceDeclaration
from storage import Database
from storage.digests import record_digest
from storage.search_words import index_tokens
from storage.sources import sync_catalogue
from storage.values import NewDelivery, NewDigest

SOURCES = 20
_DEALS_A_ROUND = 3
_GERMAN = (
    "Der Kooperationsvertrag regelt den Bau des Batteriewerks.", "Die Gesellschafterversammlung stimmt zu.",
    "Das Grundstück liegt am Binnenhafen.", "Die Absichtserklärung gilt zwei Jahre.", "Der Betriebsrat wird gehört.",
    "Das Auftragsvolumen nannte niemand.", "Die Inbetriebnahme ist für das Frühjahr geplant.",
)  # fmt: skip
_CHINESE = (
    "双方代表出席了签约仪式。", "该项目总投资将分期到位。", "新工厂预计明年投产。", "双方将深化战略合作。",
    "协议涵盖动力电池与热泵。", "园区将提供配套厂房。", "德方负责技术转让与培训。",
)  # fmt: skip
_KINDS = ("investment", "agreement", "acquisition")
_STATUSES = ("signed", "announced", "planned", "opened", "started", "completed", "blocked")
_DELIVERIES = 2000


def fill(folder: Path, articles: int, deals: int) -> Database:
    """Fill an archive in a folder, or take the one that lies there already."""
    database = Database(f"sqlite:///{folder / 'archive.db'}")
    if (folder / "filled").exists():
        database.upgrade()
        return database
    folder.mkdir(parents=True, exist_ok=True)
    database.upgrade()
    wires = {
        f"wire{number}": SourceDeclaration(
            id=f"wire{number}", name=f"Wire {number}", url=f"https://wire{number}.example/feed.xml", access="rss",
            language=("en", "de", "zh")[number % 3],
        )
        for number in range(SOURCES)
    }  # fmt: skip
    with database.write() as session:
        sync_catalogue(session, wires, START)
    filling = Filling(database, "wire0")
    _write_in_three_languages(filling)
    for source in wires:
        filling.source = source
        filling.fill(articles // SOURCES, telling=deals / _DEALS_A_ROUND / (articles / GROUP))
    file = database.file
    assert file is not None
    with closing(sqlite3.connect(file)) as connection:
        _vary(connection)
    _send(database)
    (folder / "filled").touch()
    return database


def _write_in_three_languages(filling: Filling) -> None:
    """Of the texts around the sentences that tell deals a third each is German and Chinese."""
    numbers = random.Random(5)

    def written(language: str, sentences: Sequence[str]) -> str:
        return " ".join(numbers.choices(sentences, k=5)) + " " + prose(numbers, 9 if language == "de" else 6)

    for place in range(len(filling.prose)):
        language = ("en", "de", "zh")[place % 3]
        if language != "en":
            text = written(language, _GERMAN if language == "de" else _CHINESE)
            filling.prose[place] = text
            filling.prose_tokens[place] = " ".join(index_tokens(text, language))


def _vary(connection: sqlite3.Connection) -> None:
    """What bulk filling leaves alike, by the number of the deal or article."""

    def chosen(column: str, values: Sequence[str], divisor: int) -> str:
        cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
        return f"{column} = CASE id / {divisor} % {len(values)} {cases} END"

    connection.execute(f"UPDATE deal SET {chosen('kind', _KINDS, 1)}, {chosen('status', _STATUSES, 3)}")
    connection.execute("UPDATE deal SET currency = 'CNY' WHERE id % 4 = 0")
    connection.execute("UPDATE deal SET amount = NULL, currency = NULL WHERE id % 5 = 0")
    connection.execute(
        "UPDATE deal_report SET kind = (SELECT kind FROM deal WHERE deal.id = deal_id),"
        " status = (SELECT status FROM deal WHERE deal.id = deal_id)"
    )
    connection.execute("UPDATE deal_step SET status = (SELECT status FROM deal WHERE deal.id = deal_id)")
    languages = chosen("language", ("en", "de", "zh"), 1)
    connection.execute(f"UPDATE article SET {languages} WHERE id IN (SELECT article_id FROM deal_report)")
    numbers = random.Random(3)
    known = {firm(numbers, side) for side in ("cn", "de") for _ in range(2000)}  # type: ignore[arg-type]
    for one in known:
        organisation = next(iter(sorted(names_of(one).organisations)), None)
        if organisation is not None:
            connection.execute(
                "UPDATE deal_party SET organisation = ? WHERE name = ?", (organisation, one.name)
            )
            connection.execute(
                "UPDATE OR IGNORE deal_identity SET identity = ? WHERE identity = ?",
                (f"#{organisation}", one.name.lower()),
            )
    connection.commit()


def _send(database: Database) -> None:
    """An outbox with some years of messages."""
    with database.write() as session:
        for number in range(_DELIVERIES):
            now = START + timedelta(hours=12 * number)
            message = NewDelivery(
                f"{number:032}", "email", "email analyst", "analyst@example.org", "A digest."
            )
            digest = NewDigest(f"{number:032}", "morning", "scheduled", now, now + PACE, {}, (), (message,))
            record_digest(session, digest, now)
