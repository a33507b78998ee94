"""Whether a sentence speaks of these days: "on Monday", "am Rande", 日前, or a date just before publication."""

from __future__ import annotations

import re
from datetime import timedelta

from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Language
from analysis.worded import Worded

RECENT = timedelta(days=9)
"""How long before publication a day is told as news."""

_FRESH: dict[Language, Worded] = {
    "en": Worded(
        re.compile(
            r"\b(?:today|yesterday|this week|last week|this month|recently|just|now|on the sidelines"
            r"|(?:on|last) (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
            re.IGNORECASE,
        ),
        *("day", "week", "this month", "recently", "just", "now", "sidelines"),
    ),
    "de": Worded(
        re.compile(
            r"\b(?:heute|gestern|(?:in )?dieser? Woche|vergangene[rn]? Woche|kürzlich|soeben|nun|jetzt|am Rande"
            r"|am (?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|am Mittwoch|am Sonnabend)\b",
            re.IGNORECASE,
        ),
        *("heute", "gestern", "woche", "kürzlich", "soeben", "nun", "jetzt", "am rande", "tag"),
        *("mittwoch", "abend"),
    ),
    "zh": Worded(
        re.compile(
            r"近日|日前|今天|今日|昨日|昨天|当天|當天|当日|當日|同日|本周|上周|刚刚|剛剛|现场|現場|期间，|期間，"
            r"|(?<![\d月])[123]?\d日|(?<![年\d])1?\d月[123]?\d日"
        ),
        *("日", "天", "周", "刚刚", "剛剛", "现场", "現場", "期间，", "期間，"),
    ),
}


def sounds_fresh(sentence: MarkedSentence, language: Language) -> bool:
    """Whether its words say that it tells of these days."""
    return sentence.remembered(
        "sounds fresh", lambda sentence: _FRESH[language].search(sentence.placed.text) is not None
    )


def is_fresh(sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether a sentence of a text speaks of these days, by its words or by a day shortly before publication."""
    if sounds_fresh(sentence, text.layout.language):
        return True
    published = text.published
    return published is not None and any(
        mention.precision == "day" and abs(published - mention.date) <= RECENT
        for mention in sentence.dates
        if not mention.is_dateline
    )
