"""How Chinese news write dates, in simplified and traditional characters."""

# ruff: noqa: E501 - a rule a line reads best uncut

from __future__ import annotations

import re

from analysis import dates_keys as keys
from analysis.dates_anchor import full_date, weekday, weekday_of_week
from analysis.dates_rules import (
    ISO_DATE,
    SLASHED_DATE,
    Context,
    Found,
    Rule,
    day_found,
    day_month_year,
    day_of_month,
    days_ago,
    month_found,
    months_ago,
    same_day,
    year_found,
)
from analysis.dates_rules_weeks import CHINESE_FEASTS
from analysis.dates_words import CHINESE_DAYS, CHINESE_WEEKDAYS

_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "Ｏ": 0,
}
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2, "後年": 2}
_Y = r"(?P<year>(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})\s?年"
_YS = r"(?P<shift>今年|本年|去年|前年|明年|后年|後年)"
_N = r"(?:\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_M = rf"(?P<month>{_N})\s?月"
_D = rf"(?P<day>{_N})\s?[日号號]"
_TO = rf"(?:\s?(?:至|到|-|—|–|～|~)\s?(?P<last>{_N})\s?[日号號]|(?:[、和]|及)(?P<also>{_N})\s?[日号號])?"
_RANGE_HEAD = rf"(?P<day>{_N})(?:\s?[日号號])?\s?(?:至|到|-|—|–|～|~)\s?(?P<last>{_N})\s?[日号號]"
_RANGE_OF_MONTH = _RANGE_HEAD.replace("至|到", "至|到|、")
_NOT_DAY = r"(?![报報式本元内內均常程立圆圓媒语語企产產资資方系志间間])"


def _number(text: str | None) -> int | None:
    """A number up to 99 or a year, in digits or characters."""
    if not text:
        return None
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, units = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
    return int("".join(str(_DIGITS[character]) for character in text))


def _safe(text: str | None) -> int | None:
    try:
        return _number(text)
    except (KeyError, ValueError):
        return None


def _shift(match: re.Match[str]) -> int | None:
    word = match.groupdict().get("shift")
    return _YEARS[word] if word else None


def _date(match: re.Match[str], context: Context) -> Found | None:
    day, month = _safe(match["day"]), _safe(match["month"])
    groups = match.groupdict()
    if day is None or month is None:
        return None
    year = _safe(groups.get("year"))
    return day_month_year(context, day, month, year, _shift(match), _safe(groups.get("last")))


def _minguo(match: re.Match[str], context: Context) -> Found | None:
    """民國111年7月7日: the year counts from 1911."""
    month, day = _safe(match["month"]), _safe(match["day"])
    year = int(match["minguo"]) + 1911
    return day_found(full_date(year, month, day), False) if month and day else None


def _month(match: re.Match[str], context: Context) -> Found | None:
    month = _safe(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    return month_found(context, month, _safe(match.groupdict().get("year")), _shift(match))


def _year(match: re.Match[str], context: Context) -> Found | None:
    return year_found(context, _safe(match.groupdict().get("year")), _shift(match))


def _day(match: re.Match[str], context: Context) -> Found | None:
    day = _safe(match["day"])
    return day_of_month(context, day, _safe(match.groupdict().get("last"))) if day else None


def _month_day(match: re.Match[str], context: Context) -> Found | None:
    """本月9日, 上月21日, 下月3日."""
    months = {"本": 0, "上": 1, "下": -1}[match["which"]]
    return months_ago(context, months, _safe(match.groupdict().get("day")))


def _weekday(match: re.Match[str], context: Context) -> Found | None:
    number = CHINESE_WEEKDAYS[match["weekday"]]
    which = match["which"] or ""
    if which in ("上", "上个", "上個"):
        return day_found(weekday_of_week(number, context.published, -1), True)
    if which in ("下", "下个", "下個"):
        return day_found(weekday_of_week(number, context.published, 1), True)
    if which in ("本", "这", "這"):
        return day_found(weekday(number, context.published, "this"), True)
    return day_found(
        weekday(number, context.published, "next" if context.direction == "future" else "near"), True
    )


def _ago(match: re.Match[str], context: Context) -> Found | None:
    number = {"两": 2, "兩": 2}.get(match["number"]) or _safe(match["number"])
    return days_ago(context, number) if number else None


def _same(match: re.Match[str], context: Context) -> Found | None:
    word = match.group()
    return same_day(context, 1 if word[0] in "次翌" else -1 if "前" in word else 0)


_DAY_WORDS = "|".join(sorted((word for word in CHINESE_DAYS if len(word) > 1), key=len, reverse=True))

CHINESE: tuple[Rule, ...] = (
    *CHINESE_FEASTS,
    ISO_DATE,
    SLASHED_DATE,
    Rule(re.compile(rf"(?:民國|民国)(?P<minguo>\d{{2,3}})年\s?{_M}\s?{_D}"), _minguo, keys.REPUBLICAN_YEAR),
    Rule(re.compile(rf"(?<!\d)(?:{_Y}|{_YS})\s?{_M}\s?{_RANGE_OF_MONTH}"), _date, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?<!\d)(?:{_Y}|{_YS})\s?{_M}\s?{_D}{_TO}"), _date, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?<![\d年.]){_M}\s?{_RANGE_OF_MONTH}"), _date, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?<![\d.]){_M}\s?{_D}{_TO}"), _date, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?<!\d)(?:{_Y}|{_YS})(?P<of>[的之]?)\s?{_M}(?!\s?\d|[份]?间)"), _month, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?<![\d个個.年一二三四五六七八九十]){_M}(?=[初底中末份上下，。、]|$|[^\d个個])(?![饼餅球亮光色经經嫂薪租])"), _month, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?P<which>[本上下])月(?P<day>{_N})[日号號]"), _month_day, keys.CHINESE_MONTH),
    Rule(re.compile(r"(?<![晚以])(?P<which>[本上下])个?月(?!\d|[台臺光])"), _month_day, keys.CHINESE_MONTH),
    Rule(re.compile(rf"(?P<word>{_DAY_WORDS}|昨(?=[^天日晚夜晨年]))(?<!到今天)(?<!的今天)(?<!至今日)(?<!至今天)"), lambda match, context: days_ago(context, CHINESE_DAYS[match["word"]]), keys.CHINESE_NEAR_DAY),
    Rule(re.compile(r"(?<![每逢两兩])(?<![日号號][（(])(?P<which>上个|上個|下个|下個|[上下本这這])?(?:周|週|星期|礼拜|禮拜)(?P<weekday>[一二三四五六日天])(?![年岁歲线線级級成期会會大度分个個边邊四五六日至到、福]|到周|\s?[（(]\d{1,2}[月日])"), _weekday, keys.CHINESE_WEEKDAY),
    Rule(re.compile(rf"(?<![\d.月／/一二三四五六七八九十第每初]){_RANGE_HEAD}{_NOT_DAY}"), _day, keys.CHINESE_DAY),
    Rule(re.compile(rf"(?<![\d.月／/一二三四五六七八九十第每初节節假当當某全首多几幾数數])(?P<day>\d{{1,2}}|[一二三四五六七八九十廿]{{1,3}})日{_NOT_DAY}"), _day, keys.CHINESE_DAY),
    Rule(re.compile(r"(?P<number>[一二三四五六七八九十两兩]|\d{1,2})(?:天|日)(?:之)?前"), _ago, keys.CHINESE_AGO),
    Rule(re.compile(r"当日|當日|当天|當天|同日|同一天|次日|翌日|前一天|前一日"), _same, keys.CHINESE_SAME_DAY),
    Rule(re.compile(rf"(?<!\d)(?:{_Y}|{_YS})(?![级級度]?[期代货貨])"), _year, keys.CHINESE_YEAR),
)  # fmt: skip

__all__ = ["CHINESE"]
