"""Writes docs/configuration.md from the settings: ``python -m config.documentation docs/configuration.md``."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.declarations import (
    AddressDeclaration,
    BehindDeclaration,
    PathsDeclaration,
    SelectorsDeclaration,
    SourceDeclaration,
)
from config.extensions import CityEntry, OrganisationEntry, WordingEntry
from config.filters import FilterSettings
from config.postgres import PostgresSettings
from config.rates import RatesSettings
from config.settings import (
    ChatChannel,
    EmailChannel,
    FetchSettings,
    PollingSettings,
    Settings,
    SmtpSettings,
    SubscriptionSettings,
    WebhookChannel,
)
from config.units import format_duration
from config.web import MetricsSettings, WebSettings, WebUser

_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("`postgres`", PostgresSettings),
    ("`fetch`", FetchSettings),
    ("`polling`", PollingSettings),
    ("`smtp`", SmtpSettings),
    ("`subscriptions`: a list", SubscriptionSettings),
    ("`subscriptions[].filter`", FilterSettings),
    ("`subscriptions[].channels[]` of type `email`", EmailChannel),
    ("`subscriptions[].channels[]` of type `webhook`", WebhookChannel),
    ("`subscriptions[].channels[]` of type `chat`", ChatChannel),
    ("`web`", WebSettings),
    ("`web.users`: a list", WebUser),
    ("`metrics`", MetricsSettings),
    ("`rates`", RatesSettings),
    ("`sources`: a list", SourceDeclaration),
    ("`sources[].addresses[]`", AddressDeclaration),
    ("`sources[].addresses[].paths`", PathsDeclaration),
    ("`sources[].addresses[].behind`", BehindDeclaration),
    ("`sources[].selectors`", SelectorsDeclaration),
    ("`organisations`: a list", OrganisationEntry),
    ("`cities`: a list", CityEntry),
    ("`wording`: a list", WordingEntry),
)

_HEAD = """\
# Configuration

`zhongde.yaml` in the working folder, or the file that `--config FILE` or the environment's `ZHONGDE_CONFIG` names.
Every key has a default. An unknown key is an error that names file, line, key and remedy. `zhongde doctor` looks
whether everything works; `zhongde doctor --schema` prints the JSON Schema, with which editors complete and check
the file.

- `${NAME}` in a value takes it from the environment; keep secrets there.
- `ZHONGDE_DATABASE`, `ZHONGDE_SMTP__HOST` and the like override keys of the file (`__` steps into a section).
- Durations: `30s`, `15m`, `2h`, `7d`. Sizes: `500KiB`, `20MiB`.

This page is made from the settings themselves (`python -m config.documentation docs/configuration.md`).
"""


def configuration_page() -> str:
    """The page as Markdown."""
    parts = [_HEAD, "## Top level\n", *_table(Settings)]
    for title, model in _SECTIONS:
        parts += [f"\n## {title}\n", *_prose(model), *_table(model)]
    return "\n".join(parts) + "\n"


def _prose(model: type[BaseModel]) -> Iterator[str]:
    yield " ".join((model.__doc__ or "").replace("``", "`").split()) + "\n"


def _table(model: type[BaseModel]) -> Iterator[str]:
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    for name, field in model.model_fields.items():
        cells = (
            f"`{name}`",
            _kind(field.annotation),
            _default(field),
            field.description or "one of the types below",
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(annotation: Any) -> str:
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_kind(argument) for argument in arguments))
    if origin is tuple:
        return f"list of {_kind(arguments[0])}"
    if hasattr(annotation, "__metadata__"):
        return _kind(annotation.__origin__)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "section"
    names = {
        timedelta: "duration",
        SecretStr: "text, secret",
        str: "text",
        int: "number",
        float: "number",
        bool: "`true`, `false`",
        type(None): "`null`",
    }
    return names.get(annotation, str(annotation))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    if field.default_factory is not None:
        return "see below"
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, timedelta):
        return f"`{format_duration(value)}`"
    if field.annotation is int and isinstance(value, int) and value >= 1024 * 1024:
        return f"`{value // 1024**2}MiB`"
    if value is None:
        return "`null`"
    if value == ():
        return "empty"
    return f"`{value}`" if value != "" else "empty"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(configuration_page(), encoding="utf-8")
