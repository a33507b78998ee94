"""Who is enumerated together: of ``signed by A, B, the carmaker C and D`` all take part, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.facts_actors import Actor
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText

_LONGEST_JOINT = 48  # characters between two names of one enumeration
_NOT = (
    r"(?!(?:which|who|that|whose|where|has|had|have|is|are|was|were|will|would|also|but|for|in|of|at|on|by|from|under|"
    r"after|before|as|to|said|agreed|bought|[a-z]+ed|[a-z]+ing|[a-z]+s)\b)"
)
_JOINT = re.compile(
    r"\s?(?:,|、|，|;|\band\b|\bund\b|\bsowie\b|\bas well as\b|&|和|与|與|及|以及|/)\s?"
    r"(?:and |und |with |mit )?(?:[A-Z][a-z]+['’]s\s|the |its |der |die |das |dem |den |des |seine[rnm]? )?"
    rf"(?:(?:{_NOT}[a-z-]+\s){{1,3}}|(?:[a-zäöüß]+e[nrsm]?\s)?(?:[A-ZÄÖÜ][a-zäöüß-]{{3,}}\s){{1,2}})?"
    r"|[、和与與及同跟](?:德国|德國|中国|中國|国内|國內)"
    r"|[、和与與及](?:[\u3400-\u9fff]{2,10}(?:商|企业|公司|机构|集团|巨头|方|国|市|省))"
)
_IN_NUMBER = 3  # countries of one enumeration
_TWO = 2  # governments of one enumeration


def listed_groups(telling: Telling, text: MarkedText, named: Sequence[Actor]) -> list[list[Actor]]:
    """The enumerations of actors of one type where the deal is told, each in its order.

    Those of the stating sentence; where it names no two organisations, those of the sentences beside it too.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        named: Those who may be parties.
    """
    lead = telling.lead.sentence
    sentences = [lead]
    if sum(actor.type == "organisation" and actor.is_in(lead) for actor in named) < 2:
        sentences += [
            one for one in telling.reach if telling.where(one) in ("stated beside", "just before", "next")
        ]
    return [group for sentence in sentences for group in _groups(sentence, text, named)]


def _groups(sentence: MarkedSentence, text: MarkedText, named: Sequence[Actor]) -> Iterator[list[Actor]]:
    placed = sentence.placed
    for types in (("organisation",), ("country", "place")):
        spans = sorted(
            (
                (span.start, span.end, actor)
                for actor in named
                if actor.type in types and actor.is_in(sentence)
                for span in actor.within(placed.start, placed.end)
            ),
            key=lambda one: one[:2],
        )
        group: list[Actor] = []
        for (_, end, one), (start, _, two) in pairwise(spans):
            joint = text.layout.text[end:start]
            if one is not two and len(joint) < _LONGEST_JOINT and _JOINT.fullmatch(joint):
                group = [*group, two] if group else [one, two]
                continue
            if group:
                yield group
            group = []
        if group:
            yield group


def mates_of(chosen: Sequence[Actor], groups: Sequence[Sequence[Actor]]) -> Iterator[tuple[Actor, bool]]:
    """Those enumerated together with somebody chosen, and whether they surely take part as much.

    Sure are third countries enumerated with one that is chosen.
    """
    keys = {actor.key for actor in chosen}
    for group in groups:
        here = [actor for actor in group if actor.key in keys]
        if not here:
            continue
        countries = group[0].type == "country" and len(group) >= _IN_NUMBER
        if group[0].type == "organisation" or countries or sum(a.is_municipal for a in group) >= _TWO:
            yield from ((actor, countries) for actor in group if actor.key not in keys)
