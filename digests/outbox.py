"""The public face of this room: digests are composed into the outbox, and the outbox is delivered.

A digest, the steps it tells, its messages and the end of its window are written in one transaction: a step is told
to a subscription once, and no message of it can be lost.
"""

from __future__ import annotations

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
from storage.errors import StorageError
from storage.health import coverage
from storage.values import NewDigest, SourceCoverage, UntoldStep

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
MANUAL_TRIES = 3
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
    # Composing and rendering take time: they are done on a view of the database, and the writer, whom others wait
    # for, only makes sure that nobody was quicker.
    name = subscription.name
    with database.read() as session:
        served_until = window_of(session, name)
        window = None if served_until is None else due_window(subscription, served_until, now)
        steps = _untold(session, subscription, window) if window and subscription.channels else []
        sources = coverage(session, now) if steps or (window and window.scheduled_for) else SourceCoverage()
    if served_until is None:
        with database.write() as session:
            ensure_subscription(session, name, now)
        return False
    if window is None:
        return False
    digest = compose(
        subscription,
        steps,
        window_from=window.begin,
        window_to=window.end,
        coverage=sources,
        kind="scheduled" if window.scheduled_for else "instant",
        now=now,
        digest_id=new_id(),
    )
    is_scheduled = window.scheduled_for is not None
    if subscription.channels and (not digest.is_empty or (is_scheduled and subscription.send_empty)):
        row = _row(settings, subscription, digest, digest.step_ids)
        with database.write() as session:
            return window_of(session, name) == served_until and record_digest(session, row, now)
    if is_scheduled or window.end - window.begin >= ADVANCE_AFTER:
        with database.write() as session:
            advance_window(session, name, window.end)
    return False


def _untold(session: Session, subscription: SubscriptionSettings, window: Window) -> list[UntoldStep]:
    since = window.begin - OVERLAP
    started = started_at(session, subscription.name)
    if started is not None:
        since = max(since, started)
    return untold_steps(session, subscription.name, window.end, since=since)


def _row(
    settings: Settings, subscription: SubscriptionSettings, digest: ComposedDigest, step_ids: tuple[int, ...]
) -> NewDigest:
    return NewDigest(
        id=digest.id,
        subscription=subscription.name,
        kind=digest.kind,
        window_from=digest.window_from,
        window_to=digest.window_to,
        content=payload_of(digest),
        step_ids=step_ids,
        deliveries=messages_of(digest, subscription, settings),
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
        StorageError: If the database cannot be used.
    """
    subscription = _subscription(settings, name)
    if not subscription.channels:
        raise ConfigurationError(
            f"the subscription {name!r} has no channels, so nothing can be sent",
            remedy="Add for instance: channels: [{type: email, to: [analyst@example.org]}]",
        )
    for _ in range(MANUAL_TRIES):
        with database.read() as session:
            digest = _manual(session, subscription, now, since)
            untold = untold_steps(session, name, digest.window_to, since=digest.window_from)
        if digest.is_empty and not subscription.send_empty:
            return None
        untold_ids = {entry.step.id for entry in untold}
        told = tuple(step_id for step_id in digest.step_ids if step_id in untold_ids)
        row = _row(settings, subscription, digest, told)
        with database.write() as session:
            if record_digest(session, row, now):
                return digest.id
    raise StorageError(
        f"the digest {name!r} could not be written: its deals are being told by another process\n  Try again."
    )


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
