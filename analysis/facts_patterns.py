"""The expressions by which facts are read, from data: each under a name, by language."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

from analysis.caseless import Caseless
from analysis.values import Language
from config.errors import ConfigurationError

PATTERNS_FILE = "facts_patterns.yaml"


def counts_deals(text: str, language: Language) -> bool:
    """Whether a sentence tells of a number of deals ("ten projects", 十个项目)."""
    return pattern("counted", language).search(text) is not None


@cache
def pattern(name: str, language: Language) -> Caseless:
    """The expression of that name in a language; English stands in for a language that is not read.

    Raises:
        ConfigurationError: If ``config/data/facts_patterns.yaml`` lacks it or has another shape.
    """
    try:
        by_language = _data()[name]
        listed = by_language.get("all") or by_language.get(language) or by_language["en"]
        return Caseless("|".join(listed))
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise ConfigurationError(
            f"does not have the expected shape: {error}", source=PATTERNS_FILE, key=name
        ) from None


@cache
def _data() -> Any:
    text = resources.files("config").joinpath("data", PATTERNS_FILE).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


def word_before(text: str, at: int) -> str:
    """The word before an offset in small letters, words that qualify a figure left out; of Chinese two characters."""
    before = _QUALIFIERS.sub("", text[max(0, at - 40) : at].lower().rstrip(" \"“„'(（€$¥")).rstrip()
    if before and "\u3400" <= before[-1] <= "\u9fff":
        return before[-2:]
    match = _LAST_WORD.search(before)
    return match.group() if match else ""


_LAST_WORD = re.compile(r"[^\W\d_]+$")
_QUALIFIERS = re.compile(
    r"(?:\s(?:about|around|some|nearly|almost|roughly|over|more than|up to|than|approximately|rund|etwa|knapp|gut|über"
    r"|fast|circa|ca\.|bis zu|mehr als|insgesamt|us|rmb|eur|usd|cny|a total of|total)"
    r"|约|約|超过|超過|逾|近|达|達|人民币|人民幣|高达|为|為)+$"
)
