"""What chat services really said: many answer 200 with an error inside. A pure decision."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from digests.channels.chat_requests import ChatResponse
from digests.channels.values import Answer
from digests.channels.waiting import parse_retry_after

RATE_PAUSE = timedelta(minutes=1)
_TOO_FAST = frozenset({130101, 410100, 45009, 45033, 11232, 9499, 99991400})
"""Codes for "too many messages": DingTalk 130101 and 410100, WeCom 45009 and 45033, Feishu and Lark the others."""
_CODE_FIELDS = ("errcode", "StatusCode", "code")
_TEXT_FIELDS = ("errmsg", "StatusMessage", "msg", "error", "description", "message")
_CODED_SCHEMAS = frozenset({"feishu", "lark"})
_TEAMS_FAILURE = "webhook message delivery failed"


def judge_responses(schema: str, accepted: bool, responses: Sequence[ChatResponse], now: datetime) -> Answer:
    """How the service took a message.

    Args:
        schema: The scheme of the Apprise address, such as ``dingtalk``.
        accepted: What Apprise thinks.
        responses: Every HTTP answer; none for services of other protocols.
        now: The moment of the answer, for Retry-After.
    """
    for response in responses:
        refusal = _refusal(schema, response, now)
        if refusal is not None:
            return refusal
    if not accepted:
        return Answer("retry", f"{schema}: the service did not take the message")
    shown = f"answered {responses[-1].status}" if responses else "took it"
    return Answer("sent", f"{schema}: the service {shown}")


def _refusal(schema: str, response: ChatResponse, now: datetime) -> Answer | None:
    status = response.status
    headers = {name.lower(): value for name, value in response.headers.items()}
    wait = parse_retry_after(headers.get("retry-after"), now)
    code, told = _error_inside(schema, response.body)
    words = f" ({code}{': ' if told else ''}{told})" if code is not None else ""
    if status == 410:
        return Answer("failed", f"{schema}: the service answered 410: the chat is gone; remove the channel")
    if status == 429 or code in _TOO_FAST:
        return Answer("retry", f"{schema}: too many messages{words}", wait or RATE_PAUSE, channel_down=True)
    if not 200 <= status < 300:
        return Answer(
            "retry", f"{schema}: the service answered {status}{words}", wait, channel_down=status >= 500
        )
    if code is not None:
        return Answer(
            "retry", f"{schema}: the service answered {status}, but refused the message{words}", wait
        )
    return None


def _error_inside(schema: str, body: bytes) -> tuple[int | str | None, str]:
    """The error code in an answer's body and its text; (None, "") if it tells of no error."""
    text = body.decode("utf-8", "replace")
    try:
        answer: Any = json.loads(text)
    except ValueError:
        failed = text.strip().lower().startswith(_TEAMS_FAILURE)
        return ("failed", text.strip()[:160]) if failed else (None, "")
    if not isinstance(answer, Mapping):
        return None, ""
    told = next((str(answer[name])[:160] for name in _TEXT_FIELDS if answer.get(name)), "")
    if answer.get("ok") is False:
        return str(answer.get("error_code") or "error"), told
    for name in _CODE_FIELDS:
        # Only of Feishu and Lark is a plain "code" known to be an error code.
        if (name != "code" or schema in _CODED_SCHEMAS) and _number(answer.get(name)):
            return _number(answer[name]), told
    return None, ""


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return (
        int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() and value.isascii() else None
    )
