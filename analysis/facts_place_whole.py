"""A site with its town, a town with its province, as far as a text names both: ``Pudong, Shanghai``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.facts_place_found import FoundPlace, place_key
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_entries import Place
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedText
from analysis.values import Side

_SITE, _TOWN, _REGION = range(3)
_PART_OF = re.compile(
    r"\s?(?:,|\(|（|['’]s|of|in|at|near|im|am|bei|(?:district|area|part|zone|province|state)(?: of| in|,))"
    r"\s?(?:the\s|der\s|dem\s)?(?:city of\s|(?:east |north|south|west|central )?(?:China|Germany)['’]s\s|province of\s"
    r"|Stadt\s|Provinz\s)?"
)
_DIVISION = re.compile(
    r"(?:市|县|縣|区|區|镇|鎮|园|園|港|新城|机场|[Dd]istrict|[Cc]ounty|[Zz]one|[Pp]ark|Flughafens?)(?:\s\w+)?$"
)
_MUNICIPALITY = re.compile(r"(?<=[\u3400-\u9fff]{2})市$")
_OWN_REGION = re.compile(r"-(?:municipality|state)$")
_FARTHEST = 24  # characters between two names that stand together


@dataclass(frozen=True, slots=True)
class _Known:
    """A place of the text: its name there, how large it is, and what the table of places says of it."""

    key: str
    name: str
    level: int
    side: Side | None
    place: Place | None
    is_body: bool
    """Whether it is a park or port that acts itself, an organisation."""


def whole_names(
    found: Sequence[FoundPlace], written: Mapping[str, str], text: MarkedText, gazetteer: Gazetteer
) -> dict[str, str]:
    """The full name of each place: a site with its town, a town with its province, a province with its only town.

    Args:
        found: All places found.
        written: How each is called, by :func:`analysis.facts_place_found.place_key`.
        text: The marked article.
        gazetteer: Knows which places are parts of which.
    """
    known: dict[str, _Known] = {}
    for one in found:
        key = place_key(one)
        if key not in known and one.side != "other":
            place = gazetteer.place(one.identity) if one.identity else None
            known[key] = _Known(
                key,
                written[key],
                _level(one, place),
                one.side,
                place,
                one.identity is not None and place is None,
            )
    beside = _beside(found, known, text)
    towns: dict[str, set[str]] = {}
    for inner in known.values():
        for outer in _around(inner, known):
            towns.setdefault(outer.key, set()).add(inner.key)
    for first, second in beside:
        inner, outer = sorted((known[first], known[second]), key=lambda one: one.level)
        towns.setdefault(outer.key, set()).add(inner.key)
    for site in known.values():  # the one town of the text that a site can lie in
        if site.level == _SITE and not any(site.key in inner for inner in towns.values()):
            nearby = [one for one in known.values() if one.level == _TOWN and site.side in (one.side, None)]
            if len(nearby) == 1:
                towns.setdefault(nearby[0].key, set()).add(site.key)
    return {one.key: _whole(one, known, towns, beside) for one in known.values()}


def _whole(
    one: _Known,
    known: Mapping[str, _Known],
    towns: Mapping[str, set[str]],
    beside: Mapping[tuple[str, str], str],
) -> str:
    around = [known[outer] for outer, inner in towns.items() if one.key in inner]
    together = {other for pair in beside for other in pair if one.key in pair}
    outer = min(around, key=lambda other: (other.level, other.key not in together), default=None)
    inner = [known[key] for key in towns.get(one.key, ())]
    if one.level == _TOWN:
        sites = [other for other in inner if other.level == _SITE]
        site = next((other for other in sites if other.key in together), None)
        if site is None and len(sites) == 1 and not sites[0].is_body:
            site = sites[0]
        if site is not None:
            return _joined(site, one, beside)
    if outer is not None and (one.level == _SITE or outer.level == _REGION or outer.key in together):
        return _joined(one, outer, beside)
    if one.level == _REGION and len(inner) == 1:
        return _joined(inner[0], one, beside)
    return one.name


def _level(one: FoundPlace, place: Place | None) -> int:
    if one.is_park or (place is None and _DIVISION.search(one.name)):
        return _SITE
    if place is None or place.population:
        return _TOWN
    return _SITE if place.region else _REGION


def _around(one: _Known, known: Mapping[str, _Known]) -> list[_Known]:
    """The named places that a known one lies in: its province, or the city that is a province of its own."""
    if one.place is None or one.level == _REGION:
        return []
    region = one.place.region
    city = _OWN_REGION.sub("", region)
    return [
        known[key]
        for key in (region, city)
        if key in known and key != one.key and known[key].level > one.level
    ]


def _beside(
    found: Sequence[FoundPlace], known: Mapping[str, _Known], text: MarkedText
) -> dict[tuple[str, str], str]:
    """The pairs of places that stand together as part and whole, with the stretch of text that names both."""
    pairs: dict[tuple[str, str], str] = {}
    ordered = sorted(found, key=lambda one: one.start)
    for first, last in pairwise(ordered):
        keys = (place_key(first), place_key(last))
        if keys[0] == keys[1] or not all(key in known for key in keys):
            continue
        if known[keys[0]].level != known[keys[1]].level and _stand_together(first, last, known, text):
            pairs.setdefault(keys, text.layout.text[first.start : last.end])
    return pairs


def _stand_together(
    first: FoundPlace, last: FoundPlace, known: Mapping[str, _Known], text: MarkedText
) -> bool:
    if first.sentence is not last.sentence or not 0 <= last.start - first.end <= _FARTHEST:
        return False
    joint = text.layout.text[first.end : last.start]
    if has_han(first.name):
        is_larger = known[place_key(first)].level > known[place_key(last)].level
        return is_larger and joint in ("", "市", "的", "省")
    return _PART_OF.fullmatch(joint) is not None and bool(joint)


def _joined(inner: _Known, outer: _Known, beside: Mapping[tuple[str, str], str]) -> str:
    if outer.name in inner.name:
        return inner.name
    if not has_han(inner.name):
        return f"{inner.name}, {outer.name}"
    stretch = beside.get((outer.key, inner.key))
    return stretch or f"{_MUNICIPALITY.sub('', outer.name)}{inner.name}"
