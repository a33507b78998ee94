"""The names that are known, and those that rules recognise: who and where a text speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from analysis.gazetteer_entries import (
    NameForm,
    Organisation,
    Place,
    city_of,
    country_forms,
    organisation_forms,
    organisation_of,
    place_of,
)
from analysis.gazetteer_index import Hit, NameIndex
from analysis.gazetteer_places import place_forms
from analysis.gazetteer_text import fold
from analysis.mentions import Mention
from analysis.values import Language
from config.extensions import CityEntry, OrganisationEntry
from config.organisations import shipped_organisations
from config.places import PlaceEntry, shipped_cities, shipped_countries, shipped_regions


class Gazetteer:
    """Organisations, places and countries with all their names.

    Args:
        organisations: In order of precedence: of two that bear one name, the first keeps it.
        places: Likewise.
    """

    def __init__(self, organisations: Iterable[OrganisationEntry], places: Iterable[PlaceEntry]) -> None:
        self._organisation_entries = tuple(organisations)
        self._place_entries = tuple(places)
        self._organisations: dict[str, Organisation] = {}
        for organisation in self._organisation_entries:
            self._organisations.setdefault(organisation.id, organisation_of(organisation))
        self._places: dict[str, PlaceEntry] = {}
        for place in self._place_entries:
            self._places.setdefault(place.id, place)
        self._index = NameIndex(self._forms())

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The names that come with the program; built once a process."""
        return _shipped()

    def extended(self, organisations: Iterable[OrganisationEntry], cities: Iterable[CityEntry]) -> Gazetteer:
        """A gazetteer with the user's own names in front of these; self if there are none."""
        organisations = tuple(organisations)
        cities = tuple(cities)
        if not organisations and not cities:
            return self
        own = (city_of(city, f"own-city-{number}") for number, city in enumerate(cities, 1))
        return Gazetteer((*organisations, *self._organisation_entries), (*own, *self._place_entries))

    def find(self, text: str, language: Language) -> tuple[Mention, ...]:
        """The names in a text, by their place in it; they do not overlap, the longest wins.

        Args:
            text: Title and body, as they are.
            language: The language of the text.
        """
        folded = fold(text)
        hits = sorted(self._index.hits(folded), key=lambda hit: (hit.start - hit.end, hit.start))
        taken = bytearray(len(text))
        chosen: list[Hit] = []
        for hit in hits:
            if not any(taken[hit.start : hit.end]):
                taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
                chosen.append(hit)
        return tuple(_mention(text, hit) for hit in sorted(chosen, key=lambda hit: hit.start))

    def organisation(self, identity: str) -> Organisation | None:
        """The organisation of that id."""
        return self._organisations.get(identity)

    def place(self, identity: str) -> Place | None:
        """The place of that id."""
        entry = self._places.get(identity)
        return None if entry is None else place_of(entry)

    def _forms(self) -> Iterable[NameForm]:
        yield from organisation_forms(self._organisation_entries)
        yield from country_forms(shipped_countries())
        yield from place_forms(self._place_entries)


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(shipped_organisations(), (*shipped_regions(), *shipped_cities()))


def _mention(text: str, hit: Hit) -> Mention:
    form = hit.form
    return Mention(
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        type=form.type,
        side=form.side,
        identity=form.identity,
        rule="known name",
        also_side=form.also_side,
        is_actor=form.type == "organisation" or (form.type == "country" and not form.is_adjective),
    )
