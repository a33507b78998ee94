"""Numbers written out in English and German: "one and a half billion", "zweieinhalb Milliarden"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from analysis.amounts_quantity import MILLIARD, MILLION, ONE, THOUSAND, TRILLION, Quantity
from analysis.gazetteer_text import lower

_EN_UNITS = {
    word: number
    for number, word in enumerate(
        (
            *(
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
            ),
            *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        )
    )
}
_EN_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_EN_WORD = "|".join([*_EN_TENS, *sorted(_EN_UNITS, key=len, reverse=True), "hundred", "thousand", "dozen"])
_EN_FIRST = re.compile(rf"an?[\s-]|another|half|{_EN_WORD}")
_EN_SCALE = {"million": MILLION, "billion": MILLIARD, "trillion": TRILLION}
# Both expressions are for small letters: without the flag for any case they take half the time.
_EN_QUANTITY = re.compile(
    rf"\b(?:(?P<half>(?:a[\s-])?half(?:[\s-](?:a|an))?|(?P<quarters>a|three)[\s-]quarters?(?:[\s-]of)?(?:[\s-]an?)?)"
    rf"[\s-](?P<half_scale>million|billion|trillion|thousand)"
    rf"|(?P<words>(?:(?:an?|another|a[\s-]further)[\s-](?=hundred|thousand|dozen|million|billion|trillion))?"
    rf"(?:(?:{_EN_WORD})\b(?:[\s-]+(?:and[\s-]+)?(?=(?:{_EN_WORD}|a[\s-](?:half|quarter))\b))?){{0,12}}"
    rf"(?P<plus>(?<=[\s-])an?[\s-](?:half|quarter)\b)?)"
    rf"[\s-]?(?P<scale>(?:million|billion|trillion)\b)?)"
)

_DE_UNITS = {
    "ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13,
    "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_DE_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_DE_SMALL = "|".join(sorted([*_DE_UNITS, *_DE_TENS, "und", "hundert", "tausend"], key=len, reverse=True))
_DE_PART = re.compile(_DE_SMALL, re.IGNORECASE)
_DE_SCALE = {"million": MILLION, "mio": MILLION, "milliard": MILLIARD, "mrd": MILLIARD, "billion": TRILLION}
_DE_FRACTIONS = {
    "halb": "0.5", "viertel": "0.25", "dreiviertel": "0.75", "drittel": "1/3",
}  # fmt: skip
_DE_QUANTITY = re.compile(
    rf"\b(?=ei|zw|dr|vi|fü|se|si|ac|ne|ze|el|an|hu|ta|ha|un)"
    rf"(?:(?:eine[rnm]?\s)?(?P<fraction>halbe[rn]?|halb|viertel|dreiviertel|drittel)[\s-]?(?P<fraction_scale>million|milliard|billion)(?:en|e)?"
    rf"|(?P<odd>anderthalb|(?:{_DE_SMALL}){{1,8}}einhalb)[\s-](?P<odd_scale>million|mio|milliard|mrd|billion|tausend)(?:en|e|\.)?"
    rf"|(?P<words>(?:{_DE_SMALL}){{1,10}})(?:[\s-](?:weiteren?\s)?(?P<scale>million|mio|milliard|mrd|billion)(?:en|e|\.)?)?)(?!\w)"
)


_VAGUE_BEFORE = re.compile(
    r"\b(?:several|(?:a )?few|many|mehrere[rn]?|einige[rn]?|wenige[rn]?|viele[rn]?|ein paar|etliche[rn]?|zig)[\s-]$",
    re.IGNORECASE,
)


def _is_vague(text: str, start: int) -> bool:
    return _VAGUE_BEFORE.search(text, max(0, start - 12), start) is not None


def english_words(text: str) -> Iterator[Quantity]:
    """Numbers in English words, a scale word included; "several hundred million" names no number."""
    for match in _english_matches(lower(text)):
        if not match.group().strip() or _is_vague(text, match.start()):
            continue
        if match.group("half_scale"):
            part = {None: "0.5", "a": "0.25", "three": "0.75"}[match.group("quarters")]
            scale = _EN_SCALE.get(match.group("half_scale"), THOUSAND)
            yield Quantity(match.start(), match.end(), Decimal(part) * scale, scale, is_word=True)
            continue
        scale = _EN_SCALE.get(match.group("scale"), ONE)
        value = _english_value(match.group("words"))
        if value is None:
            continue
        end = match.start() + len(match.group().rstrip(" -\n\t"))
        yield Quantity(match.start(), end, value * scale, scale, is_word=True)


def _english_matches(small: str) -> Iterator[re.Match[str]]:
    """Where the expression for numbers matches, tried only where one may begin."""
    covered = 0
    for first in _EN_FIRST.finditer(small):
        match = _EN_QUANTITY.match(small, first.start()) if first.start() >= covered else None
        if match is not None:
            covered = match.end()
            yield match


def _english_value(words: str) -> Decimal | None:
    parts = [word for word in re.split(r"[\s-]+", words) if word and word != "and"]
    if not parts:
        return None
    total, group = Decimal(0), Decimal(0)
    seen = False
    for index, word in enumerate(parts):
        if word in _EN_UNITS:
            group += _EN_UNITS[word]
        elif word in _EN_TENS:
            group += _EN_TENS[word]
        elif word == "hundred":
            group = max(group, ONE) * 100
        elif word == "dozen":
            group = max(group, ONE) * 12
        elif word == "thousand":
            total, group = total + max(group, ONE) * 1000, Decimal(0)
        elif word in ("half", "quarter"):
            group += Decimal("0.5" if word == "half" else "0.25")
        elif word in ("a", "an", "another", "further"):
            if index == 0 and (len(parts) == 1 or word == "another" or parts[1] == "further"):
                group = ONE
            elif index == 0 and parts[1] in ("half", "quarter"):
                return None
        seen = True
    return total + group if seen else None


def german_words(text: str) -> Iterator[Quantity]:
    """Numbers in German words, a scale word included; "einige hundert Millionen" names no number."""
    for match in _DE_QUANTITY.finditer(lower(text)):
        if _is_vague(text, match.start()):
            continue
        if match.group("fraction"):
            name = match.group("fraction")
            part = "0.5" if name.startswith("halb") else _DE_FRACTIONS[name]
            if part == "1/3":
                continue  # a third of a million is said where nobody counts exactly
            scale = _DE_SCALE[match.group("fraction_scale")]
            yield Quantity(match.start(), match.end(), Decimal(part) * scale, scale, is_word=True)
        elif match.group("odd"):
            word = match.group("odd")
            value = Decimal("1.5") if word == "anderthalb" else _german_value(word.removesuffix("einhalb"))
            scale = _DE_SCALE.get(match.group("odd_scale"), THOUSAND)
            if value is not None:
                value += 0 if word == "anderthalb" else Decimal("0.5")
                yield Quantity(match.start(), match.end(), value * scale, scale, is_word=True)
        else:
            value = _german_value(match.group("words"))
            scale = _DE_SCALE.get(match.group("scale"), ONE)
            if value is not None:
                yield Quantity(match.start(), match.end(), value * scale, scale, is_word=True)


def _german_value(word: str) -> Decimal | None:
    parts = _DE_PART.findall(word)
    if "".join(parts) != word or not parts or parts == ["und"]:
        return None
    total, hundreds, rest = 0, 0, 0
    for part in parts:
        if part in _DE_UNITS:
            rest += _DE_UNITS[part]
        elif part in _DE_TENS:
            rest += _DE_TENS[part]
        elif part == "hundert":
            hundreds, rest = max(rest, 1) * 100, 0
        elif part == "tausend":
            total, hundreds, rest = (max(hundreds + rest, 1)) * 1000, 0, 0
    return Decimal(total + hundreds + rest)


__all__ = ["english_words", "german_words"]
