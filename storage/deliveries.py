"""The outbox: rows are leased, tried, and settled. A crash repeats a try under the same id and loses none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, or_, select

from storage.tables import Delivery, DeliveryAttempt
from storage.values import AttemptOutcome, DeliveryState, DeliveryView, LeasedDelivery, NewDelivery
from storage.writing import sql_table


def lease_deliveries(
    session: Session,
    now: datetime,
    *,
    owner: str,
    limit: int,
    lease: timedelta,
    only: Collection[str] | None = None,
    channel: tuple[str, str | None] | None = None,
) -> list[LeasedDelivery]:
    """Take up to ``limit`` due rows for ``owner``; nobody else gets them before the lease has ended.

    Args:
        session: A writing session.
        now: The moment that decides what is due.
        owner: Name of the process; only it may settle the rows.
        limit: At most so many rows.
        lease: How long they are kept from others.
        only: Only rows of these digests.
        channel: Only rows of this kind of channel, and of this key unless it is None.
    """
    query = (
        select(Delivery)
        .where(
            Delivery.state == "pending",
            or_(col(Delivery.next_attempt_at).is_(None), col(Delivery.next_attempt_at) <= now),
            or_(col(Delivery.lease_until).is_(None), col(Delivery.lease_until) <= now),
        )
        .order_by(col(Delivery.next_attempt_at), col(Delivery.created_at))
        .limit(limit)
    )
    if only is not None:
        query = query.where(col(Delivery.digest_id).in_(list(only)))
    if channel is not None:
        kind, key = channel
        query = query.where(Delivery.channel == kind)
        if key is not None:
            query = query.where(Delivery.channel_key == key)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    leased = []
    for row in session.exec(query).all():
        row.lease_owner = owner
        row.lease_until = now + lease
        session.add(row)
        leased.append(
            LeasedDelivery(
                id=row.id,
                digest_id=row.digest_id,
                subscription=row.subscription,
                channel=row.channel,
                channel_key=row.channel_key,
                recipient=row.recipient,
                content=row.content,
                attempts=row.attempts,
                created_at=row.created_at,
                error=row.error,
            )
        )
    return leased


def add_delivery(session: Session, like: LeasedDelivery, delivery: NewDelivery, now: datetime) -> bool:
    """Write one more row for the digest of another one. False if there is one of that id already."""
    if session.get(Delivery, delivery.id) is not None:
        return False
    session.add(
        Delivery(
            id=delivery.id,
            digest_id=like.digest_id,
            subscription=like.subscription,
            channel=delivery.channel,
            channel_key=delivery.channel_key,
            recipient=delivery.recipient,
            content=delivery.content,
            next_attempt_at=now,
            created_at=now,
        )
    )
    return True


def last_answers(session: Session, channel_keys: Collection[str]) -> dict[str, str]:
    """How the last try by each of these channels ended, in words; channels that were never tried are left out."""
    answers = {}
    for key in channel_keys:
        answer = session.exec(
            select(DeliveryAttempt.detail)
            .join(Delivery, col(Delivery.id) == col(DeliveryAttempt.delivery_id))
            .where(Delivery.channel_key == key)
            .order_by(col(DeliveryAttempt.id).desc())
            .limit(1)
        ).first()
        if answer is not None:
            answers[key] = answer
    return answers


def settle_delivery(
    session: Session,
    delivery_id: str,
    *,
    owner: str,
    outcome: AttemptOutcome,
    detail: str,
    now: datetime,
    retry_at: datetime | None = None,
) -> bool:
    """Note how a try ended. False if the lease has passed to another process in the meantime.

    Raises:
        ValueError: If a retry has no time.
    """
    if outcome == "retry" and retry_at is None:
        raise ValueError("a retry needs a time")
    row = session.get(Delivery, delivery_id)
    if row is None or row.state != "pending" or row.lease_owner != owner:
        return False
    row.attempts += 1
    row.lease_owner = None
    row.lease_until = None
    row.error = "" if outcome == "sent" else detail
    if outcome == "sent":
        row.state = "sent"
        row.sent_at = now
        row.next_attempt_at = None
    elif outcome == "failed":
        row.state = "failed"
        row.next_attempt_at = None
    else:
        row.next_attempt_at = retry_at
    session.add(row)
    session.add(DeliveryAttempt(delivery_id=delivery_id, at=now, outcome=outcome, detail=detail))
    return True


def release_leases(session: Session, owner: str) -> None:
    """Give back what ``owner`` holds, under names such as ``owner/round`` too: what it took and did not settle.

    Called by one that stops, or that follows one killed and knows that nobody else bears the name.
    """
    table = sql_table(Delivery)
    held = (table.c.lease_owner == owner) | table.c.lease_owner.startswith(f"{owner}/", autoescape=True)
    session.connection().execute(update(table).where(held).values(lease_owner=None, lease_until=None))


def list_deliveries(
    session: Session, *, state: DeliveryState | None = None, limit: int = 100
) -> list[DeliveryView]:
    """Outbox rows, the newest first."""
    query = select(Delivery).order_by(col(Delivery.created_at).desc(), col(Delivery.id)).limit(limit)
    if state is not None:
        query = query.where(Delivery.state == state)
    return [_view(row) for row in session.exec(query)]


def delivery_view(session: Session, delivery_id: str) -> DeliveryView | None:
    """One outbox row with the history of its tries; a unique beginning of the id will do."""
    row = _find(session, delivery_id)
    if row is None:
        return None
    attempts = session.exec(
        select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == row.id).order_by(col(DeliveryAttempt.id))
    )
    return _view(row, tuple((attempt.at, attempt.outcome, attempt.detail) for attempt in attempts))


def delivery_content(session: Session, delivery_id: str) -> str | None:
    """What is sent, as it was rendered; None if there is no such row."""
    row = _find(session, delivery_id)
    return None if row is None else row.content


def replay_delivery(session: Session, delivery_id: str, now: datetime) -> bool:
    """Try a failed row again from now on, under its own id. False if it is unknown, on its way or sent."""
    row = _find(session, delivery_id)
    if row is None or row.state != "failed":
        return False
    row.state = "pending"
    row.attempts = 0
    row.next_attempt_at = now
    session.add(row)
    return True


def count_deliveries(session: Session) -> dict[str, int]:
    """Number of outbox rows by state."""
    rows = session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
    return {"pending": 0, "failed": 0, "sent": 0} | dict(rows)


def oldest_unsent(session: Session) -> datetime | None:
    """When the oldest message was made that is still to be sent."""
    return session.exec(
        select(func.min(Delivery.created_at, type_=sql_table(Delivery).c.created_at.type)).where(
            Delivery.state == "pending"
        )
    ).first()


def _find(session: Session, delivery_id: str) -> Delivery | None:
    row = session.get(Delivery, delivery_id)
    if row is not None or len(delivery_id) < 6:
        return row
    rows = session.exec(
        select(Delivery).where(col(Delivery.id).startswith(delivery_id, autoescape=True)).limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def _view(row: Delivery, history: tuple[tuple[datetime, str, str], ...] = ()) -> DeliveryView:
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in (
            "id",
            "digest_id",
            "subscription",
            "channel",
            "recipient",
            "state",
            "attempts",
            "created_at",
            "next_attempt_at",
            "sent_at",
            "error",
        )
    }
    return DeliveryView(**values, history=history)
