"""Lines of readable width for mixed Latin and Chinese text, whose characters are two columns wide."""

from __future__ import annotations

import re
import unicodedata

WIDTH = 76

_WIDE = r"\u2e80-\u303e\u3040-\u9fff\uf900-\ufaff\uff01-\uff60"
_OPENING = "（《「『【“‘„"
_CLOSING = "，。、；：？！）》」』】”…％"
_UNIT = re.compile(
    rf" +|[{_OPENING}]*(?:\d[\d.,]*[{_WIDE}]|[{_WIDE}]|[^ {_WIDE}{_OPENING}{_CLOSING}]+)[{_CLOSING}]*"
    rf"|[{_OPENING}{_CLOSING}]+"
)
"""What stays together: a word or a Chinese character, with the marks that belong to it; a number with its unit."""


def columns(text: str) -> int:
    """Width of a text on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, lead: str = "", indent: str = "") -> str:
    """Break at blanks and between Chinese characters; no line begins with a closing mark or ends with an opening one.

    A word that is longer than a line stays whole, so that addresses can be clicked.
    """
    lines: list[str] = []
    line, blank, is_fresh = lead, "", True
    for unit in _UNIT.findall(text):
        if unit.isspace():
            blank = " "
            continue
        if not is_fresh and columns(line + blank + unit) > WIDTH:
            lines.append(line)
            line = indent + unit
        else:
            line += ("" if is_fresh else blank) + unit
        blank, is_fresh = "", False
    return "\n".join([*lines, line])
