"""Who acts in a deal and who is acted on: the buyer and the firm bought, the builder and its host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText
from config.deals import Kind

_REACH = 90  # characters around a name that are looked at


@dataclass(frozen=True, slots=True)
class Roles:
    """How much the words around each party say that it acts, and that it is acted on."""

    acting: dict[str, int]
    acted_on: dict[str, int]

    def of(self, actor: Actor) -> str:
        """``acting``, ``acted on``, or ``open`` where the words do not tell."""
        acting, acted_on = self.acting.get(actor.key, 0), self.acted_on.get(actor.key, 0)
        if acting == acted_on:
            return "open"
        return "acting" if acting > acted_on else "acted on"


def roles_of(
    telling: Telling,
    text: MarkedText,
    parties: Sequence[Actor],
    kind: Kind,
    sentences: Sequence[MarkedSentence] | None = None,
) -> Roles:
    """The roles of the parties by the words around their names in sentences, if not given those that state the deal.

    Where an acquisition has two parties and the words tell the role of one, the other has the opposite one.
    """
    language = text.layout.language
    acting: dict[str, int] = {}
    acted_on: dict[str, int] = {}
    whole = text.layout.text
    for sentence in telling.core if sentences is None else sentences:
        weight = 2 if sentence is telling.lead.sentence else 1
        for actor in parties:
            if not actor.is_in(sentence):
                continue
            for span in actor.within(sentence.placed.start, sentence.placed.end):
                before = whole[max(sentence.placed.start, span.start - _REACH) : span.start]
                after = whole[span.end : min(sentence.placed.end, span.end + _REACH + 40)]
                if pattern("acts after", language).search(after) or pattern("acts before", language).search(
                    before
                ):
                    acting[actor.key] = acting.get(actor.key, 0) + weight
                if pattern("acted on", language).search(before):
                    acted_on[actor.key] = acted_on.get(actor.key, 0) + weight
    roles = Roles(acting, acted_on)
    if kind == "acquisition" and len(parties) == 2:
        for one, other in (parties, parties[::-1]):
            if roles.of(one) == "open" and roles.of(other) != "open":
                (acted_on if roles.of(other) == "acting" else acting)[one.key] = 99
    return roles
