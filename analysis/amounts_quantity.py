"""A number in a text, and what the scale words count."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Quantity(NamedTuple):
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
_WIDE = tuple(zip("０１２３４５６７８９．，％＄￥￡－～／", "0123456789.,%$¥£-~/", strict=True))

ONE, THOUSAND, MILLION = Decimal(1), Decimal(1000), Decimal(10**6)
MILLIARD, TRILLION = Decimal(10**9), Decimal(10**12)


def narrow(text: str) -> str:
    """``text`` with full-width digits and signs made narrow; the length and all offsets stay as they are."""
    if text.isascii():
        return text
    for wide, plain in _WIDE:  # which is much quicker than to translate all characters
        text = text.replace(wide, plain)
    return text


__all__ = ["MILLIARD", "MILLION", "ONE", "THOUSAND", "TRILLION", "Quantity", "narrow"]
