"""The base of all tables, and the fields that they share."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, Column, MetaData
from sqlmodel import Field, SQLModel

from storage.columns import PlainText, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of all tables, with constraint names that are the same on every database."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def moment(*, nullable: bool = True, index: bool = False) -> Any:
    """A field for a moment in UTC."""
    return Field(default=None, sa_column=Column(UtcDateTime(), nullable=nullable, index=index))


def long_text(*, nullable: bool = False) -> Any:
    """A field for text of any length."""
    return Field(default=None if nullable else "", sa_column=Column(PlainText(), nullable=nullable))


def json_value() -> Any:
    """A field for a list or mapping that is only read as a whole."""
    return Field(default_factory=list, sa_column=Column(JSON(), nullable=False))
