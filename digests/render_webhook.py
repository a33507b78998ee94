"""A digest as the bodies of a webhook: one, or several where one would be larger than receivers take. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from digests.render_json import payload_of
from digests.values import ComposedDigest

_SHORTENED = ("sources", "steps")
"""What a single deal too large for a body by itself is told less of: its reports, then its steps."""

Item = tuple[str, dict[str, Any]]
"""A deal or troubled source, with the list that it stands in."""


def render_webhook(digest: ComposedDigest, *, max_bytes: int, sample: bool = False) -> tuple[str, ...]:
    """The digest in bodies of at most ``max_bytes`` bytes of UTF-8, each by itself a ``zhongde.digest.v1``.

    Every deal and every troubled source stands in exactly one of them; ``data.part`` says which one of how many it
    is. Totals and trend are in the first. A deal that is too large alone lacks its last reports, then its oldest
    steps, and ``left_out`` counts them.

    Args:
        digest: What is told.
        max_bytes: At least some 16 KiB: the frame of a body alone may take 10.
        sample: Whether it is a trial with an invented deal.
    """
    payload = payload_of(digest, sample=sample)
    whole = _text(payload)
    if len(whole.encode()) <= max_bytes:
        return (whole,)
    items = list(_items(payload["data"]))
    first, later = _frame(payload), _frame(payload, keep=())
    groups: list[list[Item]] = [[]]
    most = room = max_bytes - _size(first)
    for name, value in items:
        value = _shortened(value, most)
        need = _size(value) + 1
        if need > room and groups[-1]:
            groups.append([])
            room = max_bytes - _size(later)
        groups[-1].append((name, value))
        room -= need
    return tuple(
        _text(_filled(first if number == 1 else later, group, number, len(groups)))
        for number, group in enumerate(groups, 1)
    )


def _items(data: dict[str, Any]) -> Iterator[Item]:
    for name in ("news", "updates"):
        yield from ((name, deal) for deal in data[name])
    yield from (("troubled", source) for source in data["coverage"]["troubled"])


def _frame(payload: dict[str, Any], keep: tuple[str, ...] = ("review", "trend")) -> dict[str, Any]:
    """A body without deals and troubled sources, with room for the number of any part."""
    data = {
        name: value for name, value in payload["data"].items() if name not in {"review", "trend"} - set(keep)
    }
    data |= {"news": [], "updates": [], "coverage": data["coverage"] | {"troubled": []}}
    data["part"] = {"number": 10**5, "of": 10**5}
    return payload | {"data": data}


def _filled(frame: dict[str, Any], items: list[Item], number: int, parts: int) -> dict[str, Any]:
    named = {
        wanted: [value for name, value in items if name == wanted]
        for wanted in ("news", "updates", "troubled")
    }
    coverage = frame["data"]["coverage"] | {"troubled": named.pop("troubled")}
    return frame | {
        "data": frame["data"] | named | {"coverage": coverage, "part": {"number": number, "of": parts}}
    }


def _shortened(value: dict[str, Any], max_bytes: int) -> dict[str, Any]:
    left_out: dict[str, int] = {}
    for name in _SHORTENED:
        entries = list(value.get(name, ()))
        while len(entries) > 1 and _size(value) + 60 > max_bytes:
            entries = entries[:-1] if name == "sources" else entries[1:]
            left_out[name] = left_out.get(name, 0) + 1
            value = value | {name: entries, "left_out": left_out}
    return value


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _size(value: object) -> int:
    return len(_text(value).encode())
