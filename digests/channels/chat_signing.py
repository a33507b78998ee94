"""Signatures that chat services want and Apprise gets wrong or does not know."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import parse_qs

_ENCODED_TWICE = re.compile(r"(?<=[?&]sign=)[^&#]*%25[0-9A-Fa-f]{2}[^&#]*")
_SIGNED_IN_BODY = frozenset({"feishu", "lark"})


def encoded_once(url: str) -> str:
    """An address whose ``sign`` is encoded once: Apprise encodes that of DingTalk twice, and it is refused."""
    return _ENCODED_TWICE.sub(lambda match: match[0].replace("%25", "%"), url)


def body_secret(url: str) -> str:
    """The signing secret of a Feishu or Lark bot, from ``feishu://token?secret=…``; empty if there is none."""
    if url.partition("://")[0].lower() not in _SIGNED_IN_BODY:
        return ""
    return parse_qs(url.partition("?")[2].partition("#")[0]).get("secret", [""])[0]


def signed_body(body: bytes, secret: str, seconds: int) -> bytes:
    """A Feishu or Lark message with its signature.

    The key is ``timestamp LF secret``, the text signed is empty
    (https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot).

    Args:
        body: The message as JSON.
        secret: The bot's.
        seconds: Now, since 1970.
    """
    key = f"{seconds}\n{secret}".encode()
    signature = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    return json.dumps(
        {"timestamp": str(seconds), "sign": signature, **json.loads(body)}, ensure_ascii=False
    ).encode()
