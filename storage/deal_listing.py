"""Deals by the page, and how many there are of what: answered by the database, so that cost does not grow with it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Float, and_, case, cast, func, literal, or_
from sqlmodel import Session, col, select

from storage.deal_conditions import day_of_deal, matching
from storage.deal_files import load_deal_files
from storage.tables import Deal, DealParty
from storage.values import DealFile, DealQuery

DealOrder = Literal["newest", "updated", "date", "amount"]
ORDERS: tuple[DealOrder, ...] = ("newest", "updated", "date", "amount")


class BadCursorError(ValueError):
    """A cursor that this program did not give, or gave for another order."""


@dataclass(frozen=True, slots=True)
class DealPage:
    """Some deals in order. ``next_cursor`` leads to those after them, None at the end; ``total`` counts all."""

    deals: tuple[DealFile, ...]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many deals of a kind have this day: their own, else the one on which they were first seen."""

    day: date
    kind: str
    deals: int


@dataclass(frozen=True, slots=True)
class PartyCount:
    """An organisation known by id, as its reports name it, and in how many deals it takes part."""

    organisation: str
    name: str
    side: str
    deals: int


def list_deals(
    session: Session,
    query: DealQuery,
    *,
    order: DealOrder = "newest",
    limit: int = 50,
    cursor: str | None = None,
    euros: Mapping[str, float] | None = None,
) -> DealPage:
    """The deals that meet every condition, a page at a time.

    Args:
        order: ``newest`` and ``updated`` by when we first saw and last changed it, ``date`` by its own day, ``amount``
            by its sum in euros; always the greatest first, deals without one last.
        limit: Deals on the page at most.
        cursor: That of the page before.
        euros: What one unit of a currency is worth in euros, to compare sums; those of other currencies count as none.

    Raises:
        BadCursorError: If the cursor is none of this order.
    """
    key = _key(order, euros or {"EUR": 1.0})
    statement = select(Deal.id, key).where(*matching(query))
    if cursor is not None:
        value, last = _read_cursor(cursor, order)
        after = literal(value, key.type) if value is not None else None
        statement = statement.where(
            and_(key.is_(None), col(Deal.id) < last)
            if after is None
            else or_(key < after, key.is_(None), and_(key == after, col(Deal.id) < last))
        )
    statement = statement.order_by(key.desc().nulls_last(), col(Deal.id).desc()).limit(limit + 1)
    rows = session.execute(statement).all()
    total = session.exec(select(func.count()).select_from(Deal).where(*matching(query))).one()
    shown = rows[:limit]
    files = load_deal_files(session, [row[0] for row in shown])
    more = len(rows) > limit and bool(shown)
    return DealPage(
        tuple(files[row[0]] for row in shown),
        _cursor(order, shown[-1][1], shown[-1][0]) if more else None,
        total,
    )


def count_by(session: Session, query: DealQuery, fact: Literal["kind", "status", "place"]) -> dict[str, int]:
    """How many of the deals have each kind, status or place, the most frequent first; unknown places are left out."""
    column = {"kind": Deal.kind, "status": Deal.status, "place": Deal.place}[fact]
    number = func.count().label("number")
    statement = (
        select(column, number)
        .where(*matching(query), col(column).is_not(None))
        .group_by(col(column))
        .order_by(number.desc(), col(column))
    )
    return {str(value): count for value, count in session.execute(statement)}


def count_by_day(session: Session, query: DealQuery, since: date) -> list[DayCount]:
    """How many deals of each kind each day from ``since`` has, in the order of days."""
    day = day_of_deal()
    statement = (
        select(day, Deal.kind, func.count())
        .where(*matching(query), day >= since)
        .group_by(day, col(Deal.kind))
        .order_by(day, col(Deal.kind))
    )
    return [
        DayCount(value if isinstance(value, date) else date.fromisoformat(str(value)[:10]), kind, count)
        for value, kind, count in session.execute(statement)
    ]


def count_by_organisation(session: Session, query: DealQuery, limit: int = 100) -> list[PartyCount]:
    """The organisations with the most deals."""
    number = func.count(func.distinct(col(DealParty.deal_id))).label("number")
    statement = (
        select(DealParty.organisation, func.min(DealParty.name), func.min(DealParty.side), number)
        .join(Deal, col(Deal.id) == col(DealParty.deal_id))
        .where(*matching(query), col(DealParty.organisation).is_not(None))
        .group_by(col(DealParty.organisation))
        .order_by(number.desc(), col(DealParty.organisation))
        .limit(limit)
    )
    return [
        PartyCount(str(organisation), name, side, count)
        for organisation, name, side, count in session.execute(statement)
    ]


def _key(order: DealOrder, euros: Mapping[str, float]) -> Any:
    if order == "newest":
        return col(Deal.first_seen)
    if order == "updated":
        return col(Deal.updated_at)
    if order == "date":
        return col(Deal.date_)
    worth = case(*((col(Deal.currency) == code, value) for code, value in sorted(euros.items())), else_=None)
    return cast(cast(col(Deal.amount), Float) * worth, Float)


def _cursor(order: DealOrder, value: object, deal_id: int) -> str:
    text = value.isoformat() if isinstance(value, (date, datetime)) else value
    return base64.urlsafe_b64encode(json.dumps([order, text, deal_id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: DealOrder) -> tuple[Any, int]:
    try:
        said, value, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if said != order or not isinstance(last, int):
            raise ValueError(said)
        if value is None:
            return None, last
        if order == "amount":
            return float(value), last
        return (date if order == "date" else datetime).fromisoformat(value), last
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursorError(f"{cursor[:80]!r} is no cursor of the order {order!r}") from error
