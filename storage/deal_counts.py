"""How many deals there are of what, and of what worth: one look at an index for each question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import literal, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from storage.deal_conditions import matching
from storage.tables import Deal, DealParty
from storage.values import DealQuery
from storage.writing import sql_table

DealFact = Literal["kind", "status", "direction", "region", "sectors", "place"]
_VERSION = "deals_version"
_deal = sql_table(Deal)
_STATE = sql_select(
    *(
        question.scalar_subquery()
        for question in (
            sql_select(func.max(_deal.c.updated_at)),
            sql_select(func.max(_deal.c.id)),
            sql_select(func.count()).select_from(_deal),
        )
    )
)
"""Each by itself is answered by one look into an index."""


@dataclass(frozen=True, slots=True)
class SpanCount:
    """How many deals of a kind have a day of a span, and what those with a sum are worth in euros."""

    first_day: date
    kind: str
    deals: int
    euros: float


@dataclass(frozen=True, slots=True)
class DealCounts:
    """How many deals there are in all, and in each span of days that was asked for."""

    total: int
    spans: tuple[SpanCount, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """How many deals share a fact, and what those with a sum are worth in euros."""

    deals: int
    euros: float


@dataclass(frozen=True, slots=True)
class PartyCount:
    """An organisation known by id, as its reports name it, and in how many deals it takes part."""

    organisation: str
    name: str
    side: str
    deals: int


@dataclass(frozen=True, slots=True)
class PlaceOfParty:
    """In how many deals at a place, as files write it, an organisation known by id takes part."""

    organisation: str
    place: str
    deals: int


def deals_version(session: Session) -> tuple[object, ...]:
    """Something that is another one whenever a deal has been added, changed, joined to another or taken apart.

    Asked once in a session, which sees one state of the database.
    """
    if _VERSION not in session.info:
        session.info[_VERSION] = tuple(session.connection().execute(_STATE).one())
    version: tuple[object, ...] = session.info[_VERSION]
    return version


def count_deals(session: Session, query: DealQuery, spans: Sequence[tuple[date, date]] = ()) -> DealCounts:
    """All deals that meet every condition; those of each span by kind too.

    Args:
        session: An open session.
        query: The conditions.
        spans: First and last days of spans that follow each other without a gap, the earliest first.
    """
    conditions = matching(session, query)
    count = select(func.count()).select_from(Deal).where(*conditions)
    if not spans:
        return DealCounts(session.execute(count).scalar_one(), ())
    # Asked by itself, the total needs no grouping, and the days need no look at those before and after them.
    statement = (
        sql_select(col(Deal.day), col(Deal.kind), func.count(), func.sum(col(Deal.euros)))
        .where(*conditions, col(Deal.day).between(spans[0][0], spans[-1][1]))
        .group_by(col(Deal.day), col(Deal.kind))
    )
    starts = [first for first, _ in spans]
    found: dict[tuple[date, str], tuple[int, float]] = {}
    for value, kind, number, euros in session.execute(statement):
        key = (starts[bisect_right(starts, _as_day(value)) - 1], kind)
        deals, worth = found.get(key, (0, 0.0))
        found[key] = (deals + number, worth + float(euros or 0))
    counted = [SpanCount(first, kind, *worth) for (first, kind), worth in sorted(found.items())]
    return DealCounts(session.execute(count).scalar_one(), tuple(counted))


def _as_day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def count_by(session: Session, query: DealQuery, *facts: DealFact) -> dict[DealFact, dict[str, Worth]]:
    """The deals by facts of theirs, the most frequent first; those without one are left out.

    The deals are looked for once, however many facts are asked for. One with parties of several sectors counts for
    each of them.
    """
    wanted = dict.fromkeys((*facts, "euros"))
    chosen = (
        sql_select(*(getattr(Deal, name) for name in wanted)).where(*matching(session, query)).cte("chosen")
    )
    parts = []
    for fact in facts:
        column = chosen.c[fact]
        part = sql_select(literal(fact), column, func.count(), func.sum(chosen.c.euros))
        parts.append(part.where(column.is_not(None), column != "").group_by(column))
    found: dict[DealFact, dict[str, Worth]] = {fact: {} for fact in facts}
    for fact, value, count, euros in session.execute(union_all(*parts)):
        values = found[fact]
        for word in value.split() if fact == "sectors" else (value,):
            known = values.get(word, Worth(0, 0.0))
            values[word] = Worth(known.deals + count, known.euros + float(euros or 0))
    return {
        fact: dict(sorted(values.items(), key=lambda pair: (-pair[1].deals, pair[0])))
        for fact, values in found.items()
    }


def count_by_organisation(session: Session, query: DealQuery, limit: int = 100) -> list[PartyCount]:
    """The organisations with the most deals."""
    number = func.count(func.distinct(col(DealParty.deal_id))).label("number")
    statement = select(DealParty.organisation, func.min(DealParty.name), func.min(DealParty.side), number)
    conditions = matching(session, query)
    if conditions:
        # Chosen by one index, where a join would look at the whole row of each deal.
        statement = statement.where(col(DealParty.deal_id).in_(select(Deal.id).where(*conditions)))
    statement = (
        statement.where(col(DealParty.organisation).is_not(None))
        .group_by(col(DealParty.organisation))
        .order_by(number.desc(), col(DealParty.organisation))
        .limit(limit)
    )
    return [
        PartyCount(str(organisation), name, side, count)
        for organisation, name, side, count in session.execute(statement)
    ]


def count_by_party_and_place(session: Session, query: DealQuery, limit: int) -> list[PlaceOfParty]:
    """Which organisations have the most deals where."""
    # Chosen by one index, and looked up from there: the other way round all parties would be looked at.
    chosen = (
        sql_select(col(Deal.id).label("id"), col(Deal.place).label("place"))
        .where(col(Deal.place).is_not(None), *matching(session, query))
        .cte("chosen")
        .prefix_with("MATERIALIZED")
    )
    number = func.count(func.distinct(chosen.c.id)).label("number")
    statement = (
        sql_select(col(DealParty.organisation), chosen.c.place, number)
        .select_from(chosen)
        .join(DealParty, col(DealParty.deal_id) == chosen.c.id)
        .where(col(DealParty.organisation).is_not(None))
        .group_by(col(DealParty.organisation), chosen.c.place)
        .order_by(number.desc(), col(DealParty.organisation), chosen.c.place)
        .limit(limit)
    )
    return [PlaceOfParty(*row) for row in session.connection().execute(statement)]


def place_names(session: Session) -> tuple[str, ...]:
    """The places of deals, each as files write it."""
    return tuple(place for place in session.execute(select(Deal.place).distinct()).scalars() if place)
