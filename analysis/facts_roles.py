"""Who acts in a deal and who is acted on: the buyer and the firm bought, the builder and its host; and their seats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.facts_actors import Actor
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Language

_REACH = 90  # characters around a name that are looked at
_SEAT_AFTER = re.compile(
    r"(?:['’]s\s|\s?[(（]|,?\s(?:based|headquartered|situated|located|ansässig|mit Sitz)?\s?"
    r"(?:in|of|from|at|near|aus|im|bei|an der)\s(?:the\s|dem\s|der\s)?(?:[a-zäöüß]+en\s)?|,\s)$"
)
_SEAT_AFTER_HAN = re.compile(
    r"(?:公司|集团|企业)?[，,]?(?:总部|總部|厂区|工厂|工廠|公司)?(?:设|設|位|坐落)?(?:在|于|於|地处)(?:德国|德國|中国|中國)?"
    r"(?:[\u3400-\u9fff]{1,6}(?:州|邦|省|的))?$|[（(]$"
)
_SEAT_BEFORE = re.compile(r"(?:[-‐]based\s|['’]s\s(?:[\w-]+\s){0,2}|er\s(?:[\w-]+\s){0,2}|的|\s?)$")


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


def seats_of(actor: Actor, text: MarkedText) -> Iterator[str]:
    """The ids of the places where the text says that an actor sits."""
    whole = text.layout.text
    language: Language = text.layout.language
    for sentence in text.sentences:
        if not actor.is_in(sentence) or not sentence.placed.tells:
            continue
        spans = actor.within(sentence.placed.start, sentence.placed.end)
        if not spans:
            continue
        for mention in sentence.mentions:
            if mention.type != "place" or mention.identity is None:
                continue
            for span in spans:
                if (
                    span.start <= mention.start < span.end
                    or (
                        0 <= mention.start - span.end <= 30
                        and (_SEAT_AFTER if language != "zh" else _SEAT_AFTER_HAN).fullmatch(
                            whole[span.end : mention.start]
                        )
                    )
                    or (
                        0 <= span.start - mention.end <= 24
                        and (
                            _SEAT_BEFORE.fullmatch(whole[mention.end : span.start])
                            if language != "zh"
                            else whole[mention.end : span.start] in ("", "的", "市")
                        )
                    )
                ):
                    yield mention.identity
