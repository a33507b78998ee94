"""What commands share: settings, the database, the catalogue, and the exit codes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from config import Settings, SourceDeclaration
    from config.settings import SubscriptionSettings
    from storage import Database


class ExitCode(IntEnum):
    """How a command ended."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    PARTIAL = 3


ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Configuration; else ZHONGDE_CONFIG, else zhongde.yaml here, else the defaults.",
        show_default=False,
    ),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name of the subscription.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def settings_of(config: Path | None) -> Settings:
    """The settings of this run.

    Raises:
        ConfigurationError: If a setting cannot be used.
    """
    from config import load_settings

    return load_settings(config)


def subscription_of(settings: Settings, name: str) -> SubscriptionSettings:
    """The subscription of that name.

    Raises:
        ConfigurationError: If there is none.
    """
    from config import ConfigurationError

    for subscription in settings.subscriptions:
        if subscription.name == name:
            return subscription
    known = ", ".join(subscription.name for subscription in settings.subscriptions)
    raise ConfigurationError(
        f"there is no subscription {name!r}",
        remedy=f"There are: {known}." if known else "Add one under 'subscriptions:' in zhongde.yaml.",
        key="subscriptions",
    )


def catalogue_of(settings: Settings) -> dict[str, SourceDeclaration]:
    """All sources by id."""
    from config import load_catalogue

    return load_catalogue(settings)


def database_of(settings: Settings) -> Database:
    """The database as it is.

    Raises:
        StorageError: If its address is no usable one.
    """
    from storage import Database

    return Database(settings.database.get_secret_value(), settings.postgres)


def open_database(settings: Settings) -> Database:
    """The database with its schema up to date.

    Raises:
        StorageError: If it cannot be used.
    """
    database = database_of(settings)
    database.upgrade()
    return database


def open_with_catalogue(settings: Settings) -> tuple[Database, dict[str, SourceDeclaration]]:
    """The database after it has been made to follow the catalogue."""
    from storage.sources import sync_catalogue

    database = open_database(settings)
    catalogue = catalogue_of(settings)
    with database.write() as session:
        sync_catalogue(session, catalogue, utc_now())
    return database, catalogue


def parse_day(value: str | None, option: str, *, end: bool = False) -> datetime | None:
    """A day (``2026-01-31``) or moment (ISO 8601) given on the command line, in local time unless it has a zone.

    Args:
        value: What the user wrote.
        option: The option's name, for the message.
        end: Whether a bare day means its end.

    Raises:
        typer.BadParameter: If it is neither.
    """
    if value is None:
        return None
    try:
        if len(value) == 10:
            day = date.fromisoformat(value)
            moment = datetime.combine(day, time.max if end else time.min)
        else:
            moment = datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(
            f"{value!r} is no date; write for instance 2026-01-31 or 2026-01-31T08:00+01:00",
            param_hint=option,
        ) from None
    try:
        return moment.astimezone(UTC)
    except (OverflowError, OSError):
        return moment.replace(tzinfo=UTC)
