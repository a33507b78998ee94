"""The filter of the pages, the API and the feeds, as the address holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BeforeValidator

from config.deals import KINDS, STATUSES, Direction, Kind, Status
from config.declarations import LanguageCode
from config.sectors import shipped_sectors
from storage.deal_listing import ORDERS, DealOrder
from storage.values import DealQuery
from web.viewer import LANGUAGES

_KEYS = (
    "kind", "status", "direction", "language", "sector", "region", "min_amount", "max_amount", "party", "organisation",
    "place", "q", "since", "until", "order",
)  # fmt: skip
_SECTORS = tuple(sector.id for sector in shipped_sectors())
DIRECTIONS: tuple[str, ...] = get_args(Direction)


def _as_written(value: object) -> object:
    """A day as ISO 8601 writes it; the validator would take a number of seconds, too."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        raise ValueError("write a day as 2026-01-31")
    return value


def _known_sector(value: str | None) -> str | None:
    if value is not None and value not in _SECTORS:
        raise ValueError(f"is none of {', '.join(_SECTORS)}")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which deals are looked at, and in which order."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    direction: str = ""
    language: tuple[str, ...] = ()
    sector: str = ""
    region: str = ""
    min_amount: float = 0
    max_amount: float = 0
    party: str = ""
    organisation: str = ""
    place: str = ""
    q: str = ""
    since: date | None = None
    until: date | None = None
    order: DealOrder = "newest"

    def query(self, places: tuple[str, ...] | None = None) -> DealQuery:
        """The selection as storage takes it; ``places`` are those that the reader's ``place`` means."""
        return DealQuery(
            day_since=self.since,
            day_until=self.until,
            kinds=self.kind,
            statuses=self.status,
            directions=(self.direction,) if self.direction else (),
            languages=self.language,
            sectors=(self.sector,) if self.sector else (),
            regions=(self.region,) if self.region else (),
            party=self.party or None,
            organisation=self.organisation or None,
            places=places if self.place else None,
            query=self.q or None,
            min_euros=self.min_amount or None,
            max_euros=self.max_amount or None,
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.pairs(without=("order",)))

    def pairs(self, without: tuple[str, ...] = (), **changes: object) -> list[tuple[str, str]]:
        """The selection as pairs of a query string, with some keys changed or left out."""
        found: list[tuple[str, str]] = []
        for key in _KEYS:
            value = changes.get(key, getattr(self, key))
            if key in without or not value or (key == "order" and value == "newest"):
                continue
            values = value if isinstance(value, tuple) else (value,)
            found += [(key, _written(one)) for one in values]
        return found

    def address(self, without: tuple[str, ...] = (), **changes: object) -> str:
        """The selection as a query string with its question mark; empty if there is nothing to say."""
        text = urlencode(self.pairs(without, **changes))
        return f"?{text}" if text else ""


def selection_of(
    kind: Annotated[list[str] | None, Query(description="agreement, investment, acquisition.")] = None,
    status: Annotated[list[str] | None, Query(description="planned, announced, signed, approved …")] = None,
    direction: Annotated[str, Query(max_length=20, description="de-cn or cn-de.")] = "",
    language: Annotated[list[str] | None, Query(description="Language of a report: en, de, zh.")] = None,
    sector: Annotated[str, Query(max_length=40, description="Sector of a party.")] = "",
    region: Annotated[str, Query(max_length=80, description="Id of a Land or province.")] = "",
    min_amount: Annotated[str, Query(max_length=20, description="Least sum in euros.")] = "",
    max_amount: Annotated[str, Query(max_length=20, description="Greatest sum in euros.")] = "",
    party: Annotated[str, Query(max_length=200, description="Part of a party's name, in any spelling.")] = "",
    organisation: Annotated[str, Query(max_length=80, description="Id of an organisation.")] = "",
    place: Annotated[str, Query(max_length=200, description="Part of the place's name.")] = "",
    q: Annotated[str, Query(max_length=200, description="Words in headline, parties or evidence.")] = "",
    since: Annotated[
        str, Query(description="Dated, or first seen, on or after this day.", examples=["2026-01-01"])
    ] = "",
    until: Annotated[str, Query(description="Dated, or first seen, on or before this day.")] = "",
    order: Annotated[str, Query(description="newest, updated, date or amount.")] = "newest",
) -> Selection:
    """Read the selection from the address as forms give it: an empty value restricts nothing.

    Raises:
        RequestValidationError: With the key and what it may hold, if a value cannot be used.
    """
    return Selection(
        kind=_among(kind, KINDS, "kind"),
        status=_among(status, STATUSES, "status"),
        language=_among(language, LANGUAGES, "language"),
        direction=_among([direction], DIRECTIONS, "direction")[0] if direction else "",
        sector=_among([sector], _SECTORS, "sector")[0] if sector else "",
        region=_text(region),
        min_amount=_amount(min_amount, "min_amount"),
        max_amount=_amount(max_amount, "max_amount"),
        party=_text(party),
        organisation=_text(organisation),
        place=_text(place),
        q=_text(q),
        since=_day(since, "since"),
        until=_day(until, "until"),
        order=_among([order or "newest"], ORDERS, "order")[0],  # type: ignore[arg-type]
    )


def api_selection(
    kind: Annotated[list[Kind] | None, Query(description="Kinds, any of which it must be.")] = None,
    status: Annotated[list[Status] | None, Query(description="Statuses, any of which it must have.")] = None,
    direction: Annotated[
        Direction | None,
        Query(description="de-cn: German money or work goes to China; cn-de: the other way."),
    ] = None,
    language: Annotated[list[LanguageCode] | None, Query(description="Languages, any of a report's.")] = None,
    sector: Annotated[
        str | None,
        AfterValidator(_known_sector),
        Query(description="Sector of a party.", json_schema_extra={"enum": list(_SECTORS)}),
    ] = None,
    region: Annotated[
        str,
        Query(max_length=80, description="Id of the Land or province of its place.", examples=["bavaria"]),
    ] = "",
    min_amount: Annotated[float, Query(ge=0, le=1e15, description="Least sum, converted to euros.")] = 0,
    max_amount: Annotated[
        float, Query(ge=0, le=1e15, description="Greatest sum, converted to euros; 0: any.")
    ] = 0,
    party: Annotated[str, Query(max_length=200, description="Part of a party's name, in any spelling.")] = "",
    organisation: Annotated[str, Query(max_length=80, description="Id of an organisation.")] = "",
    place: Annotated[str, Query(max_length=200, description="Part of the place's name.")] = "",
    q: Annotated[str, Query(max_length=200, description="Words in headline, parties or evidence.")] = "",
    since: Annotated[Day | None, Query(description="Dated, or first seen, on or after this day.")] = None,
    until: Annotated[Day | None, Query(description="Dated, or first seen, on or before this day.")] = None,
    order: Annotated[DealOrder, Query(description="The greatest first.")] = "newest",
) -> Selection:
    """Read the selection as programs give it: strictly, and described as it is."""
    return Selection(
        kind=tuple(kind or ()),
        status=tuple(status or ()),
        direction=direction or "",
        language=tuple(language or ()),
        sector=sector or "",
        region=_text(region),
        min_amount=min_amount,
        max_amount=max_amount,
        party=_text(party),
        organisation=_text(organisation),
        place=_text(place),
        q=_text(q),
        since=since,
        until=until,
        order=order,
    )


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def _text(value: str) -> str:
    return " ".join(value.replace("\0", " ").split())


def _among(values: list[str] | None, known: tuple[str, ...], key: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(word for value in values or [] for word in value.split(",") if word))
    for word in chosen:
        if word not in known:
            raise _refusal(key, f"{word[:60]!r} is none of {', '.join(known)}")
    return chosen


def _amount(value: str, key: str) -> float:
    if not value:
        return 0.0
    try:
        amount = float(value)
        if not 0 <= amount <= 1e15:
            raise ValueError(value)
    except ValueError:
        raise _refusal(key, f"{value[:20]!r} is no sum; write for instance 1000000") from None
    return amount


def _day(value: str, key: str) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
        if not 1900 <= day.year <= 2200:
            raise ValueError(value)
    except ValueError:
        raise _refusal(key, f"{value[:60]!r} is no day; write for instance 2026-01-31") from None
    return day


def _refusal(key: str, message: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("query", key), "msg": message, "type": "value_error"}])
