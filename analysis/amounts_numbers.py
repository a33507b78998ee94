"""Numbers as news write them: digits with separators, number words of three languages, and the scale word after.

A :class:`Quantity` is a number in a text with its value, whatever it counts; whether it is money is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from analysis.amounts_chinese import chinese_numbers
from analysis.amounts_quantity import MILLIARD, MILLION, ONE, THOUSAND, TRILLION, Quantity, narrow
from analysis.amounts_words import english_words, german_words
from analysis.values import Language

_SCALES_COMMON: dict[str, Decimal] = {
    "k": THOUSAND, "t": THOUSAND, "thousand": THOUSAND, "tsd": THOUSAND, "tausend": THOUSAND,
    "m": MILLION, "mn": MILLION, "mln": MILLION, "mio": MILLION, "mill": MILLION, "mil": MILLION,
    "million": MILLION, "millions": MILLION, "millionen": MILLION,
    "hundred million": Decimal(10**8), "hundred thousand": Decimal(10**5),
    "b": MILLIARD, "bn": MILLIARD, "bln": MILLIARD, "mrd": MILLIARD, "mia": MILLIARD, "md": MILLIARD,
    "milliarde": MILLIARD, "milliarden": MILLIARD, "milliard": MILLIARD,
    "tn": TRILLION, "trn": TRILLION, "trillion": TRILLION, "trillions": TRILLION,
}  # fmt: skip
_SCALES: dict[Language, dict[str, Decimal]] = {
    "en": {**_SCALES_COMMON, "billion": MILLIARD, "billions": MILLIARD, "bio": TRILLION},
    "de": {**_SCALES_COMMON, "billion": TRILLION, "billionen": TRILLION, "bio": TRILLION},
    "zh": {**_SCALES_COMMON, "billion": MILLIARD, "billions": MILLIARD},
    "other": {**_SCALES_COMMON, "billion": MILLIARD},
}
_DIGITS = (
    r"\d{1,3}(?: \d{3}){1,4}(?![\d.,]?\d)"
    r"|\d{1,3}(?:[,.'’\u00a0\u202f\u2009]\d{3}){1,6}(?:[.,]\d{1,4})?(?!\d)|\d{1,15}(?:[.,]\d{1,6})?"
)
_SCALE_WORD = (
    r"hundred[\s-]million|hundred[\s-]thousand|thousand|tausend|million(?:en|s)?|milliard(?:en|e)?|billion(?:en|s)?"
    r"|trillions?|(?:mrd|mio|mill|tsd|bio|mia)\b\.?|(?:bln|mln|mil|bn|mn|tn|trn|md)\b(?:\.(?=\s[a-z€$£]))?|(?:k|m|b)\b|t(?=eur\b|€)"
)
_DIGIT_RUN = re.compile(r"\d+")
_SPACING = re.compile(r"[\s-]+")
_IDLE = re.compile("['’\u00a0\u202f\u2009 ]")
_FRACTION = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_DIGIT_QUANTITY = re.compile(
    rf"(?<![\d])(?<!\d[.,])(?P<digits>{_DIGITS})(?P<fraction>[½¼¾])?(?:[\s\u00a0-]{{0,2}}(?P<scale>{_SCALE_WORD}))?",
    re.IGNORECASE,
)


def find_quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """Every number in ``text`` (already :func:`narrow`), sorted and without overlap; Chinese ones in any language."""
    found: list[Quantity] = [*chinese_numbers(text), *_digits(text, language)]
    if language in ("en", "zh"):
        found += english_words(text)
    if language == "de":
        found += german_words(text)
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
    plain = digits if digits.isdigit() else _IDLE.sub("", digits)
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
        thousands = grouped and not scaled and (rest == "000" or language == "en")
        if (mark == group_mark and not grouped) or (mark == decimal_mark and thousands):
            decimal_mark, group_mark = group_mark, decimal_mark
    try:
        value = Decimal(plain.replace(group_mark, "").replace(decimal_mark, "."))
    except InvalidOperation:
        return None
    return value


def _digits(text: str, language: Language) -> Iterator[Quantity]:
    covered = 0
    # A number starts with its first digit: looked for by itself, that is found much faster than the whole.
    for first in _DIGIT_RUN.finditer(text):
        match = _DIGIT_QUANTITY.match(text, first.start()) if first.start() >= covered else None
        if match is None:
            continue
        covered = match.end()
        scale_word = match.group("scale")
        end = match.end()
        scale = ONE
        if scale_word:
            key = _SPACING.sub(" ", scale_word.lower()).rstrip(".")
            scale = _SCALES[language].get(key, _SCALES_COMMON.get(key, ONE))
            if len(key) == 1 and match.start("scale") - match.end("digits") > 1:
                scale, end = ONE, match.end("digits")
        value = read_digits(match.group("digits"), language, scale != ONE)
        if value is None:
            continue
        if match.group("fraction"):
            value += Decimal(_FRACTION[match.group("fraction")])
        yield Quantity(match.start(), end, value * scale, scale)


__all__ = ["Quantity", "find_quantities", "narrow", "read_digits"]
