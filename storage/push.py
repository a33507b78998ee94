"""Subscriptions with the hubs of feeds (WebSub): who was asked, until when they push, and what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlmodel import Field, Session, col, select

from storage.table_base import Table, long_text, moment
from storage.tables import Address, Source
from storage.values import PollOutcome
from storage.writing import chunks

LEAST_PAUSE = timedelta(seconds=30)
"""Between two polls of an address, however often a hub pushes."""


class PushSubscription(Table, table=True):
    """What is agreed with the hub of one address's feed.

    States: ``wanted`` (to be asked), ``asked`` (its question is awaited), ``active`` until ``lease_until``, ``denied``.
    ``token`` is the part of our address that nobody can guess, ``secret`` what the hub signs with.
    """

    __tablename__ = "push_subscription"

    address_id: int = Field(foreign_key="address.id", primary_key=True, ondelete="CASCADE")
    hub: str = long_text()
    topic: str = long_text()
    token: str = Field(max_length=64, unique=True, index=True)
    secret: str = Field(max_length=64)
    state: str = "wanted"
    next_try_at: datetime = moment(nullable=False, index=True)
    asked_at: datetime | None = moment()
    lease_until: datetime | None = moment()
    failures: int = 0
    error: str = long_text()
    pushed_at: datetime | None = moment()
    pushes: int = 0


@dataclass(frozen=True, slots=True)
class PushState:
    """How the subscription of one address is, for people: ``lapsed`` where its lease is over."""

    url: str
    hub: str
    state: str
    until: datetime | None
    last: datetime | None
    pushes: int
    error: str


def note_hubs(session: Session, outcomes: Sequence[PollOutcome]) -> None:
    """Keep which hubs feeds name; another hub, or another topic, is a subscription of its own."""
    known: dict[int, PushSubscription] = {}
    for chunk in chunks({outcome.address_id for outcome in outcomes}):
        query = select(PushSubscription).where(col(PushSubscription.address_id).in_(chunk))
        known |= {subscription.address_id: subscription for subscription in session.exec(query)}
    for outcome in outcomes:
        subscription = known.get(outcome.address_id)
        if subscription is not None and (subscription.hub, subscription.topic) != (
            outcome.hub,
            outcome.topic,
        ):
            session.delete(subscription)
            session.flush()
            subscription = None
        if outcome.hub and subscription is None:
            session.add(
                PushSubscription(
                    address_id=outcome.address_id,
                    hub=outcome.hub,
                    topic=outcome.topic,
                    token=token_urlsafe(32),
                    secret=token_urlsafe(32),
                    next_try_at=outcome.at,
                )
            )


def begin_due(
    session: Session, now: datetime, limit: int, again_at: Callable[[int], datetime]
) -> list[PushSubscription]:
    """The subscriptions to be asked for or renewed now, marked as asked: hubs may ask back before they answer.

    Args:
        session: An open session.
        now: This moment.
        limit: At most so many.
        again_at: When one is asked for again if its hub does not ask back, by how often it has been asked for in vain.
    """
    query = (
        select(PushSubscription)
        .join(Address)
        .join(Source)
        .where(PushSubscription.next_try_at <= now, col(Address.active), col(Source.enabled))
        .order_by(col(PushSubscription.next_try_at))
        .limit(limit)
    )
    found = list(session.exec(query))
    for subscription in found:
        subscription.asked_at = now
        subscription.failures += 1
        subscription.next_try_at = again_at(subscription.failures)
        if subscription.state != "active":
            subscription.state = "asked"
    session.flush()
    for subscription in found:
        session.refresh(subscription)
        session.expunge(subscription)
    return found


def record_refusal(session: Session, token: str, error: str) -> None:
    """Keep why a hub could not be asked."""
    known = by_token(session, token)
    if known is not None:
        known.error = error


def by_token(session: Session, token: str) -> PushSubscription | None:
    """The subscription whose address of ours holds this token."""
    return session.exec(select(PushSubscription).where(PushSubscription.token == token)).first()


def confirm(session: Session, token: str, lease_until: datetime, renew_at: datetime) -> None:
    """Keep that a hub has verified our intent."""
    known = by_token(session, token)
    if known is not None:
        known.state, known.error, known.failures = "active", "", 0
        known.lease_until, known.next_try_at, known.asked_at = lease_until, renew_at, None


def deny(session: Session, token: str, reason: str, again_at: datetime) -> None:
    """Keep that a hub does not want to push."""
    known = by_token(session, token)
    if known is not None:
        known.state, known.error, known.next_try_at = "denied", reason, again_at
        known.lease_until = known.asked_at = None


def record_push(session: Session, token: str, now: datetime) -> None:
    """Keep that a hub pushed, and let the address be polled at once."""
    known = by_token(session, token)
    if known is None:
        return
    known.pushed_at = now
    known.pushes += 1
    address = session.get_one(Address, known.address_id)
    soon = now if address.last_poll_at is None else max(now, address.last_poll_at + LEAST_PAUSE)
    address.next_poll_at = min(address.next_poll_at, soon)


def push_states(session: Session, now: datetime) -> dict[str, list[PushState]]:
    """How the subscriptions of each source are."""
    states: dict[str, list[PushState]] = {}
    rows = session.exec(select(PushSubscription, Address).join(Address).where(col(Address.active)))
    for known, address in rows:
        over = known.lease_until is not None and known.lease_until <= now
        states.setdefault(address.source_id, []).append(
            PushState(
                url=address.url,
                hub=known.hub,
                state="lapsed" if over else known.state,
                until=known.lease_until,
                last=known.pushed_at,
                pushes=known.pushes,
                error=known.error,
            )
        )
    return states
