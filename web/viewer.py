"""Who looks: the language, words and forms of one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from babel import negotiate_locale
from starlette.requests import Request

from digests.formats import LOCALES, Formats
from digests.wording import Wording, messages_of

LANGUAGE_COOKIE = "zhongde_language"
LANGUAGES = tuple(LOCALES)
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Viewer:
    """One reader: the words and forms of the language, and whether the page may change anything."""

    language: str
    wording: Wording
    formats: Formats

    def term(self, group: str, name: str) -> str:
        """The word for a kind, status, side or state."""
        return self.wording.term(group, name)


def viewer_of(request: Request, zone: ZoneInfo) -> Viewer:
    """The reader of a request: ``lang`` of the query, else the cookie, else what the browser prefers, else English."""
    language = language_of(
        request.query_params.get("lang", ""),
        request.cookies.get(LANGUAGE_COOKIE, ""),
        request.headers.get("accept-language", ""),
    )
    return Viewer(language, wording_of(language), Formats(language, zone))


def language_of(asked: str, remembered: str, accepted: str) -> str:
    """Choose among English, German and Chinese."""
    for choice in (asked, remembered):
        if choice in LANGUAGES:
            return choice
    wanted = [part.partition(";")[0].strip().replace("-", "_") for part in accepted[:200].split(",")]
    found = negotiate_locale(wanted, LANGUAGES, sep="_")
    return found.partition("_")[0] if found else "en"


@cache
def wording_of(language: str) -> Wording:
    """The words of the pages, beside those that they share with the digests."""
    shared: Mapping[str, str | Mapping[str, str]] = messages_of("digests", language)
    return Wording(language, {**shared, **messages_of("web", language)})
