"""The sums of a review: how many deals, of what worth, by kind, direction, region and sector. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from digests.facets import NOT_KNOWN, direction_of, region_id_of, sector_id_of
from digests.values import DigestDeal


@dataclass(frozen=True, slots=True)
class Tally:
    """Deals of one kind, direction, region or sector.

    ``euros`` is the sum of those whose sum is known, each converted at the average rate of its year and rounded to
    the cent; ``with_sum`` counts them. ``is_approximate`` says that any was converted. ``key`` is empty where the facts
    do not tell it.
    """

    key: str
    deals: int
    with_sum: int
    euros: Decimal
    is_approximate: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """All deals first seen in a period, and the same by facet, the most deals first."""

    overall: Tally
    kinds: tuple[Tally, ...]
    directions: tuple[Tally, ...]
    regions: tuple[Tally, ...]
    sectors: tuple[Tally, ...]


def totals_of(entries: Iterable[DigestDeal]) -> Totals:
    """Add up deals; a deal counts once in each facet."""
    deals = list(entries)
    return Totals(
        overall=_tally("all", deals),
        kinds=_by(deals, lambda entry: entry.deal.kind),
        directions=_by(deals, lambda entry: direction_of(entry.deal) or NOT_KNOWN),
        regions=_by(deals, lambda entry: region_id_of(entry.deal)),
        sectors=_by(deals, lambda entry: sector_id_of(entry.deal)),
    )


def _by(deals: list[DigestDeal], facet: Callable[[DigestDeal], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[DigestDeal]] = {}
    for entry in deals:
        groups.setdefault(facet(entry), []).append(entry)
    tallies = [_tally(key, members) for key, members in groups.items()]
    return tuple(
        sorted(tallies, key=lambda tally: (tally.key == NOT_KNOWN, -tally.deals, -tally.euros, tally.key))
    )


def _tally(key: str, deals: list[DigestDeal]) -> Tally:
    sums = [entry.euros for entry in deals if entry.euros is not None]
    total = sum((euros.value for euros in sums), Decimal(0))
    return Tally(key, len(deals), len(sums), total, any(euros.is_approximate for euros in sums))
