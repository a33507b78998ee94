"""The heads under which a digest puts its deals, in its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from config.known_places import region_by_id
from config.sectors import shipped_sectors
from digests.facets import NOT_KNOWN, region_id_of, sector_id_of
from digests.values import DigestDeal, GroupBy
from digests.wording import Wording

Facet = Literal["kind", "direction", "region", "sector"]

_KEYS: dict[GroupBy, Callable[[DigestDeal], str]] = {
    "kind": lambda entry: entry.deal.kind,
    "region": lambda entry: region_id_of(entry.deal),
    "sector": lambda entry: sector_id_of(entry.deal),
}


def grouped(entries: Iterable[DigestDeal], by: GroupBy) -> list[tuple[str, list[DigestDeal]]]:
    """Deals by facet; the group of the weightiest deal first, that of deals without the facet last."""
    if by == "none":
        return [("", list(entries))]
    groups: dict[str, list[DigestDeal]] = {}
    for entry in entries:
        groups.setdefault(_KEYS[by](entry), []).append(entry)
    return sorted(groups.items(), key=lambda item: item[0] == NOT_KNOWN)


def facet_name(facet: Facet, key: str, wording: Wording) -> str:
    """What a reader calls a kind, direction, region or sector."""
    if key == NOT_KNOWN:
        return wording.term("unknown", facet)
    if facet == "region":
        region = region_by_id(key)
        return key if region is None else region.name(wording.language)
    if facet == "sector":
        return next((group.name(wording.language) for group in shipped_sectors() if group.id == key), key)
    return wording.term("kinds" if facet == "kind" else facet, key)
