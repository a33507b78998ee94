"""The names that are known, and those that rules recognise: who and where a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from analysis.gazetteer_entries import (
    NameForm,
    Organisation,
    Place,
    city_of,
    country_forms,
    lookalike_forms,
    organisation_forms,
    organisation_of,
    people_forms,
    place_of,
)
from analysis.gazetteer_index import NameIndex
from analysis.gazetteer_places import place_forms
from analysis.gazetteer_text import fold, has_han
from analysis.mentions import Mention
from analysis.names_chinese import ChineseNames
from analysis.names_chinese_mistaken import sides_split_from, without_mistaken
from analysis.names_found import KnownNames
from analysis.names_latin import LatinNames
from analysis.names_resolved import longest, resolve, without_lookalikes
from analysis.names_weak import WeakNames
from analysis.values import Language, Side
from config.extensions import CityEntry, OrganisationEntry
from config.organisations import shipped_organisations
from config.people import shipped_people
from config.places import PlaceEntry, shipped_cities, shipped_countries, shipped_regions

_GERMAN_FIRM = re.compile(r"\b(?:[A-Za-z]?GmbH|AG|SE|KG|KGaA|OHG|e\.\s?V)\b")
_SHORT = 40  # characters of a name that is looked up by itself, as parts of the names of parties are
_REMEMBERED = 8192  # such names: the same ones stand in many articles


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
        self._known_places: dict[str, Place] = {}  # those asked for so far
        for place in self._place_entries:
            known = self._places.setdefault(place.id, place)
            if place.population and not known.population:
                self._places[place.id] = place  # the table of cities says more than a line with further names
        self._index = NameIndex(self._forms())
        self._find_short = lru_cache(maxsize=_REMEMBERED)(self._find)

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
        return self._find_short(text, language) if len(text) <= _SHORT else self._find(text, language)

    def _find(self, text: str, language: Language) -> tuple[Mention, ...]:
        folded = fold(text)
        every = self._index.hits(folded)
        is_chinese = has_han(folded)
        if is_chinese:
            every = (hit for hit in every if not sides_split_from(folded, hit))
        hits = longest(every, len(text))
        hits = without_lookalikes(folded, [hit for hit in hits if not hit.form.is_lookalike])
        if is_chinese:
            hits = without_mistaken(folded, hits)
        known = KnownNames(WeakNames(folded, hits, language, self._sector).kept())
        found = list(LatinNames(folded, known, language).find())
        if is_chinese:
            found.extend(ChineseNames(folded, known).find())
        return resolve(text, folded, known, found)

    def may_name_both(self, text: str) -> bool:
        """Whether a text may name both sides at all, told in a fraction of the time that finding all names takes.

        Known names and German legal forms are enough here; nothing is weighed. A firm that only its spelling gives
        away as Chinese is overlooked, if no Chinese place or known name stands anywhere in the text.
        """
        folded = fold(text)
        missing: set[Side | None] = {"cn", "de"}
        if _GERMAN_FIRM.search(folded):
            missing.discard("de")
        for hit in self._index.hits(folded):
            if not hit.form.is_lookalike:
                missing -= {hit.form.side, hit.form.also_side}
                if not missing:
                    return True
        return False

    def organisation(self, identity: str) -> Organisation | None:
        """The organisation of that id."""
        return self._organisations.get(identity)

    def place(self, identity: str) -> Place | None:
        """The place of that id."""
        known = self._known_places.get(identity)
        if known is None and identity in self._places:
            known = self._known_places[identity] = place_of(self._places[identity])
        return known

    def _sector(self, identity: str) -> str:
        organisation = self._organisations.get(identity)
        return "" if organisation is None else organisation.sector

    def _forms(self) -> Iterable[NameForm]:
        forms = [
            *organisation_forms(self._organisation_entries),
            *country_forms(shipped_countries()),
            *people_forms(shipped_people()),
            *place_forms(self._place_entries),
        ]
        yield from forms
        yield from lookalike_forms(forms)


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(shipped_organisations(), (*shipped_regions(), *shipped_cities()))
