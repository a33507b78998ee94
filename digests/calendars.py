"""Working days of Germany, its Länder and China, make-up Saturdays included. Pure.

The days come from the library ``holidays``: for China what the State Council has announced so far, and for later
years the feasts alone; a make-up Saturday is known once the library is newer than its announcement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

LONGEST_REST = 31
"""Days that the search for a working day looks ahead; the longest real rest, at Chinese New Year, has nine."""


def is_working_day(calendars: Sequence[str], day: date) -> bool:
    """Whether a day is a working day in all of these calendars; every day is one if there is none.

    Args:
        calendars: Codes as :data:`config.timing.CALENDARS` lists them.
        day: The local day.
    """
    return all(_is_working_day(code, day) for code in calendars)


def next_working_day(calendars: Sequence[str], day: date) -> date:
    """The day itself if it is a working day, else the next one; the day itself if there is none within a month."""
    for ahead in range(LONGEST_REST):
        candidate = day + timedelta(days=ahead)
        if is_working_day(calendars, candidate):
            return candidate
    return day


@cache
def _is_working_day(code: str, day: date) -> bool:
    calendar = _calendar(code)
    is_holiday = day in calendar  # Looking a day up makes the library work out its year.
    return bool(calendar.is_working_day(day)) and not is_holiday


@cache
def _calendar(code: str) -> Any:
    from holidays import country_holidays

    country, _, land = code.partition("-")
    return country_holidays(country, subdiv=land or None)
