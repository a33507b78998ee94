"""Which way a deal goes between the two countries: worked out from its facts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from config.known_places import find_within

Direction = Literal["de-cn", "cn-de"]


def direction_between(kind: str, sides: Sequence[str], place: str | None) -> Direction | None:
    """Which way money or work goes: ``de-cn`` from Germany to China, ``cn-de`` from China to Germany.

    An acquisition goes the way of its buyer, who is named first; what is built goes to where it stands, and if that is
    not told, the way of who is named first. An agreement binds both sides alike: it has no direction.

    Args:
        kind: Of the deal.
        sides: Those of its parties, in their order.
        place: As the text names it.
    """
    if kind == "agreement":
        return None
    known = [side for side in sides if side in {"cn", "de"}]
    of_first: dict[str, Direction] = {"cn": "cn-de", "de": "de-cn"}
    if kind == "acquisition":
        return of_first[known[0]] if known else None
    found = find_within(place) if place else None
    to_place: dict[str, Direction] = {"CN": "de-cn", "DE": "cn-de"}
    if found is not None and found.country in to_place:
        return to_place[found.country]
    return of_first[known[0]] if known else None
