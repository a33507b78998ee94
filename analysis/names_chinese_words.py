"""Characters and words around names in Chinese."""

from __future__ import annotations

import re
from functools import cache

from config.names import lookalikes, name_words, ordinary_chinese_words

STOPS = frozenset(
    "的後与和及在对为由向给将被是了从到等据称该其把让使并而或于后前日月年个至获已就也都还又再则以因但若如即使受随同跟比较更最很这那此每各某第于另"
    "，。；：、！？“”‘’「」『』《》〈〉（）()【】[]\"',.;:!?|—…\n\r\t "
)
"""Characters at which a name begins or ends."""
AFTER_PLANT = frozenset("商家房址区长")
"""Characters with which 厂 makes another word."""
NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两几多数0123456789")
"""A name does not hold these."""
NEVER_INSIDE = frozenset("有设在与和的将已被")
"""Nor does what stands between a firm's name and its legal form hold these."""
NEVER_FIRST = frozenset(
    "有家後某建加做想看来去要会能可不没只正再已用买卖造设打开关上下大小旧老全他她它我你们外本贵时今又近约盖舊新座台间条款张批辆架股"
)
"""No name begins with these."""


@cache
def endings() -> re.Pattern[str]:
    """What names end with, the longest first."""
    words = name_words().chinese
    every = {*words.firms, *words.institutions, *words.governments, *words.parks}
    return re.compile("|".join(sorted(map(re.escape, every), key=len, reverse=True)))


@cache
def kinds() -> re.Pattern[str]:
    """Words for kinds of firms, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, name_words().chinese.kinds), key=len, reverse=True)))


@cache
def sets() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Endings of firms, of institutions, of governments and of parks."""
    words = name_words().chinese
    return (
        frozenset(words.firms),
        frozenset(words.institutions),
        frozenset(words.governments),
        frozenset(words.parks),
    )


@cache
def sayings() -> frozenset[str]:
    """Sayings that only look like names."""
    return frozenset(lookalikes().zh)


@cache
def ordinary() -> frozenset[str]:
    """Ordinary words of two and three characters."""
    return frozenset(ordinary_chinese_words())


@cache
def verbs() -> re.Pattern[str]:
    """Verbs and titles in front of a name that are none of it."""
    return re.compile("|".join(sorted(map(re.escape, name_words().chinese.before), key=len, reverse=True)))
