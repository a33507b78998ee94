"""What a user may add to the shipped knowledge of names and words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from config.city_names import known_city
from config.deals import Kind, Status
from config.declarations import Declaration, LanguageCode

OrganisationRole = Literal["party", "authority", "source"]


class OrganisationEntry(Declaration):
    """An organisation with its names in any script. Legal forms ("AG", "Co., Ltd.") need not be written out."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$", description="Short name, unique.")
    side: Literal["cn", "de", "other"] = Field(description="The owner's side.")
    also_side: Literal["cn", "de"] | None = Field(None, description="Second side: where a subsidiary stands.")
    names: tuple[str, ...] = Field(min_length=1, description="Names as texts write them, in all scripts.")
    weak_names: tuple[str, ...] = Field(
        (),
        description="Names that are also common words: they count beside a hint, such as a legal form, only.",
    )
    parent: str | None = Field(None, description="Id of the owner.")
    sector: str = Field("", description="Trade, one or two words.")
    seat: str = Field(
        "",
        description="City of its headquarters, by any name it has in English, German or Chinese: "
        "the map draws lines from there.",
    )
    role: OrganisationRole = Field(
        "party",
        description="'authority': only approves or forbids deals of others, and is no party to them; "
        "'source': a paper or agency, which tells of them.",
    )

    @field_validator("seat")
    @classmethod
    def _known_seat(cls, value: str) -> str:
        return known_city(value) if value else value


class CityEntry(Declaration):
    """A city, district or park with its names."""

    names: tuple[str, ...] = Field(min_length=1, description="Names in any script, the usual one first.")
    country: Literal["CN", "HK", "MO", "DE"] = Field(description="ISO 3166 code of its country.")
    region: str = Field("", description="Province or Land.")


def require_sound_braces(phrase: str) -> str:
    """Return a phrase whose braces, which list alternatives, are closed and not nested.

    Raises:
        ValueError: If they are not; such a phrase would never be found in a text.
    """
    depth = 0
    for character in phrase:
        depth += (character == "{") - (character == "}")
        if depth not in (0, 1):
            break
    if depth:
        raise ValueError(
            f"{phrase!r} has braces that are not closed, or nested; write {{a,b}} for alternatives"
        )
    return phrase


class WordingEntry(Declaration):
    """A word or phrase that states a deal."""

    language: LanguageCode = Field(description="Language of the phrase.")
    phrase: str = Field(
        min_length=2, max_length=80, description="As texts write it; '…' stands for words between."
    )
    kind: Kind = Field(description="Kind of deal it states.")
    status: Status = Field(description="Status it states.")

    _braces = field_validator("phrase")(require_sound_braces)
