"""The services' own endpoints, played on loopback: errors inside an answer of 200 are failures, and tried again."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from digests.channels.chat import chat_form, open_plugin
from digests.outside_text import inert_text, markdown_text
from digests.render_chat import chat_messages
from digests.wording import wording_of
from tests.digests.test_chat import letter, pair, send

SERVICES = {
    "dingtalk": ("dingtalk://abcdefgh12345678", "notify_url", b'{"errcode":310000,"errmsg":"sign not match"}'),
    "feishu": ("feishu://abcdefgh-1234-1234-1234-abcdefghijkl", "notify_url", b'{"code":19021,"msg":"sign match fail"}'),
    "lark": ("lark://abcdefgh-1234-1234-1234-abcdefghijkl", "notify_url", b'{"code":19024,"msg":"Key Words Not Found"}'),
    "wecombot": (
        "wecombot://abcdefgh-1234-1234-1234-123456789012", "notify_url", b'{"errcode":93000,"errmsg":"invalid webhook"}',
    ),
    "slack": (
        "slack://AAAAAAAAA/BBBBBBBBB/abcdefghijklmnopqrstuvwx", "webhook_url", b'{"ok":false,"error":"channel_is_archived"}',
    ),
}  # fmt: skip


@pytest.fixture
def service(
    request: pytest.FixtureRequest, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, bytes]:
    """A service whose endpoint is the receiver: its Apprise address and an error as it tells one."""
    url, attribute, refusal = SERVICES[request.param]
    plugin_class = type(open_plugin(url))
    token = "{key}" if request.param == "wecombot" else "{token}"
    monkeypatch.setattr(plugin_class, attribute, f"http://127.0.0.1:{receiver.port}/hook?key={token}")
    monkeypatch.setattr(plugin_class, "request_rate_per_sec", 0)
    return url, refusal


@pytest.mark.parametrize("service", sorted(SERVICES), indirect=True)
async def test_errors_inside_an_answer_are_failures_and_tried_again(
    receiver: Any, service: tuple[str, bytes]
) -> None:
    url, refusal = service
    receiver.answer(200, refusal)
    (answer,) = await send(url, allow=pair(receiver))
    assert len(receiver.received) == 1
    assert answer.outcome == "retry"
    assert not any(part in answer.detail for part in ("abcdefgh", "AAAAAAAAA"))


@pytest.mark.parametrize("service", sorted(SERVICES), indirect=True)
@pytest.mark.parametrize("status", [429, 500])
async def test_statuses_are_believed_too(receiver: Any, service: tuple[str, bytes], status: int) -> None:
    for _ in range(3):
        receiver.answer(status, b"{}")
    (answer,) = await send(service[0], allow=pair(receiver))
    assert receiver.received
    assert answer.outcome == "retry"


@pytest.fixture
def teams(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Teams' workflow address; its endpoint is asked for by http, for the receiver has no certificate."""
    url = f"workflows://127.0.0.1:{receiver.port}/643e69f83c8944/KbOHQbeqoa"
    monkeypatch.setattr(type(open_plugin(url)), "request_rate_per_sec", 0)
    plain = SimpleNamespace(
        post=lambda address, **more: requests.post(address.replace("https:", "http:", 1), **more),
        codes=requests.codes,
        RequestException=requests.RequestException,
    )
    monkeypatch.setattr(sys.modules[type(open_plugin(url)).__module__], "requests", plain)
    return url


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (202, b"", "sent"),
        (200, b"1", "sent"),
        (200, b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", "retry"),
        (400, b'{"error":{"code":"TriggerInputSchemaMismatch","message":"The input body is invalid"}}', "retry"),
        (404, b'{"error":{"code":"WorkflowNotFound","message":"The workflow could not be found"}}', "retry"),
        (429, b'{"error":{"code":"WorkflowTriggerRateExceeded"}}', "retry"),
        (502, b"<html>Bad gateway</html>", "retry"),
    ],
)  # fmt: skip
async def test_teams_is_believed_only_if_it_took_the_message(
    receiver: Any, teams: str, status: int, body: bytes, outcome: str
) -> None:
    receiver.answer(status, body)
    (answer,) = await send(teams, allow=pair(receiver))
    assert answer.outcome == outcome
    assert "KbOHQbeqoa" not in answer.detail


HOSTILE = (
    "<!channel> <!here|x> <@U1> <#C1|x> <http://evil.example|click> [x](http://evil.example) ![x](http://evil.example) "
    '<at user_id="all">all</at> <at id=all></at> <users/all> <font color="red">r</font> <script>x</script> @all'
)
ACTIVE = re.compile(r"<[!@#]|<at\b|<users/|<font|<script|<http://evil|\]\(http://evil|@all\b", re.IGNORECASE)


async def _hand_over(url: str, receiver: Any) -> str:
    """What a service is sent of a hostile headline and text, as it reads it."""
    form, limit = chat_form(url)
    escaped = markdown_text(HOSTILE) if form == "markdown" else inert_text(HOSTILE)
    (message,) = chat_messages(HOSTILE, [escaped], wording_of("en"), max_bytes=limit)
    content = json.dumps({"title": message.title, "body": message.body, "form": form, "part": 1})
    await send(url, replace(letter(), content=content), allow=pair(receiver))
    return str(receiver.received[-1].json)


@pytest.mark.parametrize("service", sorted(SERVICES), indirect=True)
async def test_mark_up_from_outside_is_inert_in_a_chat(receiver: Any, service: tuple[str, bytes]) -> None:
    assert ACTIVE.findall(await _hand_over(service[0], receiver)) == []


async def test_mark_up_from_outside_is_inert_in_teams_and_mattermost(receiver: Any, teams: str) -> None:
    assert ACTIVE.findall(await _hand_over(teams, receiver)) == []
    mattermost = f"mmost://127.0.0.1:{receiver.port}/3ccdd113474722377935511fc85d3dd4"
    assert ACTIVE.findall(await _hand_over(mattermost, receiver)) == []


@pytest.mark.parametrize("service", ["dingtalk"], indirect=True)
async def test_dingtalk_is_signed(receiver: Any, service: tuple[str, bytes]) -> None:
    receiver.answer(200, b'{"errcode":0,"errmsg":"ok"}')
    (answer,) = await send("dingtalk://SEC0123456789@abcdefgh12345678", allow=pair(receiver))
    assert answer.outcome == "sent"
    query = parse_qs(urlsplit(receiver.received[0].path).query)
    text = f"{query['timestamp'][0]}\nSEC0123456789".encode()
    wanted = base64.b64encode(hmac.new(b"SEC0123456789", text, hashlib.sha256).digest()).decode()
    assert query["sign"] == [wanted]


@pytest.mark.parametrize("service", ["feishu", "lark"], indirect=True)
async def test_feishu_and_lark_are_signed_if_a_secret_is_given(
    receiver: Any, service: tuple[str, bytes]
) -> None:
    receiver.answer(200, b'{"code":0,"msg":"success"}')
    receiver.answer(200, b'{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}')
    (answer,) = await send(f"{service[0]}?secret=B0tS1gningSecret", allow=pair(receiver))
    assert answer.outcome == "sent"
    message = receiver.received[0].json
    key = f"{message['timestamp']}\nB0tS1gningSecret".encode()
    assert message["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert message["msg_type"] in {"interactive", "text"}
    (refused,) = await send(f"{service[0]}?secret=B0tS1gningSecret", allow=pair(receiver))
    assert (refused.outcome, "B0tS1gningSecret" in refused.detail) == ("retry", False)
