"""What finally failed is kept, told by another channel, and tried again only when a person says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digests.outbox import compose_due, deliver_due
from storage.deliveries import delivery_content, list_deliveries, replay_delivery

MORNING = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def rows(database: Any) -> list[Any]:
    with database.read() as session:
        return list_deliveries(session)


def subscription(receiver: Any, *others: dict[str, Any], language: str = "en") -> dict[str, Any]:
    channels = [{"type": "webhook", "url": receiver.url}, *others]
    return {"name": "now", "language": language, "channels": channels}


def told(database: Any, desk: Any, settings: Any, now: datetime, number: int) -> None:
    desk.report(
        desk.deal(german=f"Firma {number} GmbH", place=f"Ort {number}", amount=str(number)), at=now - MINUTE
    )
    assert compose_due(database, settings, now) == 1


async def test_a_webhook_that_is_gone_is_switched_off_until_it_is_tried_again_by_hand(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(subscription(receiver))
    compose_due(database, settings, MORNING)
    told(database, desk, settings, MORNING + 5 * MINUTE, 1)
    receiver.answer(410)
    assert (await deliver_due(database, settings, MORNING + 5 * MINUTE, owner="t")).failed == 1
    told(database, desk, settings, MORNING + 10 * MINUTE, 2)
    assert (await deliver_due(database, settings, MORNING + 10 * MINUTE, owner="t")).failed == 1
    assert len(receiver.received) == 1
    last = next(row for row in rows(database) if "switched off" in row.error)
    assert "deliveries replay" in last.error
    with database.write() as session:
        assert replay_delivery(session, last.id, MORNING + 11 * MINUTE)
    assert (await deliver_due(database, settings, MORNING + 11 * MINUTE, owner="t")).sent == 1
    told(database, desk, settings, MORNING + 15 * MINUTE, 3)
    assert (await deliver_due(database, settings, MORNING + 15 * MINUTE, owner="t")).sent == 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "could not be delivered"), ("de", "ließ sich nicht"), ("zh", "未能送达")]
)
async def test_what_was_given_up_is_told_once_by_another_channel(
    database: Any, desk: Any, receiver: Any, settings_for: Any, language: str, words: str
) -> None:
    chat = {"type": "chat", "url": f"json://127.0.0.1:{receiver.port}/chat"}
    settings = settings_for(subscription(receiver, chat, language=language))
    compose_due(database, settings, MORNING)
    now = MORNING + 5 * MINUTE
    told(database, desk, settings, now, 1)
    receiver.plan = []
    failed = next(row for row in rows(database) if row.channel == "webhook")
    receiver.answer(410)
    receiver.answer(410)
    report = await deliver_due(database, settings, now, owner="t")
    assert report.failed == 2  # the webhook, and the chat that was answered 410 too
    report = await deliver_due(database, settings, now + MINUTE, owner="t")
    # Of two dead channels each is told by the other one, once; what tells of a failure is told of by nothing.
    assert report.sent + report.failed == 2
    bodies = [message.json for message in receiver.received if message.path == "/chat"]
    assert any(words in body["message"] and failed.id[:13] in body["message"] for body in bodies)
    assert (await deliver_due(database, settings, now + 2 * MINUTE, owner="t")).sent == 0
    assert len(rows(database)) == 4


async def test_mail_of_a_failure_goes_to_another_recipient_and_a_webhook_has_its_own_type(
    database: Any, desk: Any, receiver: Any, settings_for: Any, unused_port: int
) -> None:
    mail = {"type": "email", "to": ["a@example.org"]}
    smtp = {"host": "127.0.0.1", "port": unused_port, "tls": "none", "sender": "z@example.org"}
    settings = settings_for(subscription(receiver, mail), smtp=smtp)
    compose_due(database, settings, MORNING)
    now = MORNING + 5 * MINUTE
    told(database, desk, settings, now, 1)
    for _ in range(12):  # the plan of tries ends after ten
        await deliver_due(database, settings, now, owner="t")
        now += timedelta(days=1)
    hooks = [message.json for message in receiver.received if message.path.startswith("/hooks")]
    assert [hook["type"] for hook in hooks] == ["zhongde.digest.v1", "zhongde.delivery_failed.v1"]
    assert hooks[1]["data"]["recipient"] == "a@example.org"
    assert "given up after 10 tries" in hooks[1]["data"]["error"]
    with database.read() as session:
        contents = [json.loads(delivery_content(session, row.id) or "") for row in rows(database)]
    assert len(contents) == 3
