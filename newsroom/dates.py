"""Dates as people write them in the three languages, and the placeholders that texts use for them.

A placeholder is ``{form}`` or ``{form-N}`` or ``{form+N}``: a form of the item's day, N days earlier or later.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from newsroom.values import Language

_WEEKDAYS: dict[Language, str] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
}
_MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "zh": " ".join(f"{number}月" for number in range(1, 13)),
}


def weekday(day: date, language: Language) -> str:
    """Name of the weekday: Thursday, Donnerstag, 星期四."""
    return _WEEKDAYS[language].split()[day.weekday()]


def month(day: date, language: Language) -> str:
    """Name of the month: July, Juli, 7月."""
    return _MONTHS[language].split()[day.month - 1]


def short_date(day: date, language: Language) -> str:
    """Day and month: 7 July, 7. Juli, 7月7日."""
    return {
        "en": f"{day.day} {month(day, 'en')}",
        "de": f"{day.day}. {month(day, 'de')}",
        "zh": f"{day.month}月{day.day}日",
    }[language]


def full_date(day: date, language: Language) -> str:
    """Day, month and year: 7 July 2022, 7. Juli 2022, 2022年7月7日."""
    if language == "zh":
        return f"{day.year}年{short_date(day, language)}"
    return f"{short_date(day, language)} {day.year}"


def american_date(day: date, language: Language) -> str:
    """The date of press releases, July 7, 2022; other languages have only their own."""
    return f"{month(day, 'en')} {day.day}, {day.year}" if language == "en" else full_date(day, language)


def day_of_month(day: date, language: Language) -> str:
    """The bare day: 7, 7., 7日."""
    return {"en": f"{day.day}", "de": f"{day.day}.", "zh": f"{day.day}日"}[language]


def numeric_date(day: date, language: Language) -> str:
    """The date in figures: 07/07/2022, 07.07.2022, 2022-07-07."""
    return day.strftime({"en": "%d/%m/%Y", "de": "%d.%m.%Y", "zh": "%Y-%m-%d"}[language])


_FORMS: dict[str, Callable[[date, Language], str]] = {
    "weekday": weekday,
    "month": month,
    "short": short_date,
    "date": full_date,
    "us": american_date,
    "day": day_of_month,
    "numeric": numeric_date,
    "iso": lambda day, language: day.isoformat(),
    "year": lambda day, language: str(day.year),
}
_PLACEHOLDER = re.compile(r"\{(" + "|".join(_FORMS) + r")([+-]\d+)?\}")


def fill_dates(text: str, day: date, language: Language) -> str:
    """Replace every placeholder of ``text`` by that form of the date, counted from ``day``."""

    def replace(match: re.Match[str]) -> str:
        return _FORMS[match[1]](day + timedelta(days=int(match[2] or 0)), language)

    return _PLACEHOLDER.sub(replace, text)
