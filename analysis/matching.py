"""Whether two reports are about one deal: a pure decision on facts, so that it reads and tests like one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from config.deals import Kind, Status

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
ONE_WEEK = timedelta(days=7)
_LATIN_NAME = 6
_HAN_NAME = 3

_LEGAL_FORM = re.compile(
    r"(?:\b(?:gmbh|ag|se|kg|kgaa|e\.?v|co|ltd|limited|inc|corp|corporation|group|holding|holdings|plc|company)\b\.?"
    r"|股份有限公司|有限责任公司|有限公司|集团|股份|控股)"
)
_NOT_WORD = re.compile(r"[\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")


@lru_cache(maxsize=8_192)
def party_identity(name: str, organisation: str | None) -> str:
    """Who a party is: the organisation's id if known, else the name without case, marks and legal form."""
    if organisation:
        return f"#{organisation}"
    lowered = unicodedata.normalize("NFKC", name).casefold()
    bare = _NOT_WORD.sub("", _LEGAL_FORM.sub("", lowered))
    return bare or _NOT_WORD.sub("", lowered)


@lru_cache(maxsize=2_048)
def place_identity(place: str) -> str:
    """A place without case, marks, the Chinese word for its rank, and the larger one around it (Jinyun, Zhejiang)."""
    bare = _NOT_WORD.sub("", unicodedata.normalize("NFKC", place).casefold().partition(",")[0])
    return bare[:-1] if len(bare) > 2 and bare[-1] in "市省区县" else bare


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What identifies a deal. ``parties`` holds (identity, side); ``seen`` is the day of the report.

    ``counts_deals``: it is told as a number of them ("ten projects were signed").
    """

    kind: Kind
    status: Status
    parties: frozenset[tuple[str, str]]
    amount: Decimal | None
    currency: str | None
    place: str | None
    seen: date
    date: date | None
    counts_deals: bool = False


def shared_parties(known: DealFacts, new: DealFacts) -> set[tuple[str, str]]:
    """The parties on file that the new report names too."""
    return set(known.parties) - _unmatched(known.parties, new.parties)


def _unmatched(ones: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
    """The parties of one report that the other does not name."""
    left = ones - others
    # A known organisation is named by its id alone, so only spelled names may be alike without being the same.
    spelled = [party for party in others if not party[0].startswith("#")] if left else ()
    return {
        party
        for party in left
        if party[0].startswith("#") or not any(_one_party(party, other) for other in spelled)
    }


def amounts_agree(one: DealFacts, other: DealFacts) -> bool | None:
    """True for (nearly) the same sum, False for clearly another, None if that cannot be told."""
    if one.amount is None or other.amount is None or one.currency != other.currency:
        return None
    larger = max(one.amount, other.amount)
    difference = abs(one.amount - other.amount) / larger if larger else Decimal(0)
    if difference <= SAME_AMOUNT:
        return True
    return False if difference > OTHER_AMOUNT else None


def _is_han(text: str) -> bool:
    return not text.isascii() and _HAN.search(text) is not None


def places_agree(one: DealFacts, other: DealFacts) -> bool | None:
    """Whether one place lies in the other's name; None if that cannot be told, as of Foshan and 佛山."""
    if not one.place or not other.place or _is_han(one.place) != _is_han(other.place):
        return None
    first, second = place_identity(one.place), place_identity(other.place)
    return first in second or second in first


def _one_party(known: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether two parties with spelled names are one: the same, or one with words before it ("Zulieferer Elbwafer")."""
    (first, first_side), (second, second_side) = known, new
    if first_side != second_side:
        return False
    if first == second:
        return True
    shorter = min(first, second, key=len)
    return len(shorter) >= (_HAN_NAME if _is_han(shorter) else _LATIN_NAME) and (
        first.endswith(second) or second.endswith(first)
    )


def _told_in_another_script(known: DealFacts, new: DealFacts) -> bool:
    """Whether reports that share no name, being in different scripts, give the same sum, day, kind and status.

    In one script different names are different parties, as on a day on which many contracts are signed; and different
    known organisations of one side are so in any script.
    """
    scripts, others = _scripts(known), _scripts(new)
    return (
        bool(scripts or others)
        and not scripts & others
        and not _other_organisations(known, new)
        and known.amount == new.amount is not None
        and known.currency == new.currency
        and known.date == new.date is not None
        and known.kind == new.kind
        and known.status == new.status
        and places_agree(known, new) is not False
    )


def _scripts(facts: DealFacts) -> set[bool]:
    """Whether its names that stand for no known organisation are Chinese; both may be so."""
    return {_is_han(name) for name, _ in facts.parties if not name.startswith("#")}


def _other_organisations(known: DealFacts, new: DealFacts) -> bool:
    sides = {side for name, side in known.parties if name.startswith("#")}
    return any(name.startswith("#") and side in sides for name, side in new.parties)


def other_partners(known: DealFacts, new: DealFacts) -> bool:
    """Whether both reports name a partner beside the shared one, on the same side, and not the same.

    Partners in different scripts, of which one is not known, may be one.
    """
    ours = _unmatched(known.parties, new.parties)
    theirs = _unmatched(new.parties, known.parties) if ours else set()
    return any(
        side == other_side and (name[:1] == other[:1] == "#" or _is_han(name) == _is_han(other))
        for name, side in ours
        for other, other_side in theirs
    )


def same_deal(known: DealFacts, new: DealFacts) -> bool:
    """Whether a new report is about a deal already on file.

    Parties on both sides must be shared, or one party with the very sum, or one with place, kind and time, or one
    within a week where its partners are named in different scripts; where no name is shared across scripts, the very
    sum and day will do. A clearly different sum, or the same status at clearly different times, speaks for two deals.
    """
    shared = shared_parties(known, new)
    if not known.parties or not new.parties:
        return False
    if not shared:
        return _told_in_another_script(known, new)
    amounts = amounts_agree(known, new)
    if amounts is False:
        return False
    places = places_agree(known, new)
    apart = abs((known.date or known.seen) - (new.date or new.seen))
    near = apart <= ONE_EVENT
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
    if known.kind != new.kind or not near:
        return False
    named_as_well = len(known.parties) > 1 and len(new.parties) > 1
    return places is True or (named_as_well and apart <= ONE_WEEK and not other_partners(known, new))
