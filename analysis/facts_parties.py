"""The parties of a deal: who signs, buys or builds, and what is bought; not everyone whom the text names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_telling import Telling
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Party, Side, Status

_MOST = 4
_LISTED = 8  # parties of one enumeration of signatories
_LEAST = 1.2
_LIST_JOINT = re.compile(
    r"\s?(?:,|、|，|and|und|sowie|as well as|&|和|与|與|及|以及|/)\s?(?:and |und |the |der |die |dem |with |mit )?",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"^[\s,]*(?:said|says|told|sagte|sagt|erklärte|teilte|表示|称|稱|说|說)")


def parties_of(
    telling: Telling, text: MarkedText, actors: Sequence[Actor], kind: Kind, status: Status
) -> tuple[Actor, ...]:
    """The parties of one deal in the order in which the text names them, those who act before those acted on."""
    scores = {actor.key: _score(actor, telling, text, kind) for actor in actors}
    ranked = sorted(
        (actor for actor in actors if scores[actor.key] >= _LEAST),
        key=lambda actor: (-scores[actor.key], actor.spans[0].start),
    )
    chosen = _without_weak(ranked, scores)
    chosen = _with_list(chosen, ranked, telling, text)
    chosen = _with_other_side(chosen, actors, scores, telling)
    first = telling.lead.sentence.placed

    def place(actor: Actor) -> tuple[bool, int]:
        here = actor.within(first.start, first.end)
        return (not here, here[0].start if here else actor.spans[0].start)

    return tuple(sorted(chosen, key=place))


def as_party(actor: Actor, telling: Telling, others: Sequence[Actor]) -> Party:
    """An actor as a party, by the fullest name in the sentences that state the deal."""
    side: Side = actor.side
    if side == "other" and not actor.is_known:
        theirs = {one for other in others if other is not actor for one in other.sides} & {"cn", "de"}
        if len(theirs) == 1:
            side = "de" if theirs == {"cn"} else "cn"
    return Party(actor.name_in(telling.core), side, actor.organisation)


def _without_weak(ranked: Sequence[Actor], scores: dict[str, float]) -> list[Actor]:
    """The best few; those far behind the second are only mentioned."""
    if len(ranked) <= 2:
        return list(ranked)
    bar = scores[ranked[1].key] - 1.6
    return [actor for actor in ranked[:_MOST] if scores[actor.key] >= bar]


def _with_list(
    chosen: list[Actor], ranked: Sequence[Actor], telling: Telling, text: MarkedText
) -> list[Actor]:
    """The chosen and those enumerated with them in the stating sentence: ``with A, B, C and D``."""
    sentence = telling.lead.sentence.placed
    spans = sorted(
        (span.start, span.end, actor.key)
        for actor in ranked
        for span in actor.within(sentence.start, sentence.end)
    )
    keys = {actor.key for actor in chosen}
    for _ in range(2):
        for (_, end, one), (start, _, two) in pairwise(spans):
            joint = text.layout.text[end:start]
            if len(joint) < 24 and _LIST_JOINT.fullmatch(joint) and {one, two} & keys:
                keys |= {one, two}
    return [actor for actor in ranked if actor.key in keys][:_LISTED]


def _with_other_side(
    chosen: list[Actor], actors: Sequence[Actor], scores: dict[str, float], telling: Telling
) -> list[Actor]:
    """If only one party is named, the likeliest of the other side from the sentences around."""
    if len(chosen) >= 2:
        return chosen
    sides = {side for actor in chosen for side in actor.sides}
    rest = [
        actor
        for actor in actors
        if actor not in chosen
        and not actor.is_authority
        and scores[actor.key] > 0.4
        and actor.side not in sides
    ]
    rest.sort(key=lambda actor: (-scores[actor.key], actor.spans[0].start))
    return [*chosen, *rest[: 1 if chosen else 2]]


def _score(actor: Actor, telling: Telling, text: MarkedText, kind: Kind) -> float:
    lead = telling.lead.sentence
    score = 0.0
    in_lead = _in(actor, lead)
    if in_lead:
        score += 2.0 + 0.4 * _near_act(actor, telling)
        if _is_beside(actor, lead, text):
            score -= 2.0
    if telling.title is not None and telling.title is not lead and _in(actor, telling.title):
        score += 1.6
    others = [
        s.sentence for s in telling.statements if s.sentence is not lead and s.sentence is not telling.title
    ]
    stated = sum(_in(actor, sentence) for sentence in others)
    score += min(1.4, 0.7 * stated)
    if not in_lead:
        near = any(
            _in(actor, sentence) and abs(sentence.placed.number - lead.placed.number) <= 1
            for sentence in telling.context
        )
        score += 0.5 if near else 0.0
    score += min(0.8, 0.2 * (len(actor.spans) - 1))
    score += 0.5 if actor.is_known else 0.0
    if actor.is_authority:
        score -= 3.0
    if actor.side == "other" and actor.is_known:
        score -= 0.8
    return score


def _in(actor: Actor, sentence: MarkedSentence) -> bool:
    return bool(actor.within(sentence.placed.start, sentence.placed.end))


def _near_act(actor: Actor, telling: Telling) -> bool:
    """Whether it is named in the clause of the leading act."""
    sentence = telling.lead.sentence
    for act in telling.lead.acts:
        if act.is_real:
            start, end = sentence.clause(act.cue.start)
            if actor.within(start, end):
                return True
    return False


def _is_beside(actor: Actor, sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether it is named only as an example, a source or a rival."""
    beside = pattern("beside", text.layout.language)
    whole = text.layout.text
    spans = actor.within(sentence.placed.start, sentence.placed.end)
    return all(
        beside.search(whole, max(sentence.placed.start, span.start - 45), span.start) for span in spans
    )
