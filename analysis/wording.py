"""The words that state deals, by language: read from data, found in linear time.

The data (``config/data/wording_*.yaml``) list phrases by what they say. ``{a,b}`` gives alternatives, ``…`` stands
for words between within one sentence, ``*`` opens the edge of a word (German compounds).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, NamedTuple, cast

import yaml

from analysis.automaton import automaton_of
from analysis.gazetteer_text import fold as fold_signs
from analysis.gazetteer_text import lower
from analysis.values import Language
from config.deals import KINDS, STATUSES, Kind, Status
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


class Cue(NamedTuple):
    """A phrase found at the offsets ``start`` to ``end``; ``core_end`` closes its first part where it has a gap."""

    start: int
    end: int
    core_end: int
    text: str
    meaning: Meaning


class _Use(NamedTuple):
    """What a literal is of: a part of a phrase, and whether it may begin and end inside of a word."""

    phrase: int
    part: int
    is_last: bool
    meaning: int
    opens_inside: bool
    ends_inside: bool


class _Around(NamedTuple):
    """Signs in which a literal stands by chance, and how many of them come before it."""

    before: int
    text: str


class _Chance(NamedTuple):
    """When a literal stands by chance: right behind or before one sign, or within more of them."""

    behind: frozenset[str]
    before: frozenset[str]
    around: tuple[_Around, ...]

    def holds(self, folded: str, start: int, end: int) -> bool:
        """Whether the literal from ``start`` to ``end`` does."""
        if start and folded[start - 1] in self.behind:
            return True
        if end < len(folded) and folded[end] in self.before:
            return True
        return any(
            start >= around.before and folded.startswith(around.text, start - around.before)
            for around in self.around
        )


class Wording:
    """The phrases of one language, ready to be found.

    Args:
        language: The language; it decides word edges and the width of gaps.
        phrases: Each phrase with its meaning.
        chance: Literals, each with signs around it in which it is no word of the text: 流产 in 物流产业.
    """

    def __init__(
        self,
        language: Language,
        phrases: Iterable[tuple[str, Meaning]],
        chance: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.language = language
        self._gap = _GAP.get(language, 80)
        self._phrases = tuple(phrases)
        self._chance = chance or {}
        self._meanings: list[Meaning] = []
        numbers: dict[Meaning, int] = {}
        literals: dict[str, list[_Use]] = {}
        split = ((one, meaning) for entry, meaning in self._phrases for one in _without_inner_gaps(entry))
        for phrase, (text, meaning) in enumerate(split):
            number = numbers.setdefault(meaning, len(numbers))
            if number == len(self._meanings):
                self._meanings.append(meaning)
            parts = text.split("…")
            for part, alternatives in enumerate(parts):
                is_last = part + 1 == len(parts)
                for literal in expand(alternatives):
                    inside = (literal.startswith("*"), literal.endswith("*"))
                    use = _Use(phrase, part, is_last, number, *inside)
                    literals.setdefault(fold(literal.strip("*")), []).append(use)
        words: dict[str, tuple[int, bool, bool, _Chance | None, tuple[_Use, ...]]] = {}
        for literal, uses in literals.items():
            ways = (any(use.opens_inside for use in uses), any(use.ends_inside for use in uses))
            chance_of = _chance_of(literal, self._chance[literal]) if literal in self._chance else None
            words[literal] = (len(literal), *ways, chance_of, tuple(uses))
        self._automaton = automaton_of(words, nothing=(0, False, False, None, ()))

    @cached_property
    def furniture(self) -> Wording:
        """The phrases that tell furniture of pages, by themselves: quicker to find than all."""
        phrases = ((phrase, meaning) for phrase, meaning in self._phrases if meaning.group in ("cut", "line"))
        return Wording(self.language, phrases, self._chance)

    def find(self, folded: str, offset: int = 0) -> tuple[Cue, ...]:
        """The cues in one sentence, sorted by start.

        Args:
            folded: The sentence as :func:`fold` returns it.
            offset: Where it begins in the text; offsets of the cues count there.
        """
        # Plain tuples until it is clear what remains: (start, -end, order, end of the core, meaning).
        spans: list[tuple[int, int, int, int, int]] = []
        waiting: dict[tuple[int, int], tuple[int, int, int]] = {}
        edges = self.language != "zh"
        length, gap = len(folded), self._gap
        for last, (size, opens_inside, ends_inside, chance, uses) in self._automaton.iter(folded):
            end = last + 1
            start = end - size
            open_before = not edges or start == 0 or not folded[start - 1].isalnum()
            if not (open_before or opens_inside):
                continue
            open_after = not edges or end == length or not folded[end].isalnum()
            if not (open_after or ends_inside):
                continue
            if chance is not None and chance.holds(folded, start, end):
                continue
            for phrase, part, is_last, meaning, any_before, any_after in uses:
                if not ((open_before or any_before) and (open_after or any_after)):
                    continue
                first, core_end = start, end
                if part:
                    known = waiting.get((phrase, part - 1))
                    if known is None or start < known[2] or start - known[2] > gap:
                        continue
                    first, core_end = known[0], known[1]
                if is_last:
                    spans.append((first, -end, len(spans), core_end, meaning))
                else:
                    waiting[phrase, part] = (first, core_end, end)
        return tuple(self._without_contained(folded, spans, offset)) if spans else ()

    def _without_contained(
        self, folded: str, spans: list[tuple[int, int, int, int, int]], offset: int
    ) -> Iterator[Cue]:
        """Those that do not lie within a longer one of the same group and meaning; of doubles the first."""
        reach: dict[int, int] = {}
        spans.sort()
        for start, negative, _, core_end, meaning in spans:
            end = -negative
            if end > reach.get(meaning, -1):
                reach[meaning] = end
                yield Cue(
                    start + offset,
                    end + offset,
                    core_end + offset,
                    folded[start:end],
                    self._meanings[meaning],
                )


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


def _chance_of(literal: str, chance: Sequence[str]) -> _Chance:
    """When a literal stands in the signs around it.

    Raises:
        ValueError: If it does not stand in them, or is all of them.
    """
    behind: set[str] = set()
    before: set[str] = set()
    around: list[_Around] = []
    for text in map(fold, chance):
        if literal not in text or literal == text:
            raise ValueError(f"{literal!r} is no part of {text!r}")
        at = text.index(literal)
        if len(text) > len(literal) + 1:
            around.append(_Around(at, text))
        elif at:
            behind.add(text[0])
        else:
            before.add(text[-1])
    return _Chance(frozenset(behind), frozenset(before), tuple(around))


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


class _Shipped(NamedTuple):
    phrases: tuple[tuple[str, Meaning], ...]
    chance: Mapping[str, Sequence[str]]


@cache
def _shipped(language: Language) -> _Shipped:
    """The phrases of ``config/data/wording_*.yaml`` for one language, and what holds some of them by chance.

    Raises:
        ConfigurationError: If the file does not have the shape described at its top.
    """
    name = f"wording_{language}.yaml"
    text = resources.files("config").joinpath("data", name).read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - the C twin of SafeLoader
    try:
        return _Shipped(tuple(_phrases(data)), data.get("by chance", {}))
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
    shipped = _shipped(language)
    return Wording(language, [*shipped.phrases, *own], shipped.chance)
