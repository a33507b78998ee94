"""Working days, quiet hours and reviews over two simulated years: nothing on a day off, nothing twice, nothing dropped."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.settings import SubscriptionSettings
from digests.calendars import is_working_day, next_working_day
from digests.windows import due_window, early_window, may_send, next_due_moment, period_begin

START = datetime(2025, 1, 1, tzinfo=UTC)
END = datetime(2026, 12, 31, tzinfo=UTC)


def subscription(**more: Any) -> SubscriptionSettings:
    given_ = {"name": "morning", "schedule": "0 8 * * *", "timezone": "Europe/Berlin"}
    return SubscriptionSettings.model_validate(given_ | more)


LOOKS = ("00:00", "00:20", "05:40", "06:00", "06:40", "07:10", "09:10", "15:10", "16:10", "23:40")
"""When the daemon looks, in UTC: around eight and five in Berlin and in Shanghai."""


def ticks(start: datetime = START, end: datetime = END) -> list[datetime]:
    days = (start.date() + timedelta(days=number) for number in range((end - start).days))
    return [datetime.combine(day, time.fromisoformat(look), UTC) for day in days for look in LOOKS]


def sent(told: SubscriptionSettings, moments: list[datetime]) -> list[tuple[datetime, datetime, datetime]]:
    """When a daemon that looks at these moments sends, and what time each digest covers."""
    served, digests = moments[0], []
    for now in moments:
        window = due_window(told, served, now)
        if window is not None:
            digests.append((now, window.begin, window.end))
            served = window.served_until
    return digests


@pytest.mark.parametrize(
    ("calendars", "zone", "off", "on"),
    [
        (["DE-BE"], "Europe/Berlin", [date(2025, 3, 8), date(2026, 4, 3), date(2026, 12, 25)], [date(2026, 1, 6)]),
        (["DE-BY"], "Europe/Berlin", [date(2026, 1, 6), date(2026, 11, 1), date(2026, 6, 4)], [date(2026, 3, 9)]),
        (["CN"], "Asia/Shanghai", [date(2026, 2, 17), date(2026, 10, 7), date(2025, 10, 8)],
         [date(2026, 2, 14), date(2026, 2, 28), date(2026, 1, 4), date(2025, 10, 11), date(2026, 12, 25)]),
        (["DE-BE", "CN"], "Europe/Berlin", [date(2026, 2, 17), date(2026, 5, 14), date(2026, 2, 14)], [date(2026, 3, 3)]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) and value and isinstance(value[0], str) else None,
)  # fmt: skip
@pytest.mark.parametrize("schedule", ["0 8 * * *", "0 8,17 * * *"])
def test_two_years_of_working_days(
    calendars: list[str], zone: str, off: list[date], on: list[date], schedule: str
) -> None:
    told = subscription(working_days=calendars, timezone=zone, schedule=schedule)
    digests = sent(told, ticks())
    days = Counter(now.astimezone(ZoneInfo(zone)).date() for now, _, _ in digests)
    assert all(is_working_day(calendars, day) for day in days)
    assert set(days.values()) == {schedule.count(",") + 1}
    expected = {
        day
        for number in range(1, (END - START).days - 1)
        if is_working_day(calendars, day := START.date() + timedelta(days=number))
    }
    assert expected <= set(days)
    assert not set(off) & set(days)
    assert set(on) <= set(days)
    # The windows join without a gap and without an overlap: whatever turns up lies in exactly one of them.
    assert all(before[2] == after[1] for before, after in pairwise(digests))


def test_what_is_held_over_a_feast_comes_on_the_next_working_day_at_its_time() -> None:
    told = subscription(working_days=["CN"], timezone="Asia/Shanghai")
    zone = ZoneInfo("Asia/Shanghai")
    digests = sent(told, ticks(datetime(2026, 2, 13, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)))
    shown = [now.astimezone(zone).strftime("%m-%d %H:%M") for now, _, _ in digests]
    # The make-up Saturdays 14 and 28 February are working days; the feast lasts from the 15th to the 23rd.
    assert shown == ["02-14 08:00", "02-24 08:00", "02-25 08:00", "02-26 08:00", "02-27 08:00", "02-28 08:00",
                     "03-02 08:00"]  # fmt: skip
    held = datetime(2026, 2, 18, 12, tzinfo=zone)
    assert [now.astimezone(zone).day for now, begin, end in digests if begin < held <= end] == [24]


def test_a_weekly_or_monthly_moment_on_a_day_off_moves_to_the_next_working_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    weekly = sent(subscription(schedule="0 8 * * mon", working_days=["DE-BE"]), ticks())
    days = [now.astimezone(zone).date() for now, _, _ in weekly]
    assert date(2026, 4, 7) in days, "Easter Monday's comes on Tuesday"
    assert len(days) == len({day.isocalendar()[:2] for day in days}) == 104
    monthly = sent(subscription(schedule="0 8 1 * *", working_days=["DE-BE"]), ticks())
    assert [now.astimezone(zone).strftime("%Y-%m-%d") for now, _, _ in monthly][12:15] == [
        "2026-01-02", "2026-02-02", "2026-03-02",
    ]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["0 8 * * *", "*/30 * * * *", "0 6 * * mon-fri", "instant"]),
    st.sampled_from([[], ["DE-BE"], ["CN"], ["DE-BY", "CN"]]),
    st.sampled_from(["", "22:00-07:00", "12:00-13:30", "20:00-09:00"]),
    st.integers(0, 10**6),
)
def test_whatever_turns_up_is_told_once_and_only_when_it_may(
    schedule: str, calendars: list[str], quiet: str, seed: int
) -> None:
    """A daemon that is asleep now and then looks at odd moments; steps turn up at any time."""
    told = subscription(schedule=schedule, working_days=calendars, quiet_hours=quiet)
    numbers = random.Random(seed)
    begin = datetime(2026, 1, 30, tzinfo=UTC)
    moments, now = [], begin
    while now < begin + timedelta(days=32):
        moments.append(now)
        now += timedelta(minutes=numbers.choice([3, 11, 29, 29, 29, 700]))
    steps = sorted({begin + timedelta(minutes=numbers.randrange(1, 20 * 1440)) for _ in range(40)})
    digests = sent(told, moments)
    covered = Counter(step for step in steps for _, start, end in digests if start < step <= end)
    assert set(covered) == set(steps), "nothing is dropped"
    assert set(covered.values()) == {1}, "nothing is told twice"
    for now, _, _ in digests:
        assert may_send(told, now)


def test_quiet_hours_hold_an_alert_until_they_end() -> None:
    told = subscription(schedule="instant", quiet_hours="22:00-07:00")
    zone = ZoneInfo("Europe/Berlin")
    served = datetime(2026, 3, 2, 21, 59, tzinfo=zone)
    assert due_window(told, served, datetime(2026, 3, 2, 23, 0, tzinfo=zone)) is None
    window = due_window(told, served, datetime(2026, 3, 3, 7, 0, tzinfo=zone))
    assert window is not None
    assert window.begin == served
    for quiet in ("7-22", "22:00", "22:00-22:00", "25:00-07:00"):
        with pytest.raises(ValidationError, match="22:00-07:00"):
            subscription(quiet_hours=quiet)


def test_deals_over_a_threshold_are_told_at_once_and_the_window_stays() -> None:
    told = subscription(instant={"min_amount_eur": 1e9}, quiet_hours="22:00-07:00")
    zone = ZoneInfo("Europe/Berlin")
    served = datetime(2026, 3, 2, 8, 0, tzinfo=zone)
    window = early_window(told, served, datetime(2026, 3, 2, 15, 0, tzinfo=zone))
    assert window is not None
    assert window.served_until == served
    assert early_window(told, served, datetime(2026, 3, 2, 23, 0, tzinfo=zone)) is None
    assert early_window(subscription(), served, datetime(2026, 3, 2, 15, 0, tzinfo=zone)) is None


@pytest.mark.parametrize("review", ["week", "month"])
def test_reviews_cover_every_full_period_once(review: Any) -> None:
    schedule = "0 8 * * mon" if review == "week" else "0 8 1 * *"
    told = subscription(review=review, schedule=schedule, working_days=["DE-BE"])
    zone = ZoneInfo("Europe/Berlin")
    digests = sent(told, ticks())
    assert all(before[2] == after[1] for before, after in pairwise(digests))
    for _, begin, end in digests:
        after = (end + timedelta(microseconds=1)).astimezone(zone)
        first = (begin + timedelta(microseconds=1)).astimezone(zone)
        assert after.time() == first.time() == time(0)
        assert period_begin(review, after, zone) == after
    assert len(digests) == (104 if review == "week" else 23)
    # Asleep over two moments: the next review covers both periods.
    late = [
        moment
        for moment in ticks()
        if not datetime(2025, 5, 20, tzinfo=UTC) < moment < datetime(2025, 8, 5, tzinfo=UTC)
    ]
    digests = sent(told, late)
    assert all(before[2] == after[1] for before, after in pairwise(digests))


def test_a_review_needs_a_schedule_and_a_calendar_must_be_known() -> None:
    with pytest.raises(ValidationError, match="needs a schedule"):
        subscription(review="month", schedule="instant")
    with pytest.raises(ValidationError, match="DE-BE"):
        subscription(working_days=["Berlin"])
    assert next_working_day(["DE-BE"], date(2026, 12, 25)) == date(2026, 12, 28)


@settings(max_examples=40, deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 5), datetime(2026, 12, 1)),
    st.sampled_from(["0 8 * * *", "15 23 * * fri", "0 9 1 * *", "*/30 6-9 * * *"]),
    st.sampled_from([[], ["DE-BE"], ["CN"]]),
    st.sampled_from(["", "22:00-07:00"]),
)
def test_the_next_time_shown_is_the_next_time_sent(
    naive: datetime, schedule: str, calendars: list[str], quiet: str
) -> None:
    told = subscription(schedule=schedule, working_days=calendars, quiet_hours=quiet)
    now = naive.replace(tzinfo=UTC)
    served = now - timedelta(days=1 if schedule.startswith("*") else 40)
    while (moment := next_due_moment(told, served)) is not None and moment <= now:
        served = moment
    following = next_due_moment(told, now)
    assert following is not None
    assert following > now
    assert due_window(told, served, following) is not None
    before = following - timedelta(seconds=30)
    assert before <= now or due_window(told, served, before) is None
