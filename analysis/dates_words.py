"""The words for months, days and the like from which dates are read, in three languages."""

# ruff: noqa: E501, SIM905 - word lists read best as one string a table

from __future__ import annotations

from collections.abc import Iterable


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {name: number for number, names in enumerate(words, start=1) for name in names.split("|")}


ENGLISH_MONTHS = _numbered(
    """january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct
    november|nov december|dec""".split()
)
GERMAN_MONTHS = _numbered(
    """januar|jänner|jan februar|feber|feb märz|mär|mrz april|apr mai juni|jun juli|jul august|aug september|sept|sep
    oktober|okt november|nov dezember|dez""".split()
)
ENGLISH_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "monday|mon tuesday|tues|tue wednesday|wed thursday|thurs|thur|thu friday|fri saturday|sat sunday|sun".split()
    )
    for name in names.split("|")
}
GERMAN_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        "montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag".split()
    )
    for name in names.split("|")
}
CHINESE_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
# Days before the day of publication; negative ones lie ahead.
ENGLISH_DAYS = {
    "today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "yesterday": 1,
    "last night": 1, "the day before yesterday": 2, "tomorrow": -1, "the day after tomorrow": -2,
}  # fmt: skip
GERMAN_DAYS = {
    "heute": 0, "gestern": 1, "vorgestern": 2, "morgen": -1, "übermorgen": -2,
}  # fmt: skip
CHINESE_DAYS = {
    "今天": 0, "今日": 0, "今晨": 0, "今早": 0, "今晚": 0, "今午": 0, "今": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "昨夜": 1, "昨晨": 1,
    "昨": 1, "前天": 2, "前日": 2, "前晚": 2, "大前天": 3, "明天": -1, "明日": -1, "明晚": -1, "明晨": -1, "后天": -2, "後天": -2, "后日": -2, "後日": -2,
}  # fmt: skip

__all__ = [
    "CHINESE_DAYS",
    "CHINESE_WEEKDAYS",
    "ENGLISH_DAYS",
    "ENGLISH_MONTHS",
    "ENGLISH_WEEKDAYS",
    "GERMAN_DAYS",
    "GERMAN_MONTHS",
    "GERMAN_WEEKDAYS",
]
