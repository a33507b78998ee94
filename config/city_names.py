"""The names of German and Chinese cities, to check what a person writes against them."""

from __future__ import annotations

import difflib
from functools import cache
from importlib.resources import files

CITIES_FILE = "data/places_cities.tsv"
_FIRST_NAME = 6
"""The first of the cells of a line that hold names; the cell of the country is the second."""


def known_city(name: str) -> str:
    """The name as it stands.

    Raises:
        ValueError: If no city of Germany or China has it in any script; near names are told.
    """
    names = _city_names()
    if name.casefold() not in names:
        near = difflib.get_close_matches(name.casefold(), names, n=1)
        hint = f"did you mean {names[near[0]]!r}?" if near else "write Munich, München or 慕尼黑"
        raise ValueError(f"{name[:60]!r} is no German or Chinese city that we know; {hint}")
    return name


@cache
def _city_names() -> dict[str, str]:
    """Each name as people write it, by its folded form."""
    text = files("config").joinpath(CITIES_FILE).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {
        name.casefold(): name
        for cells in lines
        if cells[1] in {"DE", "CN", "HK", "MO"}
        for cell in cells[_FIRST_NAME:]
        for name in cell.split("|")
        if name
    }
