"""By what a reader sorts deals: region, sector and direction, worked out from the facts. Pure."""

from __future__ import annotations

from functools import cache
from typing import Literal

from config.organisations import shipped_organisations
from config.sectors import sector_groups
from digests.places import find_within, region_of
from storage.values import DealFile

Direction = Literal["de-cn", "cn-de"]
NOT_KNOWN = ""
"""The facet of a deal whose region, sector or direction the facts do not tell."""

_WEAK_SECTORS = frozenset({"public", "finance", "science"})


def direction_of(deal: DealFile) -> Direction | None:
    """Which way money or work goes: ``de-cn`` from Germany to China, ``cn-de`` from China to Germany.

    An acquisition goes the way of its buyer, who is named first; what is built goes to where it stands, and if that is
    not told, the way of who is named first. An agreement binds both sides alike: it has no direction.
    """
    if deal.kind == "agreement":
        return None
    sides = [party.side for party in deal.parties if party.side in {"cn", "de"}]
    of_first: dict[str, Direction] = {"cn": "cn-de", "de": "de-cn"}
    if deal.kind == "acquisition":
        return of_first[sides[0]] if sides else None
    place = find_within(deal.place) if deal.place else None
    to_place: dict[str, Direction] = {"CN": "de-cn", "DE": "cn-de"}
    if place is not None and place.country in to_place:
        return to_place[place.country]
    return of_first[sides[0]] if sides else None


def region_id_of(deal: DealFile) -> str:
    """Id of the province or Land of the deal's place; empty if not known."""
    region = region_of(deal.place)
    return NOT_KNOWN if region is None else region.id


def sectors_of(deal: DealFile) -> tuple[str, ...]:
    """Ids of the groups and trades of all its parties that are known, as the filter takes them."""
    trades = [trade for party in deal.parties if (trade := _trade(party.organisation))]
    groups = [group.id for trade in trades if (group := sector_groups().get(trade)) is not None]
    return tuple(dict.fromkeys((*groups, *trades)))


def sector_id_of(deal: DealFile) -> str:
    """Id of the one group that a list puts the deal under; empty if not known.

    A firm that makes something tells more than an authority, bank or university beside it.
    """
    groups = [
        group.id
        for party in deal.parties
        if (group := sector_groups().get(_trade(party.organisation))) is not None
    ]
    telling = [group for group in groups if group not in _WEAK_SECTORS]
    return next(iter((*telling, *groups)), NOT_KNOWN)


@cache
def organisations_in(sector: str) -> tuple[str, ...]:
    """Ids of the known organisations of a sector, named as :func:`sectors_of` names it."""
    groups = sector_groups()
    return tuple(
        identity
        for identity, trade in _trades().items()
        if trade and (trade == sector or (trade in groups and groups[trade].id == sector))
    )


def _trade(organisation: str | None) -> str:
    return _trades().get(organisation, "") if organisation else ""


@cache
def _trades() -> dict[str, str]:
    """The trade of each organisation; one without a trade of its own has its owner's."""
    entries = {entry.id: entry for entry in shipped_organisations()}
    found = {}
    for entry in entries.values():
        owner = entries.get(entry.parent) if entry.parent else None
        found[entry.id] = entry.sector or (owner.sector if owner is not None else "")
    return found
