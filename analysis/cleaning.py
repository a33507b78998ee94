"""Texts as pages leave them, made readable: every repair keeps the way back to the original offsets."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

# What a Chinese page leaves behind when its pronunciation aid was scraped: 業(yè), 中(zhong)(zhong).
_PRONUNCIATION = re.compile(r"(?<=[\u3400-\u9fff])(?:\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\)){1,4}")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>|\\/|\\n|&(?:[a-zA-Z]{2,8}|#\d{2,5});")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MISREAD = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,6}"
)
_MISREAD_SIGN = re.compile(r"â€|Ã[\u0080-\u00bf]|Â\u00a0|ä¸|å¾")
_DAMAGE = re.compile(
    f"{_PRONUNCIATION.pattern}|{_TAG.pattern}|{_ESCAPE.pattern}|{_MISREAD.pattern}|[\u200b\u200c\u200d\ufeff\u00ad]"
)
_DAMAGE_SIGNS = "<\\&\u200b\u200c\u200d\ufeff\u00ad"


@dataclass(frozen=True, slots=True)
class CleanText:
    """A repaired text; ``positions`` gives each character's place in the original, None where nothing changed."""

    text: str
    original: str
    positions: tuple[int, ...] | None = None

    def as_written(self, start: int, end: int) -> str:
        """The stretch from ``start`` to ``end``, letter by letter as the original has it."""
        if self.positions is None:
            return self.original[start:end]
        if start >= end:
            return ""
        stop = self.positions[end] if end < len(self.positions) else len(self.original)
        return self.original[self.positions[start] : stop]


def clean(original: str) -> CleanText:
    """Repair misread UTF-8, left-over markup, escapes and pronunciation aids, keeping offsets traceable."""
    misread = not original.isascii() and len(_MISREAD_SIGN.findall(original)) >= 2
    if not (misread or _may_be_damaged(original)):
        return CleanText(original, original)
    pieces: list[str] = []
    positions: list[int] = []
    at = 0
    for match in _DAMAGE.finditer(original):
        repaired = _repair(match.group(), misread)
        if repaired is None:
            continue
        pieces.append(original[at : match.start()])
        positions.extend(range(at, match.start()))
        pieces.append(repaired)
        positions.extend([match.start()] * len(repaired))
        at = match.end()
    if not pieces:
        return CleanText(original, original)
    pieces.append(original[at:])
    positions.extend(range(at, len(original)))
    return CleanText("".join(pieces), original, tuple(positions))


def _may_be_damaged(text: str) -> bool:
    """Whether a text holds a sign with which any damage but misread letters begins; most hold none."""
    if any(sign in text for sign in _DAMAGE_SIGNS):
        return True
    return "(" in text and _PRONUNCIATION.search(text) is not None


def _repair(damage: str, misread: bool) -> str | None:
    """What stands for the damaged stretch; None to leave it as it is."""
    if damage[0] == "(" or damage in "\u200b\u200c\u200d\ufeff\u00ad":
        return ""
    if damage[0] == "<":
        return "\n" if damage[1:3] in ("p>", "/p", "br", "/h", "/l", "/d") else " "
    if damage[0] == "\\":
        return chr(int(damage[2:], 16)) if damage[1] == "u" else "\n" if damage[1] == "n" else "/"
    if damage[0] == "&":
        plain = html.unescape(damage)
        return plain if plain != damage else None
    return _reread(damage) if misread else None


def _reread(damage: str) -> str | None:
    """The text that was meant, where UTF-8 had been read as Windows-1252."""
    raw = bytearray()
    for character in damage:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 255:
                return None
            raw.append(ord(character))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
