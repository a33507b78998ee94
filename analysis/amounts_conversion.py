"""Whether a sum restates the one before it in another currency, and whether it does so rightly."""

# ruff: noqa: E501 - the lists of words inside patterns read better uncut

from __future__ import annotations

import re

_CONVERTS = re.compile(
    r"^\s{0,2}(?:"
    r"[（(\[]\s?(?:that is |i\.e\. |equal to |equivalent to |umgerechnet |entspricht |also |das sind |rund |或|即|按.{0,10}计)?"
    r"|,?\s?(?:or|that is|i\.e\.|equivalent to|equal to|the equivalent of|equalling|worth|=)\s"
    r"|,?\s?(?:oder|also|umgerechnet|das sind|das wären|das entspricht|was|entsprechend|nach heutigem Kurs|macht)\s"
    r"|[,;]\s?umgerechnet .{0,20}"
    r"|[，、,]?\s?(?:按[^，。；]{2,14}(?:汇率|匯率)(?:计算?|計算?)?[，,]?\s?)?(?:约合|約合|折合|折算|合|相当于|相當於|即|约|約|等于|折人民币|折))",
    re.IGNORECASE,
)
_CONVERT_WORDS = re.compile(
    r"umgerechnet|entspricht|equivalent|约合|約合|折合|相当于|相當於|合人民币|合人民幣", re.IGNORECASE
)
_JUST_HEDGE = re.compile(
    r"^\s?(?:about|around|roughly|approximately|approx\.?|some|nearly|over|more than|or|rund|etwa|ca\.?|circa|gut|knapp|über|ungefähr"
    r"|at that time|then|约|約|约合|約合|折合|折合约|合|逾|超|近|[\s,])*$",
    re.IGNORECASE,
)

# One euro in other currencies, roughly: only to see whether one figure can be another's conversion.
_PER_EURO = {
    "EUR": 1.0, "USD": 1.2, "CNY": 8.0, "HKD": 9.0, "GBP": 0.82, "JPY": 140.0, "CHF": 1.15, "KRW": 1400.0,
    "TWD": 36.0, "INR": 80.0, "RUB": 70.0, "SEK": 10.5, "DKK": 7.45, "NOK": 10.5, "CZK": 25.0, "PLN": 4.3, "AUD": 1.6,
    "CAD": 1.5, "SGD": 1.6, "HUF": 350.0, "MYR": 4.9, "THB": 38.0, "AED": 4.2, "MOP": 9.2, "DEM": 1.96, "FRF": 6.56,
}  # fmt: skip
_CLOSING = (")", "）", "]")
_SLIP = 8.0  # a conversion that is so many times off is a mistake, not an old rate


def is_conversion(text: str, first: tuple[int, str, float], second: tuple[int, str, float]) -> bool:
    """Whether the second figure restates the first in another currency.

    Each is given as (offset, currency, value): the offset at which the first ends and the second begins.
    """
    (end, code, value), (start, other, worth) = first, second
    gap = text[end:start]
    if code == other or len(gap) > 70 or not value or not worth:
        return False
    ratio = _ratio(first, second)
    if ratio is not None and not 0.55 < ratio < 1.8:
        return False
    opening = _CONVERTS.match(gap)
    if opening and _JUST_HEDGE.match(gap[opening.end() :]):
        return True
    return _CONVERT_WORDS.search(gap) is not None and not re.search(r"[.!?。！？]\s", gap)


def _ratio(first: tuple[int, str, float], second: tuple[int, str, float]) -> float | None:
    """What the second figure is worth for one of the first; None for a currency that is not known here."""
    (_, code, value), (_, other, worth) = first, second
    if code not in _PER_EURO or other not in _PER_EURO:
        return None
    return (worth / _PER_EURO[other]) / (value / _PER_EURO[code])


def is_slip(
    text: str, first: tuple[int, str, float], second: tuple[int, str, float], end_of_second: int
) -> bool:
    """Whether the second figure stands in brackets as a conversion of the first, but is of another size altogether.

    Each is given as for :func:`is_conversion`, and where the second one ends. ``1.1 billion yuan (110.8 billion dollars)`` is such a slip.
    """
    (end, code, value), (start, other, worth) = first, second
    gap = text[end:start]
    if text[end_of_second : end_of_second + 1] not in _CLOSING:
        return False
    if code == other or not value or not worth or len(gap) > 20 or gap.lstrip()[:1] not in ("(", "（", "["):
        return False
    ratio = _ratio(first, second)
    return (
        ratio is not None
        and not 1 / _SLIP < ratio < _SLIP
        and _JUST_HEDGE.match(gap.lstrip()[1:]) is not None
    )
