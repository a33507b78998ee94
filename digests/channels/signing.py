"""Signatures by the Standard Webhooks scheme 1.0 (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"


def keys_of(secret: str) -> tuple[bytes, ...]:
    """The signing keys that a configured secret stands for.

    ``whsec_…`` holds base64 as the scheme wants it. Several such secrets, separated by blanks, all sign, so that a
    secret can be changed without a gap. Any other text is its own key in UTF-8; as receivers with a library of the
    scheme read such a text as base64 where they can, it signs by that reading too.

    Raises:
        ValueError: If the secret is empty, or not base64 behind ``whsec_``.
    """
    words = secret.split()
    if words and all(word.startswith(PREFIX) for word in words):
        keys = [_from_base64(word.removeprefix(PREFIX)) for word in words]
        if not all(keys):
            raise ValueError("the secret behind 'whsec_' is not base64")
    else:
        keys = [secret.encode(), _as_the_library_reads(secret)]
    keys = [key for key in dict.fromkeys(keys) if key]
    if not keys:
        raise ValueError("the secret is empty")
    return tuple(keys)


def signature_headers(secret: str | None, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The three headers of the scheme; without a secret the first two, since they tell copies apart.

    Args:
        secret: As configured, see :func:`keys_of`.
        message_id: The same at every try.
        at: The moment of this try.
        body: The very text that is sent.

    Raises:
        ValueError: If the secret cannot be used.
    """
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(at.timestamp()))}
    if secret is not None:
        signatures = [Webhook(key).sign(message_id, at, body) for key in keys_of(secret)]
        headers["webhook-signature"] = " ".join(signatures)
    return headers


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _as_the_library_reads(text: str) -> bytes:
    try:
        return base64.b64decode(text + "==")
    except (binascii.Error, ValueError):
        return b""
