"""What a digest holds: each deal once, by weight, news before updates; nothing matching is dropped silently."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.settings import SubscriptionSettings
from digests.compose import compose, weight_of
from digests.outbox import compose_due
from digests.rates import shipped_rates
from digests.windows import latest_moment
from storage.database import Database
from storage.deal_files import untold_steps
from storage.deliveries import delivery_content, list_deliveries
from storage.values import (
    AmountValue,
    DealFile,
    PartyValue,
    SourceCoverage,
    SourceReport,
    StepValue,
    UntoldStep,
)

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
KINDS = ("agreement", "investment", "acquisition")
STATUSES = ("planned", "announced", "signed", "opened", "cancelled")


def report(number: int, source: str, *, copy: bool = False) -> SourceReport:
    return SourceReport(
        number, source, source.title(), f"https://{source}.example/{number}", "Title", "en", NOW, NOW, "Evidence.",
        "signed", None, "Suzhou", None, (PartyValue("Bosch", "de", "bosch"),), copy,
    )  # fmt: skip


@st.composite
def untold_deals(draw: st.DrawFn) -> list[UntoldStep]:
    steps: list[UntoldStep] = []
    for deal_id in range(1, draw(st.integers(0, 12)) + 1):
        statuses = draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3, unique=True))
        amount = draw(st.none() | st.decimals(1, Decimal(10) ** 12, places=0))
        currency = draw(st.sampled_from(["EUR", "CNY", "USD", "XXX"]))
        values = tuple(
            StepValue(deal_id * 10 + n, status, None, "Evidence.", f"https://a.example/{deal_id}",
                      NOW - timedelta(minutes=100 - n), is_update=n > 0)
            for n, status in enumerate(statuses)
        )  # fmt: skip
        deal = DealFile(
            deal_id, deal_id, draw(st.sampled_from(KINDS)), statuses[-1], "Headline", (PartyValue("Bosch", "de"),),
            AmountValue(amount, currency) if amount is not None else None, "Suzhou", date(2026, 3, 1), NOW, NOW,
            (report(deal_id, draw(st.sampled_from(["a", "b", "c"]))),), values,
        )  # fmt: skip
        told = draw(st.integers(0, len(values) - 1))
        steps += [UntoldStep(step, deal) for step in values[told:]]
    return draw(st.permutations(steps))


@settings(max_examples=150, deadline=None)
@given(untold_deals(), st.integers(1, 5), st.sampled_from(["all", "investment", "rich"]))
def test_every_step_is_told_or_set_aside_and_each_deal_shown_once(
    steps: list[UntoldStep], limit: int, filter_: str
) -> None:
    filters: dict[str, Any] = {
        "all": {},
        "investment": {"kinds": ["investment"]},
        "rich": {"min_amount_eur": 1e6},
    }
    subscription = SubscriptionSettings(name="x", max_deals=limit, filter=filters[filter_])
    digest = compose(
        subscription,
        steps,
        window_from=NOW,
        window_to=NOW,
        coverage=SourceCoverage(),
        kind="instant",
        now=NOW,
    )
    deals = {entry.deal.id for entry in steps}
    shown = [entry.deal.id for entry in digest.deals]
    assert len(shown) == len(set(shown)) <= limit
    assert len(shown) + digest.rest + digest.set_aside == len(deals)
    assert digest.rest == 0 or len(shown) == limit
    told = Counter(digest.step_ids)
    assert set(told.values()) <= {1}
    assert {step.id for entry in digest.deals for step in entry.steps} <= set(told)
    for section in (digest.news, digest.updates):
        weights = [round(entry.weight, 6) for entry in section]
        assert weights == sorted(weights, reverse=True)
    assert all(entry.is_update for entry in digest.updates)
    assert not any(entry.is_update for entry in digest.news)
    if filter_ == "investment":
        assert all(entry.deal.kind == "investment" for entry in digest.deals)
    if filter_ == "rich":
        assert all(entry.euros is not None and entry.euros.value >= 10**6 for entry in digest.deals)


def test_weight_grows_with_the_sum_the_fact_and_the_witnesses() -> None:
    def deal(*sources: str, copies: int = 0) -> DealFile:
        reports = tuple(report(n, source) for n, source in enumerate(sources))
        reports += tuple(report(100 + n, f"copy{n}", copy=True) for n in range(copies))
        return DealFile(1, 1, "investment", "signed", "", (), None, None, None, NOW, NOW, reports, ())

    rates = shipped_rates()
    million, billion = (rates.to_euros(AmountValue(Decimal(n), "EUR"), 2026) for n in (10**6, 10**9))
    assert weight_of(deal("a"), "signed", billion) > weight_of(deal("a"), "signed", million)
    assert weight_of(deal("a"), "signed", None) > weight_of(deal("a"), "planned", None)
    assert weight_of(deal("a", "b"), "signed", None) > weight_of(deal("a"), "signed", None)
    assert weight_of(deal("a", copies=5), "signed", None) == weight_of(deal("a"), "signed", None)


def test_sums_are_converted_at_the_rate_of_their_year_and_marked() -> None:
    rates = shipped_rates()
    converted = rates.to_euros(AmountValue(Decimal(7_000_000_000), "CNY"), 2023)
    assert converted is not None
    assert converted.is_approximate
    assert converted.rate_year == 2023
    assert Decimal(850_000_000) < converted.value < Decimal(1_000_000_000)
    stated = rates.to_euros(AmountValue(Decimal(5), "EUR"), 2023)
    assert stated is not None
    assert not stated.is_approximate
    assert rates.to_euros(AmountValue(Decimal(5), "XXX"), 2023) is None


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("deal"), st.integers(0, 3), st.sampled_from(STATUSES)),
        st.tuples(st.just("sleep"), st.sampled_from([1, 20, 400, 1500, 6000]), st.just("")),
        st.tuples(st.just("clock"), st.sampled_from([-200, 200]), st.just("")),
    ),
    min_size=3,
    max_size=9,
)
PLACES = ("Suzhou", "Wuxi", "Dortmund", "Taicang")
PARTIES = ("Bosch", "Merck", "Trumpf", "Continental")


@pytest.fixture(scope="module")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its schema, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    database.dispose()
    return file


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.sampled_from(["2026-03-27T12:00", "2026-10-23T12:00", "2026-05-05T05:59"]))
def test_whatever_happens_each_step_is_told_once_to_each_subscription(
    tmp_path_factory: pytest.TempPathFactory,
    fresh_database: Path,
    desk_on: Any,
    settings_for: Any,
    events: list[Any],
    start: str,
) -> None:
    """Sleep, clocks stepped by 200 s, both clock changes, deals and their updates in any order."""
    file = tmp_path_factory.mktemp("told") / "test.db"
    shutil.copy(fresh_database, file)
    database = Database(f"sqlite:///{file}")
    desk = desk_on(database)
    channels = [{"type": "webhook", "url": "http://127.0.0.1:9/hook"}]
    subscriptions = settings_for(
        {"name": "now", "channels": channels},
        {"name": "eight", "schedule": "0 8 * * *", "timezone": "Europe/Berlin", "channels": channels},
    )
    now = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    compose_due(database, subscriptions, now)
    begun, steps = now, 0
    now += timedelta(minutes=1)
    for event, value, status in events:
        if event == "deal":
            found = desk.deal(german=PARTIES[value], place=PLACES[value], status=status, day=None)
            steps += len(desk.report(found, at=now, title=f"{PARTIES[value]} in {PLACES[value]}"))
        elif event == "sleep":
            now += timedelta(minutes=value)
        else:
            now += timedelta(seconds=value)
        compose_due(database, subscriptions, now)
        compose_due(database, subscriptions, now)
    now += timedelta(days=2)
    compose_due(database, subscriptions, now)
    told: dict[str, Counter[str]] = {"now": Counter(), "eight": Counter()}
    moments: Counter[datetime | None] = Counter()
    with database.read() as session:
        assert untold_steps(session, "now", now, since=begun) == []
        for view in list_deliveries(session, limit=1000):
            data = json.loads(delivery_content(session, view.id) or "")["data"]
            for entry in data["news"] + data["updates"]:
                for step in entry["new_steps"]:
                    told[view.subscription][f"{entry['id']} {step['status']}"] += 1
            if view.subscription == "eight":
                # One caught up after midnight serves the moment of the day before, beside the day's own.
                moments[latest_moment("0 8 * * *", "Europe/Berlin", view.created_at)] += 1
    database.dispose()
    for counted in told.values():
        assert set(counted.values()) <= {1}
        assert counted.total() <= steps
    assert told["now"] == told["eight"]
    assert set(moments.values()) <= {1}
