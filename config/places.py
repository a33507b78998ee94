"""The shipped places: cities from GeoNames, and our own file of regions, districts, parks and countries."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from config.city_names import CITIES_FILE
from config.declarations import Declaration
from config.errors import ConfigurationError
from config.loading import YamlDocument, errors_of

REGIONS_FILE = "data/places_regions.yaml"
COUNTRIES_FILE = "data/countries.yaml"
AMBIGUOUS_FILE = "data/places_ambiguous.yaml"
COLUMNS = ("id", "country", "region", "latitude", "longitude", "population", "en", "de", "zh", "others")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Entry = TypeVar("_Entry", bound=Declaration)


class PlaceEntry(Declaration):
    """A city, region, district or park."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", description="Short name, unique.")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code of its country.")
    region: str = Field("", description="Id of the province or Land it lies in.")
    latitude: float | None = Field(None, ge=-90, le=90, description="Degrees north.")
    longitude: float | None = Field(None, ge=-180, le=180, description="Degrees east.")
    population: int = Field(0, ge=0, description="Inhabitants; 0 if unknown.")
    kind: Literal["city", "region", "district", "park"] = Field("city", description="What kind of place.")
    en: tuple[str, ...] = Field((), description="Names in English, the usual one first.")
    de: tuple[str, ...] = Field((), description="Names in German; the English ones if left out.")
    zh: tuple[str, ...] = Field((), description="Names in Chinese, simplified.")
    weak: tuple[str, ...] = Field(
        (), description="Names that count after a preposition or with a suffix only."
    )


class CountryEntry(Declaration):
    """A country with its nouns, adjectives and the words for its people and firms."""

    id: str = Field(pattern=r"^[a-z][a-z-]{0,39}$", description="Short name, unique.")
    side: Literal["cn", "de", "other"] = Field(description="Which side it is.")
    also_side: Literal["cn", "de"] | None = Field(None, description="Second side, for 'Sino-German'.")
    nouns: tuple[str, ...] = Field((), description="The state itself, which can sign.")
    adjectives: tuple[str, ...] = Field((), description="Adjectives and people, as words by themselves.")
    stems: tuple[str, ...] = Field((), description="Adjectives that German inflects: any ending may follow.")


@cache
def shipped_cities() -> tuple[PlaceEntry, ...]:
    """The cities of the table made from GeoNames (CC BY 4.0).

    Raises:
        ConfigurationError: If a line of the table is damaged.
    """
    return read_cities(files("config").joinpath(CITIES_FILE).read_text(encoding="utf-8"), CITIES_FILE)


def read_cities(text: str, source: str) -> tuple[PlaceEntry, ...]:
    """Read the tab-separated table: a line a city, ``|`` between several names, ``#`` before a comment.

    Raises:
        ConfigurationError: With the line of the first fault.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        cells = line.split("\t")
        try:
            identity, country, region, latitude, longitude, population, en, de, zh, others = cells
            entries.append(
                PlaceEntry.model_construct(
                    id=identity,
                    country=country,
                    region=region,
                    latitude=float(latitude),
                    longitude=float(longitude),
                    population=int(population),
                    kind="city",
                    en=(*_names(en), *_names(others)),
                    de=_names(de),
                    zh=_names(zh),
                    weak=(),
                )
            )
        except ValueError as error:
            raise ConfigurationError(
                f"is no city of {len(COLUMNS)} cells: {error}",
                remedy="Make the table anew: python -m config.make_places",
                source=source,
                line=number,
            ) from None
    return tuple(entries)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def shipped_regions() -> tuple[PlaceEntry, ...]:
    """Regions, districts, development zones, parks, and the main cities of other countries."""
    return _read(REGIONS_FILE, "places", PlaceEntry)


@cache
def shipped_countries() -> tuple[CountryEntry, ...]:
    """Countries and their adjectives."""
    return _read(COUNTRIES_FILE, "countries", CountryEntry)


def _read(path: str, key: str, model: type[_Entry]) -> tuple[_Entry, ...]:
    text = files("config").joinpath(path).read_text(encoding="utf-8")
    adapter = TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
    try:
        return adapter.validate_python(yaml.load(text, Loader=_Loader)[key])  # noqa: S506 - safe, in C
    except (yaml.YAMLError, ValidationError, TypeError, KeyError):
        document = YamlDocument(text, path)
        try:
            return adapter.validate_python(document.value[key])
        except ValidationError as error:
            raise errors_of(error, document, model, (key,)) from None


class AmbiguousNames(Declaration):
    """Names of one script group that need care."""

    latin: frozenset[str] = Field(frozenset(), description="In Latin letters.")
    zh: frozenset[str] = Field(frozenset(), description="In Chinese characters, simplified.")


@cache
def ambiguous_names() -> tuple[AmbiguousNames, AmbiguousNames]:
    """Names never taken as places, and names taken as places beside a hint only."""
    text = files("config").joinpath(AMBIGUOUS_FILE).read_text(encoding="utf-8")
    value = yaml.load(text, Loader=_Loader)  # noqa: S506 - safe, in C
    return AmbiguousNames(**value["never"]), AmbiguousNames(**value["hint"])
