"""The signs that speak for or against a deal being told as news, by sentence and by article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.acts import Act, acts_of
from analysis.marking import MarkedSentence, MarkedText, name_both
from analysis.signals_article import article_signs, explains
from analysis.signals_joint import Heading, joint_signs, shared_joint_signs
from analysis.signals_news import (
    TO_COME,
    NamedSides,
    acts_by_verb,
    beside_signs,
    missing_signs,
    named_sides,
    news_signs,
)
from analysis.signals_sentence import BOTH, Sighted, newest_year, sentence_signs, sides_taking_part, sight
from analysis.signals_sides import party_signs
from analysis.values import Language

_PLAYER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:striker|midfielder|defender|goalkeeper|player|forward|winger|coach|transfer|loan)\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:\w*(?:stürmer|torwart|verteidiger|spieler|trainer)|mittelfeld\w*|transfer|leihe|ablöse\w*|wechselt)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"前锋|后卫|中场|门将|球员|转会|主教练|租借|小将|外援|前鋒|後衛|球員|轉會"),
}

# What only says who told the sentence before: "Das kündigte der Konzern am Montag an", "This was announced on Monday".
_TELLS_IT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:This|That|It) (?:was|has been|is) (?:announced|confirmed|made public|disclosed|reported)\b"
    ),
    "de": re.compile(
        r"(?:Das|Dies|So) (?:kündigt|teilt|gab|gibt|gaben|geht|sagt|bestätigt|bericht|meldet|verkünd|verlautet|erklärt"
        r"|hieß|wurde|machte)\w{0,3}\b"
    ),
}

_OF_PARTNERS = frozenset({"agreement", "paper"})


@dataclass(frozen=True, slots=True)
class Signals:
    """A sentence that may state a deal, its acts, and the names of the signs that weigh."""

    sentence: MarkedSentence
    acts: tuple[Act, ...]
    signs: frozenset[str]

    @property
    def real_acts(self) -> tuple[Act, ...]:
        """The acts stated as done or decided."""
        return tuple(act for act in self.acts if act.is_real)

    @property
    def may_state(self) -> bool:
        """Whether the sentence can state a deal: not if all that it says to be done is wished, denied or past."""
        return not self.acts or bool(self.real_acts)


def signals_of(text: MarkedText) -> tuple[Signals, ...]:
    """One for every telling sentence with a word of doing or dealing, in the order of the text."""
    if not any(sentence.cues for sentence in text.telling):
        return ()  # as of every text that does not name both sides, which are most
    newest = newest_year(text.telling, text)
    sighted = _without_plans_to_sign(tuple(_sighted(text, newest)), text.layout.language)
    plain = frozenset((*article_signs(sighted, text), *party_signs(sighted), *news_signs(sighted, text)))
    shared = plain.union(shared_joint_signs(plain))
    heading = Heading.of(plain)
    named = named_sides(sighted)
    return tuple(
        Signals(one.sentence, one.acts, shared.union(own, joint_signs(own, heading)))
        for one in sighted
        if one.acts or one.objects
        for own in (frozenset(_own_signs(one, sighted, text, newest, named)),)
    )


def _without_plans_to_sign(sentences: tuple[Sighted, ...], language: Language) -> tuple[Sighted, ...]:
    """The sentences with no plan of a partnership as done whose paper the opening says is still to be signed."""
    if language == "zh":
        return sentences  # a plan and its signing stand in one sentence there, and that has a sign
    opening = [one for one in sentences if one.sentence.placed.role in ("title", "lead")]
    if not any(act.status == "signed" and act.moods & TO_COME for one in opening for act in one.acts):
        return sentences
    if any(act.status != "planned" for one in opening for act in acts_by_verb(one, language)):
        return sentences
    return tuple(
        _with_plans_due(one) if one.objects <= _OF_PARTNERS and not one.has_sum else one for one in sentences
    )


def _with_plans_due(one: Sighted) -> Sighted:
    acts = tuple(
        Act(act.cue, act.moods | {"due"}) if act.is_real and act.status == "planned" else act
        for act in one.acts
    )
    return replace(one, acts=acts, real=tuple(act for act in acts if act.is_real))


def _own_signs(
    one: Sighted, sighted: tuple[Sighted, ...], text: MarkedText, newest: int | None, named: NamedSides
) -> Iterator[str]:
    yield from sentence_signs(one, sighted, text, newest)
    yield from beside_signs(one, text.layout.language)
    yield from missing_signs(one, named)


def _tells_it(sentence: MarkedSentence, language: Language) -> bool:
    """Whether a sentence only says who told what stands before it."""
    opening = _TELLS_IT.get(language)
    return opening is not None and opening.match(sentence.placed.text) is not None


def _is_transfer(sentence: MarkedSentence, cues: int, language: Language) -> bool:
    """Whether a player is what is signed: a sentence names one, or those around it have many words of sport."""
    return cues >= 3 or _PLAYER[language].search(sentence.placed.text) is not None


def _is_between_clubs(sentence: MarkedSentence, language: Language) -> bool:
    """Whether clubs or leagues of both sides agree on something, and no player is named."""
    if not name_both(sentence.mentions) or _PLAYER[language].search(sentence.placed.text):
        return False
    return any(cue.meaning.name in ("agreement", "paper") for cue in sentence.of("object"))


def _sighted(text: MarkedText, newest: int | None) -> Iterator[Sighted]:
    telling, language = text.telling, text.layout.language
    sports = [sum(cue.meaning.name == "sport" for cue in sentence.of("frame")) for sentence in telling]
    taking_part = [sides_taking_part(sentence) for sentence in telling]
    title = telling[0] if telling and telling[0].placed.role == "title" else None
    acted = True  # whether the sentence before says something to be done
    for number, sentence in enumerate(telling):
        first = max(0, number - 1)
        acts = acts_of(sentence, language, newest, text.published)
        if not acted and not sentence.of("object") and _tells_it(sentence, language):
            acts = tuple(Act(act.cue, act.moods | {"undecided before"}) for act in acts)
        acted = any(act.is_real for act in acts)
        if sentence is title and explains(sentence.placed.text):
            acts = tuple(Act(act.cue, act.moods | {"explained"}) for act in acts)
        around = {*range(first, min(number + 2, len(telling))), *([] if title is None else [0])}
        cues = sum(sports[other] for other in around)
        if cues and _is_transfer(sentence, cues, language) and not _is_between_clubs(sentence, language):
            acts = tuple(Act(act.cue, act.moods | {"sport"}) for act in acts)
        near = taking_part[number]
        if "other" not in near or near >= BOTH:
            near = near.union(*(taking_part[other] for other in around))
        yield sight(number, sentence, acts, near)
