"""Whether two reports are about one deal: a pure decision on facts, so that it reads and tests like one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from analysis.values import Kind, Status

RANK: dict[Status, int] = {
    "planned": 0,
    "announced": 1,
    "signed": 2,
    "approved": 3,
    "started": 4,
    "opened": 5,
    "completed": 6,
    "blocked": 7,
    "cancelled": 8,
}
SAME_AMOUNT = Decimal("0.03")
OTHER_AMOUNT = Decimal("0.5")
ONE_EVENT = timedelta(days=45)

_LEGAL_FORM = re.compile(
    r"(?:\b(?:gmbh|ag|se|kg|kgaa|e\.?v|co|ltd|limited|inc|corp|corporation|group|holding|holdings|plc|company)\b\.?"
    r"|股份有限公司|有限责任公司|有限公司|集团|股份|控股)"
)
_NOT_WORD = re.compile(r"[\W_]+")


def party_identity(name: str, organisation: str | None) -> str:
    """Who a party is: the organisation's id if known, else the name without case, marks and legal form."""
    if organisation:
        return f"#{organisation}"
    lowered = unicodedata.normalize("NFKC", name).casefold()
    bare = _NOT_WORD.sub("", _LEGAL_FORM.sub("", lowered))
    return bare or _NOT_WORD.sub("", lowered)


def place_identity(place: str) -> str:
    """A place without case, marks and the Chinese word for its rank."""
    bare = _NOT_WORD.sub("", unicodedata.normalize("NFKC", place).casefold())
    return bare[:-1] if len(bare) > 2 and bare[-1] in "市省区县" else bare


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What identifies a deal. ``parties`` holds (identity, side); ``seen`` is the day of the report."""

    kind: Kind
    status: Status
    parties: frozenset[tuple[str, str]]
    amount: Decimal | None
    currency: str | None
    place: str | None
    seen: date
    date: date | None


def _amounts_agree(one: DealFacts, other: DealFacts) -> bool | None:
    """True for (nearly) the same sum, False for clearly another, None if that cannot be told."""
    if one.amount is None or other.amount is None or one.currency != other.currency:
        return None
    larger = max(one.amount, other.amount)
    difference = abs(one.amount - other.amount) / larger if larger else Decimal(0)
    if difference <= SAME_AMOUNT:
        return True
    return False if difference > OTHER_AMOUNT else None


def _places_agree(one: DealFacts, other: DealFacts) -> bool | None:
    if not one.place or not other.place:
        return None
    first, second = place_identity(one.place), place_identity(other.place)
    return first in second or second in first


def same_deal(known: DealFacts, new: DealFacts) -> bool:
    """Whether a new report is about a deal already on file.

    Parties on both sides must be shared, or one party with the very sum, or one with place, kind and time.
    A clearly different sum, or the same status at clearly different times, speaks for two deals.
    """
    shared = known.parties & new.parties
    if not shared:
        return False
    amounts = _amounts_agree(known, new)
    if amounts is False:
        return False
    places = _places_agree(known, new)
    near = abs((known.date or known.seen) - (new.date or new.seen)) <= ONE_EVENT
    if known.status == new.status and known.date and new.date and not near:
        return False
    sides = {side for _, side in shared}
    both_sides = {"cn", "de"} <= sides or len(shared) >= 3
    if places is False and amounts is not True:
        return both_sides and near and known.kind == new.kind and known.date == new.date is not None
    if both_sides:
        return known.kind == new.kind or near or amounts is True
    if amounts is True:
        return True
    return places is True and known.kind == new.kind and near
