"""A site together with its town: ``Pudong, Shanghai``, as far as a text names both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.facts_place_found import FoundPlace
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedText

_PART_OF = re.compile(
    r"\s?(?:,|\(|（|市|的|['’]s|of|in|at|near|im|am|bei|(?:district|area|part|zone) (?:of|in))?"
    r"\s?(?:the\s|der\s|dem\s)?(?:city of\s|Stadt\s)?"
)
_DIVISION = re.compile(
    r"(?:市|县|縣|区|區|镇|鎮|园|園|港|新城|机场|[Dd]istrict|[Cc]ounty|[Zz]one|[Pp]ark|Flughafens?)(?:\s\w+)?$"
)
_MUNICIPALITY = re.compile(r"(?<=[\u3400-\u9fff]{2})市$")


def with_town(name: str, found: Sequence[FoundPlace], text: MarkedText, gazetteer: Gazetteer) -> str:
    """A place with the town it lies in, or a town with the site in it that stands beside; else the name alone.

    Args:
        name: The place, as it is found in the text.
        found: All places found.
        text: The marked article.
        gazetteer: Knows which places are parts of which.
    """
    mine = [one for one in found if one.name.casefold() == name.casefold()]
    if not mine:
        return name
    is_part = _is_part(mine[0], gazetteer)
    for other in found:
        if (
            other.side == "other"
            or other.name.casefold() in name.casefold()
            or _is_part(other, gazetteer) == is_part
        ):
            continue
        if _is_province(other if is_part else mine[0], gazetteer):
            continue
        for one in mine:
            site, town = (one, other) if is_part else (other, one)
            if _stand_together(site, town, text) or (is_part and _lies_in(site, town, gazetteer)):
                return _joined(site.name, town.name)
    return name


def _is_part(one: FoundPlace, gazetteer: Gazetteer) -> bool:
    """Whether it is smaller than a town: a district, zone, park or port."""
    if one.identity is None:
        return one.is_park or _DIVISION.search(one.name) is not None
    place = gazetteer.place(one.identity)
    return place is None or (not place.population and bool(place.region)) or one.is_park


def _is_province(one: FoundPlace, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(one.identity) if one.identity else None
    return place is not None and not place.population and not place.region


def _lies_in(site: FoundPlace, town: FoundPlace, gazetteer: Gazetteer) -> bool:
    """Whether a known district lies in the one city that its region is (``Lingang`` in ``Shanghai``)."""
    first = gazetteer.place(site.identity) if site.identity else None
    second = gazetteer.place(town.identity) if town.identity else None
    return (
        first is not None
        and second is not None
        and first.region == second.region == f"{second.id}-municipality"
    )


def _stand_together(site: FoundPlace, town: FoundPlace, text: MarkedText) -> bool:
    first, last = (site, town) if site.start < town.start else (town, site)
    if first.sentence is not last.sentence or first.end > last.start or last.start - first.end > 24:
        return False
    joint = text.layout.text[first.end : last.start]
    if has_han(site.name):
        return first is town and joint in ("", "市", "的", "省")
    return _PART_OF.fullmatch(joint) is not None and bool(joint)


def _joined(site: str, town: str) -> str:
    if has_han(site):
        return f"{_MUNICIPALITY.sub('', town)}{site}"
    return f"{site}, {town}"
