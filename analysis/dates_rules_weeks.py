"""Days that news name by their week or by a feast: "am Montag vergangener Woche", "on Christmas Eve", 元旦当天."""

from __future__ import annotations

import re

from analysis import dates_keys as keys
from analysis.dates_anchor import weekday_of_week
from analysis.dates_rules import Context, Found, Rule, day_found, day_month_year
from analysis.dates_words import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS

_FEASTS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "new year's eve": (12, 31), "new year's day": (1, 1),
    "heiligabend": (12, 24), "silvester": (12, 31), "silvestertag": (12, 31), "neujahr": (1, 1), "neujahrstag": (1, 1),
    "nikolaustag": (12, 6),
    "tag der deutschen einheit": (10, 3), "平安夜": (12, 24), "圣诞节": (12, 25), "聖誕節": (12, 25), "元旦": (1, 1),
}  # fmt: skip
_EN_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DE_WEEKDAY = r"(?P<weekday>Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
_DE_PART = r"(?:abend|morgen|vormittag|nachmittag|mittag|nacht)?"
_PAST, _COMING = re.compile(r"last|vergangen|letzt|vorig"), re.compile(r"next|kommend|nächst")


def _feast(match: re.Match[str], context: Context) -> Found | None:
    month, day = _FEASTS[match["feast"].lower().replace("’", "'")]
    year = match.groupdict().get("year")
    return day_month_year(context, day, month, int(year) if year else None, None)


def _of_week(match: re.Match[str], context: Context) -> Found | None:
    names = GERMAN_WEEKDAYS if match["weekday"].lower() in GERMAN_WEEKDAYS else ENGLISH_WEEKDAYS
    which = match["week"].lower()
    weeks = -1 if _PAST.search(which) else 1 if _COMING.search(which) else 0
    return day_found(weekday_of_week(names[match["weekday"].lower()], context.published, weeks), True)


_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"

ENGLISH_WEEKS: tuple[Rule, ...] = (
    Rule(
        re.compile(rf"\b(?:[Oo]n\s)?{_EN_WEEKDAY}\s(?:of\s)?(?P<week>(?:last|this|next)\sweek)\b"),
        _of_week,
        keys.ENGLISH_WEEK,
    ),
    Rule(re.compile(rf"\b(?P<week>[Ll]ast\sweek),?\s(?:on\s)?{_EN_WEEKDAY}\b"), _of_week, keys.ENGLISH_WEEK),
    Rule(
        re.compile(rf"\b[Oo]n\s(?P<feast>Christmas\s(?:Eve|Day)|New\sYear['’]s\s(?:Eve|Day)){_YEAR}"),
        _feast,
        keys.ENGLISH_FEAST,
    ),
)
GERMAN_WEEKS: tuple[Rule, ...] = (
    Rule(
        re.compile(
            rf"\b(?:[Aa]m\s)?{_DE_WEEKDAY}{_DE_PART}\s(?:der\s)?"
            r"(?P<week>(?:vergangene|letzte|vorige|diese|kommende|nächste)[nr]\sWoche)\b"
        ),
        _of_week,
        keys.GERMAN_WEEK,
    ),
    Rule(
        re.compile(
            rf"\b(?P<week>(?:[Vv]ergangene|[Ll]etzte|[Vv]orige|[Kk]ommende|[Nn]ächste)\sWoche)\s(?:am\s)?{_DE_WEEKDAY}\b"
        ),
        _of_week,
        keys.GERMAN_WEEK,
    ),
    Rule(
        re.compile(
            rf"\b(?:[Aa]n|[Aa]m|[Zz]u)\s(?P<feast>Heiligabend|Silvester(?:tag)?|Neujahr(?:stag)?|Nikolaustag"
            rf"|Tag\sder\sDeutschen\sEinheit){_YEAR}(?!\w)"
        ),
        _feast,
        keys.GERMAN_FEAST,
    ),
)
CHINESE_FEASTS: tuple[Rule, ...] = (
    Rule(
        re.compile(r"(?P<feast>元旦|平安夜|圣诞节|聖誕節)(?=当[天日]|當[天日]|这天|這天)"),
        _feast,
        keys.CHINESE_FEAST,
    ),
)

__all__ = ["CHINESE_FEASTS", "ENGLISH_WEEKS", "GERMAN_WEEKS"]
