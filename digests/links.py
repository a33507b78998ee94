"""Addresses on the page that a digest links to. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date
from urllib.parse import urlencode

from config.filters import FilterSettings
from digests.values import DigestDeal
from storage.values import DealFile


def address_of_deal(public_url: str, deal: int) -> str:
    """The page of one deal."""
    return f"{public_url}/deals/{deal}"


def address_of_deals(public_url: str, wanted: FilterSettings, deals: Sequence[DigestDeal]) -> str:
    """The page that lists these deals, narrowed by the subscription's filter as far as the page knows its keys.

    A key that would keep one of the deals from the list is left out, for the page compares more simply: it knows
    places as they are written, one party, and the status that a deal has by now. So the list may hold more deals than
    the digest counts, never fewer.

    Args:
        public_url: ``web.public_url``.
        wanted: The subscription's filter.
        deals: All that passed it.
    """
    files = [entry.deal for entry in deals]
    days = sorted(_day(deal) for deal in files)
    pairs: list[tuple[str, str]] = [("kind", kind) for kind in wanted.kinds]
    if all(deal.status in wanted.statuses for deal in files):
        pairs += [("status", status) for status in wanted.statuses]
    pairs += [("language", language) for language in wanted.languages]
    if len(wanted.parties) == 1:
        pairs.append(("party", wanted.parties[0]))
    for key, terms, says in (("place", wanted.places, _place), ("q", wanted.words, _texts)):
        if len(terms) == 1 and all(_holds(terms[0], deal, says) for deal in files):
            pairs.append((key, terms[0]))
    if days:
        pairs += [("since", days[0].isoformat()), ("until", days[-1].isoformat())]
    query = urlencode(pairs)
    return f"{public_url}/deals?{query}" if query else f"{public_url}/deals"


def _day(deal: DealFile) -> date:
    """The day by which the page knows a deal."""
    return deal.date or deal.first_seen.astimezone(UTC).date()


def _holds(term: str, deal: DealFile, says: Callable[[DealFile], Sequence[str]]) -> bool:
    texts = [text.casefold() for text in says(deal)]
    return all(any(word in text for text in texts) for word in term.casefold().split())


def _place(deal: DealFile) -> Sequence[str]:
    return [deal.place or ""]


def _texts(deal: DealFile) -> Sequence[str]:
    return [deal.headline, *(party.name for party in deal.parties), *(one.evidence for one in deal.reports)]
