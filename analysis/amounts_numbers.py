"""Numbers as news write them: digits with separators, number words of three languages, and the scale word after.

A :class:`Quantity` is a number in a text with its value, whatever it counts; whether it is money is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from analysis.values import Language


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at the offsets ``start`` to ``end`` (exclusive), its scale word included.

    ``value`` is the number with the scale applied, ``scale`` that scale (1 without one). ``more`` is set where the
    number itself says that it is somewhat more (300多亿). ``is_word`` is set where it is written out.
    """

    start: int
    end: int
    value: Decimal
    scale: Decimal
    more: bool = False
    is_word: bool = False

    @property
    def bare(self) -> Decimal:
        """The number without its scale."""
        return self.value / self.scale


# Full-width digits and signs become their narrow forms, one character for one, so that offsets stay.
_NARROW = str.maketrans("０１２３４５６７８９．，％＄￥￡－～／", "0123456789.,%$¥£-~/")

_ONE, _THOUSAND, _MILLION = Decimal(1), Decimal(1000), Decimal(10**6)
_MILLIARD, _TRILLION = Decimal(10**9), Decimal(10**12)
_SCALES_COMMON: dict[str, Decimal] = {
    "k": _THOUSAND, "thousand": _THOUSAND, "tsd": _THOUSAND, "tausend": _THOUSAND,
    "m": _MILLION, "mn": _MILLION, "mln": _MILLION, "mio": _MILLION, "mill": _MILLION, "mil": _MILLION,
    "million": _MILLION, "millions": _MILLION, "millionen": _MILLION,
    "hundred million": Decimal(10**8), "hundred thousand": Decimal(10**5),
    "b": _MILLIARD, "bn": _MILLIARD, "bln": _MILLIARD, "mrd": _MILLIARD, "mia": _MILLIARD, "md": _MILLIARD,
    "milliarde": _MILLIARD, "milliarden": _MILLIARD, "milliard": _MILLIARD,
    "tn": _TRILLION, "trn": _TRILLION, "trillion": _TRILLION, "trillions": _TRILLION,
}  # fmt: skip
_SCALES: dict[Language, dict[str, Decimal]] = {
    "en": {**_SCALES_COMMON, "billion": _MILLIARD, "billions": _MILLIARD, "bio": _TRILLION},
    "de": {**_SCALES_COMMON, "billion": _TRILLION, "billionen": _TRILLION, "bio": _TRILLION},
    "zh": {**_SCALES_COMMON, "billion": _MILLIARD, "billions": _MILLIARD},
    "other": {**_SCALES_COMMON, "billion": _MILLIARD},
}
_DIGITS = r"\d{1,3}(?:[,.'’\u00a0\u202f\u2009]\d{3}){1,6}(?:[.,]\d{1,4})?(?!\d)|\d{1,15}(?:[.,]\d{1,6})?"
_SCALE_WORD = (
    r"hundred[\s-]million|hundred[\s-]thousand|thousand|tausend|million(?:en|s)?|milliard(?:en|e)?|billion(?:en|s)?"
    r"|trillions?|(?:mrd|mio|mill|tsd|bio|mia)\b\.?|(?:bln|mln|mil|bn|mn|tn|trn|md|k|m|b)\b"
)
_FRACTION = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_DIGIT_QUANTITY = re.compile(
    rf"(?<![\d])(?<!\d[.,])(?P<digits>{_DIGITS})(?P<fraction>[½¼¾])?(?:[\s\u00a0-]{{0,2}}(?P<scale>{_SCALE_WORD}))?",
    re.IGNORECASE,
)

_EN_UNITS = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_EN_TENS = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_EN_WORD = "|".join([*_EN_TENS, *sorted(_EN_UNITS, key=len, reverse=True), "hundred", "thousand", "dozen"])
_EN_SCALE = {"million": _MILLION, "billion": _MILLIARD, "trillion": _TRILLION}
_EN_QUANTITY = re.compile(
    rf"\b(?:(?P<half>(?:a[\s-])?half(?:[\s-](?:a|an))?|(?P<quarters>a|three)[\s-]quarters?(?:[\s-]of)?(?:[\s-]an?)?)"
    rf"[\s-](?P<half_scale>million|billion|trillion|thousand)"
    rf"|(?P<words>(?:an?[\s-](?=hundred|thousand|dozen|million|billion|trillion))?"
    rf"(?:(?:{_EN_WORD})\b(?:[\s-]+(?:and[\s-]+)?(?=(?:{_EN_WORD}|a[\s-](?:half|quarter))\b))?){{0,12}}"
    rf"(?P<plus>(?<=[\s-])an?[\s-](?:half|quarter)\b)?)"
    rf"[\s-]?(?P<scale>(?:million|billion|trillion)\b)?)",
    re.IGNORECASE,
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
_DE_SCALE = {"million": _MILLION, "mio": _MILLION, "milliard": _MILLIARD, "mrd": _MILLIARD, "billion": _TRILLION}
_DE_FRACTIONS = {
    "halb": "0.5", "viertel": "0.25", "dreiviertel": "0.75", "drittel": "1/3",
}  # fmt: skip
_DE_QUANTITY = re.compile(
    rf"\b(?:(?:eine[rnm]?\s)?(?P<fraction>halbe[rn]?|halb|viertel|dreiviertel|drittel)[\s-]?(?P<fraction_scale>million|milliard|billion)(?:en|e)?"
    rf"|(?P<odd>anderthalb|(?:{_DE_SMALL}){{1,8}}einhalb)[\s-](?P<odd_scale>million|mio|milliard|mrd|billion|tausend)(?:en|e|\.)?"
    rf"|(?P<words>(?:{_DE_SMALL}){{1,10}})(?:[\s-](?P<scale>million|mio|milliard|mrd|billion)(?:en|e|\.)?)?)(?!\w)",
    re.IGNORECASE,
)

_ZH_DIGITS = {
    **{character: number for number, character in enumerate("零一二三四五六七八九")},
    **{character: number for number, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "陸": 6,
}  # fmt: skip
_ZH_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_ZH_LARGE_UNITS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ZH_CHARACTER = "".join([*_ZH_DIGITS, *_ZH_SMALL_UNITS, *_ZH_LARGE_UNITS])
_ZH_UNIT = "".join([*_ZH_SMALL_UNITS, *_ZH_LARGE_UNITS])
_ZH_QUANTITY = re.compile(
    rf"(?<![\d{_ZH_CHARACTER}])(?<!\d[.,])"
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d{{1,4}})?(?!\d)|\d{{1,15}}(?:\.\d{{1,6}})?)\s?|[{_ZH_CHARACTER}])"
    rf"(?:[{_ZH_CHARACTER}多余餘]|(?<=[{_ZH_UNIT}])\d{{1,4}}(?:\.\d{{1,4}})?(?=[{_ZH_UNIT}])){{0,16}}"
)


def narrow(text: str) -> str:
    """``text`` with full-width digits and signs made narrow; the length and all offsets stay as they are."""
    return text.translate(_NARROW)


def find_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """Every number in ``text`` (already :func:`narrow`), sorted and without overlap; Chinese ones in any language."""
    found: list[Quantity] = [*_chinese(text), *_digits(text, language)]
    if language in ("en", "zh"):
        found += _english_words(text)
    if language == "de":
        found += _german_words(text)
    found.sort(key=lambda quantity: (quantity.start, -quantity.end))
    kept: list[Quantity] = []
    for quantity in found:
        if kept and quantity.start < kept[-1].end:
            if quantity.end > kept[-1].end and quantity.start == kept[-1].start:
                kept[-1] = quantity
            continue
        kept.append(quantity)
    return tuple(kept)


def read_digits(digits: str, language: Language, scaled: bool) -> Decimal | None:
    """The value of a number in digits by the separators of ``language``, corrected where only the other reading fits.

    ``scaled`` says that a scale word follows, as in "1,438 Milliarden": then three decimals are natural.
    """
    plain = re.sub("['’\u00a0\u202f\u2009]", "", digits)
    comma, point = plain.count(","), plain.count(".")
    decimal_mark, group_mark = (",", ".") if language == "de" else (".", ",")
    if comma and point:
        decimal_mark = "," if plain.rfind(",") > plain.rfind(".") else "."
        group_mark = "." if decimal_mark == "," else ","
    elif comma > 1 or point > 1:
        mark = "," if comma else "."
        decimal_mark, group_mark = ("." if mark == "," else ","), mark
    elif comma or point:
        mark = "," if comma else "."
        whole, _, rest = plain.partition(mark)
        grouped = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"
        if mark == group_mark and not grouped:
            decimal_mark, group_mark = group_mark, decimal_mark
        elif mark == decimal_mark and grouped and not scaled and (rest == "000" or language == "en"):
            decimal_mark, group_mark = group_mark, decimal_mark
    try:
        value = Decimal(plain.replace(group_mark, "").replace(decimal_mark, "."))
    except InvalidOperation:
        return None
    return value


def _digits(text: str, language: Language) -> Iterator[Quantity]:
    for match in _DIGIT_QUANTITY.finditer(text):
        scale_word = match.group("scale")
        end = match.end()
        scale = _ONE
        if scale_word:
            key = re.sub(r"[\s-]+", " ", scale_word.lower()).rstrip(".")
            scale = _SCALES[language].get(key, _SCALES_COMMON.get(key, _ONE))
            if len(key) == 1 and match.start("scale") - match.end("digits") > 1:
                scale, end = _ONE, match.end("digits")
        value = read_digits(match.group("digits"), language, scale != _ONE)
        if value is None:
            continue
        if match.group("fraction"):
            value += Decimal(_FRACTION[match.group("fraction")])
        yield Quantity(match.start(), end, value * scale, scale)


def _english_words(text: str) -> Iterator[Quantity]:
    for match in _EN_QUANTITY.finditer(text):
        if not match.group().strip():
            continue
        if match.group("half_scale"):
            part = {None: "0.5", "a": "0.25", "three": "0.75"}[(match.group("quarters") or "").lower() or None]
            name = match.group("half_scale").lower()
            scale = _EN_SCALE.get(name, _THOUSAND)
            yield Quantity(match.start(), match.end(), Decimal(part) * scale, scale, is_word=True)
            continue
        words, name = match.group("words").lower(), (match.group("scale") or "").lower()
        scale = _EN_SCALE.get(name, _ONE)
        value = _english_value(words)
        if value is None:
            continue
        end = match.start() + len(match.group().rstrip(" -\n\t"))
        yield Quantity(match.start(), end, value * scale, scale, is_word=True)


def _english_value(words: str) -> Decimal | None:
    tokens = [token for token in re.split(r"[\s-]+", words) if token and token != "and"]
    if not tokens:
        return None
    total, group = Decimal(0), Decimal(0)
    seen = False
    for index, token in enumerate(tokens):
        if token in _EN_UNITS:
            group += _EN_UNITS[token]
        elif token in _EN_TENS:
            group += _EN_TENS[token]
        elif token == "hundred":
            group = max(group, _ONE) * 100
        elif token == "dozen":
            group = max(group, _ONE) * 12
        elif token == "thousand":
            total, group = total + max(group, _ONE) * 1000, Decimal(0)
        elif token in ("half", "quarter"):
            group += Decimal("0.5" if token == "half" else "0.25")
        elif token in ("a", "an"):
            if index == 0 and len(tokens) == 1:
                group = _ONE
            elif index == 0 and tokens[1] in ("half", "quarter"):
                return None
        seen = True
    return total + group if seen else None


def _german_words(text: str) -> Iterator[Quantity]:
    for match in _DE_QUANTITY.finditer(text):
        if match.group("fraction"):
            name = match.group("fraction").lower()
            part = "0.5" if name.startswith("halb") else _DE_FRACTIONS[name]
            if part == "1/3":
                continue  # a third of a million is said where nobody counts exactly
            scale = _DE_SCALE[match.group("fraction_scale").lower()]
            yield Quantity(match.start(), match.end(), Decimal(part) * scale, scale, is_word=True)
        elif match.group("odd"):
            word = match.group("odd").lower()
            value = Decimal("1.5") if word == "anderthalb" else _german_value(word.removesuffix("einhalb"))
            scale = _DE_SCALE.get(match.group("odd_scale").lower(), _THOUSAND)
            if value is not None:
                value += 0 if word == "anderthalb" else Decimal("0.5")
                yield Quantity(match.start(), match.end(), value * scale, scale, is_word=True)
        else:
            value = _german_value(match.group("words").lower())
            scale = _DE_SCALE[match.group("scale").lower()] if match.group("scale") else _ONE
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


def _chinese(text: str) -> Iterator[Quantity]:
    for match in _ZH_QUANTITY.finditer(text):
        raw = match.group().rstrip()
        if not any(character in _ZH_CHARACTER for character in raw):
            continue
        more = any(character in "多余餘" for character in raw)
        value = _chinese_value(re.sub("[多余餘,\\s]", "", raw))
        if value is None:
            continue
        scale = Decimal(_ZH_LARGE_UNITS.get(re.sub("[多余餘]", "", raw)[-1:], 1))
        yield Quantity(match.start(), match.start() + len(raw), value, scale, more, not raw[0].isdigit())


def _chinese_value(raw: str) -> Decimal | None:
    total, section, current = Decimal(0), Decimal(0), Decimal(0)
    pending = False
    tokens = re.findall(r"\d+(?:\.\d+)?|.", raw)
    if len(tokens) > 1 and all(token in _ZH_DIGITS for token in tokens):
        return Decimal("".join(str(_ZH_DIGITS[token]) for token in tokens))
    last_unit = _ONE
    for index, token in enumerate(tokens):
        if token[0].isdigit():
            current, pending = Decimal(token), True
        elif token in _ZH_DIGITS:
            if pending and current and index and tokens[index - 1] in _ZH_DIGITS:
                return None  # 五六千万: between five and six, no number
            current, pending = Decimal(_ZH_DIGITS[token]), True
        elif token in _ZH_SMALL_UNITS:
            unit = Decimal(_ZH_SMALL_UNITS[token])
            section += (current if pending else _ONE) * unit
            current, pending, last_unit = Decimal(0), False, unit
        elif token in _ZH_LARGE_UNITS:
            unit = Decimal(_ZH_LARGE_UNITS[token])
            section += current
            if not section:
                if not total:
                    return None  # 亿元 with nothing before it
                total, section = total * unit, Decimal(0)
            elif total and unit > last_unit and index and tokens[index - 1] in _ZH_LARGE_UNITS:
                total = (total + section) * unit
            else:
                total += section * unit
            section, current, pending, last_unit = Decimal(0), Decimal(0), False, unit
        else:
            return None
    if pending:
        # 一亿五: the digit after a unit counts the next lower one.
        previous = tokens[-2] if len(tokens) > 1 else ""
        trailing = tokens[-1] in _ZH_DIGITS and (previous in _ZH_LARGE_UNITS or previous in "百千佰仟")
        current = current * last_unit / 10 if trailing and previous else current
    return total + section + current


__all__ = ["Quantity", "find_quantities", "narrow", "read_digits"]
