"""Lines of the map: from the headquarters of a party in one country to the place of its deals in the other. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from config.extensions import OrganisationEntry
from config.organisations import shipped_organisations
from config.places import PlaceEntry
from digests.names import organisation_name
from storage.deal_counts import PlaceOfParty
from web.map_view import PANELS, name_of, panel_of, place_entry

MOST_LINES = 24
"""More of them are a tangle; those with the most deals are drawn."""
PAIRS = 300
"""So many pairs of an organisation and a place are looked at: many have no headquarters that we know, or lie in one
country, and places are written in several ways."""
GERMANY_SCALE = 0.6
GAP = 14
CHINA_TOP = round(PANELS[0].height * GERMANY_SCALE) + GAP
"""Germany above, smaller, and China below: so the picture fits a phone as well."""
THINNEST, THICKEST = 1.6, 7.0
THICKEST_AT_LEAST = 10
"""So many deals make the thickest line, if no line stands for more."""
BEND, BEND_MORE = 0.16, 0.05
"""How far a line bulges, in its own length, and by how much more each further one between the same two cities."""
LETTER, LETTER_HAN = 8.4, 15.0


@dataclass(frozen=True, slots=True)
class Line:
    """A party's deals at a place: ``path`` as SVG draws it; ``query`` is a name under which the place is found."""

    organisation: str
    name: str
    seat: str
    place: str
    query: str
    deals: int
    path: str
    width: float
    is_from_germany: bool


@dataclass(frozen=True, slots=True)
class City:
    """An end of lines; ``is_left`` says on which side its name stands, None if there is no room for it."""

    x: float
    y: float
    name: str
    is_left: bool | None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the outline of a country stands on the sheet."""

    country: str
    top: float
    width: float
    height: float
    scale: float


@dataclass(frozen=True, slots=True)
class LinesView:
    """The picture: the frames of both outlines, lines, and the cities at their ends; ``more``: not all are drawn."""

    width: float
    height: float
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    cities: tuple[City, ...]
    more: bool


def lines_view(counted: Iterable[PlaceOfParty], own: Sequence[OrganisationEntry], language: str) -> LinesView:
    """The lines with the most deals; spellings of one place are one.

    Args:
        counted: How many deals an organisation has at a place.
        own: The user's own organisations, which stand before ours.
        language: Of the reader.
    """
    seats = {**_shipped_seats(), **_seats(tuple(own))}
    deals: dict[tuple[str, str], int] = {}
    written: dict[str, str] = {}
    entries: dict[str, PlaceEntry] = {}
    for one in counted:
        seat, place = seats.get(one.organisation), place_entry(one.place)
        if seat is None or place is None or panel_of(seat) is panel_of(place):
            continue
        entries |= {seat.id: seat, place.id: place}
        written.setdefault(place.id, one.place)
        key = (one.organisation, place.id)
        deals[key] = deals.get(key, 0) + one.deals
    ranked = sorted(deals.items(), key=lambda pair: (-pair[1], pair[0]))
    drawn, most = ranked[:MOST_LINES], max([THICKEST_AT_LEAST, *deals.values()])
    lines, between, ends = [], dict[tuple[str, str], int](), dict[str, PlaceEntry]()
    for (organisation, place_id), number in drawn:
        seat, place = seats[organisation], entries[place_id]
        ends |= {seat.id: seat, place.id: place}
        nth = between[seat.id, place.id] = between.get((seat.id, place.id), -1) + 1
        lines.append(
            Line(
                organisation,
                organisation_name(_usual_name(organisation, own), organisation, language),
                name_of(seat, language),
                name_of(place, language),
                written[place.id],
                number,
                _curve(_position(seat), _position(place), BEND + BEND_MORE * nth),
                round(THINNEST + (THICKEST - THINNEST) * math.sqrt(number / most), 1),
                panel_of(seat) is PANELS[0],
            )
        )
    germany, china = PANELS
    return LinesView(
        china.width,
        round(CHINA_TOP + china.height),
        (
            Frame("DE", 0, germany.width * GERMANY_SCALE, germany.height * GERMANY_SCALE, GERMANY_SCALE),
            Frame("CN", CHINA_TOP, china.width, china.height, 1),
        ),
        tuple(lines),
        tuple(_named(list(ends.values()), language)),
        len(ranked) > len(drawn),
    )


def _usual_name(organisation: str, own: Sequence[OrganisationEntry]) -> str:
    entry = next((one for one in own if one.id == organisation), None) or _shipped()[organisation]
    return entry.names[0]


def _position(entry: PlaceEntry) -> tuple[float, float]:
    assert entry.latitude is not None
    assert entry.longitude is not None
    panel = panel_of(entry)
    x, y = panel.position(entry.latitude, entry.longitude)
    if panel is PANELS[0]:
        return x * GERMANY_SCALE, y * GERMANY_SCALE
    return x, y + CHINA_TOP


def _curve(start: tuple[float, float], end: tuple[float, float], bend: float) -> str:
    """A quadratic curve that bulges towards the upper right, where both outlines leave room."""
    if end[1] < start[1]:
        bend = -bend
    across, down = end[0] - start[0], end[1] - start[1]
    middle = (start[0] + across / 2 + down * bend, start[1] + down / 2 - across * bend)
    points = (*start, *middle, *end)
    return "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*points)


def _named(entries: list[PlaceEntry], language: str) -> Iterable[City]:
    """The cities, each with its name to the right or left where no other name or city stands."""
    points = [_position(entry) for entry in entries]
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    for number, (entry, (x, y)) in enumerate(zip(entries, points, strict=True)):
        name = name_of(entry, language)
        width = sum(LETTER_HAN if ord(letter) > 0x2E80 else LETTER for letter in name)
        others = [box for other, box in enumerate(taken) if other != number]
        side = None
        for is_left in (panel_of(entry) is PANELS[0], panel_of(entry) is not PANELS[0]):
            start = x - 7 - width if is_left else x + 7
            box = (start, y - 8, start + width, y + 6)
            if box[0] >= 0 and box[2] <= PANELS[1].width and not _hits(box, others):
                side = is_left
                taken.append(box)
                break
        yield City(round(x, 1), round(y, 1), name, side)


def _hits(box: tuple[float, float, float, float], others: list[tuple[float, float, float, float]]) -> bool:
    return any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
        for other in others
    )


@cache
def _shipped() -> Mapping[str, OrganisationEntry]:
    return {entry.id: entry for entry in shipped_organisations()}


@cache
def _shipped_seats() -> Mapping[str, PlaceEntry]:
    return _seats(shipped_organisations())


def _seats(entries: tuple[OrganisationEntry, ...]) -> dict[str, PlaceEntry]:
    """Where organisations have their headquarters; one of which none is known goes by its owner's."""
    by_id = {entry.id: entry for entry in entries}
    found = {}
    for entry in entries:
        owner: OrganisationEntry | None = entry
        for _ in range(3):
            if owner is None or owner.seat:
                break
            owner = by_id.get(owner.parent or "")
        place = place_entry(owner.seat) if owner is not None and owner.seat else None
        if place is not None:
            found[entry.id] = place
    return found
