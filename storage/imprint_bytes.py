"""Imprints as bytes: what the database keeps of each article's wording and facts.

Of a shingle 32 of its 64 bits are kept: two texts of a thousand shingles each then share one by chance in one of four
thousand cases, which decides nothing.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from analysis.likeness_text import Fingerprint
from analysis.stories_facts import DealFacts, PartyNames, StoryFacts
from analysis.values import Amount

# A new article is compared with the latest that share words with it, and so are those after it.
_WORDINGS_AT_HAND, _FACTS_AT_HAND = 256, 512
_LENGTH = 4
_MASK = 0xFFFF_FFFF


def numbers_as_bytes(values: Iterable[int]) -> bytes:
    """Numbers from 0 to 2³² - 1, four bytes each, little-endian."""
    packed = array("I", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def numbers_from_bytes(data: bytes) -> Sequence[int]:
    """The numbers that :func:`numbers_as_bytes` was given."""
    packed = array("I")
    packed.frombytes(data)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed


def _packed(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def _unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))


def wording_as_bytes(wording: Fingerprint) -> bytes:
    """A fingerprint, its shingles cut to 32 bits."""
    rest = _packed([wording.key, wording.language, sorted(wording.numbers), sorted(wording.names)])
    shingles = numbers_as_bytes(sorted({shingle & _MASK for shingle in wording.shingles}))
    return len(rest).to_bytes(_LENGTH, "little") + rest + shingles


@lru_cache(maxsize=_WORDINGS_AT_HAND)
def wording_from_bytes(data: bytes) -> Fingerprint:
    """The fingerprint with its cut shingles; compare it only with others that came out of bytes."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    key, language, numbers, names = _unpacked(data[_LENGTH:end])
    shingles = frozenset(numbers_from_bytes(data[end:]))
    return Fingerprint(key, language, shingles, frozenset(numbers), frozenset(names))


def facts_as_bytes(facts: StoryFacts) -> bytes:
    """The facts of an article's story."""
    return _packed(
        [
            facts.language,
            _day(facts.told),
            facts.told_within,
            sorted(facts.terms),
            sorted(facts.headline),
            sorted(facts.owners),
            sorted(facts.words),
            facts.han,
            [_deal_as_list(deal) for deal in facts.deals],
        ]
    )


@lru_cache(maxsize=_FACTS_AT_HAND)
def facts_from_bytes(data: bytes) -> StoryFacts:
    """The facts that :func:`facts_as_bytes` was given."""
    language, told, told_within, terms, headline, owners, words, han, deals = _unpacked(data)
    return StoryFacts(
        language=language,
        told=_from_day(told),
        told_within=told_within,
        terms=frozenset(terms),
        headline=frozenset(headline),
        owners=frozenset(owners),
        words=frozenset(words),
        han=han,
        deals=tuple(_deal_from_list(deal) for deal in deals),
    )


def _deal_as_list(deal: DealFacts) -> list[Any]:
    amount = deal.amount
    return [
        deal.kind,
        deal.status,
        [
            [
                party.side,
                sorted(party.organisations),
                sorted(party.owners),
                sorted(party.words),
                list(party.pieces),
            ]
            for party in deal.parties
        ],
        None if amount is None else [str(amount.value), amount.currency, amount.qualifier],
        sorted(deal.places),
        _day(deal.date),
    ]


def _deal_from_list(deal: list[Any]) -> DealFacts:
    kind, status, parties, amount, places, day = deal
    return DealFacts(
        kind=kind,
        status=status,
        parties=tuple(
            PartyNames(side, frozenset(organisations), frozenset(owners), frozenset(words), tuple(pieces))
            for side, organisations, owners, words, pieces in parties
        ),
        amount=None if amount is None else Amount(Decimal(amount[0]), amount[1], amount[2]),
        places=frozenset(places),
        date=_from_day(day),
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _from_day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)
