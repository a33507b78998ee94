"""Webhooks by the Standard Webhooks scheme, verified by the library's own verifier."""

from __future__ import annotations

import base64
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from config.settings import WebhookChannel
from digests.channels.signing import keys_of, signature_headers
from digests.channels.values import Answer, Letter
from digests.channels.waiting import parse_retry_after
from digests.channels.webhook import WebhookSender
from guard.addresses import AddressGuard

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OLD_SECRET = "whsec_" + base64.b64encode(bytes(range(40, 72))).decode()
NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def letter(at: datetime | None = None) -> Letter:
    at = at or datetime.now(UTC)
    return Letter(
        "0123456789abcdef", "morning", "host", '{"type":"zhongde.digest.v1","data":{"x":"中德"}}', at, at
    )


async def post(
    receiver: Any,
    *,
    secret: str | None = SECRET,
    allow: bool = True,
    limit: float = 10,
    at: datetime | None = None,
) -> Answer:
    guard = AddressGuard([f"127.0.0.1:{receiver.port}"] if allow else [])
    channel = WebhookChannel(type="webhook", url=receiver.url, secret=secret)
    sender = WebhookSender(channel, guard, user_agent="zhongde/test", timeout=timedelta(seconds=limit))
    try:
        return await sender.send(letter(at))
    finally:
        await sender.close()


async def test_the_signature_verifies_and_a_changed_body_does_not(receiver: Any) -> None:
    assert (await post(receiver)).outcome == "sent"
    (received,) = receiver.received
    assert received.headers["webhook-id"] == "0123456789abcdef"
    assert received.headers["content-type"] == "application/json"
    assert Webhook(SECRET).verify(received.body, received.headers)["type"] == "zhongde.digest.v1"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(received.body.replace("中", "德"), received.headers)


async def test_during_a_change_of_secrets_both_verify(receiver: Any) -> None:
    await post(receiver, secret=f"{SECRET} {OLD_SECRET}")
    (received,) = receiver.received
    for secret in (SECRET, OLD_SECRET):
        Webhook(secret).verify(received.body, received.headers)


@pytest.mark.parametrize("secret", ["a plain passphrase, long enough", "cGxhaW4tYmFzZTY0", "kurz-und-ü"])
def test_any_text_serves_as_a_secret(secret: str) -> None:
    at = datetime.now(UTC)
    headers = signature_headers(secret, "id", at, "{}")
    Webhook(secret.encode()).verify("{}", headers)
    if secret.isascii():
        Webhook(secret).verify("{}", headers)


@pytest.mark.parametrize("secret", ["whsec_???", "whsec_", ""])
def test_a_secret_that_cannot_sign_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        keys_of(secret)


async def test_an_unusable_secret_sends_nothing(receiver: Any) -> None:
    answer = await post(receiver, secret="whsec_???")
    assert answer.outcome == "retry"
    assert "correct 'secret'" in answer.detail
    assert receiver.received == []


async def test_without_a_secret_the_id_still_tells_copies_apart(receiver: Any) -> None:
    await post(receiver, secret=None)
    headers = receiver.received[0].headers
    assert headers["webhook-id"] == "0123456789abcdef"
    assert "webhook-signature" not in headers


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "sent"), (202, "sent"), (204, "sent"), (301, "retry"), (400, "retry"), (404, "retry"), (410, "failed"),
     (429, "retry"), (500, "retry"), (503, "retry")],
)  # fmt: skip
async def test_what_an_answer_means(receiver: Any, status: int, outcome: str) -> None:
    receiver.answer(status, b"the receiver's own words", location="http://127.0.0.1:1/")
    answer = await post(receiver)
    assert answer.outcome == outcome
    assert f"answered {status}" in answer.detail
    assert "own words" not in answer.detail
    assert len(receiver.received) == 1


async def test_retry_after_is_heard(receiver: Any) -> None:
    receiver.answer(429, Retry_After="120")
    receiver.answer(503, Retry_After=format_datetime(NOW + timedelta(hours=1)))
    assert (await post(receiver)).retry_after == timedelta(minutes=2)
    assert (await post(receiver, at=NOW)).retry_after == timedelta(hours=1)


@pytest.mark.parametrize(
    ("value", "wait"),
    [(None, None), ("", None), ("soon", None), ("-5", None), ("²", None), ("0", timedelta()),
     ("99999999999999999999", timedelta(days=1)), ("Thu, 99 Foo 2026 00:00:00 GMT", None),
     ("Wed, 01 Jan 2020 00:00:00 GMT", timedelta())],
)  # fmt: skip
def test_odd_retry_after_headers(value: str | None, wait: timedelta | None) -> None:
    assert parse_retry_after(value, NOW) == wait


async def test_a_private_address_is_refused_before_anything_is_sent(receiver: Any) -> None:
    answer = await post(receiver, allow=False)
    assert answer.outcome == "retry"
    assert f"add 127.0.0.1:{receiver.port} to fetch.allow" in answer.detail
    assert not receiver.arrived.is_set()


async def test_a_receiver_that_never_answers_ends_in_time(receiver: Any) -> None:
    receiver.hold.clear()
    answer = await post(receiver, limit=0.3)
    receiver.hold.set()
    assert answer.outcome == "retry"
    assert "did not answer within 0.3 s" in answer.detail


@pytest.mark.parametrize("route", ["error", "refused", "silent", "forbidden", "fine"])
async def test_no_secret_is_told_or_logged(
    receiver: Any, unused_port: int, caplog: pytest.LogCaptureFixture, route: str
) -> None:
    caplog.set_level(logging.DEBUG)
    if route == "error":
        receiver.answer(500, b"T0PSECRETPATH S3CRETQUERY")
    if route == "silent":
        receiver.hold.clear()
    target = receiver
    if route == "refused":
        target = type(receiver)(unused_port)
    answer = await post(target, allow=route != "forbidden", limit=0.3 if route == "silent" else 10)
    receiver.hold.set()
    told = answer.detail + caplog.text
    assert "127.0.0.1" in answer.detail
    for secret in ("T0PSECRETPATH", "S3CRETQUERY", SECRET, SECRET.removeprefix("whsec_")):
        assert secret not in told
