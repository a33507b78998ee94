"""How commands speak: tables and words for people on a terminal, JSON for machines, errors on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDTH_OF_A_PIPE = 180


def _width() -> int | None:
    """The width of tables: the terminal's, ``COLUMNS``, or a wide one where the output goes elsewhere."""
    return None if sys.stdout.isatty() or os.environ.get("COLUMNS") else _WIDTH_OF_A_PIPE


console = Console(highlight=False, soft_wrap=False, width=_width())
error_console = Console(stderr=True, highlight=False, soft_wrap=True)

_KEPT_CONTROLS = {"\n", "\t"}
_NOT_SHOWN = re.compile(
    r"[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Text from outside made harmless for a terminal: no escape sequences, control or direction characters."""
    return "".join(
        character
        for character in text
        if character in _KEPT_CONTROLS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )


def plain_json(document: str) -> str:
    """A JSON document in which control, direction and hidden characters are escaped: it means the same, and does
    nothing to a terminal."""
    return _NOT_SHOWN.sub(lambda match: json.dumps(match[0])[1:-1], document)


def _json_default(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return json_number(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def json_number(value: Decimal) -> int | float:
    """A sum as a JSON number: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """Write one JSON document to standard output, in UTF-8 whatever the terminal."""
    text = plain_json(json.dumps(value, ensure_ascii=False, indent=indent, default=_json_default))
    data = (text + "\n").encode("utf-8", "backslashreplace")
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        sys.stdout.flush()
        buffer.write(data)
        buffer.flush()


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None
) -> None:
    """Write a table for people. Cells are plain text: nothing in them is read as mark-up."""
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False, box=None)
    for column in columns:
        right = column.endswith(">")
        table.add_column(
            column.rstrip(">"), justify="right" if right else "left", no_wrap=right, overflow="fold"
        )
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(plain(str(cell))) for cell in row))
    console.print(table)


def say(text: str) -> None:
    """Write a line for people to standard output."""
    console.print(Text(plain(text)), soft_wrap=not console.is_terminal)


def warn(text: str) -> None:
    """Write a line for people to standard error."""
    error_console.print(Text(plain(text)))


def local_time(moment: datetime | None, zone: tzinfo | None = None) -> str:
    """A moment as a person reads it, in the zone of this machine unless another is given."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
