"""Deals as CSV (RFC 4180): one shape for ``zhongde deals --csv`` and the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache

from digests.deal_json import amount_as_json, moment_as_json
from digests.outside_text import clean_text, spreadsheet_text
from storage.values import DealFile

COLUMNS = (
    "id",
    "kind",
    "status",
    "parties",
    "amount",
    "currency",
    "qualifier",
    "place",
    "date",
    "headline",
    "first_seen",
    "sources",
    "url",
    "evidence",
)
SHORT = 80
"""Kinds, days, places and names come again and again, so what they look like is remembered."""


def deals_as_csv(deals: Iterable[DealFile]) -> str:
    """The deals with a head line. Cells that a spreadsheet would run as a formula get an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in _cells(deal)] for deal in deals)
    return buffer.getvalue()


def _cells(deal: DealFile) -> Iterator[object]:
    amount = amount_as_json(deal.amount) or {}
    yield deal.id
    yield deal.kind
    yield deal.status
    yield "; ".join(party.name for party in deal.parties)
    yield amount.get("value", "")
    yield amount.get("currency", "")
    yield amount.get("qualifier") or ""
    yield deal.place or ""
    yield deal.date.isoformat() if deal.date else ""
    yield deal.headline
    yield moment_as_json(deal.first_seen)
    yield len(deal.reports)
    yield deal.reports[0].url if deal.reports else ""
    yield deal.steps[-1].evidence if deal.steps else ""


def _harmless(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return _harmless_short(cell) if len(cell) <= SHORT else spreadsheet_text(clean_text(cell))


@lru_cache(maxsize=8192)
def _harmless_short(text: str) -> str:
    return spreadsheet_text(clean_text(text))
