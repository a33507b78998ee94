"""Durations and sizes as people write them: ``15m``, ``1h30m``, ``20MiB``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_DURATION_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "y": 31536000}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w|y)")
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d|w|y)\s*)+")

_SIZE_UNITS = {
    "B": 1,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KIB": 1024,
    "MIB": 1024**2,
    "GIB": 1024**3,
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMG]I?B|B)?", re.IGNORECASE)


def parse_duration(value: object) -> timedelta:
    """Read a duration: ``500ms``, ``30s``, ``15m``, ``2h``, ``1h30m``, ``7d``, ``2w``, ``2y``, or a number of seconds.

    Raises:
        ValueError: If the text is no duration or is negative.
    """
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, bool):
        raise ValueError("is no duration; write for instance 30s, 15m, 2h or 7d")
    elif isinstance(value, (int, float)):
        seconds = float(value)
    elif isinstance(value, str) and _DURATION.fullmatch(value.strip()):
        seconds = sum(float(number) * _DURATION_UNITS[unit] for number, unit in _DURATION_PART.findall(value))
    else:
        raise ValueError(f"{value!r} is no duration; write for instance 30s, 15m, 2h or 7d")
    if seconds < 0:
        raise ValueError("a duration cannot be negative")
    if seconds > 100 * _DURATION_UNITS["y"]:
        raise ValueError("a duration cannot be longer than 100 years")
    return timedelta(seconds=seconds)


def format_duration(value: timedelta) -> str:
    """Write a duration in the form that :func:`parse_duration` reads, largest unit first, without spaces."""
    milliseconds = round(value.total_seconds() * 1000)
    if milliseconds == 0:
        return "0s"
    parts = []
    for unit in ("d", "h", "m", "s", "ms"):
        size = round(_DURATION_UNITS[unit] * 1000)
        count, milliseconds = divmod(milliseconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def parse_size(value: object) -> int:
    """Read a size in bytes: ``20MiB``, ``500kB``, or a plain number of bytes.

    Raises:
        ValueError: If the text is no size.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is no size; write for instance 500kB or 20MiB")
    return round(float(match[1]) * _SIZE_UNITS[(match[2] or "B").upper()])


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w|y)\\s*)+$"},
                {"type": "number", "minimum": 0},
            ],
            "examples": ["30s", "15m", "2h", "7d"],
        }
    ),
]

Size = Annotated[
    int,
    BeforeValidator(parse_size),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^\\d+(\\.\\d+)?\\s*([kKMG]i?B|B)?$"},
                {"type": "integer", "minimum": 0},
            ],
            "examples": ["500kB", "20MiB"],
        }
    ),
]
