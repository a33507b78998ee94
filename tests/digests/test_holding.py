"""What is urgent goes out at once; what may not go out now is held and dropped never."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from digests.outbox import compose_due
from storage.deliveries import delivery_content, list_deliveries

MORNING = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
"""Half past seven in Berlin, a Tuesday."""
EIGHT = MORNING + timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def instant(receiver: Any, **more: Any) -> dict[str, Any]:
    return {"name": "now", "channels": [{"type": "webhook", "url": receiver.url}], **more}


def scheduled(receiver: Any, **more: Any) -> dict[str, Any]:
    timed = {"name": "morning", "schedule": "0 8 * * *", "timezone": "Europe/Berlin"}
    return instant(receiver) | timed | more


def messages(database: Any) -> list[Any]:
    with database.read() as session:
        return list_deliveries(session)


def contents(database: Any) -> list[Any]:
    with database.read() as session:
        return [json.loads(delivery_content(session, view.id) or "") for view in list_deliveries(session)]


def test_what_passes_the_threshold_is_told_at_once_and_the_rest_at_its_time(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(scheduled(receiver, instant={"min_amount_eur": 5e8}))
    compose_due(database, settings, MORNING - timedelta(hours=3))
    desk.report(desk.deal(), at=MORNING - timedelta(hours=2))
    small = desk.deal(german="Merck", place="Wuxi", amount="20000000")
    desk.report(small, at=MORNING - timedelta(hours=2), title="Merck in Wuxi")
    assert compose_due(database, settings, MORNING - timedelta(hours=1)) == 1
    assert compose_due(database, settings, MORNING) == 0
    assert compose_due(database, settings, EIGHT) == 1
    (eight, alert) = (content["data"] for content in contents(database))
    assert alert["kind"] == "instant"
    assert [entry["place"] for entry in alert["news"]] == ["Suzhou"]
    assert eight["kind"] == "scheduled"
    assert [entry["place"] for entry in eight["news"]] == ["Wuxi"]


def test_quiet_hours_hold_an_alert_and_days_off_a_digest(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    night = datetime(2026, 4, 2, 22, 0, tzinfo=UTC)  # Midnight in Berlin, before Good Friday.
    settings = settings_for(
        instant(receiver, timezone="Europe/Berlin", quiet_hours="22:00-07:00"),
        scheduled(receiver, working_days=["DE-BE"]),
    )
    compose_due(database, settings, night)
    desk.report(desk.deal(), at=night + MINUTE)
    assert compose_due(database, settings, night + timedelta(hours=6, minutes=59)) == 0
    assert compose_due(database, settings, night + timedelta(hours=7)) == 1
    assert [view.subscription for view in messages(database)] == ["now"]
    # Friday to Monday are no working days: the digest comes on Tuesday at eight.
    for hours in (8, 32, 56, 80, 103):
        assert compose_due(database, settings, night + timedelta(hours=hours)) == 0
    assert compose_due(database, settings, night + timedelta(hours=104)) == 1
    assert sorted(view.subscription for view in messages(database)) == ["morning", "now"]
