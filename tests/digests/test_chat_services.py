"""The services' own endpoints, played on loopback: errors inside an answer of 200 are failures, and tried again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from digests.channels.chat import open_plugin
from tests.digests.test_chat import pair, send

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
    monkeypatch.setattr(plugin_class, attribute, f"http://127.0.0.1:{receiver.port}/hook?key={{token}}")
    monkeypatch.setattr(plugin_class, "request_rate_per_sec", 0)
    return url, refusal


@pytest.mark.parametrize("service", sorted(SERVICES), indirect=True)
async def test_errors_inside_an_answer_are_failures_and_tried_again(
    receiver: Any, service: tuple[str, bytes]
) -> None:
    url, refusal = service
    receiver.answer(200, refusal)
    (answer,) = await send(url, allow=pair(receiver))
    assert answer.outcome == "retry"
    assert not any(part in answer.detail for part in ("abcdefgh", "AAAAAAAAA"))


@pytest.mark.parametrize("service", sorted(SERVICES), indirect=True)
@pytest.mark.parametrize("status", [429, 500])
async def test_statuses_are_believed_too(receiver: Any, service: tuple[str, bytes], status: int) -> None:
    for _ in range(3):
        receiver.answer(status, b"{}")
    (answer,) = await send(service[0], allow=pair(receiver))
    assert answer.outcome == "retry"


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
