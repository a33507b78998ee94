"""Tells works begun from works announced, and deals closed from deals signed, by the words of the stating sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from analysis.values import Language
from analysis.wording import READ_LANGUAGES, Meaning, Wording, fold
from config.deals import Kind, Status
from config.errors import ConfigurationError

_FILE = "finer_statuses.yaml"
_REACH = 60  # characters before a phrase in which a word puts it ahead
_FROM: Mapping[str, Status] = {"announced": "started", "signed": "completed"}


def finer_status(status: Status, kind: Kind, evidence: str, language: Language) -> Status:
    """The status as the sentence states it: ``started`` for works begun, ``completed`` for a deal that is closed.

    Args:
        status: What the weights found: they know announced and signed only.
        kind: An agreement is not closed, and no ground is broken for it or for an acquisition.
        evidence: The sentence that states the deal.
        language: Its language.
    """
    finer = _FROM.get(status)
    wording = _wordings().get(language)
    if finer is None or wording is None or (finer == "started") != (kind == "investment"):
        return status
    cues = wording.find(fold(evidence))
    ahead = [cue.start for cue in cues if cue.meaning.name == "ahead"]
    reached = any(
        cue.meaning.name == finer and not any(cue.start - _REACH <= start < cue.end for start in ahead)
        for cue in cues
    )
    return finer if reached else status


@cache
def _wordings() -> dict[Language, Wording]:
    text = resources.files("config").joinpath("data", _FILE).read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the C twin of SafeLoader
    try:
        return {
            language: Wording(
                language,
                [
                    (phrase, Meaning("act", name))
                    for name in ("started", "completed", "ahead")
                    for phrase in data[name][language]
                ],
            )
            for language in READ_LANGUAGES
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=_FILE) from None
