"""Dates in a text: the day, month or year meant, worked out from the words and the day of publication.

A date without a year is the nearest one in the past unless the words look ahead; a weekday is the latest one. Where the
text leaves the day open ("last week", 日前), where the calendar has no such day and where two readings are possible
("7/8/2022"), there is no date.
"""

# ruff: noqa: E501 - the lists of words inside patterns read better uncut

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from analysis.dates_anchor import Direction, Precision
from analysis.dates_keys import KeyIndex
from analysis.dates_rules import Context, Found, Rule
from analysis.dates_rules_chinese import CHINESE
from analysis.dates_rules_latin import ENGLISH, GERMAN
from analysis.values import Language

_Day = date  # the name of a field below hides the type's


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at the offsets ``start`` to ``end`` (exclusive).

    ``date`` is the day meant, or the first day of the month or year where ``precision`` says so. ``is_relative`` is
    set where the day of publication was needed. ``until`` is the last day of a stretch of days ("16. bis 20. Oktober").
    ``is_dateline`` marks the date of the report rather than of something reported: in the place line of an agency
    text ("BEIJING, July 8 (Xinhua) --", 新华社柏林7月7日电), or on a line of its own. ``looks_ahead`` is set where
    the words around the date speak of something to come.
    """

    start: int
    end: int
    text: str
    date: _Day
    precision: Precision
    is_relative: bool
    is_dateline: bool = False
    until: _Day | None = None
    looks_ahead: bool = False


_RULES: dict[Language, tuple[Rule, ...]] = {"en": ENGLISH, "de": GERMAN, "zh": CHINESE, "other": ENGLISH}
_NEAR = 20  # characters within which a day without a month belongs to the month before it
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_WIDE = re.compile("[０-９]")
_AHEAD_CLAUSE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:will|shall|is to|are to|until|due|planned|scheduled|expected|deadline|upcoming|starting|takes place)\b[^.;!?]{0,50}$",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:wird|werden|soll|sollen|bis|ab|will|wollen|geplant|spätestens|frist|anmeldeschluss|voraussichtlich)\b[^.;!?]{0,50}$",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:将于|將於|将在|將在|拟于|擬於|定于|定於|预计|預計|计划|計劃|届时|屆時|截止|即将|即將)[^。；！？]{0,16}$"
    ),
}
_AHEAD_BEFORE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:will|shall|is to|are to|due|scheduled|expected)\b(?:\s[a-z]+){0,4}\s$", re.IGNORECASE
    ),
    "de": re.compile(
        r"\b(?:wird|werden|soll|sollen)\b(?:\s(?:es|er|sie|in|auch|\w+)){0,2}\s$", re.IGNORECASE
    ),
    "zh": re.compile(r"(?:将于|將於|将在|將在|拟于|擬於|定于|定於|预计|預計|即将|即將|将|將)$"),
}
_AHEAD_AFTER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^,?\s(?:(?:the|a|an|his|her|its)\s)?(?:\w+\s){0,2}?(?:will|shall|is to|are to|is due|are due)\s"
    ),
    "de": re.compile(r"^\s(?:wird|werden|soll|sollen|will|wollen)\s(?!.{0,60}\bworden\b)"),
    "zh": re.compile(r"^(?:将|將|前(?:完成|交)|起(?:实施|施行))"),
}
_SENTENCE_ENDS = re.compile(r"[.;!?。；]\s|[。；\n]")
_LATIN_SENTENCE_ENDS = re.compile(r"[.;!?]\s|[。；\n]")
_PAST_AFTER = re.compile(
    r"\b(?:wurden?|hat|hatten?|haben|war|waren|was|were|has|had|signed|announced|said|opened|bought|agreed)\b",
    re.IGNORECASE,
)


@cache
def _key_index(language: Language) -> KeyIndex:
    return KeyIndex(rule.keys for rule in _RULES[language])


def find_dates(text: str, language: Language, published: date | datetime | None) -> tuple[DateMention, ...]:
    """Every date in ``text``, in order and without overlap. Without ``published`` only full dates are found."""
    plain = text.translate(_NARROW) if _WIDE.search(text) else text
    anchor = published.date() if isinstance(published, datetime) else published
    stretches = _key_index(language).stretches(plain)
    matches = [
        (match, rule.interpret)
        for rule in _RULES[language]
        if rule.keys in stretches
        for start, end in stretches[rule.keys]
        for match in rule.pattern.finditer(plain, start, end)
    ]
    matches.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    mentions: list[DateMention] = []
    position = 0
    previous: date | None = None
    month, month_end = None, -_NEAR
    for match, interpret in matches:
        start, end = _trimmed(plain, match)
        if start < position or start >= end:
            continue
        near, clause = _directions(plain, start, end, language)
        found = interpret(
            match, Context(anchor, previous, near, clause, month if start - month_end <= _NEAR else None)
        )
        if found is None:
            # A date that does not exist must not come back as its own half ("31. Juni 2022" as "Juni 2022").
            if _is_full(match):
                position = end
            continue
        is_dateline = found.precision == "day" and _is_dateline(plain, start, end)
        mentions.append(
            DateMention(
                start,
                end,
                text[start:end],
                found.date,
                found.precision,
                found.is_relative,
                is_dateline,
                found.until,
                "future" in (near, clause) and not _is_over(found, anchor),
            )
        )
        position = end
        if found.precision == "day":
            previous = found.date
        elif found.precision == "month":
            month, month_end = found.date, end
    return tuple(mentions)


def _is_over(found: Found, published: date | None) -> bool:
    """Whether a year lies before that of publication, whatever its clause goes on to: "started in 2017 and will …"."""
    return published is not None and found.precision == "year" and found.date.year < published.year


def _is_full(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return bool(groups.get("month") and groups.get("day")) or bool(
        groups.get("first") and groups.get("second")
    )


def _trimmed(text: str, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    while start < end and text[start] in " \n\t(":
        start += 1
    while end > start and text[end - 1] in " \n\t,":
        end -= 1
    return start, end


def _directions(text: str, start: int, end: int, language: Language) -> tuple[Direction, Direction]:
    """Whether the words look ahead: those directly at the date, and those of its clause."""
    if language == "other":
        language = "en"
    before = _SENTENCE_ENDS.split(text[max(0, start - 80) : start])[-1]
    after = _LATIN_SENTENCE_ENDS.split(text[end : end + 60], maxsplit=1)[0]
    near: Direction = "open"
    if _AHEAD_BEFORE[language].search(before[-48:]) or _AHEAD_AFTER[language].search(after):
        near = "future"
    if language != "zh" and _PAST_AFTER.search(after):
        return near, near if near == "future" else "past"
    clause: Direction = "future" if near == "future" or _AHEAD_CLAUSE[language].search(before) else "open"
    return near, clause


_DATELINE_AFTER = re.compile(
    r"\s?(?:\([^)\n]{1,40}\)|\[[^\]\n]{1,40}\]|/[A-Za-z -]{3,30}/)?\s?(?:--|—|–|-(?=\s)|:|\||/)"
)
_DATELINE_AFTER_HAN = re.compile(r"\s?(?:上午|下午|晚间?)?(?:专?[电電]|[讯訊]|消息|报道)")
_DATELINE_BEFORE = re.compile(
    r"(?:^|\n)\s{0,4}(?:\(|（)?(?:[A-ZÄÖÜ][\w.’'/-]{1,20}[\s,/.|·(–-]{0,3}){1,7}(?:\([^)\n]{0,30}\)[\s,]{0,2})?$"
)
_ALONE_BEFORE = re.compile(
    r"(?:^|\n)[^\S\n]*(?:[\w\s.]{0,24}[:：|·]\s?|(?:Published|Updated|Date|Datum|Stand|Veröffentlicht|Last updated|Release time|时间|時間|日期|发布时间|來源)\s?[:：]?\s?(?:on |am )?)?[^\S\n]*$"
)
_ALONE_AFTER = re.compile(
    r"[^\S\n]*(?:[\s,T|-]{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?:\s?Uhr)?)?[^\S\n.]*(?:[-–|,][^\n]{0,30})?(?:\n|$)"
)
# "Added 20 July 2019", "Release date:2017-05-10 17:10"; "05 Nov 2020 by M. Burgess", "Mon, May 5, 2025, 5:48 AM 1 min read".
_STAMP_BEFORE = re.compile(
    r"(?:^|\n)[^\S\n]*(?:(?:Added|Posted|Updated|Issued|Published|Submitted|[Dd]ate|Erstellt|Aktualisiert|Eingestellt|Datum|Veröffentlicht)(?P<open>(?:\son|\sam)?\s?)"
    r"|(?:(?:Release|Publication|Publish|Posting|Issue)[ds]?\s?(?:date|time|on)|发布时间|發布時間|发布日期|更新时间|发表时间|发稿时间)\s?[:：]\s?)$"
)
_STAMP_OPEN_AFTER = re.compile(r",?\s[a-zäöü]")
_LINE_BEFORE = re.compile(
    r"(?:^|\n)[^\S\n]*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So)[a-z]{0,6}[.,]{0,2}\s)?$"
)
_STAMP_AFTER = re.compile(
    r",?\s(?:\d{1,2}:\d\d(?::\d\d)?\s?(?:[AaPp]\.?[Mm]\b|Uhr|\d|\||$)|(?:by|von)\s[A-ZÄÖÜ]|(?:Read\stime|Lesezeit|\d+\smin))"
)
_CREDIT_BEFORE = re.compile(r"[(（][^()（）\n]{0,40}[,，]\s?$")
_CREDIT_AFTER = re.compile(r"\s?[)）]\s*(?:\n|$)")


def _is_dateline(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 120) : start]
    if start <= 120:
        before = "\n" + before
    if _DATELINE_AFTER_HAN.match(text, end, end + 8):
        return True
    if _DATELINE_BEFORE.search(before) and _DATELINE_AFTER.match(text, end, end + 60):
        return True
    if _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(text, end, end + 60):
        return True
    stamp = _STAMP_BEFORE.search(before)
    if stamp is not None and (stamp.group("open") is None or not _STAMP_OPEN_AFTER.match(text, end)):
        return True
    if _LINE_BEFORE.search(before) and _STAMP_AFTER.match(text, end):
        return True
    return _CREDIT_BEFORE.search(before) is not None and _CREDIT_AFTER.match(text, end, end + 6) is not None


__all__ = ["DateMention", "Found", "find_dates"]
