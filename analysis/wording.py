"""The words that state deals, by language: read from data, found in linear time.

The data (``config/data/wording_*.yaml``) list phrases by what they say. ``{a,b}`` gives alternatives, ``…`` stands
for words between within one sentence, ``*`` opens the edge of a word (German compounds).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

import ahocorasick
import yaml

from analysis.gazetteer_text import fold as fold_signs
from analysis.gazetteer_text import lower
from analysis.values import KINDS, STATUSES, Kind, Language, Status
from config.errors import ConfigurationError
from config.extensions import WordingEntry, require_sound_braces

Group = Literal["act", "object", "mood", "frame", "cut", "line"]
READ_LANGUAGES: tuple[Language, ...] = ("en", "de", "zh")
_GAP = {"en": 80, "de": 110, "zh": 30}  # characters that '…' may stand for
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase says: its group, its name there (a status, a kind, a mood …) and, for acts, the kind."""

    group: Group
    name: str
    kind: Kind | None = None

    @property
    def status(self) -> Status:
        """The status an act states."""
        return cast(Status, self.name)


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found at the offsets ``start`` to ``end``; ``core_end`` closes its first part where it has a gap."""

    start: int
    end: int
    core_end: int
    text: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class _Phrase:
    meaning: Meaning
    parts: int


class Wording:
    """The phrases of one language, ready to be found.

    Args:
        language: The language; it decides word edges and the width of gaps.
        phrases: Each phrase with its meaning.
    """

    def __init__(self, language: Language, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self.language = language
        self._gap = _GAP.get(language, 80)
        self._phrases: list[_Phrase] = []
        self._automaton = ahocorasick.Automaton()
        literals: dict[str, list[tuple[int, int, bool, bool]]] = {}
        for phrase, meaning in (
            (one, meaning) for entry, meaning in phrases for one in _without_inner_gaps(entry)
        ):
            parts = [list(expand(part)) for part in phrase.split("…")]
            number = len(self._phrases)
            self._phrases.append(_Phrase(meaning, len(parts)))
            for index, alternatives in enumerate(parts):
                for literal in alternatives:
                    core = fold(literal.strip("*"))
                    edges = (literal.startswith("*"), literal.endswith("*"))
                    literals.setdefault(core, []).append((number, index, *edges))
        for literal, uses in literals.items():
            self._automaton.add_word(literal, (len(literal), tuple(uses)))
        self._automaton.make_automaton()

    def find(self, folded: str) -> tuple[Cue, ...]:
        """The cues in one sentence, sorted by start; ``folded`` is the sentence as :func:`fold` returns it."""
        cues: list[Cue] = []
        waiting: dict[tuple[int, int], tuple[int, int, int]] = {}
        edges = self.language != "zh"
        for last, (length, uses) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            open_before = not edges or start == 0 or not folded[start - 1].isalnum()
            open_after = not edges or end == len(folded) or not folded[end].isalnum()
            for number, index, any_before, any_after in uses:
                if not ((open_before or any_before) and (open_after or any_after)):
                    continue
                first, core_end = start, end
                if index:
                    known = waiting.get((number, index - 1))
                    if known is None or start < known[2] or start - known[2] > self._gap:
                        continue
                    first, core_end = known[0], known[1]
                phrase = self._phrases[number]
                if index + 1 < phrase.parts:
                    waiting[number, index] = (first, core_end, end)
                else:
                    cues.append(Cue(first, end, core_end, folded[first:end], phrase.meaning))
        return _without_contained(cues)


def _without_contained(cues: list[Cue]) -> tuple[Cue, ...]:
    """Drop a cue that lies within a longer one of the same group and meaning, and doubles."""
    kept: list[Cue] = []
    reach: dict[Meaning, int] = {}
    for cue in sorted(set(cues), key=lambda cue: (cue.start, -cue.end)):
        if cue.end <= reach.get(cue.meaning, -1):
            continue
        reach[cue.meaning] = cue.end
        kept.append(cue)
    return tuple(kept)


def fold(text: str) -> str:
    """Small letters, simplified characters, plain signs; every character stays in its place."""
    return lower(fold_signs(text))


def expand(phrase: str) -> Iterator[str]:
    """The phrases that braces stand for, each with single spaces."""
    match = _BRACES.search(phrase)
    if match is None:
        plain = " ".join(phrase.split())
        if plain.strip("*"):
            yield plain
        return
    for choice in match.group(1).split(","):
        yield from expand(phrase[: match.start()] + choice + phrase[match.end() :])


def _without_inner_gaps(phrase: str) -> Iterator[str]:
    """The phrases that one stands for so that no '…' is left within braces."""
    for match in _BRACES.finditer(phrase):
        if "…" in match.group(1):
            before, after = phrase[: match.start()], phrase[match.end() :]
            choices = match.group(1).split(",")
            plain = [choice for choice in choices if "…" not in choice]
            for choice in (choice for choice in choices if "…" in choice):
                yield from _without_inner_gaps(before + choice + after)
            if plain:
                yield from _without_inner_gaps(f"{before}{{{','.join(plain)}}}{after}")
            return
    yield phrase


@cache
def shipped_phrases(language: Language) -> tuple[tuple[str, Meaning], ...]:
    """The phrases of ``config/data/wording_*.yaml`` for one language.

    Raises:
        ConfigurationError: If the file does not have the shape described at its top.
    """
    name = f"wording_{language}.yaml"
    text = resources.files("config").joinpath("data", name).read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the C twin of SafeLoader
    try:
        return tuple(_phrases(data))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ConfigurationError(f"does not have the expected shape: {error}", source=name) from None


def _phrases(data: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    for status, by_kind in data["acts"].items():
        if status not in STATUSES:
            raise ValueError(f"{status!r} is no status")
        for kind, phrases in by_kind.items():
            if kind not in (*KINDS, "any"):
                raise ValueError(f"{kind!r} is no kind")
            yield from _each(phrases, Meaning("act", status, None if kind == "any" else kind))
    for group, key in (("object", "objects"), ("mood", "moods"), ("frame", "frames")):
        for name, phrases in data[key].items():
            yield from _each(phrases, Meaning(cast(Group, group), name))
    yield from _each(data["furniture"]["cut"], Meaning("cut", "cut"))
    yield from _each(data["furniture"]["line"], Meaning("line", "line"))


def _each(phrases: Sequence[str], meaning: Meaning) -> Iterator[tuple[str, Meaning]]:
    for phrase in phrases:
        yield require_sound_braces(phrase), meaning


def build_wording(language: Language, entries: Iterable[WordingEntry] = ()) -> Wording:
    """The shipped wording of a language and the user's own entries for it."""
    own = [
        (entry.phrase, Meaning("act", entry.status, entry.kind))
        for entry in entries
        if entry.language == language
    ]
    return Wording(language, [*shipped_phrases(language), *own])
