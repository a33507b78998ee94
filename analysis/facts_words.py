"""The words that keep the names of firms apart from other words, read once from data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from analysis.values import Language
from config.errors import ConfigurationError

_SHORT = 5  # letters; longer titles may end a compound ("Insolvenzverwalter")
_INFLECTIONS = ("s", "es", "n", "en", "e")
_IN_SURNAMES = frozenset(
    """mann feld berg strom stein hof wald brand winter horn kraft lich haus""".split()  # noqa: SIM905
)
"""Nouns that end surnames and the names of small places: "Vossmann" is no kind of man."""
WORDS_FILE = "party_words.yaml"


@dataclass(frozen=True, slots=True)
class PartyWords:
    """Words of one language by their use; all in small letters. The file tells what each group is for."""

    starters: frozenset[str]
    roles: frozenset[str]
    persons: frozenset[str]
    person_endings: tuple[str, ...]
    media: frozenset[str]
    authorities: frozenset[str]
    generic: frozenset[str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words of all languages: by language, and those that names themselves are made of."""

    by_language: Mapping[Language, PartyWords]
    german_nouns: frozenset[str]
    institutions: frozenset[str]
    firm_nouns: tuple[str, ...]
    given_names: frozenset[str]
    surnames: frozenset[str]
    endings: frozenset[str]
    linking: frozenset[str]
    fields: frozenset[str]
    legal_han: tuple[str, ...]
    sure_han: tuple[str, ...]
    weak_han: tuple[str, ...]
    stops_han: frozenset[str]
    trades_han: frozenset[str]

    @property
    def han_endings(self) -> tuple[str, ...]:
        """All endings of Chinese names, the surest first."""
        return (*self.legal_han, *self.sure_han, *self.weak_han)

    def of(self, language: Language) -> PartyWords:
        """The words of a language; English ones stand in for a language that is not read."""
        return self.by_language.get(language, self.by_language["en"])

    def is_german_noun(self, word: str) -> bool:
        """Whether a word is a common noun in any case, or a compound of at least three letters and one."""
        return _is_noun(word.lower(), self.german_nouns)

    def is_plain_noun(self, word: str) -> bool:
        """Whether a word is a common noun in any case, and no compound."""
        return any(form in self.german_nouns for form in _forms(word.lower()))

    def is_firm_noun(self, word: str) -> bool:
        """Whether a German noun says what the firm named after it is."""
        return word.lower().rstrip("s").endswith(self.firm_nouns) or word.lower().endswith(self.firm_nouns)


@lru_cache(maxsize=32768)
def _is_noun(small: str, nouns: frozenset[str]) -> bool:
    """By the noun itself or with another word before it; the same few words make up most of every text."""
    return any(
        form in nouns
        or any(form[cut:] in nouns and form[cut:] not in _IN_SURNAMES for cut in range(3, len(form) - 3))
        for form in _forms(small)
    )


def _forms(small: str) -> Iterator[str]:
    """A word and what it may be a genitive or plural of."""
    yield small
    for ending in _INFLECTIONS:
        if small.endswith(ending) and len(small) - len(ending) >= _SHORT - 1:
            yield small[: -len(ending)]


@cache
def name_words() -> NameWords:
    """The words of ``config/data/party_words.yaml``.

    Raises:
        ConfigurationError: If the file does not have the expected shape.
    """
    text = resources.files("config").joinpath("data", WORDS_FILE).read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    try:
        return NameWords(
            by_language={language: _party_words(data[language]) for language in ("en", "de", "zh")},
            german_nouns=_small(data["german_nouns"]),
            institutions=_small(data["institutions"]),
            firm_nouns=tuple(_small(data["firm_nouns"])),
            given_names=_small(data["given_names"]),
            surnames=_small(data["surnames"]),
            endings=_small(data["endings"]["latin"]),
            linking=_small(data["endings"]["linking"]),
            fields=_small(data["endings"]["fields"]),
            legal_han=_longest_first(data["endings"]["han"]["legal"]),
            sure_han=_longest_first(data["endings"]["han"]["sure"]),
            weak_han=_longest_first(data["endings"]["han"]["weak"]),
            trades_han=frozenset(data["trades_han"]),
            stops_han=frozenset(data["stops_han"]["words"]) | frozenset(data["stops_han"]["signs"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=WORDS_FILE) from None


def _party_words(groups: Mapping[str, list[str]]) -> PartyWords:
    return PartyWords(
        starters=_small(groups["starters"]),
        roles=_small(groups["roles"]),
        persons=_small(groups["persons"]),
        person_endings=tuple(word.lower() for word in groups["persons"] if len(word) > _SHORT),
        media=_small(groups["media"]),
        authorities=_small(groups["authorities"]),
        generic=_small(groups["generic"]),
        events=_small(groups["events"]),
    )


def _small(words: list[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))
