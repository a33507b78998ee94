"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

_SURROGATE = re.compile("[\ud800-\udfff]")


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return value.astimezone(UTC)


def _text(value: datetime | None) -> str | None:
    return None if value is None else _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Aware values go in and come out; a naive one is refused.

    Raises:
        ValueError: On a datetime without a zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """On SQLite straight to the text that SQLAlchemy would write, which takes it five times as long."""
        return _text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text of any length that every database takes.

    NUL characters, which PostgreSQL refuses, are left out; lone surrogates, which UTF-8 cannot write, become U+FFFD.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Leave out what cannot be stored."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return _SURROGATE.sub("\ufffd", value.replace("\0", ""))


class ExactDecimal(TypeDecorator[Decimal]):
    """A sum of money, kept as whole hundredths so that it is exact and comparable in SQL on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Turn the sum into hundredths, rounded half to even."""
        return None if value is None else int((value * 100).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the sum back."""
        if value is None:
            return None
        return Decimal(value) / 100


class Number64(TypeDecorator[int]):
    """A signed number of 64 bits. As the primary key of an SQLite table it is the row's own number: no second index."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """SQLite calls every whole number INTEGER, and only a key so called takes no room of its own."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())
