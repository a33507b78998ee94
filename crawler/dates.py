"""Dates of feeds and pages, read strictly: a date that is not certain is None, never an invented one.

feedparser's own reading is not used: it turns ``2026年10月5日`` into the first of this month and epoch milliseconds
into the year 1791.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
LENGTH = 120

MONTH_NAMES = (
    "january januar jan jän jänner",
    "february februar feb",
    "march märz maerz mar mär mrz",
    "april apr",
    "may mai",
    "june juni jun",
    "july juli jul",
    "august aug",
    "september sep sept",
    "october oktober oct okt",
    "november nov",
    "december dezember dec dez",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

_ZONES = {
    "z": 0, "utc": 0, "ut": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60,
    "cest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "hkt": 480,
    "sgt": 480, "bjt": 480, "jst": 540, "kst": 540,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes east of Greenwich. CST is not here: it is Chicago's or Beijing's, decided by the source's zone."""

TIME = (
    r"(?:[T\s,]|um|at|\||-|–)*(?P<hour>\d{1,2})[:：时h.](?P<minute>\d{2})(?:[:：分.](?P<second>\d{2})秒?)?分?"
    r"(?:[.,]\d{1,9})?\s*(?P<half>[ap]\.?m\.?)?(?:\s*Uhr)?"
)
ZONE = r"\s*(?:\(?(?P<zone>[a-z]{1,4}(?![a-z])|(?:gmt|utc)?\s*[+-]\d{1,2}(?::?\d{2})?)\)?)?"
TAIL = rf"(?:{TIME}{ZONE})?"
_WEEKDAY = r"(?:[a-zäöü]{2,10}\.?,?\s+)?"

_FORMS = tuple(
    re.compile(rf"{pattern}{TAIL}[\s.)\]]*(?:\([^)]{{0,20}}\))?", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?(?:\s*(?:星期|周)[一二三四五六日天])?"
        r"\s*(?P<part>上午|下午|凌晨|早上|晚上|中午)?",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*(?P<name>{MONTH})[a-z]*[\s.,-]*(?P<year>\d{{4}}|\d{{2}}(?!\d))",
        rf"{_WEEKDAY}(?P<name>{MONTH})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        r"(?:\[|(?:mo|di|mi|do|fr|sa|so)\.?,?\s)?(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2}(?!\d))",
        r"\[?(?P<first>\d{1,2})[/-](?P<second_number>\d{1,2})[/-](?P<year>\d{4})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
    )
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T?(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_UNIX_FORM = re.compile(
    rf"[a-z]{{3,9}}\s+(?P<name>{MONTH})\s+(?P<day>\d{{1,2}})\s+(?P<time>\d{{2}}:\d{{2}}:\d{{2}})\s+(?P<zone>[a-z]{{3,4}}\s+|[+-]\d{{4}}\s+)?(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_USUAL_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)")
_USUAL_MAIL = re.compile(
    r"[A-Z][a-z]{2}, (\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):([0-5]\d) (?:GMT|UTC|([+-])(0\d|1[0-3])([0-5]\d))"
)
"""How nearly all feeds write dates (RFC 3339, RFC 822); ten times cheaper than trying all forms."""

_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,6})?|\d{12,13}")
_ASIAN = ("Asia/", "Australia/")
_DAY_FIRST = ("Europe/", "Asia/", "Africa/", "Australia/")


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name. It was checked when the settings were read."""
    return ZoneInfo(name)


def parse_date(value: object, zone: str = "UTC") -> datetime | None:
    """The moment that a date of a feed or page states, in UTC; None if it states none for certain.

    Args:
        value: The text, or an epoch number in seconds or milliseconds.
        zone: The zone of dates that name none.
    """
    if isinstance(value, bool) or value is None:
        return None
    text = " ".join(str(value)[: LENGTH + 1].split())
    if not text or len(text) > LENGTH:
        return None
    usual = _usual(text)
    if usual is not None:
        return _plausible(usual)
    if _EPOCH.fullmatch(text):
        number = float(text)
        return _plausible(_from_epoch(number / 1000 if number >= 1e11 else number))
    compact = _COMPACT.fullmatch(text)
    if compact is not None:
        year, month, day, hour, minute, second, offset = compact.groups()
        text = f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset or ''}"
    unix = _UNIX_FORM.fullmatch(text)
    if unix is not None:
        text = f"{unix['day']} {unix['name']} {unix['year']} {unix['time']} {unix['zone'] or ''}".strip()
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _plausible(_from_match(match, zone))
    return None


def _usual(text: str) -> datetime | None:
    """The moment of a date in one of the usual forms."""
    try:
        if _USUAL_ISO.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
        match = _USUAL_MAIL.fullmatch(text)
        if match is None or (month := MONTHS.get(match[2].lower())) is None:
            return None
        day, year, hour, minute, second = map(int, match.group(1, 3, 4, 5, 6))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if match[7] is None:
            return moment
        east = timedelta(hours=int(match[8]), minutes=int(match[9]))
        return moment - east if match[7] == "+" else moment + east
    except (ValueError, OverflowError):
        return None  # the 24th hour, or no such day


def _from_epoch(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _plausible(moment: datetime | None) -> datetime | None:
    return moment if moment is not None and EARLIEST <= moment < LATEST else None


def _from_match(match: re.Match[str], zone: str) -> datetime | None:
    groups = match.groupdict()
    year, month, day = _day_of(groups, zone)
    hour, minute = int(groups["hour"] or 0), int(groups["minute"] or 0)
    half = (groups["half"] or "").lower().replace(".", "")
    part = groups.get("part") or ""
    if half or part:
        if hour > 12 and half:
            return None
        late = half == "pm" or part in {"下午", "晚上"} or (part == "中午" and hour < 3)
        if late and hour < 12:
            hour += 12
        elif hour == 12 and (half == "am" or part == "凌晨"):
            hour = 0
    second = min(int(groups["second"] or 0), 59)
    offset = _offset(groups["zone"], zone)
    if offset is None:
        return None
    try:
        end_of_day = hour == 24 and minute == second == 0
        moment = datetime(year, month, day, 0 if end_of_day else hour, minute, second, tzinfo=offset)
        return (moment + timedelta(days=end_of_day)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day_of(groups: dict[str, str | None], zone: str) -> tuple[int, int, int]:
    """Year, month and day; an ambiguous one gets month 0, which no date has."""
    year = int(groups["year"] or 0)
    if len(groups["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
        if not groups.get("name") and not zone.startswith("Europe/"):
            return year, 0, 0  # 26.10.05 may be a day of October, or one of 2026
    if groups.get("name"):
        return year, MONTHS[str(groups["name"]).lower()], int(groups["day"] or 0)
    if groups.get("first"):
        first, second = int(groups["first"] or 0), int(groups["second_number"] or 0)
        if first > 12 or first == second or zone.startswith(_DAY_FIRST):
            return year, second, first
        if second > 12 or zone.startswith("America/"):
            return year, first, second
        return year, 0, 0
    return year, int(groups["month"] or 0), int(groups["day"] or 0)


def _offset(stated: str | None, zone: str) -> tzinfo | None:
    """The zone a date states, or else the source's; None if it states one that cannot be."""
    if not stated:
        return zone_of(zone)
    name = stated.lower().replace(" ", "")
    if name == "cst":
        return timezone(timedelta(hours=8 if zone.startswith(_ASIAN) else -6))
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    match = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", name)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60 or int(match[3] or 0) > 59:
        return None
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


FUTURE_SLACK = timedelta(minutes=10)
"""How far clocks may differ without a word."""


def not_in_future(
    moment: datetime | None, now: datetime, slack: timedelta = timedelta(days=2)
) -> datetime | None:
    """The moment; ``now`` if it lies a little ahead (clocks, zones); None if far ahead: that is no publication."""
    if moment is None or moment <= now:
        return moment
    return now if moment <= now + slack else None


_IN_ADDRESS = re.compile(
    r"(?<![0-9])(?P<year>20\d{2})(?:[/_-](?P<month>\d{1,2})[/_-](?P<day>\d{1,2})|[/_-]?(?P<m>\d{2})[/_-]?(?P<d>\d{2}))(?![0-9])"
)


def date_in_address(path: str, zone: str = "UTC") -> datetime | None:
    """The day that an address names, as in ``/2026/10/05/``, ``/20261005/`` or ``t20261005_1.html``; None without one.

    Two different days are no certain one.
    """
    days = {
        moment
        for match in _IN_ADDRESS.finditer(path[:2_000])
        if (
            moment := parse_date(
                f"{match['year']}-{match['month'] or match['m']}-{match['day'] or match['d']}", zone
            )
        )
    }
    return days.pop() if len(days) == 1 else None
