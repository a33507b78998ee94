"""What the gazetteer knows of organisations and places, and the forms in which texts write their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.gazetteer_text import has_han, lower
from analysis.mentions import MentionType
from analysis.values import Side
from config.extensions import CityEntry, OrganisationEntry
from config.names import lookalikes, ordinary_chinese_words
from config.people import PeopleEntry
from config.places import CountryEntry, PlaceEntry

CHINESE_COUNTRIES = frozenset({"CN", "HK", "MO"})


@dataclass(frozen=True, slots=True)
class Organisation:
    """A known organisation. ``also_side`` is where it stands, if that is the other country than its owner's.

    An ``is_authority`` approves or forbids the deals of others and is no party to them.
    """

    id: str
    side: Side
    also_side: Side | None
    names: tuple[str, ...]
    parent: str | None
    sector: str
    is_authority: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A known place. ``names`` are by language, the usual one first; coordinates are degrees, None if unknown."""

    id: str
    names: Mapping[str, tuple[str, ...]]
    country: str
    region: str
    latitude: float | None
    longitude: float | None
    population: int = 0

    @property
    def side(self) -> Side:
        """The side of its country."""
        return side_of(self.country)


@dataclass(frozen=True, slots=True)
class NameForm:
    """One way to write a name.

    ``is_weak`` forms are also common words and count beside a hint only; ``is_stem`` ones take German endings;
    ``is_adjective`` ones ("Münchner", "deutsch") cannot sign; ``is_source`` ones tell of the deals of others;
    ``is_lookalike`` ones mean nobody and only keep other names from being found inside of them.
    """

    name: str
    type: MentionType
    identity: str
    side: Side
    also_side: Side | None = None
    is_weak: bool = False
    is_stem: bool = False
    is_adjective: bool = False
    is_authority: bool = False
    is_source: bool = False
    is_lookalike: bool = False


def side_of(country: str) -> Side:
    """The side of an ISO 3166 country code."""
    return "cn" if country in CHINESE_COUNTRIES else "de" if country == "DE" else "other"


def organisation_of(entry: OrganisationEntry) -> Organisation:
    """What an entry of a file or of the user says."""
    return Organisation(
        id=entry.id,
        side=entry.side,
        also_side=entry.also_side,
        names=(*entry.names, *entry.weak_names),
        parent=entry.parent,
        sector=entry.sector,
        is_authority=entry.role == "authority",
    )


def place_of(entry: PlaceEntry) -> Place:
    """What an entry of a table says."""
    return Place(
        id=entry.id,
        names={"en": entry.en, "de": entry.de or entry.en[:1], "zh": entry.zh},
        country=entry.country,
        region=entry.region,
        latitude=entry.latitude,
        longitude=entry.longitude,
        population=entry.population,
    )


def city_of(entry: CityEntry, identity: str) -> PlaceEntry:
    """A user's city in the shape of the shipped ones."""
    return PlaceEntry(
        id=identity,
        country=entry.country,
        region=entry.region,
        population=1_000_000,
        en=tuple(name for name in entry.names if not has_han(name)),
        zh=tuple(name for name in entry.names if has_han(name)),
    )


def organisation_forms(entries: Iterable[OrganisationEntry]) -> Iterable[NameForm]:
    """The names of organisations, the weak ones marked."""
    for entry in entries:
        for names, is_weak in ((entry.names, False), (entry.weak_names, True)):
            for name in names:
                yield NameForm(
                    name=name,
                    type="organisation",
                    identity=entry.id,
                    side=entry.side,
                    also_side=entry.also_side,
                    is_weak=is_weak,
                    is_authority=entry.role == "authority",
                    is_source=entry.role == "source",
                )


def country_forms(entries: Iterable[CountryEntry]) -> Iterable[NameForm]:
    """The nouns, adjectives and stems of countries."""
    for entry in entries:
        for names, is_adjective, is_stem in (
            (entry.nouns, False, False),
            (entry.adjectives, True, False),
            (entry.stems, True, True),
        ):
            for name in names:
                yield NameForm(
                    name=name,
                    type="country",
                    identity=entry.id,
                    side=entry.side,
                    also_side=entry.also_side,
                    is_adjective=is_adjective,
                    is_stem=is_stem,
                )


def people_forms(entries: Iterable[PeopleEntry]) -> Iterable[NameForm]:
    """People in office and their offices."""
    for entry in entries:
        for name in entry.names:
            yield NameForm(name, "person_office", lower(name).replace(" ", "-"), entry.side)


def lookalike_forms(forms: Iterable[NameForm]) -> Iterable[NameForm]:
    """Sayings, and those ordinary Chinese words that end with the first character of a short name.

    Args:
        forms: The names that are known.
    """
    heads = {form.name[0] for form in forms if len(form.name) == 2 and has_han(form.name)}
    sayings = lookalikes()
    words = (word for word in ordinary_chinese_words() if word[-1] in heads)
    for name in (*sayings.latin, *sayings.zh, *words):
        yield NameForm(name, "organisation", "", "other", is_lookalike=True)
