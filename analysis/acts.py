"""What is said to have been done in a sentence, and how it is meant: done, wished, denied, rumoured …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.marking import MarkedSentence
from analysis.values import Kind, Language, Status
from analysis.wording import Cue

# Moods under which an act has not happened; some statuses bear some of them.
_UNREAL = ("negation", "future", "intention", "hypothesis", "talks", "rumour", "denial")
_BORNE: dict[str, frozenset[str]] = {
    "planned": frozenset({"intention", "future", "hypothesis"}),
    "cancelled": frozenset({"negation", "talks"}),
    "blocked": frozenset({"negation", "talks"}),
}
_PENDING_KILLS = frozenset({"approved", "completed"})
_NEGATION_REACH: dict[Language, tuple[int, int]] = {"en": (32, 4), "de": (40, 24), "zh": (5, 0)}


@dataclass(frozen=True, slots=True)
class Act:
    """A word of doing with what it states; ``moods`` say how it is meant, none if it is stated as done."""

    cue: Cue
    moods: frozenset[str]

    @property
    def status(self) -> Status:
        """The status that the word states."""
        return self.cue.meaning.status

    @property
    def kind(self) -> Kind | None:
        """The kind that the word decides, if it does."""
        return self.cue.meaning.kind

    @property
    def is_real(self) -> bool:
        """Whether the text states the act as done or decided."""
        return not self.moods


def acts_of(sentence: MarkedSentence, language: Language) -> tuple[Act, ...]:
    """The acts of a sentence, each with the moods that govern it."""
    moods = sentence.of("mood")
    cues = sentence.of("act")
    acts = [Act(cue, frozenset(_moods(cue, moods, sentence, language))) for cue in cues]
    if not sentence.of("object"):
        # "Wants to", "plans", "decided" say nothing by themselves: something that is dealt in must follow.
        acts = [
            Act(act.cue, act.moods | {"empty"}) if _is_empty(act.cue, cues, sentence) else act for act in acts
        ]
    return tuple(acts)


def _is_empty(cue: Cue, cues: tuple[Cue, ...], sentence: MarkedSentence) -> bool:
    if cue.meaning.name != "planned":
        return False
    end = sentence.clause(cue.start)[1]
    return not any(
        other.meaning.name != "planned" and cue.start <= other.start < max(end, cue.end) for other in cues
    )


def _moods(act: Cue, moods: tuple[Cue, ...], sentence: MarkedSentence, language: Language) -> Iterator[str]:
    borne = _BORNE.get(act.meaning.name, frozenset())
    clause_start, clause_end = sentence.clause(act.start)
    for mood in moods:
        name = mood.meaning.name
        if act.start <= mood.start and mood.end <= act.end:
            continue
        if name in ("rumour", "denial"):
            yield name
            continue
        in_clause = clause_start <= mood.start < max(clause_end, act.end)
        if not in_clause:
            continue
        if name == "pending":
            if act.meaning.name in _PENDING_KILLS:
                yield name
        elif name == "negation":
            before, after = _NEGATION_REACH.get(language, (32, 4))
            near = act.start - before <= mood.start and mood.start <= act.end + after
            if near and name not in borne:
                yield name
        elif name in _UNREAL and name not in borne and (language == "de" or mood.start <= act.core_end):
            yield name
