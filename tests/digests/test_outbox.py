"""A step is told once, a message keeps its id, and none is lost."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.errors import ConfigurationError
from digests.delivering import LEASE
from digests.outbox import compose_due, deliver_due, preview, send_now, send_sample
from digests.retries import PLAN
from storage.deliveries import (
    count_deliveries,
    delivery_content,
    delivery_view,
    lease_deliveries,
    list_deliveries,
    replay_delivery,
)
from storage.digests import window_of

MORNING = datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
"""Half past seven in Berlin, a Tuesday."""
EIGHT = MORNING + timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def instant(receiver: Any, **more: Any) -> dict[str, Any]:
    return {"name": "now", "channels": [{"type": "webhook", "url": receiver.url}], **more}


def scheduled(receiver: Any, **more: Any) -> dict[str, Any]:
    return instant(receiver) | {
        "name": "morning",
        "schedule": "0 8 * * *",
        "timezone": "Europe/Berlin",
        **more,
    }


def messages(database: Any) -> list[Any]:
    with database.read() as session:
        return list_deliveries(session)


def contents(database: Any) -> list[Any]:
    with database.read() as session:
        return [json.loads(delivery_content(session, view.id) or "") for view in list_deliveries(session)]


async def test_an_instant_digest_is_told_once_and_arrives(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    assert compose_due(database, settings, MORNING) == 0
    desk.report(desk.deal(), at=MORNING + MINUTE)
    assert compose_due(database, settings, MORNING + 2 * MINUTE) == 1
    for minutes in range(3, 60):
        assert compose_due(database, settings, MORNING + minutes * MINUTE) == 0
    report = await deliver_due(database, settings, MORNING + timedelta(hours=1), owner="test")
    assert (report.sent, report.retried, report.failed) == (1, 0, 0)
    (received,) = receiver.received
    assert received.json["type"] == "zhongde.digest.v1"
    assert [entry["parties"][1]["name"] for entry in received.json["data"]["news"]] == ["Bosch"]
    (message,) = messages(database)
    assert (message.state, received.headers["webhook-id"]) == ("sent", message.id)
    again = await deliver_due(database, settings, MORNING + timedelta(days=1), owner="test")
    assert again.sent == 0


def test_a_new_subscription_starts_now(database: Any, desk: Any, receiver: Any, settings_for: Any) -> None:
    desk.report(desk.deal(), at=MORNING - MINUTE)
    settings = settings_for(instant(receiver), scheduled(receiver))
    for now in (MORNING, MORNING + MINUTE, EIGHT, EIGHT + timedelta(hours=1)):
        assert compose_due(database, settings, now) == 0
    assert messages(database) == []


def test_a_scheduled_digest_comes_at_its_local_time_with_all_since_the_last_one(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(scheduled(receiver))
    compose_due(database, settings, EIGHT - timedelta(days=1))
    desk.report(desk.deal(), at=EIGHT - timedelta(hours=20))
    desk.report(desk.deal(german="Merck", place="Wuxi", amount="1000000"), at=EIGHT - timedelta(hours=2))
    assert compose_due(database, settings, EIGHT - MINUTE) == 0
    assert compose_due(database, settings, EIGHT + MINUTE) == 1
    assert compose_due(database, settings, EIGHT + 2 * MINUTE) == 0
    (content,) = contents(database)
    assert len(content["data"]["news"]) == 2
    assert content["data"]["kind"] == "scheduled"


def test_an_empty_scheduled_digest_is_sent_only_if_wanted(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(scheduled(receiver), scheduled(receiver, name="always", send_empty=True))
    compose_due(database, settings, EIGHT - timedelta(days=1))
    assert compose_due(database, settings, EIGHT + MINUTE) == 1
    assert [message.subscription for message in messages(database)] == ["always"]
    with database.read() as session:
        assert window_of(session, "morning") == window_of(session, "always") == EIGHT + MINUTE


def test_an_update_is_told_as_one_and_the_deal_not_again(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    compose_due(database, settings, MORNING + 2 * MINUTE)
    evidence = "The plant of Bosch in Suzhou opened on Tuesday."
    desk.report(desk.deal(status="opened", evidence=evidence), at=MORNING + timedelta(hours=3))
    desk.report(desk.deal(), at=MORNING + timedelta(hours=3), source="zeitung")
    assert compose_due(database, settings, MORNING + timedelta(hours=4)) == 1
    updates = [content["data"]["updates"] for content in contents(database)]
    told = [entry for entries in updates for entry in entries]
    assert [[step["status"] for step in entry["new_steps"]] for entry in told] == [["opened"]]


def test_what_the_filter_keeps_out_is_not_told_later_either(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    compose_due(database, settings_for(instant(receiver)), MORNING)
    narrow = settings_for(instant(receiver, filter={"kinds": ["acquisition"]}))
    desk.report(desk.deal(), at=MORNING + MINUTE)
    for minutes in range(2, 40):
        assert compose_due(database, narrow, MORNING + minutes * MINUTE) == 0
    assert compose_due(database, settings_for(instant(receiver)), MORNING + timedelta(hours=1)) == 0


def test_a_step_whose_transaction_ended_late_is_still_told(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING - timedelta(hours=1))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING - MINUTE)
    assert compose_due(database, settings, MORNING + MINUTE) == 1


async def test_a_crash_between_composing_and_delivery_loses_nothing(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    with database.write() as session:  # A process takes the row and dies.
        (row,) = lease_deliveries(session, now, owner="dead", limit=9, lease=LEASE)
    early = await deliver_due(database, settings, now + MINUTE, owner="alive")
    assert early.sent == 0
    late = await deliver_due(database, settings, now + LEASE, owner="alive")
    assert late.sent == 1
    assert [received.headers["webhook-id"] for received in receiver.received] == [row.id]


async def test_a_round_that_is_stopped_gives_its_rows_back(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    receiver.hold.clear()
    task = asyncio.create_task(deliver_due(database, settings, now, owner="test"))
    await asyncio.to_thread(receiver.arrived.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    receiver.hold.set()
    report = await deliver_due(database, settings, now, owner="test")
    assert report.sent == 1
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1


async def test_a_message_is_retried_under_its_id_then_given_up_and_can_be_replayed(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    tries = len(PLAN) + 1
    for _ in range(tries):
        receiver.answer(500)
    for _ in range(tries - 1):
        report = await deliver_due(database, settings, now, owner="test")
        assert report.retried == 1
        (message,) = messages(database)
        assert message.next_attempt_at > now
        assert (await deliver_due(database, settings, now, owner="test")).retried == 0
        now = message.next_attempt_at
    last = await deliver_due(database, settings, now, owner="test")
    assert last.failed == 1
    (message,) = messages(database)
    assert message.state == "failed"
    assert "given up after 10 tries in 3 days" in message.error
    assert "answered 500" in message.error
    with database.write() as session:
        assert replay_delivery(session, message.id[:8], now)
    assert (await deliver_due(database, settings, now, owner="test")).sent == 1
    assert {received.headers["webhook-id"] for received in receiver.received} == {message.id}
    assert len(receiver.received) == tries + 1
    with database.read() as session:
        view = delivery_view(session, message.id)
    assert view is not None
    assert [outcome for _, outcome, _ in view.history] == ["retry"] * (tries - 1) + ["failed", "sent"]


async def test_a_dead_channel_holds_up_no_other_and_is_told_in_words(
    database: Any, desk: Any, receiver: Any, settings_for: Any, unused_port: int
) -> None:
    channels = [
        {"type": "email", "to": ["a@example.org", "b@example.org"]},
        {"type": "webhook", "url": receiver.url},
    ]
    smtp = {"host": "127.0.0.1", "port": unused_port, "tls": "none", "sender": "z <z@example.org>"}
    settings = settings_for(instant(receiver, channels=channels), smtp=smtp)
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    report = await deliver_due(database, settings, now, owner="test")
    assert (report.sent, report.retried) == (1, 2)
    for message in messages(database):
        if message.channel == "email":
            assert message.state == "pending"
            assert f"the mail server 127.0.0.1:{unused_port} cannot be reached" in message.error
            assert "check smtp.host" in message.error


async def test_messages_of_a_removed_subscription_go_out_while_their_channel_is_known(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    gone = await deliver_due(database, settings_for(), now, owner="test")
    assert gone.failed == 1
    (message,) = messages(database)
    assert "no longer in the configuration" in message.error
    assert "zhongde deliveries replay" in message.error
    with database.write() as session:
        replay_delivery(session, message.id, now)
    renamed = settings_for(instant(receiver, name="other"))
    assert (await deliver_due(database, renamed, now, owner="test")).sent == 1


async def test_preview_writes_nothing_and_send_now_tells_for_good(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(scheduled(receiver))
    compose_due(database, settings, EIGHT - timedelta(days=1))
    desk.report(desk.deal(), at=MORNING)
    digest = preview(database, settings, "morning", MORNING + MINUTE)
    assert [entry.deal.parties[1].name for entry in digest.news] == ["Bosch"]
    assert messages(database) == []
    digest_id = send_now(database, settings, "morning", MORNING + MINUTE)
    assert digest_id is not None
    report = await deliver_due(database, settings, MORNING + MINUTE, owner="test", only=[digest_id])
    assert report.sent == 1
    assert compose_due(database, settings, EIGHT + MINUTE) == 0
    again = send_now(database, settings, "morning", EIGHT + 2 * MINUTE, since=MORNING - MINUTE)
    assert again not in {None, digest_id}


def test_a_manual_digest_shows_old_items_too_and_none_if_there_are_none(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver))
    assert send_now(database, settings, "now", MORNING) is None
    desk.report(desk.deal(), at=MORNING - timedelta(days=2))
    assert len(preview(database, settings, "now", MORNING).news) == 1
    assert preview(database, settings, "now", MORNING, since=MORNING - timedelta(days=1)).is_empty


def test_a_wrong_name_and_a_subscription_without_channels_are_told_clearly(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    settings = settings_for(instant(receiver), {"name": "silent"})
    with pytest.raises(ConfigurationError, match=r"no subscription 'nou'(.|\n)*There are: now, silent"):
        preview(database, settings, "nou", MORNING)
    with pytest.raises(ConfigurationError, match="has no channels"):
        send_now(database, settings, "silent", MORNING)
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    assert compose_due(database, settings, MORNING + 2 * MINUTE) == 1
    with database.read() as session:
        assert count_deliveries(session)["pending"] == 1


async def test_a_sample_tells_how_each_channel_answered(
    receiver: Any, settings_for: Any, unused_port: int
) -> None:
    channels = [
        {"type": "webhook", "url": receiver.url},
        {"type": "webhook", "url": f"http://127.0.0.1:{unused_port}/hook"},
    ]
    settings = settings_for(instant(receiver, channels=channels))
    good, bad = await send_sample(settings, "now")
    assert (good.ok, good.recipient) == (True, f"127.0.0.1:{receiver.port}")
    assert receiver.received[0].json["data"]["sample"] is True
    assert not bad.ok
    assert f"add 127.0.0.1:{unused_port} to fetch.allow" in bad.detail


async def test_a_long_digest_for_a_chat_goes_on_where_it_was_cut(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    channels = [{"type": "chat", "url": f"json://127.0.0.1:{receiver.port}/T0PSECRETPATH"}]
    settings = settings_for(instant(receiver, channels=channels))
    compose_due(database, settings, MORNING)
    for number in range(30):
        evidence = f"Firma {number} signed a contract. " * 8
        found = desk.deal(
            german=f"Firma {number}", amount=str(2**number), place=f"Ort {number}", evidence=evidence
        )
        desk.report(found, at=MORNING + MINUTE, title=f"Firma {number}")
    now = MORNING + 2 * MINUTE
    assert compose_due(database, settings, now) == 1
    parts = len(messages(database))
    assert parts >= 3
    receiver.answer(204)
    receiver.answer(503)
    first = await deliver_due(database, settings, now, owner="test")
    assert (first.sent, first.retried) == (1, parts - 1)
    assert len(receiver.received) == 2
    second = await deliver_due(database, settings, now + timedelta(minutes=1), owner="test")
    assert second.sent == parts - 1
    taken = [receiver.received[0], *receiver.received[2:]]
    titles = [message.json["title"] for message in taken]
    assert [title.rpartition(" ")[2] for title in titles] == [
        f"({part}/{parts})" for part in range(1, parts + 1)
    ]
    told = "".join(message.json["message"] for message in taken)
    assert all(f"Firma {number} " in told for number in range(30))


async def test_no_secret_stands_in_the_outbox_or_the_log(
    database: Any,
    desk: Any,
    receiver: Any,
    settings_for: Any,
    unused_port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    secrets = ["T0PSECRETPATH", "S3CRETQUERY", "pl4nted-Pa55", "whsec_", "CHATT0KEN", "AAAAbbbbCCCCdddd1111"]
    channels = [
        {"type": "webhook", "url": receiver.url, "secret": "whsec_AAAAbbbbCCCCdddd1111eeee2222ffff"},
        {"type": "webhook", "url": f"http://127.0.0.1:{unused_port}/T0PSECRETPATH?key=S3CRETQUERY"},
        {"type": "chat", "url": f"json://user:CHATT0KEN@127.0.0.1:{receiver.port}/T0PSECRETPATH"},
        {"type": "chat", "url": "slack://CHATT0KEN"},
        {"type": "email", "to": ["a@example.org"]},
    ]
    smtp = {"host": "127.0.0.1", "port": unused_port, "username": "user", "password": "pl4nted-Pa55"}
    settings = settings_for(instant(receiver, channels=channels), smtp=smtp)
    compose_due(database, settings, MORNING)
    desk.report(desk.deal(), at=MORNING + MINUTE)
    now = MORNING + 2 * MINUTE
    compose_due(database, settings, now)
    receiver.plan = [(500, {}, b"T0PSECRETPATH pl4nted-Pa55")] * 2
    report = await deliver_due(database, settings, now, owner="test")
    assert report.retried == len(channels)
    told = caplog.text + "".join(
        f"{message.error} {message.recipient} {message.channel}" for message in messages(database)
    )
    assert told.count("127.0.0.1") >= 3
    assert [secret for secret in secrets if secret in told] == []
