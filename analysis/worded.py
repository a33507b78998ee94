"""Regular expressions of which every match holds one of some words.

Most sentences hold none of them, and looking for a word takes a tenth of the time that trying an expression at every
letter does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


class Worded:
    """An expression that is only tried where one of its words stands.

    Args:
        pattern: The expression.
        words: In small letters, one of which stands in every match.
    """

    __slots__ = ("_words", "pattern")

    def __init__(self, pattern: re.Pattern[str], *words: str) -> None:
        self.pattern = pattern
        self._words = words

    def may_match(self, text: str) -> bool:
        """Whether one of the words stands in a text."""
        small = text.lower()
        for word in self._words:  # noqa: SIM110 - a generator takes twice the time
            if word in small:
                return True
        return False

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text."""
        return self.pattern.search(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in a text."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())


__all__ = ["Worded"]
