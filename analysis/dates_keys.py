"""What a date of some kind always holds, so that its rule is tried only around that: the rules are slow to search.

Most stretches of a text hold no date. Words and pairs of digits are found hundreds of times faster than the ways of
writing dates, which begin with choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.automaton import automaton_of
from analysis.dates_words import ENGLISH_MONTHS, GERMAN_MONTHS
from analysis.gazetteer_text import lower

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """One of the ``words`` (small letters) stands in every match of a rule, or ``pattern`` matches within it.

    ``opens`` says that the words stand at the beginning of a word, so that "may" is not looked for in "dismay", and
    ``wholes``, if any, what that word is: "dec" begins one of the months, but "declined" is none.

    ``before`` and ``after`` are the characters around a key in which its date and what the rule looks at lie.
    """

    words: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    opens: bool = False
    wholes: frozenset[str] = frozenset()
    before: int = 60
    after: int = 84


class KeyIndex:
    """The keys of many rules, looked for in one pass.

    Args:
        keys: Those of the rules; doubles do no harm.
    """

    def __init__(self, keys: Iterable[Keys]) -> None:
        self._keys = tuple(dict.fromkeys(keys))
        by_word: dict[str, list[Keys]] = {}
        for one in self._keys:
            for word in one.words:
                by_word.setdefault(word, []).append(one)
        self._automaton = automaton_of(
            {word: (len(word) - 1, tuple(owners)) for word, owners in by_word.items()}, nothing=(0, ())
        )

    def stretches(self, text: str) -> dict[Keys, list[tuple[int, int]]]:
        """For each of the keys the stretches of a text in which matches of a rule with them lie: in order, apart."""
        small = lower(text)
        places: dict[Keys, list[int]] = {keys: [] for keys in self._keys}
        for last, (before, owners) in self._automaton.iter(small):
            at = last - before
            is_inner = at > 0 and small[at - 1].isalpha()
            for keys in owners:
                if keys.opens and (is_inner or (keys.wholes and _word_at(small, at) not in keys.wholes)):
                    continue
                places[keys].append(at)
        for keys in self._keys:
            if keys.pattern is not None:
                places[keys].extend(match.start() for match in keys.pattern.finditer(text))
        return {keys: _joined(sorted(found), keys, len(text)) for keys, found in places.items() if found}


def _word_at(text: str, at: int) -> str:
    word = _WORD.match(text, at)
    return "" if word is None else word.group()


def _joined(places: Iterable[int], keys: Keys, length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for at in places:
        start, end = max(0, at - keys.before), min(length, at + keys.after)
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _chinese(*words: str) -> Keys:
    """Keys of Chinese dates, which are short."""
    return Keys(words, before=24, after=32)


YEARS = Keys(pattern=re.compile(r"(?:19|20)\d\d"), before=24, after=32)
POINTED = Keys(pattern=re.compile(r"\d\.\s?\d"))

ENGLISH_MONTH = Keys(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    opens=True,
    wholes=frozenset(ENGLISH_MONTHS),
)
ENGLISH_LONG_MONTH = Keys(
    (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    )
)
ENGLISH_WEEKDAY = Keys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), before=32
)
ENGLISH_NEAR_DAY = Keys(
    ("yesterday", "today", "tonight", "tomorrow", "morning", "afternoon", "evening", "night")
)
ENGLISH_SAME_DAY = Keys(
    (
        *("same", "previous", "following"),
        *("day before", "day after", "evening before", "evening after"),
    )
)
ENGLISH_FEAST = Keys(("christmas", "year"))
ENGLISH_YEAR = Keys(("this year", "last year", "next year"))
ENGLISH_WEEK = Keys(("week",))
AGO = Keys(("ago",))
ON_THE = Keys(("on the ",))

GERMAN_MONTH = Keys(
    (
        *("jan", "jän", "feb", "mär", "mrz", "apr", "mai", "jun"),
        *("jul", "aug", "sep", "okt", "nov", "dez"),
    ),
    opens=True,
    wholes=frozenset((*GERMAN_MONTHS, *(f"{month}s" for month in GERMAN_MONTHS))),
)
GERMAN_LONG_MONTH = Keys(
    (
        *("januar", "jänner", "februar", "märz", "april", "mai", "juni"),
        *("juli", "august", "september", "oktober", "november", "dezember"),
    )
)
GERMAN_WEEKDAY = Keys(
    ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag")
)
GERMAN_NEAR_DAY = Keys(("heute", "gestern", "morgen"))
GERMAN_DAYS_AGO = Keys((" tag", "\ntag", "\u00a0tag"))
GERMAN_SAME_DAY = Keys(("selben", "gleichen", "vortag", "vorabend", "tags", "darauf", "folgetag"))
GERMAN_FEAST = Keys(("heiligabend", "silvester", "neujahr", "tag"))
GERMAN_YEAR = Keys((" jahr", "\njahr", "\u00a0jahr"))
GERMAN_WEEK = Keys(("woche",))
GERMAN_NUMBERED_DAY = Keys(pattern=re.compile(r"\d\.[\s,;)]"))

CHINESE_FEAST = _chinese("元旦", "平安夜", "圣诞节", "聖誕節")
REPUBLICAN_YEAR = _chinese("民國", "民国")
CHINESE_MONTH = _chinese(
    "月",
)
CHINESE_DAY = _chinese("日", "号", "號")
CHINESE_NEAR_DAY = _chinese("今", "昨", "前", "明", "后", "後")
CHINESE_WEEKDAY = _chinese("周", "週", "星期", "礼拜", "禮拜")
CHINESE_AGO = _chinese("天", "日")
CHINESE_SAME_DAY = _chinese("日", "天")
CHINESE_YEAR = _chinese(
    "年",
)

__all__ = ["KeyIndex", "Keys"]
