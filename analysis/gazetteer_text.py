"""A text made comparable without moving a character: offsets into the result are offsets into the original."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

TRADITIONAL_FILE = "data/traditional.txt"

_FEW = 12
_LONG = 400  # characters of a text that is more than a sentence

_HAN = re.compile("[\u3400-\u9fff]")
_WIDTH = {0xFF01 + index: 0x21 + index for index in range(94)} | {0x3000: 0x20}
_SIGNS = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    "‐": "-", "‑": "-", "–": "-", "—": "-", "－": "-", "〔": "(", "〕": ")", "﹙": "(", "﹚": ")", "・": "·", "•": "·",
    "‧": "·",
}  # fmt: skip


@cache
def simplification() -> dict[int, int]:
    """Traditional characters and their simplified forms, for ``str.translate``."""
    text = files("config").joinpath(TRADITIONAL_FILE).read_text(encoding="utf-8")
    joined = "".join(line for line in text.splitlines() if not line.startswith("#"))
    return {ord(old): ord(new) for old, new in zip(joined[::2], joined[1::2], strict=True)}


@cache
def _folding() -> dict[int, int]:
    return {**simplification(), **_WIDTH, **{ord(old): ord(new) for old, new in _SIGNS.items()}}


@cache
def _folded_characters() -> frozenset[str]:
    return frozenset(map(chr, _folding()))


@cache
def _traditional_characters() -> frozenset[str]:
    return frozenset(map(chr, simplification()))


def simplify(text: str) -> str:
    """The text in simplified characters; every character keeps its place."""
    if _traditional_characters().isdisjoint(text):
        return text
    return text.translate(simplification())


def fold(text: str) -> str:
    """Simplified characters, half width, plain quotes, dashes and spaces; every character keeps its place."""
    if text.isascii() and "`" not in text and "\t" not in text:
        return text
    return _remembered(text) if len(text) > _LONG else _folded(text)


def _folded(text: str) -> str:
    folding = _folding()
    present = _folded_characters().intersection(text)
    if len(present) > _FEW:
        return text.translate(folding)
    for char in present:  # a few replacements are far quicker than one translation
        text = text.replace(char, chr(folding[ord(char)]))
    return text


_remembered = lru_cache(maxsize=2)(_folded)
"""Several stages fold the whole of the same article, one after another."""


def lower(text: str) -> str:
    """Small letters; every character keeps its place (``str.lower`` alone lengthens a few)."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(letter if len(letter) == 1 else char for char in text for letter in (char.lower(),))


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN.search(text) is not None


def is_han(char: str) -> bool:
    """Whether the one character is Chinese."""
    return "\u3400" <= char <= "\u9fff"
