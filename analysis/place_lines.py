"""The line that opens a report with where it was written, of Latin script: ``SHANGHAI, May 3 (Wire) -- ``."""

from __future__ import annotations

import re

_TOWN = r"[A-ZÄÖÜ][\w.'’-]+(?:[ -](?:am|an der|[A-ZÄÖÜ])[\w.'’-]*){0,2}"
_TOWNS = rf"{_TOWN}(?:(?:\s?/\s?|,?\s(?:and|und|&)\s|,\s){_TOWN}){{0,4}}"
_DAY = r"(?:\d{1,2}\.\s?(?:\d{1,2}\.|[A-ZÄÖÜ]\w+\.?)|[A-Z][a-z]+\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]+)(?:,?\s?\d{4})?"
_AGENCY = r"(?:\([^()\n]{1,40}\)|/[^/\n]{1,40}/)"
_DASH = r"\s?(?:--|[–—-]|:)\s"
_PLACE_LINE = re.compile(
    rf"{_TOWNS},?\s(?:{_DAY}\s?(?:{_AGENCY})?|{_AGENCY}){_DASH}"
    rf"|[A-ZÄÖÜ]{{3,}}(?:[\s/,-]{{1,2}}[A-ZÄÖÜ]{{2,}}){{0,4}}{_DASH}"
    r"|(?:[A-Z]{2,4}\s)?[A-ZÄÖÜ]{4,}(?:[\s/,-]{1,2}[A-ZÄÖÜ]{2,}){0,2}\.\s(?=[A-ZÄÖÜ])"
    rf"|[A-ZÄÖÜ]{{3,}}(?:[\s-][A-ZÄÖÜ]{{2,}}){{0,3}},\s?[A-Z][a-z]+(?:\s[A-Z][a-z]+)?{_DASH}"
    rf"|{_TOWN}/{_TOWN}(?:\.|:|\s[–—-])\s"
)
_LONGEST = 160


def is_in_place_line(text: str, start: int) -> bool:
    """Whether what stands at an offset belongs to the place line of its paragraph.

    Args:
        text: The whole text.
        start: An offset in it.
    """
    opening = text.rfind("\n", 0, start) + 1
    if start - opening > _LONGEST:
        return False
    line = _PLACE_LINE.match(text, opening, opening + _LONGEST)
    return line is not None and start < line.end()
