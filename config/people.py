"""The shipped people in public office, by side."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from config.declarations import Declaration
from config.errors import ConfigurationError

PEOPLE_FILE = "data/people.yaml"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PeopleEntry(Declaration):
    """People and offices of one side."""

    side: Literal["cn", "de", "other"] = Field(description="Whose they are.")
    names: tuple[str, ...] = Field(description="Names and offices, in all scripts.")


_ENTRIES = TypeAdapter(tuple[PeopleEntry, ...])


@cache
def shipped_people() -> tuple[PeopleEntry, ...]:
    """People and offices by side.

    Raises:
        ConfigurationError: If the file is damaged.
    """
    text = files("config").joinpath(PEOPLE_FILE).read_text(encoding="utf-8")
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - the C twin of SafeLoader
        return _ENTRIES.validate_python(value["people"])
    except (yaml.YAMLError, ValidationError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"is damaged: {error}", remedy="Install the program anew.", source=PEOPLE_FILE
        ) from None
