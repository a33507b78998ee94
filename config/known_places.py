"""Where a deal's place lies: the place and its province or Land, with their names in three languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from config.places import PlaceEntry, shipped_cities, shipped_regions

LIKE_A_TOWN_OF = 300_000
_MUNICIPALITY = "-municipality"
_OF_STATE = "-state"


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place with its names; ``region`` is the id of its province or Land, empty if it has none.

    ``is_region`` says that the place is one itself. ``is_exact`` is False for districts and parks: several of them
    share an entry or a name, so that the region is known but no other name may be put for the one in the text.
    """

    id: str
    country: str
    region: str
    en: str
    de: str
    zh: str
    is_region: bool = False
    is_exact: bool = True

    def name(self, language: str) -> str:
        """Its usual name in ``en``, ``de`` or ``zh``; the Latin one where there is no Chinese one."""
        return {"en": self.en, "de": self.de, "zh": self.zh}[language] or self.en or self.zh


def find_place(text: str) -> KnownPlace | None:
    """The place of that name, the larger of two; None if it is not known."""
    return _by_name().get(_folded(text))


def find_within(text: str) -> KnownPlace | None:
    """As :func:`find_place`; of ``Suzhou, Jiangsu`` the parts are looked for, the first one first."""
    whole = find_place(text)
    if whole is not None:
        return whole
    return next((known for part in text.split(",") if (known := find_place(part)) is not None), None)


def region_of(place: str | None) -> KnownPlace | None:
    """The province, municipality or Land in which a place lies; None if it is not known."""
    known = find_within(place) if place else None
    if known is None:
        return None
    if known.is_region:
        return known
    return _by_id().get(known.region)


def region_by_id(identity: str) -> KnownPlace | None:
    """A province, municipality or Land by its id."""
    return _by_id().get(identity)


def has_region_of_its_name(place: KnownPlace) -> bool:
    """Whether a place and its region are one in people's eyes: Shanghai, Berlin."""
    region = _by_id().get(place.region)
    return region is None or region.id.removesuffix(_MUNICIPALITY).removesuffix(_OF_STATE) == place.id


def _folded(text: str) -> str:
    return text.strip().casefold()


@cache
def _by_id() -> dict[str, KnownPlace]:
    cities = {entry.id: entry for entry in shipped_cities()}
    found = {}
    for entry in shipped_regions():
        if entry.kind != "region" or entry.country not in {"CN", "DE"}:
            continue
        # Shanghai Municipality goes by the name of its city.
        stem = entry.id.removesuffix(_MUNICIPALITY).removesuffix(_OF_STATE)
        city = cities.get(stem) if stem != entry.id else None
        found[entry.id] = _known(city or entry, entry.id, is_region=True)
    return found


@cache
def _by_name() -> dict[str, KnownPlace]:
    found: dict[str, KnownPlace] = {}
    shared: set[str] = set()
    for entry in sorted((*shipped_regions(), *shipped_cities()), key=_importance):
        known = _by_id().get(entry.id) or _known(entry, entry.id)
        for name in map(_folded, (*entry.en, *entry.de, *entry.zh)):
            other = found.setdefault(name, known)
            if not other.is_exact and not known.is_exact and other.region != known.region:
                shared.add(name)
    return {name: known for name, known in found.items() if name not in shared}


def _importance(entry: PlaceEntry) -> tuple[int, int]:
    """A name goes to the largest place that has it; our own districts and parks stand before small towns."""
    is_own = entry.kind != "city" and not entry.population
    return (0 if entry.country in {"CN", "DE"} else 1, -(LIKE_A_TOWN_OF if is_own else entry.population))


def _known(entry: PlaceEntry, identity: str, *, is_region: bool = False) -> KnownPlace:
    latin = next(iter((*entry.en, *entry.de)), "")
    return KnownPlace(
        identity,
        entry.country,
        entry.region,
        latin,
        next(iter(entry.de), latin),
        next(iter(entry.zh), ""),
        is_region,
        is_exact=entry.kind in {"city", "region"},
    )
