"""Who has unsubscribed from what, and the secret that signs the addresses by which people do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe

from sqlmodel import Session, select

from storage.tables import Departure, Secret
from storage.writing import insert_missing

_SIGNING = "unsubscribe"


def departures(session: Session) -> Mapping[str, frozenset[str]]:
    """The channel keys of those who have left, by subscription."""
    found: dict[str, set[str]] = defaultdict(set)
    for subscription, key in session.exec(select(Departure.subscription, Departure.channel_key)):
        found[subscription].add(key)
    return {subscription: frozenset(keys) for subscription, keys in found.items()}


def has_left(session: Session, subscription: str, channel_key: str) -> bool:
    """Whether a recipient has unsubscribed."""
    return session.get(Departure, (subscription, channel_key)) is not None


def record_departure(session: Session, subscription: str, channel_key: str, now: datetime) -> None:
    """Keep that a recipient wants no more of a subscription; once is as good as twice."""
    row = {"subscription": subscription, "channel_key": channel_key, "left_at": now}
    insert_missing(session, Departure, [row], ("subscription", "channel_key"))


def forget_departure(session: Session, subscription: str, channel_key: str) -> bool:
    """Let a recipient in again; False if there was no departure."""
    found = session.get(Departure, (subscription, channel_key))
    if found is None:
        return False
    session.delete(found)
    return True


def unsubscribe_secret(session: Session) -> str | None:
    """The secret that signs the addresses, None if none has been needed yet."""
    found = session.get(Secret, _SIGNING)
    return None if found is None else found.value


def ensure_unsubscribe_secret(session: Session) -> str:
    """The same, made at random now if there is none; it stays for good, or addresses sent before would be void."""
    insert_missing(session, Secret, [{"name": _SIGNING, "value": token_urlsafe(48)}], ("name",))
    return session.get_one(Secret, _SIGNING).value
