"""Names of organisations and places in the reader's script beside the one that the source wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from config.organisations import shipped_organisations
from config.places import PlaceEntry, shipped_cities, shipped_regions
from digests.outside_text import clean_text

MAX_NAME = 120
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class NamePair:
    """The usual names of one thing in Latin letters and in Chinese characters; empty where unknown."""

    latin: str
    chinese: str


def organisation_name(name: str, organisation: str | None, language: str) -> str:
    """A party's name; with the usual one in front if it is known and the source wrote in the other script.

    ``巴斯夫`` reads ``BASF (巴斯夫)`` in English and German digests, ``BASF`` reads ``巴斯夫（BASF）`` in Chinese ones.
    """
    name = clean_text(name, MAX_NAME)
    pair = _organisations().get(organisation) if organisation else None
    return _beside(name, pair, language)


def place_name(name: str, language: str) -> str:
    """A place's name, likewise; of ``Suzhou, Jiangsu`` the first part is looked for if the whole is not known."""
    name = clean_text(name, MAX_NAME)
    known = _places().get(name.casefold()) or _places().get(name.casefold().partition(",")[0])
    return _beside(name, known, language)


def _beside(name: str, pair: NamePair | None, language: str) -> str:
    if not name or pair is None:
        return name
    written_in_chinese = _HAN.search(name) is not None
    if language == "zh":
        return name if written_in_chinese or not pair.chinese else f"{pair.chinese}（{name}）"
    return f"{pair.latin} ({name})" if written_in_chinese and pair.latin else name


@cache
def _organisations() -> dict[str, NamePair]:
    return {entry.id: _pair(entry.names) for entry in shipped_organisations()}


@cache
def _places() -> dict[str, NamePair]:
    """Places by each of their names; of two that share one the larger has it, since the larger is meant."""
    found: dict[str, NamePair] = {}
    for entry in sorted((*shipped_regions(), *shipped_cities()), key=_importance):
        pair = NamePair(next(iter((*entry.en, *entry.de)), ""), next(iter(entry.zh), ""))
        for name in (*entry.en, *entry.de, *entry.zh):
            found.setdefault(name.casefold(), pair)
    return found


def _importance(entry: PlaceEntry) -> tuple[int, int]:
    return (0 if entry.country in {"CN", "DE"} else 1, -entry.population)


def _pair(names: Iterable[str]) -> NamePair:
    listed = tuple(names)
    return NamePair(
        next((name for name in listed if not _HAN.search(name)), ""),
        next((name for name in listed if _HAN.search(name)), ""),
    )
