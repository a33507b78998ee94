"""The short and relative dates of listing pages: ``08:30``, ``10-05``, ``3小时前``, ``gestern``, ``a week ago``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crawler.dates import LENGTH, MONTH, MONTHS, TAIL, TIME, ZONE, not_in_future, parse_date, zone_of

_AGO = re.compile(
    r"(?:vor\s+|about\s+|约|大约)?(?P<number>\d{1,3}|einer?m?|an?|one|半|一)\s*个?\s*"
    r"(?P<unit>minuten?|minutes?|mins?\.?|分钟|stunden?|std\.?|hours?|hrs?\.?|小时|钟头|tage?n?|days?|天|日"
    r"|wochen?|weeks?|周|星期|礼拜)\s*(?:ago|之?以?前)?",
    re.IGNORECASE,
)
_NOW = frozenset({"刚刚", "刚才", "just now", "now", "moments ago", "gerade eben", "soeben", "jetzt"})
_SECONDS_AGO = re.compile(
    r"(?:vor\s+)?\d{1,2}\s*(?:sekunden?|seconds?|secs?\.?|秒)\s*(?:ago|之?前)?", re.IGNORECASE
)
_TODAY = re.compile(
    rf"(?P<word>heute|today|今天|今日|gestern|yesterday|昨天|昨日|vorgestern|前天)?{TIME}{ZONE}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?:(?P<month>\d{{1,2}})[-/月](?P<day>\d{{1,2}})[日号]?|(?P<day_first>\d{{1,2}})\.(?P<month_second>\d{{1,2}})\."
    rf"|(?P<day_named>\d{{1,2}})\.?\s(?P<name>{MONTH})\.?|(?P<name_first>{MONTH})\.?\s(?P<day_last>\d{{1,2}})(?!\d)){TAIL}",
    re.IGNORECASE,
)
_UNITS = (
    (("min", "分"), 60),
    (("st", "h", "小", "钟"), 3_600),
    (("t", "d", "天", "日"), 86_400),
    (("w", "周", "星", "礼"), 604_800),
)
_DAYS_BACK = {
    **dict.fromkeys(("heute", "today", "今天", "今日"), 0),
    **dict.fromkeys(("gestern", "yesterday", "昨天", "昨日"), 1),
    **dict.fromkeys(("vorgestern", "前天"), 2),
}


def parse_listed_date(value: str, zone: str, now: datetime) -> datetime | None:
    """As :func:`crawler.dates.parse_date`, with the short forms of listing pages; None if nothing is certain.

    Args:
        value: What the page says.
        zone: The source's zone.
        now: The moment from which relative forms count.
    """
    moment = parse_date(value, zone)
    if moment is not None:
        return moment
    text = " ".join(value[: LENGTH + 1].split())
    local = now.astimezone(zone_of(zone))
    if text.lower() in _NOW or _SECONDS_AGO.fullmatch(text):
        return now
    ago = _AGO.fullmatch(text)
    if ago is not None:
        return now - timedelta(seconds=_count(ago["number"]) * _seconds(ago["unit"].lower()))
    if text.lower() in _DAYS_BACK:
        return parse_date((local - timedelta(days=_DAYS_BACK[text.lower()])).strftime("%Y-%m-%d"), zone)
    today = _TODAY.fullmatch(text)
    if today is not None:
        day = local - timedelta(days=_DAYS_BACK.get((today["word"] or "").lower(), 0))
        time = text[len(today["word"] or "") :].strip(" ,")
        return not_in_future(parse_date(f"{day:%Y-%m-%d} {time}", zone), now)
    short = _MONTH_DAY.fullmatch(text)
    return None if short is None else _in_last_year(short, zone, local, now)


def _in_last_year(short: re.Match[str], zone: str, local: datetime, now: datetime) -> datetime | None:
    """The latest day of that month and day that is not to come."""
    name = (short["name"] or short["name_first"] or "").lower()
    month = MONTHS[name] if name else short["month"] or short["month_second"]
    day = short["day"] or short["day_first"] or short["day_named"] or short["day_last"]
    rest = f" {short['hour']}:{short['minute']}" if short["hour"] else ""
    for year in (local.year, local.year - 1):
        moment = parse_date(f"{year}-{month}-{day}{rest}", zone)
        if moment is not None and moment <= now + timedelta(days=1):
            return moment
    return None


def _count(number: str) -> float:
    if number == "半":
        return 0.5
    return int(number) if number.isdigit() else 1


def _seconds(unit: str) -> int:
    return next(seconds for beginnings, seconds in _UNITS if unit.startswith(beginnings))
