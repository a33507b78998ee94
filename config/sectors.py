"""The shipped sectors: the many trades of organisations in a few groups that a reader takes in at a glance."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from config.declarations import Declaration
from config.errors import ConfigurationError

SECTORS_FILE = "data/sectors.yaml"


class SectorEntry(Declaration):
    """A group of trades with its names."""

    id: str = Field(pattern=r"^[a-z][a-z-]{0,39}$", description="Short name, unique.")
    en: str = Field(description="Name in English.")
    de: str = Field(description="Name in German.")
    zh: str = Field(description="Name in Chinese.")
    trades: tuple[str, ...] = Field(
        (), description="Sectors of organisations that belong to it, as their files write them."
    )

    def name(self, language: str) -> str:
        """Its name in ``en``, ``de`` or ``zh``."""
        return {"en": self.en, "de": self.de, "zh": self.zh}[language]


@cache
def shipped_sectors() -> tuple[SectorEntry, ...]:
    """The groups in the order in which lists show them.

    Raises:
        ConfigurationError: If the shipped file is damaged.
    """
    text = files("config").joinpath(SECTORS_FILE).read_text(encoding="utf-8")
    try:
        return TypeAdapter(tuple[SectorEntry, ...]).validate_python(yaml.safe_load(text)["sectors"])
    except (yaml.YAMLError, ValidationError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"is damaged: {error}", remedy="Install zhongde again.", source=f"config/{SECTORS_FILE}"
        ) from None


@cache
def sector_groups() -> dict[str, SectorEntry]:
    """The group of each trade."""
    return {trade: group for group in shipped_sectors() for trade in group.trades}
