"""The expressions by which facts are read, from data: each under a name, by language."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

from analysis.values import Language
from config.errors import ConfigurationError

PATTERNS_FILE = "facts_patterns.yaml"


@cache
def pattern(name: str, language: Language) -> re.Pattern[str]:
    """The expression of that name in a language; English stands in for a language that is not read.

    Raises:
        ConfigurationError: If ``config/data/facts_patterns.yaml`` lacks it or has another shape.
    """
    try:
        by_language = _data()[name]
        listed = by_language.get("all") or by_language.get(language) or by_language["en"]
        return re.compile("|".join(listed), re.IGNORECASE)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise ConfigurationError(
            f"does not have the expected shape: {error}", source=PATTERNS_FILE, key=name
        ) from None


@cache
def _data() -> Any:
    text = resources.files("config").joinpath("data", PATTERNS_FILE).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
