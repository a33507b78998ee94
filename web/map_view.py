"""The map: where deals lie in Germany and China, on an outline that comes with the program. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from config.places import PlaceEntry, shipped_cities, shipped_regions

SMALLEST = 4.0
LARGEST = 22.0
LETTER = 6.2
"""Width of a letter of a label, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of the world, in degrees, and the width of its picture; drawn equirectangular at its middle."""

    country: str
    west: float
    east: float
    south: float
    north: float
    width: float

    @property
    def height(self) -> float:
        """Height of the picture, at equal scale in both directions at the middle."""
        return round(self.width * (self.north - self.south) / ((self.east - self.west) * self._shrinking), 1)

    @property
    def _shrinking(self) -> float:
        return math.cos(math.radians((self.north + self.south) / 2))

    def position(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point lies in the picture."""
        return (
            (longitude - self.west) / (self.east - self.west) * self.width,
            (self.north - latitude) / (self.north - self.south) * self.height,
        )


PANELS = (Panel("DE", 5.2, 15.6, 47.0, 55.2, 420), Panel("CN", 73, 135.5, 17.5, 54, 640))


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with deals. ``names`` are those under which they are found."""

    x: float
    y: float
    radius: float
    name: str
    query: str
    deals: int
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class PanelView:
    """One panel with its marks, the largest first."""

    country: str
    width: float
    height: float
    outline: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """Both panels, and how many deals lie nowhere that we know on a map."""

    panels: tuple[PanelView, ...]
    elsewhere: int


def map_view(places: Mapping[str, int], language: str) -> MapView:
    """Deals by place as texts name it, put on the map; spellings of one place are one mark."""
    deals: dict[str, int] = {}
    written: dict[str, str] = {}
    entries: dict[str, PlaceEntry] = {}
    elsewhere = 0
    for text, number in places.items():
        entry = place_entry(text)
        if entry is None or entry.latitude is None:
            elsewhere += number
            continue
        entries[entry.id] = entry
        deals[entry.id] = deals.get(entry.id, 0) + number
        written.setdefault(entry.id, text)
    most = max(deals.values(), default=1)
    panels = []
    for panel in PANELS:
        here = sorted(
            (identity for identity, entry in entries.items() if panel_of(entry) is panel),
            key=lambda identity: (-deals[identity], identity),
        )
        marks = [_mark(panel, entries[one], deals[one], most, written[one], language) for one in here]
        panels.append(
            PanelView(
                panel.country,
                panel.width,
                panel.height,
                _outlines()[panel.country],
                tuple(_labelled(marks, panel)),
            )
        )
    return MapView(tuple(panels), elsewhere)


def _labelled(marks: list[Mark], panel: Panel) -> Iterator[Mark]:
    """The marks, of which those get their name written that have room for it; more deals come first."""
    taken: list[tuple[float, float, float, float]] = [
        (mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)
        for mark in marks
    ]
    for place, mark in enumerate(marks):
        width = sum(LETTER * (1.8 if ord(letter) > 0x2E80 else 1) for letter in mark.name)
        left = mark.x + mark.radius + 3
        box = (left, mark.y - 7, left + width, mark.y + 6)
        others = taken[:place] + taken[place + 1 :]
        if box[2] > panel.width or any(_overlap(box, other) for other in others):
            yield mark
            continue
        taken.append(box)
        yield replace(mark, is_labelled=True)


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _mark(panel: Panel, entry: PlaceEntry, deals: int, most: int, query: str, language: str) -> Mark:
    assert entry.latitude is not None
    assert entry.longitude is not None
    x, y = panel.position(entry.latitude, entry.longitude)
    radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt((deals - 1) / most) if deals > 1 else SMALLEST
    return Mark(round(x, 1), round(y, 1), round(radius, 1), name_of(entry, language), query, deals)


def name_of(entry: PlaceEntry, language: str) -> str:
    """What readers of a language call a place."""
    names = {"en": (*entry.en, *entry.de, *entry.zh), "de": (*entry.de, *entry.en, *entry.zh)}
    return next(iter(names.get(language, (*entry.zh, *entry.en, *entry.de))), entry.id)


def panel_of(entry: PlaceEntry) -> Panel:
    """The panel on which a place lies."""
    return PANELS[0] if entry.country == "DE" else PANELS[1]


@lru_cache(maxsize=4096)
def place_entry(text: str) -> PlaceEntry | None:
    """The place on the map that a text means, None if we know none."""
    for part in (text, *text.split(",")):
        found = _by_name().get(part.strip().casefold())
        if found is not None:
            return found
    return None


@cache
def _by_name() -> dict[str, PlaceEntry]:
    found: dict[str, PlaceEntry] = {}
    cities = sorted(shipped_cities(), key=lambda entry: -entry.population)
    for entry in (*cities, *shipped_regions()):
        if entry.latitude is not None and entry.country in {"CN", "DE", "HK", "MO"}:
            for name in (*entry.en, *entry.de, *entry.zh):
                found.setdefault(name.casefold(), entry)
    return found


@cache
def _outlines() -> dict[str, str]:
    text = files("web").joinpath("data/map_outline.json").read_text(encoding="utf-8")
    return {str(country): str(path) for country, path in json.loads(text).items()}
