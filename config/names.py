"""Words by which names that stand in no list are recognised, and ordinary words that only look like names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import Field, ValidationError

from config.declarations import Declaration
from config.errors import ConfigurationError

NAMES_FILE = "data/names.yaml"
LOOKALIKES_FILE = "data/lookalikes.yaml"
CHINESE_WORDS_FILE = "data/chinese_words.txt"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Words = tuple[str, ...]
_Model = TypeVar("_Model", bound=Declaration)


class LegalForms(Declaration):
    """Legal forms in small letters."""

    de: _Words = Field(description="Of Germany's law.")
    any: _Words = Field(description="Of many countries.")


class LatinWords(Declaration):
    """Words of English and of German texts, in small letters."""

    en: _Words = Field(description="English.")
    de: _Words = Field(description="German.")


class ChineseWords(Declaration):
    """What names of firms, institutions, authorities and parks end with, and words around them."""

    firms: _Words
    institutions: _Words
    governments: _Words
    parks: _Words
    kinds: _Words
    before: _Words = Field(description="Verbs and titles in front of a name that are none of it.")


class NameWords(Declaration):
    """All words of the rules for names."""

    legal_forms: LegalForms
    ends: LatinWords = Field(description="Last words of firms' names.")
    german_tails: _Words = Field(description="Last words that make a firm German in texts of any language.")
    kinds: LatinWords = Field(description="Nouns for kinds of firms, which stand before a name.")
    heads: LatinWords = Field(description="First words of institutions' names.")
    tails: LatinWords = Field(description="Last words of institutions' names.")
    german_heads: _Words = Field(
        description="Ends of German nouns that stand in front of an institution's place."
    )
    english_words: _Words = Field(description="Weak names that are everyday English words.")
    with_of: _Words = Field(description="Words after which 'of' belongs to a name.")
    apart: _Words = Field(description="Words that keep a place and a name behind it apart.")
    no_pinyin: _Words = Field(description="Words spelt like pinyin that are none.")
    common: _Words = Field(description="Adjectives that make no name of a common noun.")
    before_of: _Words = Field(description="Words before 'of' and a place that are no firm.")
    chinese: ChineseWords
    starters: LatinWords = Field(description="Words that begin no name.")
    sectors: dict[str, _Words] = Field(description="Words of a trade, by the sector of organisations.")


class Lookalikes(Declaration):
    """Sayings that hold a name and mean something else."""

    latin: _Words = Field(description="In Latin letters, as texts write them.")
    zh: _Words = Field(description="In Chinese characters, simplified.")


@cache
def name_words() -> NameWords:
    """The shipped words of the rules for names.

    Raises:
        ConfigurationError: If the file is damaged.
    """
    return _read(NAMES_FILE, NameWords)


@cache
def lookalikes() -> Lookalikes:
    """The shipped sayings that look like names.

    Raises:
        ConfigurationError: If the file is damaged.
    """
    return _read(LOOKALIKES_FILE, Lookalikes)


@cache
def ordinary_chinese_words() -> tuple[str, ...]:
    """Frequent Chinese words of two and three characters, which overlap with names by chance."""
    text = files("config").joinpath(CHINESE_WORDS_FILE).read_text(encoding="utf-8")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _read(path: str, model: type[_Model]) -> _Model:
    text = files("config").joinpath(path).read_text(encoding="utf-8")
    try:
        return model.model_validate(yaml.load(text, Loader=_Loader))  # noqa: S506 - the C twin of SafeLoader
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(
            f"is damaged: {error}", remedy="Install the program anew.", source=path
        ) from None
