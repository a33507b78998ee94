"""Chat services through Apprise: their real answers are read, and nothing forbidden is connected to."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from config.settings import ChatChannel
from digests.channels.chat import ChatSender, chat_form, open_plugin
from digests.channels.chat_answers import judge_responses
from digests.channels.chat_requests import ChatResponse, Exchange, watched
from digests.channels.values import Answer, Letter
from guard.addresses import AddressGuard

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def letter(body: str = "**Bosch**", form: str = "markdown") -> Letter:
    content = {"title": "Neu: Bosch", "body": body, "form": form, "part": 1}
    return Letter("0123456789abcdef", "now", "json", json.dumps(content), NOW, NOW)


async def send(url: str, *letters: Letter, allow: tuple[str, ...] = (), limit: float = 10) -> list[Answer]:
    channel = ChatChannel(type="chat", url=url)
    sender = ChatSender(channel, AddressGuard(allow), timeout=timedelta(seconds=limit))
    try:
        return [await sender.send(item) for item in letters or (letter(),)]
    finally:
        await sender.close()


def address(receiver: Any) -> str:
    return f"json://127.0.0.1:{receiver.port}/T0PSECRETPATH"


def pair(receiver: Any) -> tuple[str, ...]:
    return (f"127.0.0.1:{receiver.port}",)


async def test_a_message_arrives(receiver: Any) -> None:
    (answer,) = await send(address(receiver), allow=pair(receiver))
    assert answer == Answer("sent", "json: the service answered 204")
    assert receiver.received[0].json["title"] == "Neu: Bosch"
    assert receiver.received[0].json["message"] == "**Bosch**"


async def test_an_error_inside_an_answer_of_200_is_seen(receiver: Any) -> None:
    receiver.answer(200, b'{"errcode":310000,"errmsg":"keywords not in content"}')
    (answer,) = await send(address(receiver), allow=pair(receiver))
    assert answer.outcome == "retry"
    assert "refused the message (310000: keywords not in content)" in answer.detail


async def test_dingtalk_itself_reports_success_and_we_do_not(
    receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin_class = type(open_plugin("dingtalk://abcdefgh12345678"))
    monkeypatch.setattr(
        plugin_class, "notify_url", f"http://127.0.0.1:{receiver.port}/robot/send?access_token={{token}}"
    )
    receiver.answer(200, b'{"errcode":300001,"errmsg":"token is not exist"}')
    receiver.answer(200, b'{"errcode":130101,"errmsg":"send too fast"}')
    receiver.answer(200, b'{"errcode":0,"errmsg":"ok"}')
    urls = ["dingtalk://abcdefgh12345678"] * 3
    refused, fast, good = [(await send(url, allow=pair(receiver)))[0] for url in urls]
    assert "300001: token is not exist" in refused.detail
    assert (fast.outcome, fast.retry_after) == ("retry", timedelta(minutes=1))
    assert good.outcome == "sent"
    assert "abcdefgh12345678" not in refused.detail


async def test_a_private_address_is_not_connected_to(receiver: Any) -> None:
    (answer,) = await send(address(receiver))
    assert answer.outcome == "retry"
    assert f"add 127.0.0.1:{receiver.port} to fetch.allow" in answer.detail
    assert not receiver.arrived.is_set()


async def test_a_redirect_is_not_followed(receiver: Any) -> None:
    receiver.answer(302, location=f"http://127.0.0.1:{receiver.port}/elsewhere")
    (answer,) = await send(address(receiver), allow=pair(receiver))
    assert answer.outcome == "retry"
    assert "answered 302" in answer.detail
    assert len(receiver.received) == 1


async def test_retry_after_and_gone(receiver: Any) -> None:
    receiver.answer(429, Retry_After="30")
    receiver.answer(410)
    (slow,) = await send(address(receiver), allow=pair(receiver))
    (gone,) = await send(address(receiver), allow=pair(receiver))
    assert (slow.outcome, slow.retry_after) == ("retry", timedelta(seconds=30))
    assert gone.outcome == "failed"


async def test_a_service_that_does_not_answer_ends_in_time(receiver: Any) -> None:
    receiver.hold.clear()
    (answer,) = await send(address(receiver), allow=pair(receiver), limit=0.4)
    receiver.hold.set()
    assert answer.outcome == "retry"
    assert "did not answer in time" in answer.detail


@pytest.mark.parametrize(
    "url", ["nosuch://T0PSECRETPATH", "slack://T0PSECRETPATH", "dingtalk://?T0PSECRETPATH"]
)
async def test_an_unusable_address_is_told_without_its_secret(url: str) -> None:
    (answer,) = await send(url)
    assert answer.outcome == "retry"
    assert "cannot be used" in answer.detail
    assert "T0PSECRETPATH" not in answer.detail


async def test_a_service_of_another_protocol_is_judged_before(unused_port: int) -> None:
    (answer,) = await send(f"growl://127.0.0.1:{unused_port}")
    assert answer.outcome == "retry"
    assert "cannot be used" in answer.detail or "fetch.allow" in answer.detail


async def test_nothing_secret_is_logged(receiver: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answer(500)
    answers = await send(address(receiver), letter(), letter(), allow=pair(receiver))
    assert [answer.outcome for answer in answers] == ["retry", "sent"]
    assert "T0PSECRETPATH" not in caplog.text


def test_requests_of_others_are_not_touched(receiver: Any) -> None:
    url = f"http://127.0.0.1:{receiver.port}/other"
    with watched(Exchange(AddressGuard(), deadline=1e12)), pytest.raises(requests.ConnectionError):
        requests.post(url, timeout=5)
    assert requests.post(url, timeout=5).status_code == 204


def test_services_get_their_own_markup_and_size() -> None:
    assert chat_form("json://example.org") == ("markdown", 4000)
    form, size = chat_form("wecombot://abcdefgh-1234-1234-1234-123456789012")
    assert (form, size <= 2048) == ("text", True)
    assert chat_form("nosuch://x") == ("text", 4000)


@pytest.mark.parametrize(
    ("schema", "status", "body", "outcome"),
    [
        ("feishu", 200, b'{"code":19024,"msg":"Key Words Not Found"}', "retry"),
        ("feishu", 200, b'{"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}', "sent"),
        ("lark", 200, b'{"code":9499,"msg":"too many request"}', "retry"),
        ("wecombot", 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', "retry"),
        ("wecombot", 200, b'{"errcode":0,"errmsg":"ok"}', "sent"),
        ("slack", 200, b'{"ok":false,"error":"channel_not_found"}', "retry"),
        ("slack", 200, b"ok", "sent"),
        ("tgram", 200, b'{"ok":true,"result":{}}', "sent"),
        ("msteams", 200, b"Webhook message delivery failed with error: Microsoft Teams endpoint returned 413", "retry"),
        ("msteams", 200, b"1", "sent"),
        ("json", 200, b'{"code":200,"message":"stored"}', "sent"),
        ("json", 200, b"\xff\xfe not json", "sent"),
        ("json", 200, b'["code", 5]', "sent"),
    ],
)  # fmt: skip
def test_what_services_say(schema: str, status: int, body: bytes, outcome: str) -> None:
    response = ChatResponse(status, {"Content-Type": "application/json"}, body)
    assert judge_responses(schema, True, [response], NOW).outcome == outcome


def test_apprise_saying_no_is_a_no() -> None:
    assert judge_responses("mqtt", False, [], NOW).outcome == "retry"
    assert judge_responses("mqtt", True, [], NOW).outcome == "sent"
