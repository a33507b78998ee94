"""Numbers, money, dates and lists as each language writes them: 1,2 Mrd. €, 12亿欧元, €1.2 bn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_name, get_currency_symbol

LOCALES = {"en": "en_GB", "de": "de_DE", "zh": "zh_Hans_CN"}

_SCALES: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m")),
    "de": ((Decimal(10) ** 12, "Bio."), (Decimal(10) ** 9, "Mrd."), (Decimal(10) ** 6, "Mio.")),
    "zh": ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
}
# What readers of that language expect, where Babel's form is another or is not unique (¥ is the yen's sign too).
_CURRENCIES = {
    "en": {"CNY": "¥", "JPY": "JP¥", "USD": "$", "CHF": "CHF ", "DEM": "DM "},
    "de": {"CNY": "Yuan", "JPY": "Yen", "USD": "US-$", "GBP": "£", "CHF": "CHF", "DEM": "DM"},
    "zh": {"CNY": "元人民币", "HKD": "港元", "MOP": "澳门元", "DEM": "德国马克"},
}


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale of ``en``, ``de`` or ``zh``."""
    return Locale.parse(LOCALES[language])


@dataclass(frozen=True, slots=True)
class Formats:
    """The forms of one language and one time zone."""

    language: str
    zone: ZoneInfo

    @property
    def locale(self) -> Locale:
        """Babel's locale of the language."""
        return locale_of(self.language)

    def number(self, value: Decimal | int) -> str:
        """A number with at most two decimals."""
        return _number(self.language, value)

    def money(self, value: Decimal, currency: str, *, digits: int = 4) -> str:
        """A sum in short form, with at most so many significant digits."""
        value = _to_significant(value, digits)
        unit = ""
        for scale, name in _SCALES[self.language]:
            if abs(value) >= scale:
                value, unit = value / scale, name
                break
        # Chinese counts in steps of ten thousand and writes no separators within one.
        pattern = "0.####" if self.language == "zh" else "#,##0.####"
        number = format_decimal(value, format=pattern, locale=self.locale)
        return self._with_currency(number, unit, currency.upper())

    def _with_currency(self, number: str, unit: str, currency: str) -> str:
        sign = _CURRENCIES[self.language].get(currency)
        if self.language == "zh":
            return f"{number}{unit}{sign or get_currency_name(currency, locale=self.locale)}"
        sign = sign or get_currency_symbol(currency, locale=self.locale)
        if self.language == "de":
            return "\u00a0".join(part for part in (number, unit, sign) if part)
        amount = f"{number}\u00a0{unit}" if unit else number
        if sign == currency:
            return f"{currency}\u00a0{amount}"
        return f"{sign.replace(' ', chr(0xA0))}{amount}"

    def day(self, value: date) -> str:
        """A day: 12 Jan 2023, 12. Jan. 2023, 2023年1月12日."""
        return _day(self.language, value)

    def day_of_year(self, value: date) -> str:
        """A day without its year: 12 Jan, 12. Jan., 1月12日."""
        return _day_of_year(self.language, value)

    def month(self, value: date) -> str:
        """A month: November 2026, 2026年11月."""
        return format_skeleton("yMMMM", value, locale=self.locale)

    def short_month(self, value: date) -> str:
        """A month on a line of time: Nov, 11月; the year instead of January."""
        return str(value.year) if value.month == 1 else format_skeleton("MMM", value, locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """From a day to another: 23 – 29 Nov 2026."""
        if self.language == "zh":
            return (
                f"{self.day(first)}至{self.day_of_year(last) if first.year == last.year else self.day(last)}"
            )
        if (first.year, first.month) == (last.year, last.month):
            begin = f"{first.day}{'.' if self.language == 'de' else ''}"
        else:
            begin = self.day_of_year(first) if first.year == last.year else self.day(first)
        return f"{begin}\u2009–\u2009{self.day(last)}"

    def moment(self, value: datetime, *, now: datetime | None = None) -> str:
        """A moment in the subscriber's time zone, to the minute; without its year if that is the one of ``now``."""
        local = value.astimezone(self.zone)
        is_this_year = now is not None and now.astimezone(self.zone).year == local.year
        day = self.day_of_year(local.date()) if is_this_year else self.day(local.date())
        day = day.replace(" ", "\u00a0", 1)  # No line ends between day and month.
        return f"{day}{' ' if self.language == 'zh' else ', '}{local:%H:%M}"

    def span(self, start: datetime, end: datetime) -> str:
        """From a moment to another; the day is written once if it is the same."""
        begin, finish = start.astimezone(self.zone), end.astimezone(self.zone)
        if begin.date() == finish.date():
            return f"{self.moment(start)}\u2009–\u2009{finish:%H:%M}"
        return f"{self.moment(start)}\u2009–\u2009{self.moment(end)}"

    def names(self, values: Sequence[str]) -> str:
        """Several names: a, b and c."""
        return format_list(list(values), locale=self.locale).replace(", and ", " and ")

    def language_name(self, code: str) -> str:
        """The name of a language in this one."""
        return _language_name(code, self.language)


# Lists show the same numbers and days again and again, and a pattern takes long to apply.
@lru_cache(maxsize=4096)
def _number(language: str, value: Decimal | int) -> str:
    return format_decimal(value, format="#,##0.##", locale=locale_of(language))


@lru_cache(maxsize=4096)
def _day(language: str, value: date) -> str:
    if language == "en":
        return format_date(value, "d MMM yyyy", locale=locale_of(language))
    return format_skeleton("yMMMd", value, locale=locale_of(language))


@lru_cache(maxsize=4096)
def _day_of_year(language: str, value: date) -> str:
    if language == "en":
        return format_date(value, "d MMM", locale=locale_of(language))
    return format_skeleton("MMMd", value, locale=locale_of(language))


@cache
def _language_name(code: str, language: str) -> str:
    try:
        return Locale.parse(code).get_language_name(locale_of(language)) or code
    except (ValueError, LookupError):
        return code


def _to_significant(value: Decimal, digits: int) -> Decimal:
    if not value:
        return Decimal(0)
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1))
