"""The forms in which texts write the names of places, with the caution that each form needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.gazetteer_entries import NameForm, side_of
from analysis.gazetteer_text import has_han
from config.places import PlaceEntry, ambiguous_names

LARGE_TOWN = 50_000
"""Smaller German towns share their names with many people and things: they need a hint."""

_IRREGULAR_INHABITANTS = {
    "München": "Münchner", "Bremen": "Bremer", "Dresden": "Dresdner", "Hannover": "Hannoveraner", "Aachen": "Aachener",
    "Göttingen": "Göttinger", "Emden": "Emder", "Münster": "Münsteraner", "Halle": "Hallenser", "Jena": "Jenaer",
    "Leverkusen": "Leverkusener", "Essen": "Essener", "Wiesbaden": "Wiesbadener", "Saarbrücken": "Saarbrücker",
    "Zweibrücken": "Zweibrücker", "Peking": "Pekinger", "Gelsenkirchen": "Gelsenkirchener",
}  # fmt: skip


def place_forms(entries: Iterable[PlaceEntry]) -> Iterator[NameForm]:
    """Every form of every place. An earlier entry keeps a name that a later one bears too (see the index)."""
    for entry in entries:
        yield from _forms(entry)


def _forms(entry: PlaceEntry) -> Iterator[NameForm]:
    never, hint = ambiguous_names()
    side = side_of(entry.country)
    is_small_german = entry.country == "DE" and entry.kind == "city" and entry.population < LARGE_TOWN
    for name in dict.fromkeys((*entry.en, *entry.de, *entry.zh)):
        if name in never.latin or name in never.zh:
            continue
        chinese = has_han(name)
        if not chinese and name[0].islower():
            # Small first letters mark adjectives ("bayerisch"), which German inflects.
            yield NameForm(name, "place", entry.id, side, is_stem=True, is_adjective=True)
            continue
        is_weak = name in entry.weak or name in hint.latin or name in hint.zh
        if is_small_german and not chinese:
            is_weak = is_weak or not any(sign in name for sign in " -/(")
        elif is_small_german:
            is_weak = is_weak or len(name) < 3
        yield NameForm(name, "place", entry.id, side, is_weak=is_weak)
        if (
            not chinese
            and entry.kind == "city"
            and name[-1].islower()
            and (entry.country != "DE" or not is_small_german)
        ):
            yield NameForm(
                inhabitant(name),
                "place",
                entry.id,
                side,
                is_weak=name in hint.latin and name != "Essen",
                is_adjective=True,
            )


def inhabitant(city: str) -> str:
    """The German adjective of a city: ``Berliner``, ``Münchner``, ``Solinger``."""
    if city in _IRREGULAR_INHABITANTS:
        return _IRREGULAR_INHABITANTS[city]
    if city.endswith(("ingen", "ungen", "angen", "engen")):
        return city[:-2] + "er"
    if city.endswith("e"):
        return city + "r"
    return city + "er"
