"""Names found in a text: who or what is meant, on which side, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.values import Side

MentionType = Literal["organisation", "place", "country", "person_office"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text, at the character offsets ``start`` to ``end`` (exclusive).

    ``side`` is that of the owner for an organisation and that of the country for a place. ``also_side`` is
    set where a name counts for both (a subsidiary of the one side standing in the other's country).
    ``identity`` is the gazetteer's id (an organisation's, a city's or a region's), None for a name that only
    a rule recognised (a legal form, "… University"); ``rule`` says by what it was recognised.
    ``is_actor`` is False for names that cannot sign: countries as adjectives, places as mere locations.
    """

    start: int
    end: int
    text: str
    type: MentionType
    side: Side
    identity: str | None
    rule: str
    also_side: Side | None = None
    is_actor: bool = True
