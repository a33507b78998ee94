"""What is too large for one message comes in several, each within the limit, each readable by itself, none twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from config.declarations import SourceDeclaration
from config.settings import ChatChannel, Settings, SubscriptionSettings
from digests.channels.chat import ChatSender, chat_form, open_plugin
from digests.contents import messages_of
from digests.notices import tell_outages
from digests.outbox import compose_due, deliver_due
from digests.render_json import payload_schema
from digests.render_webhook import render_webhook
from guard.addresses import AddressGuard
from storage.database import Database
from storage.polls import record_poll
from storage.sources import due_addresses, sync_catalogue
from storage.values import PollOutcome, SourceCoverage
from tests.digests.conftest import MORNING
from tests.digests.test_chat import letter, pair
from tests.digests.test_forms import closed, deal_file, digest_of
from tests.digests.test_notices import HOUR, messages, subscribed

SCHEMA = Draft202012Validator(closed(json.loads(payload_schema())))
SMALL = 16 * 1024


def told(bodies: tuple[str, ...], *path: str) -> list[Any]:
    found: list[Any] = []
    for body in bodies:
        value = json.loads(body)["data"]
        for name in path:
            value = value[name]
        found += value
    return found


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(max_size=400), max_size=60),
    st.integers(SMALL, 3 * SMALL),
    st.integers(0, 200),
    st.sampled_from(["none", "month"]),
)
def test_every_deal_stands_in_one_body_within_the_limit(
    texts: list[str], limit: int, troubled: int, review: str
) -> None:
    deals = [deal_file(number, text or "x") for number, text in enumerate(texts, 1)]
    digest = digest_of(*deals, max_deals=1000, review=review, whole=review != "none")
    sources = tuple((f"Source {number}", "failing", "503 " * 20) for number in range(troubled))
    digest = replace(digest, coverage=SourceCoverage(failing=troubled, troubled=sources))
    bodies = render_webhook(digest, max_bytes=limit)
    assert all(len(body.encode()) <= limit for body in bodies)
    assert [error.message for body in bodies for error in SCHEMA.iter_errors(json.loads(body))] == []
    assert [deal["id"] for deal in told(bodies, "news")] == [entry.deal.id for entry in digest.news]
    assert [deal["id"] for deal in told(bodies, "updates")] == [entry.deal.id for entry in digest.updates]
    assert len(told(bodies, "coverage", "troubled")) == troubled
    parts = [json.loads(body)["data"].get("part") for body in bodies]
    if len(bodies) > 1:
        assert parts == [{"number": number, "of": len(bodies)} for number in range(1, len(bodies) + 1)]
    else:
        assert parts == [None]


def test_a_deal_too_large_alone_says_what_it_lacks() -> None:
    deal = deal_file(1)
    reports = tuple(replace(deal.reports[0], url=f"https://wire.example/{number}") for number in range(500))
    digest = replace(digest_of(replace(deal, reports=reports)), coverage=SourceCoverage())
    (body,) = render_webhook(digest, max_bytes=SMALL)
    (shown,) = [*told((body,), "news"), *told((body,), "updates")]
    assert len(body.encode()) <= SMALL
    assert SCHEMA.is_valid(json.loads(body))
    assert len(shown["sources"]) + shown["left_out"]["sources"] == 500
    assert len(shown["steps"]) == 2


async def test_the_parts_keep_their_ids_and_their_order(
    database: Any, desk: Any, receiver: Any, settings_for: Any
) -> None:
    channel = {"type": "webhook", "url": receiver.url, "max_bytes": "16KiB"}
    configuration = settings_for({"name": "now", "channels": [channel]})
    compose_due(database, configuration, MORNING)
    for number in range(30):
        found = desk.deal(german=f"Firma {number}", amount=str(2**number), place=f"Ort {number}")
        desk.report(found, at=MORNING + timedelta(minutes=1), title=f"Firma {number}")
    now = MORNING + timedelta(minutes=2)
    assert compose_due(database, configuration, now) == 1
    ids = {row.id for row in messages(database)}
    assert len(ids) >= 3
    receiver.answer(204)
    receiver.answer(503)
    first = await deliver_due(database, configuration, now, owner="test")
    assert (first.sent, first.retried) == (1, len(ids) - 1)
    await deliver_due(database, configuration, now + timedelta(minutes=1), owner="test")
    taken = [receiver.received[0], *receiver.received[2:]]
    assert [message.json["data"]["part"]["number"] for message in taken] == list(range(1, len(ids) + 1))
    assert {message.headers["webhook-id"] for message in receiver.received} == ids
    assert len({message.json["data"]["digest"] for message in taken}) == 1
    assert len(told(tuple(message.body for message in taken), "news")) == 30


def test_webhook_and_chats_are_parted_each_by_its_own_limit() -> None:
    subscription = SubscriptionSettings.model_validate(
        {
            "name": "morning",
            "channels": [
                {"type": "webhook", "url": "https://example.org/hook"},
                {"type": "chat", "url": "wecombot://abcdefgh-1234-1234-1234-123456789012"},
                {"type": "chat", "url": "dingtalk://abcdefgh12345678"},
            ],
        }
    )
    digest = digest_of(
        *(deal_file(number, "博世与苏州市签署协议。" * 20) for number in range(1, 60)), max_deals=60
    )
    rows = messages_of(digest, subscription, Settings())
    webhook, *chats = (
        [row.content for row in rows if (row.channel, row.recipient) == wanted]
        for wanted in (("webhook", "example.org"), ("chat", "wecombot"), ("chat", "dingtalk"))
    )
    assert len(webhook) > 1
    assert all(len(content.encode()) <= 64 * 1024 for content in webhook)
    for contents, limit in zip(chats, (2048, 20_000), strict=True):
        assert len(contents) > len(webhook)
        shown = [json.loads(content) for content in contents]
        assert all(len((message["title"] + message["body"]).encode()) <= limit for message in shown)


def test_a_notice_on_many_sources_is_parted_too(sqlite_database: Database) -> None:
    names = [f"source-{number}" for number in range(150)]
    with sqlite_database.write() as session:
        declared = {
            name: SourceDeclaration(id=name, name=f"The <{name}>", url=f"https://{name}.example/feed.xml")
            for name in names
        }
        sync_catalogue(session, declared, MORNING)
        for hour in range(3):
            for address in due_addresses(session, MORNING + hour * HOUR):
                failed = PollOutcome(
                    address.id, address.source_id, MORNING + hour * HOUR, "failed", MORNING + (hour + 1) * HOUR,
                    3600, error="HTTP 503: " + "the server rests, " * 10,
                )  # fmt: skip
                record_poll(session, failed)
    channels = [
        {"type": "webhook", "url": "https://example.org/hook", "max_bytes": "16KiB"},
        {"type": "chat", "url": "wecombot://abcdefgh-1234-1234-1234-123456789012"},
    ]
    assert tell_outages(sqlite_database, subscribed(channels=channels), MORNING + 3 * HOUR) == 150
    rows = messages(sqlite_database)
    bodies = [row.content for row in rows if row.channel == "webhook"]
    assert len(bodies) > 1
    assert all(len(body.encode()) <= SMALL for body in bodies)
    assert sorted(source["source"] for source in told(tuple(bodies), "sources")) == sorted(names)
    chat = [json.loads(row.content) for row in rows if row.channel == "chat"]
    assert len(chat) > 1
    assert all(len((message["title"] + message["body"]).encode()) <= 2048 for message in chat)
    assert sum("source-" in message["body"] for message in chat) == len(chat)


PACES = {  # messages a minute that each service takes from one bot
    "dingtalk://abcdefgh12345678": 20,
    "feishu://abcdefgh-1234-1234-1234-abcdefghijkl": 100,
    "wecombot://abcdefgh-1234-1234-1234-123456789012": 20,
    "slack://AAAAAAAAA/BBBBBBBBB/abcdefghijklmnopqrstuvwx": 60,
    "workflows://example.org:443/643e69f83c8944/KbOHQbeqoa": 60,
}


@pytest.mark.parametrize("url", sorted(PACES))
def test_services_get_no_more_than_they_take(url: str) -> None:
    assert 60 / open_plugin(url).request_rate_per_sec <= PACES[url]


async def test_the_pace_is_kept_from_one_round_to_the_next(
    receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"json://127.0.0.1:{receiver.port}/paced"
    monkeypatch.setattr(type(open_plugin(url)), "request_rate_per_sec", 5)
    pauses: list[float] = []
    monkeypatch.setattr("digests.channels.chat.sleep", pauses.append)
    for _ in range(2):
        sender = ChatSender(ChatChannel(type="chat", url=url), AddressGuard(pair(receiver)))
        assert (await sender.send(letter())).outcome == "sent"
        await sender.close()
    assert pauses[0] == 0
    assert 0 < pauses[1] <= 5


def test_the_limit_is_that_of_the_service() -> None:
    assert chat_form("slack://AAAAAAAAA/BBBBBBBBB/abcdefghijklmnopqrstuvwx")[1] <= 4000
