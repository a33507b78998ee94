"""What reading knows beforehand: names, the wording of deals, and how much each sign weighs."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analysis.gazetteer import Gazetteer
from analysis.values import Language
from analysis.weights import Weights, shipped_weights
from analysis.wording import READ_LANGUAGES, Wording, build_wording
from config.extensions import WordingEntry
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Names, wording by language, and the weights of the signs. Build it once a process and pass it on."""

    gazetteer: Gazetteer
    wordings: Mapping[Language, Wording]
    weights: Weights

    @classmethod
    def shipped(cls) -> Knowledge:
        """The knowledge that comes with the program; built once a process."""
        return _shipped()

    @classmethod
    def from_settings(cls, settings: Settings) -> Knowledge:
        """The shipped knowledge with the user's own organisations, cities and wording.

        Raises:
            ConfigurationError: If shipped data do not have the expected shape.
        """
        base = cls.shipped()
        if not (settings.organisations or settings.cities or settings.wording):
            return base
        return cls(
            base.gazetteer.extended(settings.organisations, settings.cities),
            _wordings(settings.wording) if settings.wording else base.wordings,
            base.weights,
        )


@cache
def _shipped() -> Knowledge:
    # A million values are built that all stay: looking through them for garbage would take a third of the time.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        return Knowledge(Gazetteer.shipped(), _wordings(()), shipped_weights())
    finally:
        if was_collecting:
            gc.enable()


def _wordings(entries: Iterable[WordingEntry]) -> Mapping[Language, Wording]:
    entries = tuple(entries)
    return {language: build_wording(language, entries) for language in READ_LANGUAGES}
