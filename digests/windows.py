"""When a subscription is to be told: pure decisions from its schedule and the stored end of its last window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from cronsim import CronSim

from config.settings import SubscriptionSettings
from config.timing import read_quiet_hours
from digests.calendars import LONGEST_REST, is_working_day, next_working_day

CLOCK_TOLERANCE = timedelta(hours=26)
"""A stored window may lie this far ahead of the clock and still be believed.

A clock that was stepped back by less must not send a digest of the same local day again. One that was wrong by
more would silence the subscription for as long, so the window is brought back to now.
"""

OVERLAP = timedelta(minutes=10)
"""How far before its window a digest looks for steps that were not told.

A step's moment is taken before its transaction commits, and clocks are stepped: such a step appears behind the
window's end. Whatever was told is left out by its id, so the overlap never tells anything twice.
"""


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a digest covers: ``begin`` exclusive, ``end`` inclusive, both in UTC.

    ``scheduled_for`` is the moment of the schedule that made it due, None for an instant one. ``served_until`` is what
    is stored as the end of the last window once it is served: the end, but for a review the moment of its sending.
    """

    begin: datetime
    end: datetime
    served_until: datetime
    scheduled_for: datetime | None = None


def due_window(subscription: SubscriptionSettings, served_until: datetime, now: datetime) -> Window | None:
    """The window to be served now, or None if the subscription is not due.

    A scheduled one is due once its latest scheduled moment lies behind the end of its last window: a machine that
    slept at 08:00 serves it when it wakes, once, however many moments it missed. An instant one is always due.
    On days that are no working days and in quiet hours nothing is due; since the window stays where it is, what is
    held back comes with the next one. A review covers the full weeks or months since the last one.
    """
    if not may_send(subscription, now):
        return None
    begin = believable(served_until, now)
    if subscription.schedule == "instant":
        return Window(min(begin, now), now, now)
    moment = latest_due_moment(subscription, now)
    if moment is None or moment <= begin:
        return None
    if subscription.review == "none":
        return Window(begin, now, now, moment)
    zone = ZoneInfo(subscription.timezone)
    end = period_begin(subscription.review, moment, zone)
    start = period_begin(subscription.review, begin, zone)
    return Window(just_before(start), just_before(end), now, moment) if start < end else None


def early_window(subscription: SubscriptionSettings, served_until: datetime, now: datetime) -> Window | None:
    """The window of deals that a scheduled subscription is told at once; None if it wants none, or not now."""
    if subscription.instant is None or subscription.schedule == "instant" or subscription.review != "none":
        return None
    if not may_send(subscription, now):
        return None
    begin = believable(served_until, now)
    return Window(min(begin, now), now, begin)


def may_send(subscription: SubscriptionSettings, now: datetime) -> bool:
    """Whether a subscription may be told anything now: on a working day of its calendars, outside its quiet hours."""
    local = now.astimezone(ZoneInfo(subscription.timezone))
    quiet = read_quiet_hours(subscription.quiet_hours)
    if quiet is not None and quiet.holds(local.time()):
        return False
    return is_working_day(subscription.working_days, local.date())


def believable(served_until: datetime, now: datetime) -> datetime:
    """The stored end of the last window, brought back to now if it lies absurdly far ahead of the clock."""
    served_until = served_until.astimezone(UTC)
    return now.astimezone(UTC) if served_until - now > CLOCK_TOLERANCE else served_until


def just_before(moment: datetime) -> datetime:
    """The last moment before another one: storage keeps microseconds."""
    return moment - timedelta(microseconds=1)


def period_begin(review: Literal["week", "month"], moment: datetime, zone: ZoneInfo) -> datetime:
    """The begin of the week (ISO 8601, Monday) or month in which a moment lies in a zone, in UTC."""
    day = moment.astimezone(zone).date()
    first = day.replace(day=1) if review == "month" else day - timedelta(days=day.weekday())
    return datetime.combine(first, time.min, zone).astimezone(UTC)


def previous_period(
    review: Literal["week", "month"], now: datetime, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Begin (inclusive) and end (exclusive) of the last full week or month before ``now``, in UTC."""
    end = period_begin(review, now, zone)
    return period_begin(review, just_before(end), zone), end


def latest_due_moment(subscription: SubscriptionSettings, now: datetime) -> datetime | None:
    """The latest moment of the schedule that is not after ``now``, in UTC, moved from days off to working days."""
    if not subscription.working_days:
        return latest_moment(subscription.schedule, subscription.timezone, now)
    ahead = now
    while (moment := latest_moment(subscription.schedule, subscription.timezone, ahead)) is not None:
        moved = _on_working_day(subscription, moment)
        if moved <= now:
            return moved
        ahead = moment - timedelta(minutes=1)
    return None


def _on_working_day(subscription: SubscriptionSettings, moment: datetime) -> datetime:
    """A moment, on another day at the same local time if its own is no working day."""
    local = moment.astimezone(ZoneInfo(subscription.timezone))
    day = next_working_day(subscription.working_days, local.date())
    return (
        moment if day == local.date() else datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
    )


def next_due_moment(subscription: SubscriptionSettings, now: datetime) -> datetime | None:
    """The next moment after ``now`` at which the schedule makes something due, in UTC, for people to see.

    It is moved from days off to working days, and from quiet hours to their end.
    """
    # A moment before now may have been moved behind it.
    start = now - timedelta(days=LONGEST_REST if subscription.working_days else 1)
    while (moment := next_moment(subscription.schedule, subscription.timezone, start)) is not None:
        moved = _after_quiet_hours(subscription, _on_working_day(subscription, moment))
        if moved > now:
            return moved
        start = moment
    return None


def next_sendable(subscription: SubscriptionSettings, moment: datetime) -> datetime:
    """The moment itself if the subscription may be told anything then, else the next one at which it may, in UTC."""
    if may_send(subscription, moment):
        return moment.astimezone(UTC)
    zone = ZoneInfo(subscription.timezone)
    local = moment.astimezone(zone)
    day = next_working_day(subscription.working_days, local.date())
    if day != local.date():
        moment = datetime.combine(day, time.min, zone).astimezone(UTC)
    return _after_quiet_hours(subscription, moment)


def _after_quiet_hours(subscription: SubscriptionSettings, moment: datetime) -> datetime:
    zone = ZoneInfo(subscription.timezone)
    local = moment.astimezone(zone)
    quiet = read_quiet_hours(subscription.quiet_hours)
    if quiet is None or not quiet.holds(local.time()):
        return moment
    day = local.date() + timedelta(days=local.time() >= quiet.end)
    day = next_working_day(subscription.working_days, day)
    return datetime.combine(day, quiet.end, zone).astimezone(UTC)


def latest_moment(schedule: str, timezone: str, now: datetime) -> datetime | None:
    """The latest moment of a cron schedule that is not after ``now``, in UTC; None if there was none for 50 years.

    Around a clock change a schedule with fixed hours has one moment a day, as with Debian's cron: one in the hour
    that is left out comes right after it, one in the hour that is repeated comes the first time.
    """
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    # Walking back excludes the starting minute, and a moment moved out of a gap appears at its unmoved time:
    # start far enough ahead and take the first moment that is not after now.
    start = (local.astimezone(UTC) + timedelta(hours=2)).astimezone(zone)
    for candidate in CronSim(schedule, start, reverse=True):
        moment = candidate.astimezone(UTC)
        if moment <= now:
            return moment
    return None


def next_moment(schedule: str, timezone: str, now: datetime) -> datetime | None:
    """The next moment of a cron schedule after ``now``, in UTC, for people to see; None if there is none."""
    for candidate in CronSim(schedule, now.astimezone(ZoneInfo(timezone))):
        moment = candidate.astimezone(UTC)
        if moment > now:
            return moment
    return None
