"""The ways in which news write dates, one rule a way: a pattern and what it means.

A rule turns a match into a :class:`Found` or None. Rules of one language are tried in their order; where two matches
overlap, the earlier start wins, then the longer match.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from analysis.dates_anchor import (
    Direction,
    Precision,
    day_alone,
    full_date,
    month_without_year,
    shift_month,
    weekday,
    without_year,
)
from analysis.dates_keys import YEARS, Keys


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know besides its match: the day of publication, the last day named, where the words look.

    ``month`` is a month named directly before ("Mitte Juli, genau am 16.").

    ``direction`` goes by the words directly at the date, ``clause_direction`` by those of its clause.
    """

    published: date | None
    previous: date | None
    direction: Direction
    clause_direction: Direction
    month: date | None = None


_Day = date  # the name of a field below hides the type's


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule made of its match."""

    date: _Day
    precision: Precision
    is_relative: bool
    until: _Day | None = None


class Rule(NamedTuple):
    """One way to write dates, what a match of it means, and what every match holds."""

    pattern: re.Pattern[str]
    interpret: Callable[[re.Match[str], Context], Found | None]
    keys: Keys


def day_found(day: date | None, relative: bool, until: date | None = None) -> Found | None:
    """A day as a finding, None where there is none."""
    if day is None:
        return None
    if until is not None and not timedelta(0) < until - day < timedelta(days=400):
        until = None
    return Found(day, "day", relative, until)


def day_month_year(
    context: Context,
    day: int,
    month: int,
    year: int | None,
    year_shift: int | None,
    last_day: int | None = None,
) -> Found | None:
    """A day with a month: of the year stated, of that ``year_shift`` years from publication, or the nearest one."""
    if year is None and year_shift is not None and context.published is not None:
        year = context.published.year + year_shift
        found = full_date(year, month, day)
        return day_found(found, True, full_date(year, month, last_day) if last_day else None)
    if year is not None:
        return day_found(
            full_date(year, month, day), False, full_date(year, month, last_day) if last_day else None
        )
    found = without_year(month, day, context.published, context.clause_direction)
    until = full_date(found.year, month, last_day) if found and last_day else None
    return day_found(found, True, until)


def month_found(context: Context, month: int, year: int | None, year_shift: int | None) -> Found | None:
    """A month of a year, or the nearest one of that name."""
    relative = year is None
    if year is None and year_shift is not None and context.published is not None:
        year = context.published.year + year_shift
    if year is not None:
        first = full_date(year, month, 1)
    else:
        first = month_without_year(month, context.published, context.clause_direction)
    return Found(first, "month", relative) if first else None


def year_found(context: Context, year: int | None, year_shift: int | None = None) -> Found | None:
    """A whole year."""
    relative = year is None
    if year is None and year_shift is not None and context.published is not None:
        year = context.published.year + year_shift
    first = full_date(year, 1, 1) if year is not None else None
    return Found(first, "year", relative) if first else None


def days_ago(context: Context, days: int) -> Found | None:
    """So many days before publication (negative: after it)."""
    return day_found(context.published - timedelta(days=days), True) if context.published else None


def months_ago(context: Context, months: int, day: int | None = None) -> Found | None:
    """A day of the month that lies so many months before publication, or that month as a whole."""
    if context.published is None:
        return None
    first = shift_month(context.published, -months)
    if day is None:
        return Found(first, "month", True)
    return day_found(full_date(first.year, first.month, day), True)


def day_of_month(context: Context, day: int, last_day: int | None = None) -> Found | None:
    """A day named by its number alone."""
    if context.month is not None:
        return day_found(full_date(context.month.year, context.month.month, day), True)
    found = day_alone(day, context.published, context.direction)
    until = full_date(found.year, found.month, last_day) if found and last_day else None
    return day_found(found, True, until)


def same_day(context: Context, shift: int) -> Found | None:
    """The last day that the text named, or so many days after it."""
    return day_found(context.previous + timedelta(days=shift), True) if context.previous else None


def numeric_year(digits: str) -> int:
    """A year in two or four digits; two digits lie between 1970 and 2069."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return number + (1900 if number >= 70 else 2000)


def iso_date(match: re.Match[str], context: Context) -> Found | None:
    """2022-07-08, 2022/7/8, 2022.07.08 (ISO 8601 order)."""
    return day_found(full_date(int(match["year"]), int(match["month"]), int(match["day"])), False)


def slashed_date(match: re.Match[str], context: Context) -> Found | None:
    """25/7/2022 and 7/25/2022: only where one order alone gives a date, or both give the same."""
    first, second, year = int(match["first"]), int(match["second"]), numeric_year(match["year"])
    british, american = full_date(year, second, first), full_date(year, first, second)
    if british and american and british != american:
        return None
    return day_found(british or american, False)


ISO_DATE = Rule(
    re.compile(
        r"(?<![\d./-])(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/-]|\.\d)"
    ),
    iso_date,
    YEARS,
)
SLASHED_DATE = Rule(
    re.compile(
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[/-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d/-])"
    ),
    slashed_date,
    YEARS,
)


def nearest_weekday(context: Context, number: int, word: str) -> Found | None:
    """A weekday with the word before it ("last", "kommenden"); without one, the latest unless the words look ahead."""
    word = word.lower()
    if re.search(r"last|past|previous|vergangen|letzt|vorig", word):
        return day_found(weekday(number, context.published, "last"), True)
    if re.search(r"next|coming|kommend|nächst", word):
        return day_found(weekday(number, context.published, "next"), True)
    if re.search(r"this|dies", word):
        return day_found(weekday(number, context.published, "this"), True)
    if re.search(r"until|bis|\bby\b|\bab\b", word) and context.direction != "past":
        return day_found(weekday(number, context.published, "next"), True)
    return day_found(
        weekday(number, context.published, "next" if context.direction == "future" else "near"), True
    )


__all__ = [
    "ISO_DATE",
    "SLASHED_DATE",
    "Context",
    "Found",
    "Rule",
    "day_found",
    "day_month_year",
    "day_of_month",
    "days_ago",
    "iso_date",
    "month_found",
    "months_ago",
    "nearest_weekday",
    "numeric_year",
    "same_day",
    "slashed_date",
    "year_found",
]
