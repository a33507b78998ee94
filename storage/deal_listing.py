"""Deals by the page: answered by the database, so that cost does not grow with it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import and_, literal, or_
from sqlmodel import Session, col, select

from storage.deal_conditions import matching
from storage.deal_files import load_deal_files
from storage.tables import Deal
from storage.values import DealFile, DealQuery

Load = Callable[[Session, Sequence[int]], dict[int, DealFile]]
DealOrder = Literal["newest", "updated", "date", "amount"]
FEW = 1000
FEW_BEFORE_A_DAY = 5000
"""Where a last day is given, all deals after it would be looked at in vain before the first that counts."""
ORDERS: tuple[DealOrder, ...] = ("newest", "updated", "date", "amount")


class BadCursorError(ValueError):
    """A cursor that this program did not give, or gave for another order."""


@dataclass(frozen=True, slots=True)
class DealPage:
    """Some deals in order. ``next_cursor`` leads to those after them, None at the end."""

    deals: tuple[DealFile, ...]
    next_cursor: str | None


def list_deals(
    session: Session,
    query: DealQuery,
    *,
    order: DealOrder = "newest",
    limit: int = 50,
    cursor: str | None = None,
    total: int | None = None,
    load: Load = load_deal_files,
) -> DealPage:
    """The deals that meet every condition, a page at a time.

    Args:
        session: An open session.
        query: The conditions.
        order: ``newest`` and ``updated`` by when we first saw and last changed it, ``date`` by its own day, ``amount``
            by its sum in euros; always the greatest first, deals without one last.
        limit: Deals on the page at most.
        cursor: That of the page before.
        total: How many meet the conditions, if that is known: few are picked out first and then put in order, where
            many are looked at in order until the page is full.
        load: What gives the files of deals by id.

    Raises:
        BadCursorError: If the cursor is none of this order.
    """
    key, may_lack = _key(order)
    conditions = matching(session, query)
    few = FEW if query.day_until is None else FEW_BEFORE_A_DAY
    # The greatest sums lie at one end of an index: whoever asks for at least so much finds them there.
    if total is not None and total < few and not (order == "amount" and query.min_euros):
        conditions = [col(Deal.id).in_(select(Deal.id).where(*conditions))]
    statement = select(Deal.id, key).where(*conditions)
    if cursor is not None:
        value, last = _read_cursor(cursor, order)
        after = literal(value, key.type) if value is not None else None
        statement = statement.where(
            and_(key.is_(None), col(Deal.id) < last)
            if after is None
            else or_(
                key < after, *((key.is_(None),) if may_lack else ()), and_(key == after, col(Deal.id) < last)
            )
        )
    ordered = key.desc().nulls_last() if may_lack else key.desc()
    rows = session.execute(statement.order_by(ordered, col(Deal.id).desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    files = load(session, [row[0] for row in shown])
    more = len(rows) > limit and bool(shown)
    return DealPage(
        tuple(files[row[0]] for row in shown), _cursor(order, shown[-1][1], shown[-1][0]) if more else None
    )


def _key(order: DealOrder) -> tuple[Any, bool]:
    """What is ordered by, and whether a deal may lack it."""
    return {
        "newest": (col(Deal.first_seen), False),
        "updated": (col(Deal.updated_at), False),
        "date": (col(Deal.date_), True),
        "amount": (col(Deal.euros), True),
    }[order]


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
