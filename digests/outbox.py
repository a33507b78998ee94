"""The public face of this room: digests are composed into the outbox, and the outbox is delivered.

A digest, the steps it tells, its messages and the end of its window are written in one transaction: a step is told
to a subscription once, and no message of it can be lost.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from config.errors import ConfigurationError
from config.settings import Settings, SubscriptionSettings
from digests.channels.opening import find_subscription
from digests.composing import compose_from, compose_one, outbox_row, steps_of_period
from digests.delivering import DeliveryReport, deliver_due
from digests.leaving import leaving_of
from digests.samples import SampleResult, send_sample_to
from digests.values import ComposedDigest
from digests.windows import Window, just_before, period_begin, previous_period
from storage.database import Database
from storage.deal_files import steps_between, untold_steps
from storage.digests import record_digest, window_of
from storage.errors import StorageError

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
            written += compose_one(database, settings, subscription, now)
        except Exception as error:  # noqa: BLE001, raised below: one subscription must not keep the others back
            failures.append(error)
    if failures:
        raise failures[0]
    return written


def preview(
    database: Database, settings: Settings, name: str, now: datetime, since: datetime | None = None
) -> ComposedDigest:
    """The digest that a subscription would get now; nothing is written.

    It holds all steps first seen since ``since``, told before or not, fit for an alert or too old for one. Without
    ``since`` it begins at the last scheduled window's end; for an instant subscription, or one not served yet,
    seven days ago. A review covers the last full week or month, with ``since`` all from that one on.

    Raises:
        ConfigurationError: If there is no such subscription.
    """
    subscription = _subscription(settings, name)
    with database.read() as session:
        return _manual(session, settings, subscription, now, since)


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
            digest = _manual(session, settings, subscription, now, since)
            untold = untold_steps(session, name, digest.window_to, since=digest.window_from)
        if digest.is_empty and not subscription.send_empty:
            return None
        untold_ids = {entry.step.id for entry in untold}
        told = tuple(step_id for step_id in digest.step_ids if step_id in untold_ids)
        row = outbox_row(settings, subscription, digest, told, leaving_of(database, settings, name))
        with database.write() as session:
            if record_digest(session, row, now):
                return digest.id
    raise StorageError(
        f"the digest {name!r} could not be written: its deals are being told by another process\n  Try again."
    )


async def send_sample(settings: Settings, name: str, departed: Collection[str] = ()) -> list[SampleResult]:
    """Send a sample with an invented deal through every channel of a subscription and report each one's answer.

    ``departed`` are the channel keys of those who have left it and get nothing.

    Raises:
        ConfigurationError: If there is no such subscription.
    """
    return await send_sample_to(settings, _subscription(settings, name), departed)


def _manual(
    session: Session,
    settings: Settings,
    subscription: SubscriptionSettings,
    now: datetime,
    since: datetime | None,
) -> ComposedDigest:
    if subscription.review != "none":
        window = _review_window(subscription, since, now)
        return compose_from(
            session, settings, subscription, steps_of_period(session, window), window, now, kind="manual"
        )
    if since is None and subscription.schedule != "instant":
        since = window_of(session, subscription.name)
    if since is None:
        since = now - MANUAL_SPAN
    begin = min(since, now)
    steps = steps_between(session, begin, now)
    return compose_from(session, settings, subscription, steps, Window(begin, now, now), now, kind="manual")


def _review_window(subscription: SubscriptionSettings, since: datetime | None, now: datetime) -> Window:
    """The last full week or month; with ``since`` the full ones from its own on."""
    if subscription.review == "none":
        raise ValueError(f"{subscription.name!r} is no review")
    zone = ZoneInfo(subscription.timezone)
    begin, end = previous_period(subscription.review, now, zone)
    if since is not None:
        begin = min(begin, period_begin(subscription.review, since, zone))
    return Window(just_before(begin), just_before(end), now)


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
