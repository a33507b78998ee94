"""Where a name seems to come from by its letters alone: pinyin, German spelling, foreign sounds in Chinese."""

from __future__ import annotations

import re
from functools import lru_cache

from analysis.values import Side

_FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan ue",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ue v",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "y": "a e ao ou an ang i in ing ong u ue uan un",
    "w": "a o ai ei an en ang eng u",
    "": "a ai an ang ao e en er o ou",
}
"""The syllables of Hanyu Pinyin (ISO 7098): finals by initial."""

_SYLLABLE = "|".join(
    sorted(
        (initial + final for initial, finals in _FINALS.items() for final in finals.split()),
        key=len,
        reverse=True,
    )
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{2,5}}")
_ONE_SYLLABLE = re.compile(rf"(?:{_SYLLABLE})")
_STRONG = re.compile(r"zh|x|q|iang|uang|iong|iao")
_MILD = re.compile(r"ng(?=[bcdfghjklmnpqrstwxyz])|ng$|uo|ui|ua|ao|ian|ji|ju|sh|y|ong")
_GERMAN_ENDING = re.compile(r"(?:g|d|s|t|n|r|b|l)(?:e|en|er)$")

_GERMAN = re.compile(
    r"[äöüß]|sch|tz|ck|pf|dt\b|(?:mann|berg|berger|burg|burger|bach|bacher|dorf|dorfer|feld|felder|hausen|häuser|heim|heimer|stein|steiner|thal|tal|wald"
    r"|hof|hofer|hoff|meyer|meier|maier|müller|mueller|haus|werk|land|kamp|brück|brueck|rode|stedt|stadt|reuth|ingen|inger|lingen|hardt|hart|wig|rich|traut|furt|mühle|winkel|au|hütte|born|brunn|holz|mark|acker)\b"
)

_NOT_GERMAN = frozenset(
    {"capital", "digital", "metal", "hospital", "continental", "oriental", "crystal", "total", "vital", "dental",
     "mental", "rental", "portal", "postal", "orbital", "coastal", "horizontal", "instrumental", "environmental",
     "experimental", "fundamental", "occidental", "stock", "block", "track", "truck", "black", "rock", "tech",
     "back", "pack", "deck", "dock", "duck", "luck", "lock", "quick", "click", "check", "schedule", "school",
     "scheme", "smart", "chart", "part", "art", "heart"}
)  # fmt: skip
"""Ordinary words of English that are spelled like German names."""

TRANSLITERATION = frozenset(
    "尔斯特克施茨巴赫勒曼伯格德森姆布罗兰里卡托茵莱韦贝埃恩诺瓦迪尼奥菲弗普鲁佩雷杰朗魏汉迈萨塔坦滕泰瑟黑亨霍海希哈冯费法厄恰策察采茅毛梅米明莫默穆纳内妮努欧帕佩皮坡蒲齐奇乔琼日荣若桑沙舍圣史舒苏索泽扎詹兹佐伊英因阿艾安昂贡根盖加伽高戈古谷哥果基吉金凯坎康柯科肯孔库夸拉劳利列林琳留龙卢隆伦洛吕马玛麦班邦鲍彼比毕宾波博勃道丹达戴登邓蒂丁顿多杜图维温翁沃乌伍武西夏谢辛雅亚扬耶于泽什蓬翰胡华怀惠霸仑摩彭卫威娅绍瑙宁赖劳奈柏堡豪廷芬拜奎赛措塞"
)
"""Characters with which Chinese texts write the sounds of foreign names (after Xinhua's tables of names)."""

_SURE_TRANSLITERATION = frozenset(
    "尔斯克施茨赫勒曼伯格姆罗卡托茵韦埃恩瓦迪尼奥菲弗鲁佩雷瑟策采舍兹扎贝滕瑙奥萨诺塔坦泽巴纳"
)

FOREIGN_ONLY = frozenset("尔斯茨赫勒伯姆罗托茵韦埃恩瓦菲弗佩瑟策兹滕瑙萨塔坦纳")
"""Those that hardly begin or end an ordinary word."""


@lru_cache(maxsize=8192)
def pinyin_points(word: str) -> int:
    """How much a word looks like Chinese in Latin letters: 0 not at all, 1 possibly, 2 and more surely.

    Args:
        word: One word.
    """
    small = word.lower().replace("'", "")
    if not 4 <= len(small) <= 18 or not small.isascii() or not _PINYIN.fullmatch(small):
        return 0
    if _ONE_SYLLABLE.fullmatch(small):
        return 0
    points = 2 * len(_STRONG.findall(small)) + len(_MILD.findall(small))
    if _GERMAN_ENDING.search(small) and not _STRONG.search(small):
        points -= 2
    return max(points, 0)


@lru_cache(maxsize=8192)
def is_pinyin_syllable(word: str) -> bool:
    """Whether a word is one syllable of pinyin, such as ``Ming``."""
    return word.isascii() and 2 <= len(word) <= 6 and _ONE_SYLLABLE.fullmatch(word.lower()) is not None


@lru_cache(maxsize=8192)
def looks_pinyin(word: str) -> bool:
    """Whether a word could be Chinese in Latin letters, whatever else it could be."""
    small = word.lower().replace("'", "")
    return (
        4 <= len(small) <= 18
        and small.isascii()
        and _PINYIN.fullmatch(small) is not None
        and not _GERMAN_ENDING.search(small)
    )


@lru_cache(maxsize=8192)
def looks_german(word: str) -> bool:
    """Whether a word has the spelling or the ending of a German name."""
    small = word.lower()
    return _GERMAN.search(small) is not None and small not in _NOT_GERMAN


def origin_of(word: str) -> Side | None:
    """The side from whose language a word seems to come; None if it cannot be told."""
    if pinyin_points(word) >= 2:
        return "cn"
    if looks_german(word):
        return "de"
    return None


def is_transliteration(characters: str) -> bool:
    """Whether Chinese characters write the sound of a foreign name (布罗克曼, 黑德里希)."""
    bare = characters.replace("·", "").replace("-", "")
    if len(bare) < 2 or not all(char in TRANSLITERATION for char in bare):
        return False
    sure = sum(char in _SURE_TRANSLITERATION for char in bare)
    return sure >= 2 or len(bare) >= 4 or (sure == 1 and (len(bare) == 3 or "·" in characters))


def transliterated_start(characters: str) -> int:
    """How many characters at the start write the sound of a foreign name; 0 if they do not."""
    length = 0
    while length < len(characters) and (characters[length] in TRANSLITERATION or characters[length] in "·-"):
        length += 1
    while length and not is_transliteration(characters[:length]):
        length -= 1
    return length
