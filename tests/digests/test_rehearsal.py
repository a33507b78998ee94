"""A rehearsal shows what the daemon would have sent: the same decisions, over what is stored."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digests.outbox import compose_due
from digests.rehearsal import judge, rehearse
from storage.deal_files import alertable_steps
from storage.deliveries import delivery_content, list_deliveries

START = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
"""Six in the morning in Berlin, a Monday."""
CITIES = ("Suzhou", "Wuxi", "Dortmund", "Taicang", "Jena", "Hefei")
FIRMS = ("Bosch", "Merck", "Trumpf", "Continental", "Zeiss", "Voith")
SUMS = ("7000000000", "20000000", None, "900000000", "5000000", "80000000")


@pytest.mark.parametrize(
    "more",
    [
        {"schedule": "0 8 * * *"},
        {"schedule": "0 8 * * mon-fri", "working_days": ["DE-BE"], "quiet_hours": "20:00-09:00"},
        {"schedule": "instant", "quiet_hours": "22:00-07:00"},
        {"schedule": "0 8 * * *", "instant": {"min_amount_eur": 1e8}},
        {"schedule": "0 18 * * fri", "filter": {"kinds": ["acquisition"]}},
        {"schedule": "0 8 * * *", "max_deals": 1},
    ],
    ids=str,
)
def test_a_rehearsal_tells_what_the_daemon_sends(
    desk: Any, receiver: Any, settings_for: Any, more: Any
) -> None:
    channels = [{"type": "webhook", "url": receiver.url}]
    settings = settings_for({"name": "morning", "timezone": "Europe/Berlin", "channels": channels, **more})
    database = desk.database
    compose_due(database, settings, START)
    events = {START + timedelta(hours=5 + 19 * number): number for number in range(6)}
    for hour in range(1, 6 * 24 + 1):
        now = START + timedelta(hours=hour)
        number = events.get(now)
        if number is not None:
            kind = "acquisition" if number % 2 else "investment"
            found = desk.deal(
                german=FIRMS[number], place=CITIES[number], amount=SUMS[number], kind=kind, day=None
            )
            desk.report(found, at=now, title=f"{FIRMS[number]} in {CITIES[number]}")
        compose_due(database, settings, now)
    end = START + timedelta(days=6)
    with database.read() as session:
        steps = alertable_steps(session, START, end)
        sent = [
            json.loads(delivery_content(session, view.id) or "")["data"] for view in list_deliveries(session)
        ]
    assert len(steps) == 6
    rehearsed = rehearse(settings.subscriptions[0], steps, START, end)
    told = sorted((sorted(entry.deal.id for entry in digest.deals), digest.rest) for digest in rehearsed)
    assert told == sorted(
        (sorted(deal["id"] for deal in data["news"] + data["updates"]), data["rest"]) for data in sent
    )
    assert [digest.composed_at for digest in rehearsed] == sorted(digest.composed_at for digest in rehearsed)


def test_labelled_items_give_precision_and_recall(desk: Any, settings_for: Any) -> None:
    settings = settings_for(
        {
            "name": "morning",
            "schedule": "0 8 * * *",
            "timezone": "Europe/Berlin",
            "filter": {"min_amount_eur": 5e7},
        }
    )
    for number, (firm, city) in enumerate(zip(FIRMS[:4], CITIES[:4], strict=True)):
        found = desk.deal(german=firm, place=city, amount=SUMS[number], day=date(2026, 3, 1))
        desk.report(
            found, at=START + timedelta(minutes=number + 1), url=f"https://wire.example/{number}", title=firm
        )
    with desk.database.read() as session:
        steps = alertable_steps(session, START, START + timedelta(days=1))
    digests = rehearse(settings.subscriptions[0], steps, START, START + timedelta(days=1))
    labels = {
        f"https://wire.example/{number}": wanted
        for number, wanted in ((0, True), (1, True), (2, False), (3, False))
    }
    labels["https://elsewhere.example/"] = True
    result = judge(digests, labels, [f"https://wire.example/{number}" for number in range(4)])
    assert (result.labelled, result.wanted, result.told, result.rightly, result.not_stored) == (4, 2, 2, 1, 1)
    assert (result.precision, result.recall) == (0.5, 0.5)
    assert result.missed == ("https://wire.example/1",)
    assert result.unwanted == ("https://wire.example/3",)
    nothing = judge([], {}, [])
    assert (nothing.precision, nothing.recall) == (None, None)
