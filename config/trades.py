"""The sectors of known organisations: the trade of each, and the group that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from config.organisations import shipped_organisations
from config.sectors import sector_groups


def trade_of(organisation: str | None) -> str:
    """The trade of a known organisation, its owner's if it has none of its own; empty if not known."""
    return _trades().get(organisation, "") if organisation else ""


def sectors_among(organisations: Iterable[str | None]) -> tuple[str, ...]:
    """Ids of the groups and trades of organisations, as the filter takes them."""
    trades = [trade for organisation in organisations if (trade := trade_of(organisation))]
    groups = [group.id for trade in trades if (group := sector_groups().get(trade)) is not None]
    return tuple(dict.fromkeys((*groups, *trades)))


@cache
def _trades() -> dict[str, str]:
    entries = {entry.id: entry for entry in shipped_organisations()}
    found = {}
    for entry in entries.values():
        owner = entries.get(entry.parent) if entry.parent else None
        found[entry.id] = entry.sector or (owner.sector if owner is not None else "")
    return found
