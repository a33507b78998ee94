"""Sums of money in a text: value, currency, how exact, and what the near words say they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from analysis.amounts_context import MoneyRole, is_per_party, qualifier_of, role_of
from analysis.amounts_conversion import is_conversion, is_slip
from analysis.amounts_currencies import CurrencyMarker, marker_after, marker_before, yen_or_yuan
from analysis.amounts_elided import elided_currency
from analysis.amounts_numbers import Quantity, find_quantities, narrow
from analysis.values import Amount, Language


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """A sum of money at the offsets ``start`` to ``end`` (exclusive), currency and scale included.

    ``amount`` holds the value in the currency's main unit; of a range it is the lower end and ``upper`` the other one.
    ``is_conversion`` marks a figure that restates the one before it in another currency. ``unit_price`` marks a price
    for one share, tonne or the like. ``role`` says what the figure counts where the near words tell, and ``cue`` is
    the word that told. ``is_elided`` marks a figure that leaves its currency to the one before it.
    ``per_party`` marks what each of the parties pays for itself ("each side pays", 双方各出资): the deal's sum is
    that times the parties. ``is_slip`` marks a figure that its own conversion in brackets contradicts: one of the
    two is wrong by a power of ten.
    """

    start: int
    end: int
    text: str
    amount: Amount
    upper: Decimal | None = None
    is_conversion: bool = False
    unit_price: bool = False
    role: MoneyRole = "sum"
    cue: str | None = None
    is_elided: bool = False
    per_party: bool = False
    is_slip: bool = False


_RANGE = re.compile(r"\s?(?:bis(?: zu)?|to|and|und|or|oder|至|到|-|–|—|~|～|～|－)\s?", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|zwischen)\s(?:rund |etwa |about )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|raised|cut|up|down|rise|rose|von)\s$", re.IGNORECASE)


class _Figure(NamedTuple):
    """A quantity with the currency marker beside it, or none."""

    quantity: Quantity
    marker: CurrencyMarker | None

    @property
    def start(self) -> int:
        return min(self.quantity.start, self.marker.start) if self.marker else self.quantity.start

    @property
    def end(self) -> int:
        return max(self.quantity.end, self.marker.end) if self.marker else self.quantity.end


def find_amounts(
    text: str, language: Language, quantities: Sequence[Quantity] | None = None
) -> tuple[MoneyMention, ...]:
    """Every sum of money in ``text`` that has a number and a currency, in order.

    Vague ones ("mehrere Millionen", 数亿元) have no number and are left out, as are percentages, tonnes, people.
    ``quantities`` are the numbers of the narrowed text, where they are known already.
    """
    plain = narrow(text)
    yen = yen_or_yuan(plain, language) if "¥" in plain else ""
    figures: list[_Figure] = []
    taken = 0
    for quantity in find_quantities(plain, language) if quantities is None else quantities:
        marker = marker_after(plain, quantity.end, quantity.scale > 1, yen)
        if marker is None or marker.is_bare:
            named = _named_before(plain, quantity, yen, taken)
            marker = replace(named, end=marker.end) if named and marker else named or marker
        figures.append(_Figure(quantity, marker))
        if marker is not None:
            taken = max(marker.end, quantity.end)
    mentions: list[MoneyMention] = []
    index = 0
    while index < len(figures):
        figure = figures[index]
        following = figures[index + 1] if index + 1 < len(figures) else None
        ranged = _range(plain, text, figure, following) if following else None
        if ranged is not None:
            mentions.append(ranged)
            index += 2
            continue
        if figure.marker is not None:
            mentions.append(_single(plain, text, figure, figure.marker.code))
        else:
            previous = _currency_before(plain, mentions)
            code = elided_currency(plain, figure.quantity, language, previous)
            if code is not None:
                mentions.append(replace(_single(plain, text, figure, code), is_elided=True))
        index += 1
    return _with_conversions(plain, mentions)


def _named_before(plain: str, quantity: Quantity, yen: str, taken: int) -> CurrencyMarker | None:
    """The currency before a number, unless it belongs to the number before that."""
    marker = marker_before(plain, quantity.start, yen)
    return None if marker is None or marker.start < taken else marker


def _currency_before(plain: str, mentions: Sequence[MoneyMention]) -> tuple[int, str] | None:
    """End and currency of the last sum; of one that converts another, that of the sum it converts."""
    if not mentions:
        return None
    last = mentions[-1]
    if len(mentions) > 1:
        first = mentions[-2]
        if is_conversion(
            plain,
            (first.end, first.amount.currency, float(first.amount.value)),
            (last.start, last.amount.currency, float(last.amount.value)),
        ):
            return last.end, first.amount.currency
    return last.end, last.amount.currency


def _single(plain: str, text: str, figure: _Figure, code: str) -> MoneyMention:
    start, end = figure.start, figure.end
    qualifier = qualifier_of(plain, start, end) or ("more than" if figure.quantity.more else None)
    role, cue = role_of(plain, start, end)
    amount = Amount(_exact(figure.quantity.value), code, qualifier)
    return MoneyMention(
        start,
        end,
        text[start:end],
        amount,
        unit_price=role == "unit_price",
        role=role,
        cue=cue,
        per_party=is_per_party(plain, start, end),
    )


def _range(plain: str, text: str, low: _Figure, high: _Figure) -> MoneyMention | None:
    """The two figures as one range, if they are one."""
    marker = high.marker or low.marker
    if marker is None or high.start < low.end or high.start - low.end > 10:
        return None
    if low.marker and high.marker and low.marker.code != high.marker.code:
        return None
    joint = plain[low.end : high.start]
    if not _RANGE.fullmatch(joint):
        return None
    word = joint.strip().lower()
    before = plain[max(0, low.start - 30) : low.start]
    if word in ("and", "und", "or", "oder") and (word in ("or", "oder") or not _BETWEEN.search(before)):
        return None
    if word == "to" and _FROM.search(before) and low.marker:
        return None
    lower, upper = low.quantity.value, high.quantity.value
    if low.quantity.scale == 1 and high.quantity.scale > 1 and lower < 100_000:
        lower *= high.quantity.scale
    if not lower < upper or (word == "-" and low.marker is None and lower * 1000 < upper):
        return None
    start, end = low.start, high.end
    role, cue = role_of(plain, start, end)
    amount = Amount(_exact(lower), marker.code, "range")
    return MoneyMention(
        start,
        end,
        text[start:end],
        amount,
        _exact(upper),
        unit_price=role == "unit_price",
        role=role,
        cue=cue,
    )


def _with_conversions(plain: str, mentions: list[MoneyMention]) -> tuple[MoneyMention, ...]:
    marked: list[MoneyMention] = []
    for mention in mentions:
        for earlier in reversed(marked[-2:]):
            if earlier.is_conversion and earlier is not marked[-1]:
                continue
            first = (earlier.end, earlier.amount.currency, float(earlier.amount.value))
            second = (mention.start, mention.amount.currency, float(mention.amount.value))
            if is_conversion(plain, first, second):
                mention = replace(
                    mention, is_conversion=True, role=earlier.role, unit_price=earlier.unit_price
                )
                break
            if is_slip(plain, first, second, mention.end):
                mention = replace(mention, is_conversion=True, is_slip=True)
                marked[marked.index(earlier)] = replace(earlier, is_slip=True)
                break
        marked.append(mention)
    return tuple(marked)


def _exact(value: Decimal) -> Decimal:
    """The value without an exponent and without idle zeros after the point."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


__all__ = ["MoneyMention", "MoneyRole", "find_amounts"]
