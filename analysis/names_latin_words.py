"""Words of texts in Latin letters, and what they can be in a name."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from analysis.values import Language
from config.names import name_words


@cache
def apart() -> frozenset[str]:
    """Words that keep a place and a name behind it apart."""
    return frozenset(name_words().apart)


class Token(NamedTuple):
    """A word at its offsets; a tuple, for there are many of them."""

    start: int
    end: int
    text: str
    small: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins like a name."""
        return self.text[0].isupper() or self.text[0].isdigit() or any(map(str.isupper, self.text[1:3]))


@cache
def kinds() -> tuple[frozenset[str], tuple[str, ...]]:
    """Nouns for kinds of firms, and those with which longer German nouns end."""
    words = name_words().kinds
    return frozenset((*words.en, *words.de)), tuple(word for word in words.de if len(word) > 4)


@cache
def starters() -> frozenset[str]:
    """Words that begin no name."""
    words = name_words().starters
    return frozenset((*words.en, *words.de))


@cache
def ends(language: Language) -> frozenset[str]:
    """The last words of firms' names."""
    words = name_words().ends
    return frozenset((*words.en, *words.de)) if language == "de" else frozenset(words.en)


@cache
def german_tails() -> tuple[str, ...]:
    """Endings of words that make a firm German in any text."""
    return name_words().german_tails


def is_german_tail(small: str) -> bool:
    """Whether a word is German for what a firm does, and no English one."""
    return small.endswith(german_tails()) and small not in ends("en")


def is_kind(small: str) -> bool:
    """Whether a word says what kind of firm something is."""
    every, endings = kinds()
    return small in every or small.endswith(endings)


def is_german_adjective(token: Token) -> bool:
    """Whether a word of a German text may be an adjective, by its ending, or a noun."""
    return token.text[0].isupper() or token.small.endswith(("e", "en", "er", "em", "es"))


@cache
def with_of() -> frozenset[str]:
    """Words after which ``of`` belongs to the name: ``Academy of Sciences``."""
    return frozenset(name_words().with_of)
