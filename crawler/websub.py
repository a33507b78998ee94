"""The rules of WebSub (W3C Recommendation of 23 January 2018) for a subscriber: pure decisions.

A hub tells at once what a feed publishes. We ask it to (5.1), it asks back whether we meant it (5.3), and what it
pushes is signed with a secret of ours (7). What comes is taken as a hint to poll and never as content: the feed itself
says what is news, and polling goes on by its own rhythm, so a hub that falls silent loses nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from config.declarations import FEED_ACCESS
from crawler.addresses import absolute_url
from storage.push import PushSubscription

PUSHED_ACCESS = FEED_ACCESS - {"search"}
"""The kinds of access that may name a hub."""

LEASE_ASKED = timedelta(days=10)
LEASE_LEAST = timedelta(minutes=5)
LEASE_MOST = timedelta(days=90)
VERIFIED_WITHIN = timedelta(hours=1)
"""How long after asking a hub its question is expected."""

RETRY = timedelta(minutes=10)
RETRY_MOST = timedelta(days=1)
DENIED_FOR = timedelta(days=7)
CHALLENGE_LENGTH = 2_048

_LINK = re.compile(
    r"<([^<>]{1,2000})>((?:\s*;\s*[\w*!-]{1,30}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s\",;]{0,500}))*)"
)
_RELATION = re.compile(r"rel\s*=\s*(?:\"([^\"]*)\"|([^\s\",;]+))", re.IGNORECASE)
_METHODS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def hub_in_header(link: str, base: str) -> tuple[str, str]:
    """Hub and topic that a ``Link`` header names (4); empty where it names none."""
    found: dict[str, str] = {}
    for address, parameters in _LINK.findall(link[:10_000]):
        relation = _RELATION.search(parameters)
        for name in (relation[1] or relation[2]).lower().split() if relation is not None else ():
            absolute = absolute_url(address, base)
            if absolute is not None:
                found.setdefault(name, absolute)
    return found.get("hub", ""), found.get("self", "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a hub's question is answered: ``confirmed`` until a moment, ``denied`` taken note of, or ``unknown``."""

    kind: Literal["confirmed", "denied", "unknown"]
    lease_until: datetime | None = None
    renew_at: datetime | None = None
    reason: str = ""


def judge_question(subscription: PushSubscription | None, asked: Mapping[str, str], now: datetime) -> Verdict:
    """Whether we meant what a hub asks about (5.3), or what to make of its refusal (5.2).

    Args:
        subscription: The one whose address was called.
        asked: The query's parameters.
        now: The moment of the question.
    """
    if subscription is None or asked.get("hub.topic") != subscription.topic:
        return Verdict("unknown")
    mode = asked.get("hub.mode")
    if mode == "denied":
        return Verdict("denied", renew_at=now + DENIED_FOR, reason=asked.get("hub.reason", "")[:300])
    challenge = asked.get("hub.challenge", "")
    since = subscription.asked_at
    meant = since is not None and now - since <= VERIFIED_WITHIN
    if mode != "subscribe" or not meant or not 0 < len(challenge) <= CHALLENGE_LENGTH:
        return Verdict("unknown")
    stated = asked.get("hub.lease_seconds", "")
    lease = timedelta(seconds=int(stated)) if stated.isdecimal() and len(stated) < 10 else LEASE_ASKED
    lease = min(max(lease, LEASE_LEAST), LEASE_MOST)
    return Verdict("confirmed", now + lease, now + lease - min(lease / 4, timedelta(days=1)))


def is_signed(secret: str, signature: str, body: bytes) -> bool:
    """Whether ``X-Hub-Signature`` is that of the body under our secret (7): SHA-1, 256, 384 or 512."""
    method, _, digest = signature.strip().partition("=")
    function = _METHODS.get(method.strip().lower())
    if function is None:
        return False
    expected = hmac.new(secret.encode(), body, function).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode())


def retry_at(failures: int, now: datetime) -> datetime:
    """When a hub that refuses a request, or does not ask back, is asked again; ``failures`` counts this time too."""
    return now + min(RETRY * int(2 ** min(max(failures, 1) - 1, 10)), RETRY_MOST)
