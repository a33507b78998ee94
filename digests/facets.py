"""By what a reader sorts deals: region, sector and direction, worked out from the facts. Pure."""

from __future__ import annotations

from analysis.directions import Direction, direction_between
from config.known_places import region_of
from config.sectors import sector_groups
from config.trades import sectors_among, trade_of
from storage.values import DealFile

NOT_KNOWN = ""
"""The facet of a deal whose region, sector or direction the facts do not tell."""

_WEAK_SECTORS = frozenset({"public", "finance", "science"})


def direction_of(deal: DealFile) -> Direction | None:
    """Which way money or work goes; None for agreements, and where the facts do not tell."""
    return direction_between(deal.kind, [party.side for party in deal.parties], deal.place)


def region_id_of(deal: DealFile) -> str:
    """Id of the province or Land of the deal's place; empty if not known."""
    region = region_of(deal.place)
    return NOT_KNOWN if region is None else region.id


def sectors_of(deal: DealFile) -> tuple[str, ...]:
    """Ids of the groups and trades of all its parties that are known, as the filter takes them."""
    return sectors_among(party.organisation for party in deal.parties)


def sector_id_of(deal: DealFile) -> str:
    """Id of the one group that a list puts the deal under; empty if not known.

    A firm that makes something tells more than an authority, bank or university beside it.
    """
    groups = [
        group.id
        for party in deal.parties
        if (group := sector_groups().get(trade_of(party.organisation))) is not None
    ]
    telling = [group for group in groups if group not in _WEAK_SECTORS]
    return next(iter((*telling, *groups)), NOT_KNOWN)
