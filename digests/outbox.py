"""The public face of this room: digests are composed into the outbox, and the outbox is delivered.

A digest, the steps it tells, its messages and the end of its window are written in one transaction: a step is told
to a subscription once, and no message of it can be lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from config.errors import ConfigurationError
from config.settings import Settings, SubscriptionSettings
from digests.channels.opening import find_subscription
from digests.compose import compose
from digests.contents import messages_of, new_id
from digests.delivering import DeliveryReport, deliver_due
from digests.render_json import payload_of
from digests.samples import SampleResult, send_sample_to
from digests.values import ComposedDigest
from digests.windows import OVERLAP, Window, due_window
from storage.database import Database
from storage.deal_files import steps_between, untold_steps
from storage.digests import (
    advance_window,
    ensure_subscription,
    record_digest,
    started_at,
    window_of,
)
from storage.health import coverage
from storage.values import NewDigest, UntoldStep

__all__ = [
    "DeliveryReport",
    "SampleResult",
    "compose_due",
    "deliver_due",
    "preview",
    "send_now",
    "send_sample",
]

MANUAL_SPAN = timedelta(days=7)
ADVANCE_AFTER = timedelta(minutes=5)
"""How far an instant subscription's window may lie behind while it is told nothing: writing at every look would
cost a transaction each."""


def compose_due(database: Database, settings: Settings, now: datetime) -> int:
    """Write the digests that are due now, scheduled and instant, into the outbox.

    A subscription seen for the first time starts now: what was found before is no news to it. One without channels
    is told nothing; its window moves on all the same.

    Returns:
        The number of digests written.

    Raises:
        StorageError: If the database cannot be used. An error with one subscription, of whatever kind, is raised
            after the others have been served.
    """
    written, failures = 0, []
    for subscription in settings.subscriptions:
        try:
            written += _compose_one(database, settings, subscription, now)
        except Exception as error:  # noqa: BLE001, raised below: one subscription must not keep the others back
            failures.append(error)
    if failures:
        raise failures[0]
    return written


def _compose_one(
    database: Database, settings: Settings, subscription: SubscriptionSettings, now: datetime
) -> bool:
    # Most looks find nothing to do: they are made without the lock of a writer.
    with database.read() as session:
        if not _has_work(session, subscription, now):
            return False
    with database.write() as session:
        served_until = ensure_subscription(session, subscription.name, now)
        window = due_window(subscription, served_until, now)
        if window is None:
            return False
        steps = _untold(session, subscription, window) if subscription.channels else []
        digest = compose(
            subscription,
            steps,
            window_from=window.begin,
            window_to=window.end,
            coverage=coverage(session, now),
            kind="scheduled" if window.scheduled_for else "instant",
            now=now,
            digest_id=new_id(),
        )
        wanted = not digest.is_empty or (window.scheduled_for is not None and subscription.send_empty)
        if not (wanted and subscription.channels):
            advance_window(session, subscription.name, window.end)
            return False
        return _record(session, settings, subscription, digest, digest.step_ids, now)


def _has_work(session: Session, subscription: SubscriptionSettings, now: datetime) -> bool:
    served_until = window_of(session, subscription.name)
    if served_until is None:
        return True
    window = due_window(subscription, served_until, now)
    if window is None:
        return False
    if window.scheduled_for is not None or window.end - window.begin >= ADVANCE_AFTER:
        return True
    steps = _untold(session, subscription, window)
    return bool(steps) and not _compose_trial(subscription, steps, window, now).is_empty


def _compose_trial(
    subscription: SubscriptionSettings, steps: Sequence[UntoldStep], window: Window, now: datetime
) -> ComposedDigest:
    from storage.values import SourceCoverage

    return compose(
        subscription,
        steps,
        window_from=window.begin,
        window_to=window.end,
        coverage=SourceCoverage(),
        kind="instant",
        now=now,
    )


def _untold(session: Session, subscription: SubscriptionSettings, window: Window) -> list[UntoldStep]:
    since = window.begin - OVERLAP
    started = started_at(session, subscription.name)
    if started is not None:
        since = max(since, started)
    return untold_steps(session, subscription.name, window.end, since=since)


def _record(
    session: Session,
    settings: Settings,
    subscription: SubscriptionSettings,
    digest: ComposedDigest,
    step_ids: tuple[int, ...],
    now: datetime,
) -> bool:
    return record_digest(
        session,
        NewDigest(
            id=digest.id,
            subscription=subscription.name,
            kind=digest.kind,
            window_from=digest.window_from,
            window_to=digest.window_to,
            content=payload_of(digest),
            step_ids=step_ids,
            deliveries=messages_of(digest, subscription, settings),
        ),
        now,
    )


def preview(
    database: Database, settings: Settings, name: str, now: datetime, since: datetime | None = None
) -> ComposedDigest:
    """The digest that a subscription would get now; nothing is written.

    It holds all steps first seen since ``since``, told before or not, fit for an alert or too old for one. Without
    ``since`` it begins at the last scheduled window's end; for an instant subscription, or one not served yet,
    seven days ago.

    Raises:
        ConfigurationError: If there is no such subscription.
    """
    subscription = _subscription(settings, name)
    with database.read() as session:
        return _manual(session, subscription, now, since)


def send_now(
    database: Database, settings: Settings, name: str, now: datetime, since: datetime | None = None
) -> str | None:
    """Write a digest as in :func:`preview` into the outbox; ``deliver_due(only=…)`` sends it.

    Its steps count as told; the window of the schedule stays where it is.

    Returns:
        The digest's id; None if there is nothing to tell and the subscription wants no empty digests.

    Raises:
        ConfigurationError: If there is no such subscription, or it has no channels.
    """
    subscription = _subscription(settings, name)
    if not subscription.channels:
        raise ConfigurationError(
            f"the subscription {name!r} has no channels, so nothing can be sent",
            remedy="Add for instance: channels: [{type: email, to: [analyst@example.org]}]",
        )
    with database.write() as session:
        digest = _manual(session, subscription, now, since)
        if digest.is_empty and not subscription.send_empty:
            return None
        untold = {
            entry.step.id for entry in untold_steps(session, name, digest.window_to, since=digest.window_from)
        }
        told = tuple(step_id for step_id in digest.step_ids if step_id in untold)
        _record(session, settings, subscription, digest, told, now)
        return digest.id


async def send_sample(settings: Settings, name: str) -> list[SampleResult]:
    """Send a sample with an invented deal through every channel of a subscription and report each one's answer.

    Raises:
        ConfigurationError: If there is no such subscription.
    """
    return await send_sample_to(settings, _subscription(settings, name))


def _manual(
    session: Session, subscription: SubscriptionSettings, now: datetime, since: datetime | None
) -> ComposedDigest:
    if since is None and subscription.schedule != "instant":
        since = window_of(session, subscription.name)
    if since is None:
        since = now - MANUAL_SPAN
    begin = min(since, now)
    return compose(
        subscription,
        steps_between(session, begin, now),
        window_from=begin,
        window_to=now,
        coverage=coverage(session, now),
        kind="manual",
        now=now,
        digest_id=new_id(),
    )


def _subscription(settings: Settings, name: str) -> SubscriptionSettings:
    found = find_subscription(settings, name)
    if found is not None:
        return found
    names = ", ".join(subscription.name for subscription in settings.subscriptions)
    raise ConfigurationError(
        f"there is no subscription {name!r}",
        remedy=f"There are: {names}." if names else "Add one under 'subscriptions' in zhongde.yaml.",
        key="subscriptions",
    )
