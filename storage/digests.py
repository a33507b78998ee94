"""Digests and their windows. A digest, the steps it tells, its outbox rows and its window are one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.tables import Delivery, Digest, DigestEntry, Subscription
from storage.values import NewDigest
from storage.writing import chunks


def ensure_subscription(session: Session, name: str, now: datetime) -> datetime:
    """Up to when a subscription has been served. One that is new starts now: the past is no news to it."""
    subscription = session.get(Subscription, name)
    if subscription is None:
        subscription = Subscription(name=name, window_to=now, created_at=now)
        session.add(subscription)
        session.flush()
    return subscription.window_to


def window_of(session: Session, name: str) -> datetime | None:
    """Up to when a subscription has been served, None if it is not known yet."""
    subscription = session.get(Subscription, name)
    return None if subscription is None else subscription.window_to


def started_at(session: Session, name: str) -> datetime | None:
    """When a subscription was first seen, None if it is not known yet; nothing older is told to it."""
    subscription = session.get(Subscription, name)
    return None if subscription is None else subscription.created_at


def advance_window(session: Session, name: str, to: datetime) -> None:
    """Note that a subscription has been served up to ``to``; a window never moves back."""
    subscription = session.get(Subscription, name)
    if subscription is None:
        session.add(Subscription(name=name, window_to=to, created_at=to))
    elif to > subscription.window_to:
        subscription.window_to = to
        session.add(subscription)


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest as it was composed; ``content`` is the body that a webhook gets, empty where it is not asked for."""

    id: str
    subscription: str
    kind: str
    window_from: datetime
    window_to: datetime
    created_at: datetime
    content: Mapping[str, Any] = field(default_factory=dict)


_HEAD: tuple[Any, ...] = (
    col(Digest.id), col(Digest.subscription), col(Digest.kind), col(Digest.window_from), col(Digest.window_to),
    col(Digest.created_at),
)  # fmt: skip


def list_digests(session: Session, subscription: str | None = None, limit: int = 100) -> list[DigestView]:
    """The digests composed last, the newest first, without their content."""
    query = sql_select(*_HEAD).order_by(col(Digest.created_at).desc(), col(Digest.id)).limit(limit)
    if subscription is not None:
        query = query.where(col(Digest.subscription) == subscription)
    return [DigestView(*row) for row in session.execute(query)]


def get_digest(session: Session, digest_id: str) -> DigestView | None:
    """One digest with its content, None if there is none of that id."""
    row = session.execute(
        sql_select(*_HEAD, col(Digest.content)).where(col(Digest.id) == digest_id)
    ).one_or_none()
    return None if row is None else DigestView(*row)


def record_digest(session: Session, digest: NewDigest, now: datetime) -> bool:
    """Store a digest with what it tells and its outbox rows, and advance the window.

    Returns:
        False if any of its steps has been told to the subscription before; nothing is written then.
    """
    for chunk in chunks(digest.step_ids):
        told = session.exec(
            select(DigestEntry.step_id).where(
                DigestEntry.subscription == digest.subscription, col(DigestEntry.step_id).in_(chunk)
            )
        ).first()
        if told is not None:
            return False
    session.add(
        Digest(
            id=digest.id,
            subscription=digest.subscription,
            kind=digest.kind,
            window_from=digest.window_from,
            window_to=digest.window_to,
            created_at=now,
            content=dict(digest.content),
        )
    )
    session.flush()
    for step_id in digest.step_ids:
        session.add(DigestEntry(subscription=digest.subscription, step_id=step_id, digest_id=digest.id))
    for delivery in digest.deliveries:
        session.add(
            Delivery(
                id=delivery.id,
                digest_id=digest.id,
                subscription=digest.subscription,
                channel=delivery.channel,
                channel_key=delivery.channel_key,
                recipient=delivery.recipient,
                content=delivery.content,
                next_attempt_at=now,
                created_at=now,
            )
        )
    if digest.kind not in {"manual", "notice"}:
        advance_window(session, digest.subscription, digest.served_until or digest.window_to)
    return True
