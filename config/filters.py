"""Which deals a subscription is about: the keys of ``filter`` and ``instant``."""

from __future__ import annotations

from pydantic import Field, field_validator

from config.deals import Direction, Kind, Status
from config.declarations import Declaration, LanguageCode
from config.sectors import shipped_sectors


class FilterSettings(Declaration):
    """Which deals are meant; an empty list lets everything through, and a deal must pass every key."""

    kinds: tuple[Kind, ...] = Field((), description="agreement, investment, acquisition.")
    statuses: tuple[Status, ...] = Field((), description="planned, announced, signed, approved …")
    directions: tuple[Direction, ...] = Field(
        (), description="de-cn: German money or work goes to China; cn-de: the other way."
    )
    min_amount_eur: float = Field(
        0, ge=0, description="Least amount in euros; deals without one pass at 0 only."
    )
    parties: tuple[str, ...] = Field(
        (), description="Names or organisation ids, any of which must take part."
    )
    places: tuple[str, ...] = Field(
        (), description="Places, provinces or Länder, in any of which the deal must lie."
    )
    sectors: tuple[str, ...] = Field(
        (), description="Sectors, any of which must be a party's: groups such as vehicles, or trades."
    )
    sources: tuple[str, ...] = Field((), description="Source ids, any of which must report the deal.")
    languages: tuple[LanguageCode, ...] = Field((), description="Languages, in any of which it is reported.")
    words: tuple[str, ...] = Field(
        (), description="Words, any of which headline, evidence, parties or place must hold."
    )

    @field_validator("sectors")
    @classmethod
    def _known_sectors(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            return value
        known = {name for group in shipped_sectors() for name in (group.id, *group.trades)}
        for name in value:
            if name not in known:
                groups = ", ".join(group.id for group in shipped_sectors())
                raise ValueError(f"{name!r} is no sector; there are {groups}, and the trades they hold")
        return value
