"""The European Central Bank's rates of the day, from its XML over HTTP to the sum in a digest, and when they fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.settings import Settings
from digests.daily_rates import MAX_BYTES, UnusableRates, due_day, read_rates, update_rates
from digests.outbox import preview
from digests.presentation import put_into_words
from digests.rates import ReferenceRates, rates_at
from digests.render import render
from storage.database import Database
from storage.values import AmountValue
from tests.digests.conftest import MORNING, deal, open_desk

MONDAY = date(2026, 3, 2)
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>
 <Cube><Cube time='{day}'><Cube currency='USD' rate='1.1700'/><Cube currency='CNY' rate='{cny}'/></Cube></Cube>
</gesmes:Envelope>"""


@dataclass
class Bank:
    """A server that gives out a table, or what it is told to."""

    port: int = 0
    status: int = 200
    body: bytes = TABLE.format(day=MONDAY, cny="8.0000").encode()
    asked: list[str] = field(default_factory=list)

    def settings(self, *, allowed: bool = True, **subscription: Any) -> Settings:
        return Settings(
            catalogue="none",
            rates={"daily": True, "address": f"http://127.0.0.1:{self.port}/eurofxref-daily.xml"},
            fetch={"allow": [f"127.0.0.1:{self.port}"] if allowed else [], "timeout": "5s"},
            subscriptions=[{"name": "morning", **subscription}],
        )


@pytest.fixture
def bank() -> Iterator[Bank]:
    bank = Bank()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bank.asked.append(self.path)
            with suppress(OSError):  # It may be cut off when it sends too much.
                self.send_response(bank.status)
                self.send_header("content-length", str(len(bank.body)))
                self.end_headers()
                self.wfile.write(bank.body)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bank.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield bank
    server.shutdown()
    server.server_close()


async def test_they_are_fetched_once_a_working_day_and_kept(database: Database, bank: Bank) -> None:
    settings = bank.settings()
    assert (await update_rates(database, settings, MORNING)) is not None
    for later in (timedelta(0), timedelta(hours=8)):  # Tuesday, until half past four in the afternoon.
        assert (await update_rates(database, settings, MORNING + later)) is None
    assert bank.asked == ["/eurofxref-daily.xml"]
    bank.body = TABLE.format(day="2026-03-03", cny="8.1").encode()
    evening = MORNING + timedelta(hours=10)
    rates = await update_rates(database, settings, evening)
    assert rates is not None
    assert rates.day == date(2026, 3, 3)
    with database.read() as session:
        daily = rates_at(session, evening).daily
    assert {day: known["CNY"] for day, known in daily.items()} == {
        MONDAY: Decimal("8.0000"),
        date(2026, 3, 3): Decimal("8.1"),
    }


@pytest.mark.parametrize(
    ("language", "told", "foot"),
    [
        ("en", "€880\u00a0m, ECB 2 Mar 2026", "reference rate of that day"),
        ("de", "880\u00a0Mio.\u00a0€, EZB 2. März 2026", "Referenzkurs der Europäischen Zentralbank"),
        ("zh", "8.8亿欧元，欧洲央行2026年3月2日汇率", "欧洲中央银行当日参考汇率"),
    ],
)
async def test_a_digest_tells_the_day_of_the_rate(
    sqlite_database: Database, bank: Bank, language: str, told: str, foot: str
) -> None:
    desk = open_desk(sqlite_database)
    desk.report(deal(amount="7040000000"), at=MORNING)
    old = deal(
        german="Talwerk",
        chinese="Huaxin",
        amount="80000000",
        place="Kassel",
        day=date(2025, 6, 2),
        evidence="Old.",
    )
    desk.report(old, at=MORNING, title="Talwerk builds in Kassel")
    settings = bank.settings(language=language)
    since, now = MORNING - timedelta(days=1), MORNING + timedelta(hours=1)
    before = put_into_words(preview(sqlite_database, settings, "morning", now, since))
    await update_rates(sqlite_database, settings, MORNING)
    digest = preview(sqlite_database, settings, "morning", now, since)
    words = put_into_words(digest)
    assert told in words.deals[0].headline
    assert "2025" in before.deals[0].headline  # The last average known.
    assert "2025" in words.deals[1].euros  # A deal of last year keeps its year's average.
    assert words.deals[1].euros == before.deals[1].euros
    assert foot in words.rates
    assert before.rates in words.rates
    assert '"rate_date": "2026-03-02"' in render(digest, "json")
    assert "2026-03-02" in render(digest, "csv")


def test_days_off_take_the_last_rate_before_and_nothing_takes_a_later_one() -> None:
    rates = read_rates(Bank().body)
    table = ReferenceRates({"CNY": {2025: Decimal(7)}}, {rates.day: rates.per_euro})
    sum_ = AmountValue(Decimal(56), "RMB")
    used = {
        offset: table.to_euros(sum_, 2026, MONDAY + timedelta(days=offset)) for offset in (-1, 0, 6, 7, 8)
    }
    assert {offset: euros and (euros.value, euros.rate_day) for offset, euros in used.items()} == {
        -1: (Decimal(8), None),
        0: (Decimal(7), MONDAY),
        6: (Decimal(7), MONDAY),
        7: (Decimal(7), MONDAY),
        8: (Decimal(8), None),
    }


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (503, b"", "answered 503"),
        (302, b"", "answered 302"),
        (200, b"<html>Sorry", "no table of rates"),
        (200, b"", "no table of rates"),
        (200, b" " * (MAX_BYTES + 1), "sent more than"),
        (200, TABLE.format(day="2026-02-30", cny="8").encode(), "no table of rates"),
        (200, TABLE.format(day=MONDAY, cny="eight").encode(), "no number"),
        (200, TABLE.format(day="2026-03-04", cny="8").encode(), "still to come"),
        (200, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "no table of rates"),
    ],
)
async def test_what_is_no_table_is_told_and_averages_serve(
    sqlite_database: Database, bank: Bank, status: int, body: bytes, why: str
) -> None:
    bank.status, bank.body = status, body
    with pytest.raises(UnusableRates, match=why):
        await update_rates(sqlite_database, bank.settings(), MORNING)
    with sqlite_database.read() as session:
        assert rates_at(session, MORNING).daily == {}


async def test_a_private_address_is_not_asked(sqlite_database: Database, bank: Bank) -> None:
    with pytest.raises(UnusableRates, match=r"127\.0\.0\.1 cannot be reached"):
        await update_rates(sqlite_database, bank.settings(allowed=False), MORNING)
    assert bank.asked == []


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-03T14:00", "2026-03-02"),  # Tuesday, before they are out
        ("2026-03-03T15:31", "2026-03-03"),
        ("2026-03-08T12:00", "2026-03-06"),  # Sunday
        ("2026-04-06T20:00", "2026-04-02"),  # Easter Monday
        ("2027-01-01T20:00", "2026-12-31"),
    ],
)
def test_the_last_day_that_has_rates(now: str, day: str) -> None:
    assert due_day(datetime.fromisoformat(now).replace(tzinfo=UTC)) == date.fromisoformat(day)


@given(st.text(max_size=40), st.text(max_size=20))
@example("2026-03-02", "NaN")
@example("2026-03-02", "Infinity")
@example("2026-03-02", "-8")
@example("2026-03-02", "1e-300")
@example("2026-03-02", "8" * 5000)
def test_whatever_is_written_there_no_wild_rate_is_taken(day: str, rate: str) -> None:
    document = TABLE.format(day=day, cny=rate).encode("utf-8", "surrogatepass")
    try:
        rates = read_rates(document)
    except UnusableRates:
        return
    assert all(Decimal("0.0001") <= value <= 10**9 for value in rates.per_euro.values())
