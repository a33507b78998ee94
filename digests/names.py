"""Names of organisations and places in the reader's language beside the one that the source wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from config.known_places import KnownPlace, find_place, find_within, has_region_of_its_name, region_by_id
from config.organisations import shipped_organisations
from digests.outside_text import clean_text
from storage.values import PartyValue

MAX_NAME = 120
_HAN = re.compile(r"[\u3400-\u9fff]")
_GOVERNMENT = re.compile(r"(\w{2,12}?)市?(?:人民政府|市政府|政府)")
_CITY_OF = {"en": "City of {name}", "de": "Stadt {name}", "zh": "{name}市政府"}
_NAMED_CITY = re.compile(r"(?:the )?(?:city|municipal government) of (.+)|stadt (.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamePair:
    """The usual names of one thing in Latin letters and in Chinese characters; empty where unknown."""

    latin: str
    chinese: str


def organisation_name(name: str, organisation: str | None, language: str) -> str:
    """A party's name; with the usual one in front if it is known and the source wrote in the other script.

    ``巴斯夫`` reads ``BASF (巴斯夫)`` in English and German digests, ``BASF`` reads ``巴斯夫（BASF）`` in Chinese ones;
    ``苏州市政府`` reads ``City of Suzhou (苏州市政府)``.
    """
    name = clean_text(name, MAX_NAME)
    pair = _organisations().get(organisation) if organisation else None
    return _beside(name, pair or _city_government(name, language) or _city(name, language), language)


def place_name(name: str, language: str) -> str:
    """A place's name in the reader's language, with its province or Land: ``Suzhou, Jiangsu``, ``江苏苏州``.

    A name that is known in part or not at all stays as the source wrote it, with the known part in front for readers
    of the other script.
    """
    name = clean_text(name, MAX_NAME)
    known = find_place(name)
    if known is None or not known.is_exact or known.country not in {"CN", "DE"}:
        part = find_within(name)
        part = part if part is not None and part.is_exact else None
        return _beside(name, None if part is None else _pair_of(part, language), language)
    shown = known.name(language)
    if bool(_HAN.search(shown)) != (language == "zh"):
        return _beside(name, _pair_of(known, language), language)
    region = None if known.is_region or has_region_of_its_name(known) else region_by_id(known.region)
    if region is None or region.name(language) in shown:
        return shown
    return f"{region.name(language)}{shown}" if language == "zh" else f"{shown}, {region.name(language)}"


def names_beside(parties: Iterable[PartyValue], place: str | None, shown: str) -> tuple[str, ...]:
    """The names of known organisations and of the place in all languages, where ``shown`` does not hold them all."""
    found = []
    for party in parties:
        pair = _organisations().get(party.organisation) if party.organisation else None
        if pair is not None:
            found.append((clean_text(party.name, MAX_NAME), pair.latin, pair.chinese))
    known = find_within(clean_text(place, MAX_NAME)) if place else None
    if known is not None and known.is_exact:
        found.append((known.en, known.de, known.zh))
    lines = []
    for names in found:
        distinct = _distinct(names)
        if len(distinct) > 1 and not all(name.casefold() in shown.casefold() for name in distinct):
            lines.append(" / ".join(distinct))
    return tuple(dict.fromkeys(lines))


def _distinct(names: Iterable[str]) -> list[str]:
    """Names without empty ones and without those that another one holds already."""
    kept: list[str] = []
    for name in names:
        if not name or any(name.casefold() in other.casefold() for other in kept):
            continue
        kept = [other for other in kept if other.casefold() not in name.casefold()]
        kept.append(name)
    return kept


def _city_government(name: str, language: str) -> NamePair | None:
    found = _GOVERNMENT.fullmatch(name) or _NAMED_CITY.fullmatch(name)
    city = next((part for part in found.groups() if part), "") if found else ""
    known = find_place(city)
    if known is None or not known.zh:
        return None
    latin = _CITY_OF["en" if language == "zh" else language].format(name=known.name(language))
    return NamePair(latin, _CITY_OF["zh"].format(name=known.zh.removesuffix("市")))


def _city(name: str, language: str) -> NamePair | None:
    known = find_place(name)
    return None if known is None or not known.is_exact else _pair_of(known, language)


def _pair_of(place: KnownPlace, language: str) -> NamePair:
    return NamePair(place.name("en" if language == "zh" else language), place.zh)


def _beside(name: str, pair: NamePair | None, language: str) -> str:
    if not name or pair is None:
        return name
    written_in_chinese = _HAN.search(name) is not None
    if language == "zh":
        return name if written_in_chinese or not pair.chinese else f"{pair.chinese}（{name}）"
    if not written_in_chinese or not pair.latin or _HAN.search(pair.latin):
        return name
    return f"{pair.latin} ({name})"


@cache
def _organisations() -> dict[str, NamePair]:
    return {entry.id: _pair(entry.names) for entry in shipped_organisations()}


def _pair(names: Iterable[str]) -> NamePair:
    listed = tuple(names)
    return NamePair(
        next((name for name in listed if not _HAN.search(name)), ""),
        next((name for name in listed if _HAN.search(name)), ""),
    )
