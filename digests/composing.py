"""From the database to a digest of one subscription: what is due is gathered, composed and written to the outbox."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from config.filters import FilterSettings
from config.settings import Settings, SubscriptionSettings
from digests.compose import compose
from digests.contents import messages_of, new_id
from digests.leaving import Leaving, leaving_of
from digests.rates import rates_at
from digests.render_json import payload_of
from digests.trend import Trend, first_monday, trend_of
from digests.values import ComposedDigest
from digests.windows import OVERLAP, Window, due_window, early_window
from storage.database import Database
from storage.deal_files import find_deals, steps_between, untold_steps
from storage.digest_material import deal_marks, reading_counts
from storage.digests import advance_window, ensure_subscription, record_digest, started_at, window_of
from storage.health import coverage
from storage.values import DealQuery, DigestKind, NewDigest, UntoldStep

ADVANCE_AFTER = timedelta(minutes=5)
"""How far an instant subscription's window may lie behind while it is told nothing: writing at every look would
cost a transaction each."""


def compose_one(
    database: Database, settings: Settings, subscription: SubscriptionSettings, now: datetime
) -> bool:
    """Write the digest of a subscription that is due now into the outbox.

    Composing and rendering take time: they are done on a view of the database, and the writer, whom others wait for,
    only makes sure that nobody was quicker.

    Returns:
        Whether one was written.
    """
    name = subscription.name
    with database.read() as session:
        served_until = window_of(session, name)
    if served_until is None:
        with database.write() as session:
            ensure_subscription(session, name, now)
        return False
    window = due_window(subscription, served_until, now)
    early = early_window(subscription, served_until, now) if window is None else None
    if early is not None:
        return _compose_early(database, settings, subscription, early, served_until, now)
    if window is None:
        return False
    is_scheduled = window.scheduled_for is not None
    if subscription.channels:
        with database.read() as session:
            steps = _steps_of(session, subscription, window)
            digest = None
            if steps or is_scheduled:
                kind: DigestKind = "scheduled" if is_scheduled else "instant"
                digest = compose_from(session, settings, subscription, steps, window, now, kind=kind)
        if digest is not None and (not digest.is_empty or (is_scheduled and subscription.send_empty)):
            return _write(database, settings, subscription, digest, served_until, window.served_until, now)
    if is_scheduled or window.end - window.begin >= ADVANCE_AFTER:
        with database.write() as session:
            advance_window(session, name, window.served_until)
    return False


def _compose_early(
    database: Database,
    settings: Settings,
    subscription: SubscriptionSettings,
    window: Window,
    served_until: datetime,
    now: datetime,
) -> bool:
    """Tell at once what passes the subscription's ``instant`` filter; its window stays where it is."""
    with database.read() as session:
        steps = _untold(session, subscription, window) if subscription.channels else []
        if not steps:
            return False
        digest = compose_from(
            session, settings, subscription, steps, window, now, kind="instant", only=subscription.instant
        )
    if digest.is_empty:
        return False
    return _write(database, settings, subscription, digest, served_until, window.served_until, now)


def _write(
    database: Database,
    settings: Settings,
    subscription: SubscriptionSettings,
    digest: ComposedDigest,
    expected: datetime,
    served_until: datetime,
    now: datetime,
) -> bool:
    leaving = leaving_of(database, settings, subscription.name)
    row = outbox_row(settings, subscription, digest, digest.step_ids, leaving, served_until=served_until)
    with database.write() as session:
        return window_of(session, subscription.name) == expected and record_digest(session, row, now)


def compose_from(
    session: Session,
    settings: Settings,
    subscription: SubscriptionSettings,
    steps: list[UntoldStep],
    window: Window,
    now: datetime,
    *,
    kind: DigestKind,
    only: FilterSettings | None = None,
) -> ComposedDigest:
    """Compose steps with all that a digest tells besides: coverage, what was read, the deals of the last weeks."""
    is_instant = kind == "instant"
    return compose(
        subscription,
        steps,
        window_from=window.begin,
        window_to=window.end,
        coverage=coverage(session, now),
        kind=kind,
        now=now,
        digest_id=new_id(),
        rates=rates_at(session, now),
        only=only,
        readings=None if is_instant else reading_counts(session, window.begin, window.end),
        trend=None if is_instant else _trend(session, subscription, window.end),
        public_url=settings.web.public_url,
    )


def _trend(session: Session, subscription: SubscriptionSettings, end: datetime) -> Trend | None:
    weeks = subscription.chart_weeks
    if not weeks:
        return None
    zone = ZoneInfo(subscription.timezone)
    start = datetime.combine(first_monday(weeks, end, zone), time.min, zone)
    return trend_of(deal_marks(session, start - timedelta(microseconds=1), end), weeks, end, zone)


def _steps_of(session: Session, subscription: SubscriptionSettings, window: Window) -> list[UntoldStep]:
    if subscription.review != "none":
        return steps_of_period(session, window)
    return _untold(session, subscription, window)


def _untold(session: Session, subscription: SubscriptionSettings, window: Window) -> list[UntoldStep]:
    since = window.begin - OVERLAP
    started = started_at(session, subscription.name)
    if started is not None:
        since = max(since, started)
    return untold_steps(session, subscription.name, window.end, since=since)


def steps_of_period(session: Session, window: Window) -> list[UntoldStep]:
    """What a review tells: every deal first seen in its period, and the steps that older ones took in it."""
    begin, end = window.begin, window.end
    deals = find_deals(session, DealQuery(since=begin + timedelta(microseconds=1), until=end))
    own = {deal.id for deal in deals}
    news = [UntoldStep(step, deal) for deal in deals for step in deal.steps]
    return news + [untold for untold in steps_between(session, begin, end) if untold.deal.id not in own]


def outbox_row(
    settings: Settings,
    subscription: SubscriptionSettings,
    digest: ComposedDigest,
    step_ids: tuple[int, ...],
    leaving: Leaving,
    *,
    served_until: datetime | None = None,
) -> NewDigest:
    """The digest as it is stored, with its messages. A review tells no steps: it repeats what others have told."""
    return NewDigest(
        id=digest.id,
        subscription=subscription.name,
        kind=digest.kind,
        window_from=digest.window_from,
        window_to=digest.window_to,
        content=payload_of(digest),
        step_ids=() if digest.review != "none" else step_ids,
        deliveries=messages_of(digest, subscription, settings, leaving=leaving),
        served_until=served_until,
    )
