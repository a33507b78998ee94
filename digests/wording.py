"""The words of a digest in its language, from readable YAML files with plural forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from digests.formats import LOCALES, locale_of

LANGUAGES = tuple(LOCALES)


@dataclass(frozen=True, slots=True)
class Wording:
    """The messages of one language, by dotted key such as ``section.news``."""

    language: str
    messages: Mapping[str, str | Mapping[str, str]]

    def text(self, key: str, **values: str) -> str:
        """The message with its values filled in.

        Raises:
            KeyError: If there is no such message, or a value is missing.
        """
        message = self.messages[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} has plural forms")
        return message.format_map(values)

    def count(self, key: str, number: int, formatted: str) -> str:
        """The plural form of a message for ``number``, written as ``formatted``."""
        forms = self.messages[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms")
        category = str(locale_of(self.language).plural_form(number))
        return forms.get(category, forms["other"]).format_map({"number": formatted})

    @property
    def colon(self) -> str:
        """What stands between a label and what it labels."""
        return "：" if self.language == "zh" else ": "

    @property
    def comma(self) -> str:
        """What stands between names in a list."""
        return "、" if self.language == "zh" else ", "

    @property
    def semicolon(self) -> str:
        """What stands between the parts of a list within a line."""
        return "；" if self.language == "zh" else "; "

    @property
    def space(self) -> str:
        """What stands between two sentences."""
        return "" if self.language == "zh" else " "

    def term(self, group: str, name: str) -> str:
        """A term of a group, for instance of ``status``; the name itself if the group has none for it."""
        message = self.messages.get(f"{group}.{name}")
        return message if isinstance(message, str) else name


@cache
def wording_of(language: str) -> Wording:
    """The words of ``en``, ``de`` or ``zh``."""
    return Wording(language, messages_of("digests", language))


def messages_of(room: str, language: str) -> dict[str, str | Mapping[str, str]]:
    """The messages that a room brings for a language, by dotted key."""
    text = files(room).joinpath(f"messages/{language}.yaml").read_text(encoding="utf-8")
    return _flatten(yaml.safe_load(text), "")


def _flatten(node: Mapping[str, Any], prefix: str) -> dict[str, str | Mapping[str, str]]:
    result: dict[str, str | Mapping[str, str]] = {}
    for name, value in node.items():
        key = f"{prefix}{name}"
        if not isinstance(value, Mapping):
            result[key] = str(value)
        elif "other" in value:
            result[key] = {category: str(form) for category, form in value.items()}
        else:
            result |= _flatten(value, f"{key}.")
    return result
