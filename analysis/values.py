"""The values that reading passes on: an article goes in, a reading with its deals comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from config.deals import Kind, Status

Language = Literal["en", "de", "zh", "other"]
Side = Literal["cn", "de", "other"]
Qualifier = Literal["up to", "at least", "more than", "about", "range", "doubtful"]


@dataclass(frozen=True, slots=True)
class Article:
    """A news item as it is handed to reading.

    ``published`` anchors relative dates ("on Thursday"); without it only full dates are read.
    ``language`` is the declared one and serves as a prior, never as a verdict.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    published: date | datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One who takes part in a deal: the name as the text writes it, the side, and who it is if known."""

    name: str
    side: Side
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money as a full number in the currency's main unit, with its ISO 4217 code.

    ``qualifier`` says what kind of figure it is where the text does not state a plain sum.
    """

    value: Decimal
    currency: str
    qualifier: Qualifier | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """One agreement, investment or acquisition found in a text, with the sentence that states it."""

    kind: Kind
    status: Status
    parties: tuple[Party, ...]
    amount: Amount | None
    place: str | None
    date: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one article says, by the definition of a deal; the main deal comes first.

    ``score`` is the confidence in ``alert`` between 0 and 1. ``reasons`` tell a person what the text was
    recognised by, in the order in which it weighed.
    """

    language: Language
    sino_german: bool
    alert: bool
    score: float
    deals: tuple[Deal, ...] = ()
    reasons: tuple[str, ...] = ()
