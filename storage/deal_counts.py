"""How many deals there are of what, and of what worth: one look at an index for each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import literal, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from storage.deal_conditions import matching
from storage.tables import Deal, DealParty
from storage.values import DealQuery

DealFact = Literal["kind", "status", "direction", "region", "sectors", "place"]
_VERSION = "deals_version"


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many deals of a kind have this day, and what those with a sum are worth in euros."""

    day: date
    kind: str
    deals: int
    euros: float


@dataclass(frozen=True, slots=True)
class DealCounts:
    """How many deals there are in all, and day by day from some day on."""

    total: int
    days: tuple[DayCount, ...]


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


def deals_version(session: Session) -> tuple[object, ...]:
    """Something that is another one whenever a deal has been added, changed, joined to another or taken apart.

    Asked once in a session, which sees one state of the database.
    """
    if _VERSION not in session.info:
        questions = (
            select(func.max(Deal.updated_at)),
            select(func.max(Deal.id)),
            select(func.count()).select_from(Deal),
        )
        session.info[_VERSION] = tuple(session.execute(question).scalar_one() for question in questions)
    version: tuple[object, ...] = session.info[_VERSION]
    return version


def count_deals(
    session: Session, query: DealQuery, since: date | None = None, until: date | None = None
) -> DealCounts:
    """All deals that meet every condition; those between two days, both included, by day and kind too."""
    conditions = matching(session, query)
    count = select(func.count()).select_from(Deal).where(*conditions)
    if since is None or until is None:
        return DealCounts(session.execute(count).scalar_one(), ())
    # Asked by itself, the total needs no grouping, and the days need no look at those before and after them.
    statement = (
        sql_select(col(Deal.day), col(Deal.kind), func.count(), func.sum(col(Deal.euros)))
        .where(*conditions, col(Deal.day).between(since, until))
        .group_by(col(Deal.day), col(Deal.kind))
        .order_by(col(Deal.day), col(Deal.kind))
    )
    days = [
        DayCount(_as_day(value), kind, number, float(euros or 0))
        for value, kind, number, euros in session.execute(statement)
    ]
    return DealCounts(session.execute(count).scalar_one(), tuple(days))


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


def place_names(session: Session) -> tuple[str, ...]:
    """The places of deals, each as files write it."""
    return tuple(place for place in session.execute(select(Deal.place).distinct()).scalars() if place)
