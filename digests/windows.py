"""When a subscription is to be told: pure decisions from its schedule and the stored end of its last window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from config.settings import SubscriptionSettings

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

    ``scheduled_for`` is the moment of the schedule that made it due, None for an instant one.
    """

    begin: datetime
    end: datetime
    scheduled_for: datetime | None = None


def due_window(subscription: SubscriptionSettings, served_until: datetime, now: datetime) -> Window | None:
    """The window to be served now, or None if the subscription is not due.

    A scheduled one is due once its latest scheduled moment lies behind the end of its last window: a machine that
    slept at 08:00 serves it when it wakes, once, however many moments it missed. An instant one is always due.
    """
    begin = believable(served_until, now)
    if subscription.schedule == "instant":
        return Window(min(begin, now), now)
    moment = latest_moment(subscription.schedule, subscription.timezone, now)
    if moment is None or moment <= begin:
        return None
    return Window(begin, now, moment)


def believable(served_until: datetime, now: datetime) -> datetime:
    """The stored end of the last window, brought back to now if it lies absurdly far ahead of the clock."""
    served_until = served_until.astimezone(UTC)
    return now.astimezone(UTC) if served_until - now > CLOCK_TOLERANCE else served_until


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
