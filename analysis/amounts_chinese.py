"""Chinese numbers: in characters (两千万), in digits with a unit (1.2亿), and mixed (1亿2000万)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from analysis.amounts_quantity import ONE, Quantity

_ZH_DIGITS = {
    **{character: number for number, character in enumerate("零一二三四五六七八九")},
    **{character: number for number, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "陸": 6,
}  # fmt: skip
_ZH_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_ZH_LARGE_UNITS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ZH_CHARACTER = "".join([*_ZH_DIGITS, *_ZH_SMALL_UNITS, *_ZH_LARGE_UNITS])
_ZH_DIGIT = "".join(_ZH_DIGITS)
_ZH_UNIT = "".join([*_ZH_SMALL_UNITS, *_ZH_LARGE_UNITS])
_ZH_QUANTITY = re.compile(
    rf"(?<![\d{_ZH_CHARACTER}数數几幾上])(?<!\d[.,])(?<![\d{_ZH_CHARACTER}][点點])"
    rf"(?:(?:\d{{1,3}}(?:,\d{{3}}){{1,5}}(?:\.\d{{1,4}})?(?!\d)|\d{{1,15}}(?:\.\d{{1,6}})?)\s?|[{_ZH_CHARACTER}])"
    rf"(?:[{_ZH_CHARACTER}多余餘]|[点點](?=[{_ZH_DIGIT}])|[个個](?=[亿億])|(?<=[{_ZH_UNIT}])\d{{1,4}}(?:\.\d{{1,4}})?(?=[{_ZH_UNIT}])){{0,16}}"
)

# A number starts with a digit or such a character: looked for by itself, that is found much faster than the whole.
_ZH_ANY = re.compile(f"[{_ZH_CHARACTER}]")
_ZH_FIRST = re.compile(rf"\d+|[{_ZH_CHARACTER}]")
_ZH_MORE = re.compile("[多余餘]")
_ZH_IDLE = re.compile(r"[多余餘个個,\s]")
_ZH_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
_SPOKEN_DECIMAL = re.compile(rf"(?<![{_ZH_CHARACTER}])[{_ZH_DIGIT}][点點][{_ZH_DIGIT}]+")


def chinese_numbers(text: str) -> Iterator[Quantity]:
    """Chinese numbers with at least one character; vague ones (数亿, 几百万, 五六千万) are left out."""
    if _ZH_ANY.search(text) is None:
        return
    covered = 0
    for first in _ZH_FIRST.finditer(text):
        match = _ZH_QUANTITY.match(text, first.start()) if first.start() >= covered else None
        if match is None:
            continue
        covered = match.end()
        raw = match.group().rstrip()
        if _ZH_ANY.search(raw) is None:
            continue
        more = _ZH_MORE.search(raw) is not None
        value = _chinese_value(_with_point(_ZH_IDLE.sub("", raw)))
        if value is None:
            continue
        scale = Decimal(_ZH_LARGE_UNITS.get(_ZH_MORE.sub("", raw)[-1:], 1))
        yield Quantity(match.start(), match.start() + len(raw), value, scale, more, not raw[0].isdigit())


def _with_point(raw: str) -> str:
    """A spoken decimal in digits: 一点五亿 as 1.5亿."""
    return _SPOKEN_DECIMAL.sub(
        lambda match: "".join("." if sign in "点點" else str(_ZH_DIGITS[sign]) for sign in match.group()), raw
    )


def _chinese_value(raw: str) -> Decimal | None:
    total, section, current = Decimal(0), Decimal(0), Decimal(0)
    pending = False
    tokens = _ZH_TOKEN.findall(raw)
    if len(tokens) > 1 and all(token in _ZH_DIGITS for token in tokens):
        return Decimal("".join(str(_ZH_DIGITS[token]) for token in tokens))
    last_unit = ONE
    for index, token in enumerate(tokens):
        if token[0].isdigit():
            current, pending = Decimal(token), True
        elif token in _ZH_DIGITS:
            if pending and current and index and tokens[index - 1] in _ZH_DIGITS:
                return None  # 五六千万: between five and six, no number
            current, pending = Decimal(_ZH_DIGITS[token]), True
        elif token in _ZH_SMALL_UNITS:
            unit = Decimal(_ZH_SMALL_UNITS[token])
            section += (current if pending else ONE) * unit
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


__all__ = ["chinese_numbers"]
