"""A sentence that states a deal, and a deal as the text tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.acts import Act
from analysis.amounts import MoneyMention
from analysis.facts_patterns import pattern
from analysis.marking import MarkedSentence
from analysis.values import Language

DEAL_ROLES = frozenset({"sum", "price", "investment", "order", "capital"})
"""What a figure may count to be the amount of a deal; see :data:`analysis.amounts_context.MoneyRole`."""


NEAR = 4
"""So many sentences after a statement still belong to it."""
_OPENING_WITHIN = 900  # characters of a sentence in which its occasion is looked for


def is_at_opening(sentence: MarkedSentence, language: Language) -> bool:
    """Whether a sentence names the opening of a meeting as the occasion of what was done."""
    return pattern("opening ceremony", language).search(sentence.placed.text[:_OPENING_WITHIN]) is not None


def acts_without_opening(
    acts: Sequence[Act], sentence: MarkedSentence, language: Language
) -> tuple[Act, ...]:
    """The acts of a sentence without the opening of the meeting at which the others were done."""
    if len(acts) > 1 and is_at_opening(sentence, language):
        acts = [act for act in acts if act.status != "opened"] or acts
    return tuple(acts)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states a deal. ``number`` is its place among the article's own sentences.

    One that is not ``sure`` states less surely than an alert asks; it counts only where it leads.
    """

    number: int
    sentence: MarkedSentence
    acts: tuple[Act, ...]
    score: float
    sure: bool = True

    @property
    def money(self) -> tuple[MoneyMention, ...]:
        """Its figures that may be the amount of a deal."""
        return tuple(m for m in self.sentence.money if m.role in DEAL_ROLES and not m.is_conversion)


@dataclass(frozen=True, slots=True)
class Telling:
    """One deal as the text tells it.

    ``lead`` is the statement that says most of it; ``title`` is set if the headline speaks of this deal;
    ``context`` are the sentences around that may speak of it, in the order of the text; ``others`` are the numbers of
    sentences that state another deal.
    """

    lead: Statement
    statements: tuple[Statement, ...]
    title: MarkedSentence | None
    context: tuple[MarkedSentence, ...]
    others: frozenset[int]
    is_only: bool
    core: tuple[MarkedSentence, ...] = field(init=False, repr=False, compare=False)
    """The sentences that state it, the leading one first, then the headline."""
    reach: tuple[MarkedSentence, ...] = field(init=False, repr=False, compare=False)
    """All its sentences: those that state it first, then those around."""
    _where: dict[int, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for every name and figure, so worked out once.
        core = [self.lead.sentence]
        if self.title is not None and self.title is not self.lead.sentence:
            core.append(self.title)
        core.extend(s.sentence for s in self.statements if s.sentence not in core)
        stated = {sentence.placed.number for sentence in core}
        reach = (*core, *(s for s in self.context if s.placed.number not in stated))
        object.__setattr__(self, "core", tuple(core))
        object.__setattr__(self, "reach", reach)
        object.__setattr__(self, "_where", {one.placed.number: self._place_of(one) for one in reach})

    def where(self, sentence: MarkedSentence) -> str:
        """Where a sentence stands towards the one that states the deal."""
        return self._where.get(sentence.placed.number) or self._place_of(sentence)

    def places_of(self, numbers: Iterable[int]) -> set[str]:
        """Where those of its sentences that have one of these numbers stand."""
        return {self._where[number] for number in numbers if number in self._where}

    def _place_of(self, sentence: MarkedSentence) -> str:
        lead = self.lead.sentence
        if sentence is lead:
            return "stated"
        if sentence is self.title:
            return "in title"
        if any(sentence is statement.sentence for statement in self.statements):
            return "stated beside"
        if sentence.placed.number in self.others:
            return "other deal"
        distance = sentence.placed.number - lead.placed.number
        if abs(distance) == 1:
            return "next" if distance > 0 else "just before"
        if distance > 0:
            return "soon after" if distance <= NEAR else "far after"
        return "before"

    def acts_in(self, sentence: MarkedSentence) -> tuple[Act, ...]:
        """The acts of a sentence that states the deal; none of others."""
        return next((s.acts for s in self.statements if s.sentence is sentence), ())
