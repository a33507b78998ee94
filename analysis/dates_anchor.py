"""From the parts of a date that a text gives to the day meant, by the day of publication. Nothing is invented."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]
Direction = Literal["past", "future", "open"]

_EARLIEST, _LATEST = 1900, 2100
_A_YEAR = 366


def full_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has no such day or the year is none that news speak of."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def without_year(month: int, day: int, published: date | None, direction: Direction) -> date | None:
    """The day and month meant: the last one up to publication, or the next one where words or distance say so.

    Words that look ahead decide unless the last one is at most a month old. Without such words a date that lies more
    than eight months back and less than three ahead is a coming one: nobody names an old day without its year.
    """
    if published is None:
        return None
    years = range(published.year - 8, published.year + 9)
    candidates = [found for year in years if (found := full_date(year, month, day))]
    past = max((found for found in candidates if found <= published), default=None)
    ahead = min((found for found in candidates if found > published), default=None)
    if past is None or ahead is None:
        return past or ahead
    back, forth = (published - past).days, (ahead - published).days
    if min(back, forth) > _A_YEAR:
        return None  # 29 February far from any: the text is wrong, or its year is
    if (
        forth <= 1
        or (direction == "future" and back > 31)
        or (direction == "open" and back > 240 and forth < 90)
    ):
        return ahead
    return past


def month_without_year(month: int, published: date | None, direction: Direction) -> date | None:
    """The first of the month meant: the running or last one of that name, the coming one where the words look ahead."""
    if published is None or not 1 <= month <= 12:
        return None
    year = published.year
    if direction == "future":
        return date(year if month >= published.month else year + 1, month, 1)
    return date(year if month <= published.month else year - 1, month, 1)


def day_alone(day: int, published: date | None, direction: Direction) -> date | None:
    """The day of that number in this month or the last one (the next one where the words look ahead)."""
    if published is None or not 1 <= day <= 31:
        return None
    tomorrow = published + timedelta(days=1)
    if day == tomorrow.day:
        return tomorrow
    if day <= published.day and direction != "future":
        return full_date(published.year, published.month, day)
    if direction == "future":
        if day > published.day:
            return full_date(published.year, published.month, day)
        following = shift_month(published, 1)
        return full_date(following.year, following.month, day)
    previous = shift_month(published, -1)
    return full_date(previous.year, previous.month, day)


def shift_month(day: date, months: int) -> date:
    """The first day of the month that lies ``months`` after that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def weekday(
    number: int, published: date | None, which: Literal["near", "last", "this", "next"]
) -> date | None:
    """The weekday (0 is Monday) that is meant.

    ``near`` is the latest one up to publication, ``last`` the latest one before it, ``this`` that of the running
    week, ``next`` the first one after publication.
    """
    if published is None:
        return None
    back = (published.weekday() - number) % 7
    if which == "near":
        return published - timedelta(days=back)
    if which == "last":
        return published - timedelta(days=back or 7)
    if which == "this":
        return published + timedelta(days=number - published.weekday())
    return published + timedelta(days=(7 - back))


def weekday_of_week(number: int, published: date | None, weeks: int) -> date | None:
    """The weekday of the week that lies ``weeks`` after the running one (上周五: minus one)."""
    if published is None:
        return None
    return published + timedelta(days=number - published.weekday() + 7 * weeks)


def last_day_of_month(day: date) -> date:
    """The last day of the month in which ``day`` lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


__all__ = [
    "Direction",
    "Precision",
    "day_alone",
    "full_date",
    "last_day_of_month",
    "month_without_year",
    "shift_month",
    "weekday",
    "weekday_of_week",
    "without_year",
]
