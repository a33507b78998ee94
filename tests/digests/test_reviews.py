"""Weekly and monthly reviews: their totals are those of a recount, and nothing is told as news by them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from benchmarks.newsroom_year import fill, items_of_the_year
from config.settings import Settings
from digests.outbox import compose_due, preview
from digests.render_json import payload_of
from storage.database import Database
from storage.deliveries import delivery_content, list_deliveries
from storage.digests import window_of

ZONE = ZoneInfo("Europe/Berlin")
TODAY = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
RATES = yaml.safe_load(Path("config/data/exchange_rates.yaml").read_text(encoding="utf-8"))["per_euro"]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The newsroom's year, filed by the facts that the newsroom says its texts hold."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('year')}/year.db")
    database.upgrade()
    fill(database, items_of_the_year(TODAY, generated=150), really_read=False)
    yield database
    database.dispose()


def settings(**more: Any) -> Settings:
    subscription = {"name": "month", "schedule": "0 8 1 * *", "review": "month", "timezone": "Europe/Berlin"}
    return Settings(catalogue="none", subscriptions=(subscription | more,))


def euros(row: dict[str, str]) -> Decimal | None:
    """A row's sum in euros by the shipped table of yearly averages, worked out here anew."""
    if not row["amount"]:
        return None
    amount = Decimal(row["amount"])
    if row["currency"] == "EUR":
        return amount
    rates = {int(key): Decimal(str(rate)) for key, rate in RATES.get(row["currency"], {}).items()}
    if not rates:
        return None
    year = int((row["date"] or row["first_seen"])[:4])
    nearest = min(rates, key=lambda known: (abs(known - year), -known))
    return (amount / rates[nearest]).quantize(Decimal("0.01"))


def recount(
    database: Database, begin: datetime, end: datetime, capsys: Any, tmp_path: Path
) -> list[dict[str, str]]:
    """What ``zhongde deals --csv`` lists for a time."""
    from zhongde.main import main

    config = tmp_path / "zhongde.yaml"
    config.write_text(f"database: {database.url}\ncatalogue: none\n", encoding="utf-8")
    capsys.readouterr()
    until = end - timedelta(microseconds=1)
    code = main(
        [
            "deals",
            "--csv",
            "--since",
            begin.isoformat(),
            "--until",
            until.isoformat(),
            "--config",
            str(config),
        ]
    )
    assert code == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def months(first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    while first < last:
        following = (first + timedelta(days=32)).replace(day=1)
        yield datetime.combine(first, time.min, ZONE), datetime.combine(following, time.min, ZONE)
        first = following


def test_the_totals_of_every_month_equal_a_recount_to_the_cent_and_the_deal(
    year: Database, capsys: Any, tmp_path: Path
) -> None:
    counted = 0
    for begin, end in months(date(2025, 12, 1), date(2026, 12, 1)):
        rows = recount(year, begin, end, capsys, tmp_path)
        digest = preview(year, settings(), "month", end + timedelta(hours=8))
        data = payload_of(digest)["data"]
        totals = data["review"]["totals"]
        sums = [value for row in rows if (value := euros(row)) is not None]
        assert totals["overall"]["deals"] == len(rows)
        assert totals["overall"]["with_amount"] == len(sums)
        assert Decimal(str(totals["overall"]["amount_eur"])) == sum(sums, Decimal(0))
        by_kind: dict[str, list[Decimal]] = defaultdict(list)
        kinds = Counter(row["kind"] for row in rows)
        for row in rows:
            if (value := euros(row)) is not None:
                by_kind[row["kind"]].append(value)
        assert {tally["key"]: tally["deals"] for tally in totals["by_kind"]} == kinds
        for tally in totals["by_kind"]:
            assert Decimal(str(tally["amount_eur"])) == sum(by_kind[tally["key"]], Decimal(0))
        for facet in ("by_direction", "by_region", "by_sector"):
            assert sum(tally["deals"] for tally in totals[facet]) == len(rows), facet
            assert sum(Decimal(str(tally["amount_eur"])) for tally in totals[facet]) == sum(sums, Decimal(0))
        assert {str(entry["id"]) for entry in data["news"]} <= {row["id"] for row in rows}
        assert len(data["news"]) + data["rest"] - sum(entry.is_update for entry in digest.beyond) == len(rows)
        counted += len(rows)
    assert counted > 100


def test_a_review_shows_the_biggest_first_and_what_changed_status(year: Database) -> None:
    digest = preview(year, settings(max_deals=12), "month", datetime(2026, 12, 1, 9, tzinfo=ZONE))
    sums = [entry.euros.value if entry.euros else Decimal(0) for entry in digest.news]
    assert sums == sorted(sums, reverse=True)
    assert digest.rest > 0
    assert all(entry.deal.first_seen <= digest.window_from for entry in digest.updates)
    begin, end = datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 12, 1, tzinfo=ZONE)
    assert all(begin <= entry.deal.first_seen < end for entry in digest.all_news)


def test_a_review_is_sent_once_a_month_and_counts_nothing_as_told(
    desk: Any, receiver: Any, settings_for: Any
) -> None:
    database = desk.database
    channel = {"channels": [{"type": "webhook", "url": receiver.url}], "timezone": "Europe/Berlin"}
    told = settings_for(
        {"name": "now", **channel},
        {"name": "month", "schedule": "0 8 1 * *", "review": "month", "working_days": ["DE-BE"], **channel},
    )
    start = datetime(2026, 4, 10, 9, tzinfo=ZONE)
    compose_due(database, told, start)
    first = desk.deal()
    desk.report(first, at=start + timedelta(days=1))
    now, sent = start, []
    while now < datetime(2026, 6, 5, tzinfo=ZONE):
        now += timedelta(days=1)
        if now.day == 20 and now.month == 5 and now.hour == 9:
            desk.report(
                desk.deal(status="opened", day=date(2026, 5, 20)), at=now, title="Bosch opens in Suzhou"
            )
        before = {view.id for view in messages(database)}
        compose_due(database, told, now)
        sent += [
            (now.astimezone(ZONE), view)
            for view in messages(database)
            if view.id not in before and view.subscription == "month"
        ]
    # 1 May is a day off, and so is the weekend after it.
    assert [moment.strftime("%m-%d") for moment, _ in sent] == ["05-04", "06-01"]
    with database.read() as session:
        april, may = (json.loads(delivery_content(session, view.id) or "")["data"] for _, view in sent)
        assert window_of(session, "month") is not None
    assert april["window"]["from"] == "2026-03-31T21:59:59+00:00"
    assert [entry["status"] for entry in april["news"][0]["new_steps"]] == ["signed"]
    assert april["review"]["totals"]["overall"]["deals"] == 1
    assert may["news"] == []
    assert [entry["new_steps"][0]["status"] for entry in may["updates"]] == ["opened"]
    assert sum(view.subscription == "now" for view in messages(database)) == 2


def messages(database: Any) -> list[Any]:
    with database.read() as session:
        return list_deliveries(session, limit=1000)
