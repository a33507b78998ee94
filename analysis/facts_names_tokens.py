"""The words of a sentence that may be part of a name in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LETTER = "A-Za-z0-9\u00c0-\u024f"
_WORD = re.compile(
    # Most words have no stroke or stop in them: those are read at one go.
    rf"[{_LETTER}](?:[{_LETTER}&’'+]{{0,40}}(?![{_LETTER}&’'+./-])"
    rf"|(?:[{_LETTER}&’'+]|[-./](?=[{_LETTER}])){{0,40}}\.?)"
)
_PLURALS = frozenset({"people", "women", "children", "men"})  # "People's Government" is one name
_POSSESSIVE = re.compile(r"[’'](?:s|S)?$")
LINKS = frozenset({"of", "for", "the", "and", "&", "für", "zu", "von", "der", "des", "und", "in", "de", "on"})
"""Small words that may stand inside a name."""


class Token(NamedTuple):
    """A word at its offsets; a tuple, for there are many of them. ``small`` has no full stop at its end."""

    start: int
    end: int
    text: str
    small: str
    is_capital: bool


def tokens_of(sentence: str) -> Iterator[Token | None]:
    """The words that may be part of a name; None for those that only part one name from another."""
    for match in _WORD.finditer(sentence):
        text = match.group()
        if text.islower() and text not in LINKS:  # most words
            yield None
            continue
        start, end = match.span()
        if text[-1] in "sS’'" and text[:-2].lower() not in _PLURALS:
            possessive = _POSSESSIVE.search(text)
            if possessive is not None:
                end = start + possessive.start()
                text = sentence[start:end]
        if text:
            small = text.lower().rstrip(".")
            head = text[:3]
            is_capital = head != head.lower() and text[0].isalpha()
            yield Token(start, end, text, small, is_capital) if is_capital or small in LINKS else None
