"""Each digest once a local day, whatever the clock does."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import SubscriptionSettings
from digests.windows import CLOCK_TOLERANCE, due_window, latest_moment, next_moment


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def daily(zone: str = "Europe/Berlin", schedule: str = "0 8 * * *") -> SubscriptionSettings:
    return SubscriptionSettings(name="morning", schedule=schedule, timezone=zone)


def sent(subscription: SubscriptionSettings, served: datetime, ticks: list[datetime]) -> list[datetime]:
    """The moments at which a daemon that looks at these ticks sends a digest."""
    moments = []
    for now in ticks:
        window = due_window(subscription, served, now)
        if window is not None:
            moments.append(now)
            served = window.end
    return moments


def test_not_due_before_its_time_and_due_at_it() -> None:
    served = at("2026-03-02T08:00", "Europe/Berlin")
    assert due_window(daily(), served, at("2026-03-03T07:59:59", "Europe/Berlin")) is None
    window = due_window(daily(), served, at("2026-03-03T08:00", "Europe/Berlin"))
    assert window is not None
    assert window.begin == served
    assert window.scheduled_for == at("2026-03-03T08:00", "Europe/Berlin")


def test_a_machine_asleep_at_eight_sends_at_twenty_past_once() -> None:
    served = at("2026-03-02T08:00", "Europe/Berlin")
    ticks = [at(f"2026-03-03T08:{minute}", "Europe/Berlin") for minute in ("20", "21", "59")]
    assert sent(daily(), served, ticks) == ticks[:1]


def test_a_machine_asleep_for_a_week_sends_one_digest_over_the_week() -> None:
    served = at("2026-03-02T08:00", "Europe/Berlin")
    window = due_window(daily(), served, at("2026-03-09T11:00", "Europe/Berlin"))
    assert window is not None
    assert (window.begin, window.end) == (served, at("2026-03-09T11:00", "Europe/Berlin"))
    assert due_window(daily(), window.end, at("2026-03-09T11:01", "Europe/Berlin")) is None


def test_an_instant_subscription_is_always_due() -> None:
    instant = SubscriptionSettings(name="now")
    served = at("2026-03-02T08:00")
    window = due_window(instant, served, served + timedelta(seconds=5))
    assert window is not None
    assert window.end == served + timedelta(seconds=5)


def test_a_clock_stepped_back_sends_nothing_twice() -> None:
    served = at("2026-03-02T08:00", "Europe/Berlin")
    first = at("2026-03-03T08:00:30", "Europe/Berlin")
    back = first - timedelta(seconds=200)
    ticks = [first, *(back + timedelta(seconds=10 * step) for step in range(40))]
    assert sent(daily(), served, ticks) == [first]


def test_a_window_far_in_the_future_silences_nobody() -> None:
    now = at("2026-03-03T07:00", "Europe/Berlin")
    wrong = now + CLOCK_TOLERANCE + timedelta(days=300)
    assert due_window(daily(), wrong, now) is None
    window = due_window(daily(), now, at("2026-03-03T08:00", "Europe/Berlin"))
    assert window is not None
    instant = due_window(SubscriptionSettings(name="now"), wrong, now)
    assert instant is not None
    assert instant.begin == instant.end == now


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Shanghai"])
@pytest.mark.parametrize("schedule", ["0 8 * * *", "30 2 * * *", "0 0 * * *", "0 3 * * *", "59 23 * * *"])
def test_two_years_of_days_bring_one_digest_each(zone: str, schedule: str) -> None:
    subscription = daily(zone, schedule)
    start = at("2027-01-01T12:00", zone)
    ticks = [start + timedelta(minutes=15) * step for step in range(2 * 366 * 96)]
    # Every quarter of an hour around the clock changes, else every three hours.
    ticks = [
        now for step, now in enumerate(ticks) if step % 12 == 0 or (now.month in {3, 10} and now.day > 24)
    ]
    days = Counter(moment.astimezone(ZoneInfo(zone)).date() for moment in sent(subscription, start, ticks))
    first, last = start.date(), ticks[-1].astimezone(ZoneInfo(zone)).date()
    # The digest of 23:59 is sent at the next look, after midnight.
    assert set(days.values()) == {1}
    assert len(days) >= (last - first).days - 1
    assert datetime(2028, 2, 29, tzinfo=UTC).date() in days


def test_weekdays_only() -> None:
    subscription = daily(schedule="0 8 * * mon-fri")
    start = at("2026-03-06T12:00", "Europe/Berlin")
    ticks = [start + timedelta(minutes=30) * step for step in range(48 * 14)]
    days = [
        moment.astimezone(ZoneInfo("Europe/Berlin")).isoweekday()
        for moment in sent(subscription, start, ticks)
    ]
    assert days == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]


def test_the_hour_left_out_in_spring_comes_right_after_it() -> None:
    moment = latest_moment("30 2 * * *", "Europe/Berlin", at("2026-03-29T04:00", "Europe/Berlin"))
    assert moment == at("2026-03-29T03:00", "Europe/Berlin")
    before = latest_moment("30 2 * * *", "Europe/Berlin", at("2026-03-29T01:59", "Europe/Berlin"))
    assert before == at("2026-03-28T02:30", "Europe/Berlin")


def test_leap_day_schedule() -> None:
    assert latest_moment("0 8 29 2 *", "UTC", at("2027-05-01T00:00")) == at("2024-02-29T08:00")
    assert next_moment("0 8 29 2 *", "UTC", at("2027-05-01T00:00")) == at("2028-02-29T08:00")


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(
        ["0 8 * * *", "*/20 * * * *", "15 2 * * *", "0 9 1 * *", "30 1-3 * * mon-fri", "5 * * * sun"]
    ),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_the_latest_moment_is_not_after_now_and_no_later_one_is_either(
    naive: datetime, schedule: str, zone: str
) -> None:
    now = naive.replace(tzinfo=UTC)
    moment = latest_moment(schedule, zone, now)
    assert moment is not None
    assert moment <= now
    assert latest_moment(schedule, zone, moment) == moment
    following = next_moment(schedule, zone, moment)
    assert following is not None
    assert following > now
