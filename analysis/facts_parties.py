"""The parties of a deal: who signs, buys or builds, and what is bought; not everyone whom the text names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from analysis.facts_actors import Actor
from analysis.facts_bystanders import is_only_where, without_bystanders
from analysis.facts_lead import is_only_beside
from analysis.facts_only_named import is_part_of_town
from analysis.facts_options import OptionWeights
from analysis.facts_party_lists import listed_groups, mates_of
from analysis.facts_party_units import with_units_for_owners, without_sites
from analysis.facts_party_words import joined, signs_itself, word_traits
from analysis.facts_patterns import pattern
from analysis.facts_roles import roles_of
from analysis.facts_statements import Telling
from analysis.marking import MarkedText
from analysis.values import Party, Side
from config.deals import Kind

LIKELY = 0.35
"""From this probability on an actor is a party."""
POSSIBLE = 0.18
"""From this probability on the likeliest other actor is one where there are fewer than two."""
OPPOSITE = 0.1
"""From this probability on the likeliest actor of the side that is missing is one, except in investments."""

SURE = 0.6
"""From this probability on an actor is one that stands apart from a sentence with parties of both sides."""
WHOLE = 2
"""So many parties in the stating sentence, of both sides, leave no need to look for others."""

_GOVERNMENTS = frozenset({"german-government", "chinese-government"})
_MOST = 8
_BOTH: frozenset[Side] = frozenset({"cn", "de"})
_SPEAKS = re.compile(r"[\s,]*(?:said|says|told|sagte|sagt|erklärte|teilte|表示|称|稱|说|說)")


def parties_of(
    telling: Telling, text: MarkedText, actors: Sequence[Actor], kind: Kind, weights: OptionWeights
) -> tuple[Actor, ...]:
    """The parties of one deal, those named in the stating sentence first, in its order.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        actors: Everyone named in it.
        kind: The kind of the deal.
        weights: What the traits of an actor weigh.
    """
    likely = {
        actor.key: weights.likely(traits) for actor, traits in party_options(telling, text, actors, kind)
    }
    firms = {
        side
        for actor in actors
        if actor.type == "organisation" and likely.get(actor.key, 0) >= OPPOSITE
        for side in actor.sides
    }
    is_built = kind == "investment" and bool(
        firms
    )  # a country beside a firm is where it builds: "China office"
    several = sum(a.type == "organisation" and likely.get(a.key, 0) >= LIKELY for a in actors) >= WHOLE
    ends = {span.end for actor in actors if actor.type == "organisation" for span in actor.spans}
    ranked = sorted(
        # Ministries sign papers; in other deals they only clear or forbid, and a country is where a named firm is from.
        (
            a
            for a in actors
            if a.key in likely
            and not (
                (a.sides <= firms or (firms and kind == "investment") or several)
                and is_only_where(a, text, ends, is_built=is_built)
            )
            and (
                kind == "agreement"
                or not (a.is_authority or (a.type == "country" and (a.sides <= firms or is_built)))
            )
        ),
        key=lambda actor: (-likely[actor.key], actor.spans[0].start),
    )
    chosen = [actor for actor in ranked if likely[actor.key] >= LIKELY or signs_itself(actor, telling, text)][
        :_MOST
    ]
    chosen = _without_bystanders(chosen, telling, likely)
    signing = [
        a for a in actors if a.key in likely and (kind == "agreement" or not a.is_authority or a in chosen)
    ]
    mates = mates_of(chosen, listed_groups(telling, text, signing))
    chosen.extend(dict.fromkeys(a for a, is_sure in mates if is_sure or likely[a.key] >= OPPOSITE))
    chosen = chosen[:_MOST]
    sides = {side for actor in chosen for side in actor.sides}
    if kind != "investment" and len(sides & _BOTH) == 1 and len(chosen) < _MOST:
        missing = [
            a
            for a in ranked
            if a not in chosen
            and (
                likely[a.key] >= OPPOSITE
                if a.sides & (_BOTH - sides)
                # A firm of which nothing tells whose it is comes before a town of the other side.
                else _is_of_unknown_side(a) and likely[a.key] >= POSSIBLE
            )
        ]
        chosen.extend(missing[:1])
    for actor in ranked:
        if len(chosen) >= 2 or likely[actor.key] < POSSIBLE:
            break
        # A town beside the one firm is where it builds, unless its government is told of.
        is_site = kind == "investment" and actor.type != "organisation" and not actor.is_municipal
        if actor not in chosen and not (is_site and chosen):
            chosen.append(actor)
    if not chosen:
        chosen = [a for a in ranked if not a.is_authority and not is_only_where(a, text, ends)][:1]
    if kind == "agreement":
        chosen = [*chosen, *_other_country(chosen, actors)]
    if kind == "investment" and text.layout.language == "zh":
        chosen = without_sites(chosen, telling)
    chosen = _without_doubles(_without_parts(with_units_for_owners(chosen, actors, telling, text), telling))
    first = telling.lead.sentence.placed

    def place(actor: Actor) -> tuple[bool, int]:
        here = actor.within(first.start, first.end)
        return (not here, here[0].start if here else actor.spans[0].start)

    return tuple(sorted(chosen, key=place))


def bystanders_of(actors: Sequence[Actor], parties: Sequence[Actor]) -> list[tuple[int, int]]:
    """Where organisations are named (start, end) that are no parties of a deal."""
    keys = {actor.key for actor in parties}
    return [
        (span.start, span.end)
        for actor in actors
        if actor.type == "organisation" and actor.key not in keys
        for span in actor.spans
        if not is_part_of_town(span)
    ]


def _is_of_unknown_side(actor: Actor) -> bool:
    return actor.type == "organisation" and not actor.is_known and actor.side == "other"


def _other_country(chosen: Sequence[Actor], actors: Sequence[Actor]) -> list[Actor]:
    """The other country where only one of the two was found: "the two countries signed", "signed in Berlin"."""
    sides = {side for actor in chosen for side in actor.sides}
    if len(sides & _BOTH) != 1 or not all(
        actor.type == "country" or actor.organisation in _GOVERNMENTS for actor in chosen
    ):
        return []
    return [actor for actor in actors if actor.type == "country" and actor.sides & (_BOTH - sides)][:1]


def _without_bystanders(
    chosen: Sequence[Actor], telling: Telling, likely: Mapping[str, float]
) -> list[Actor]:
    """Without those named elsewhere only, where the stating sentence itself names parties of both sides."""
    here = [actor for actor in chosen if actor.is_in(telling.lead.sentence)]
    if len(here) < WHOLE or not {side for actor in here for side in actor.sides} >= _BOTH:
        return list(chosen)
    return [actor for actor in chosen if actor in here or likely[actor.key] >= SURE]


def _without_doubles(chosen: Sequence[Actor]) -> list[Actor]:
    """Of several names of one known organisation the one by which it is known."""
    known = {actor.organisation for actor in chosen if actor.key == f"#{actor.organisation}"}
    return [
        actor for actor in chosen if actor.organisation not in known or actor.key == f"#{actor.organisation}"
    ]


def _without_parts(chosen: Sequence[Actor], telling: Telling) -> list[Actor]:
    """Without a city beside its own government, and other names that are part of a longer one of the same side."""
    names = {actor.key: actor.name_in(telling.lead.sentence) for actor in chosen}
    return [
        actor
        for number, actor in enumerate(chosen)
        if not any(
            other.side == actor.side and _is_part(names[actor.key], names[other.key], before=place < number)
            for place, other in enumerate(chosen)
            if other is not actor
        )
    ]


def _is_part(name: str, other: str, *, before: bool) -> bool:
    """Whether a name says nothing beside another: it is a part of it, or the same and comes later."""
    return before if name == other else name in other


def as_party(actor: Actor, telling: Telling, others: Sequence[Actor]) -> Party:
    """An actor as a party, by the fullest name in the sentences that state the deal."""
    side: Side = actor.side
    if side == "other" and not actor.is_known:
        theirs = {one for other in others if other is not actor for one in other.sides} & {"cn", "de"}
        if len(theirs) == 1:
            side = "de" if theirs == {"cn"} else "cn"
    return Party(actor.name_in(telling.lead.sentence), side, actor.organisation)


def party_options(
    telling: Telling, text: MarkedText, actors: Sequence[Actor], kind: Kind
) -> list[tuple[Actor, frozenset[str]]]:
    """The actors named where the deal is told, with what speaks for and against each as a party."""
    named = without_bystanders(telling, text, actors)
    organisations = [
        actor for actor in named if actor.type == "organisation" and actor.is_in(telling.lead.sentence)
    ]
    listed = {
        a.key for group in listed_groups(telling, text, named) for a in group if a.type == "organisation"
    }
    lead = telling.lead.sentence.placed
    meant = pattern("its government", text.layout.language).search(lead.text) is not None
    pairs = _pairs(telling, named)
    joining = [
        sentence
        for sentence in telling.reach
        if telling.where(sentence) not in ("stated", "far after", "other deal")
        and pattern("further partners", text.layout.language).search(sentence.placed.text)
    ]
    joints = joined(telling, text, named)
    near = [a for a in named if a.is_in(telling.lead.sentence)]
    rank = _ranks(telling, near)
    roles = roles_of(telling, text, near, kind, telling.core[:2])
    options: list[tuple[Actor, frozenset[str]]] = []
    for actor in named:
        traits = set(_traits(actor, telling, text, kind, len(organisations)))
        if meant and actor.type == "place":
            traits.add("government meant")
            if "in title" in traits:
                traits.add("government meant, in title")
        role = roles.of(actor)
        if role != "open":
            traits |= {role, f"{role} in {kind}", f"{what_of(actor)} {role}"}
        if actor.key in pairs:
            traits |= {f"pair of {actor.type}", f"pair of {actor.type} in {kind}"}
            traits.add(f"pair of {actor.type}, {min(len(organisations), 2)} organisations")
        traits.update(word_traits(actor, what_of(actor), telling, text))
        if actor.key in joints and actor.type != "organisation":
            traits |= {f"{actor.type} joined", f"{actor.type} joined to {joints[actor.key]}"}
        if actor.key in rank:
            traits |= {rank[actor.key], f"{what_of(actor)} {rank[actor.key]}"}
        if any(one.placed.number in actor.sentences for one in joining):
            traits |= {"named as a further partner", f"{actor.type} named as a further partner"}
        if actor.key in listed:
            traits.add("in a list")
            traits.add(f"{actor.type} in a list")
        options.append((actor, frozenset(traits)))
    return options


def what_of(actor: Actor) -> str:
    """What an actor is, and how surely."""
    if actor.type != "organisation":
        return actor.type
    return "known" if actor.is_known else "unknown" if actor.is_sure else "unsure"


def _pairs(telling: Telling, named: Sequence[Actor]) -> set[str]:
    """Places of both sides, or both countries, named in one sentence that states the deal: they may be who signs."""
    keys: set[str] = set()
    for sentence in telling.core[:2]:
        for type_ in ("place", "country"):
            here = [actor for actor in named if actor.type == type_ and actor.is_in(sentence)]
            first: dict[Side, str] = {}
            for actor in here:
                first.setdefault(actor.side, actor.key)
            if first.keys() >= _BOTH:
                keys |= {first["cn"], first["de"]}
    return keys


def _ranks(telling: Telling, near: Sequence[Actor]) -> dict[str, str]:
    """Which actor of its side is named first in the stating sentence, organisations before places."""
    placed = telling.lead.sentence.placed
    order = sorted(
        near, key=lambda a: (a.type != "organisation", a.within(placed.start, placed.end)[0].start)
    )
    ranks: dict[str, str] = {}
    counts: dict[Side, int] = {}
    for actor in order:
        counts[actor.side] = counts.get(actor.side, 0) + 1
        ranks[actor.key] = ("first", "second", "later")[min(counts[actor.side], 3) - 1] + " of its side"
    return ranks


def _traits(
    actor: Actor,
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    organisations: int,
) -> Iterator[str]:
    what = what_of(actor)
    yield what
    lead = telling.lead.sentence
    places = telling.places_of(actor.sentences)
    for where in places:
        yield where
        yield f"{what} {where}"
    if "stated" in places:
        few = "alone" if organisations <= 1 else "of two" if organisations == 2 else "of many"
        yield f"stated {few}"
        yield f"{what} stated {few}"
        yield f"stated as {kind}"
        yield from _beside_act(actor, telling)
        if is_only_beside(actor, lead, text):
            yield "only beside"
    else:
        few = (
            "none"
            if organisations == 0
            else "one"
            if organisations == 1
            else "two"
            if organisations == 2
            else "many"
        )
        yield f"not stated, {few} is"
        yield f"{what} not stated, {few} is"
        if "in title" in places:
            yield f"in title, not stated, {few} is"
        if "just before" in places or "next" in places:
            yield f"near, not stated, {few} is"
    count = len(actor.spans)
    yield "named once" if count == 1 else "named twice" if count == 2 else "named often"
    yield f"{what} named {'once' if count == 1 else 'again'}"
    if actor.is_authority:
        yield "authority"
        yield f"authority in {kind}"
    yield f"side {actor.side}"
    yield f"{what} of side {actor.side}"
    if actor.also_side:
        yield "both sides"
    if actor.has_form:
        yield "legal form"
    if actor.is_municipal:
        yield "municipal"
        yield f"municipal in {kind}"
    for span in actor.spans:
        if _SPEAKS.match(text.layout.text, span.end):
            yield "speaks"
            break


def _beside_act(actor: Actor, telling: Telling) -> Iterator[str]:
    """Where it stands towards the leading act, and whether in its clause."""
    sentence = telling.lead.sentence
    real = [act for act in telling.lead.acts if act.is_real] or list(telling.lead.acts)
    spans = actor.within(sentence.placed.start, sentence.placed.end)
    if not real or not spans:
        return
    if any(
        start <= span.start < end
        for act in real
        for start, end in [sentence.clause(act.cue.start)]
        for span in spans
    ):
        yield "in the clause of the act"
    nearest = min(abs(span.start - act.cue.start) for act in real for span in spans)
    yield "near the act" if nearest < 60 else "far from the act"
    yield "before the act" if spans[0].start < real[0].cue.start else "after the act"
