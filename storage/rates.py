"""The reference rates of single days that have been fetched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlmodel import Field, Session, col, func, select

from storage.table_base import Table
from storage.writing import insert_missing


class ReferenceRate(Table, table=True):
    """How many units of a currency one euro was worth on a day, as the European Central Bank writes it."""

    __tablename__ = "reference_rate"

    day: date = Field(primary_key=True)
    currency: str = Field(primary_key=True, max_length=3)
    per_euro: str = Field(max_length=32)


def record_rates(session: Session, day: date, per_euro: Mapping[str, Decimal]) -> None:
    """Keep the rates of a day; what is kept already stays as it is."""
    rows = [{"day": day, "currency": currency, "per_euro": str(rate)} for currency, rate in per_euro.items()]
    insert_missing(session, ReferenceRate, rows, ("day", "currency"))


def newest_rates_day(session: Session) -> date | None:
    """The last day whose rates are kept."""
    return session.exec(select(func.max(col(ReferenceRate.day)))).one()


def rates_since(session: Session, day: date) -> dict[date, dict[str, Decimal]]:
    """The rates of each day from this one on, by currency."""
    found: dict[date, dict[str, Decimal]] = defaultdict(dict)
    for row in session.exec(select(ReferenceRate).where(col(ReferenceRate.day) >= day)):
        found[row.day][row.currency] = Decimal(row.per_euro)
    return dict(found)
