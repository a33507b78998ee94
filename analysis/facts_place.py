"""The place of a deal: where the plant, the firm bought or the project is, else where the paper was signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.facts_actors import Actor
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern
from analysis.facts_telling import Telling
from analysis.facts_words import name_words
from analysis.gazetteer import Gazetteer
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Language, Side

_TOWN = r"[A-ZÄÖÜ][a-zäöüß]{2,}"
_GUESS = {
    "en": re.compile(rf"\b(?:in|at|near)\s({_TOWN}(?:[- ]{_TOWN}){{0,2}})(?=[\s,.;)])"),
    "de": re.compile(
        rf"\b(?:in|bei|nahe)\s((?:(?:Bad|Sankt|St\.)\s)?{_TOWN}(?:-{_TOWN})?(?:\s(?:an der|am|im)\s{_TOWN})?)"
    ),
}
_LINE_AFTER = re.compile(
    r"[^.\n]{0,36}?(?:\s--\s|\s[–—-]\s|\s?\|\s|\)\s?[–—-]|:\s)|\.\s|[,/]\s?[A-Z]{3,}|\s?\([a-z/]{2,8}\)"
    r"|\d{1,2}月\d{1,2}日[电電讯訊]|[讯訊电電]|\s?\d{1,2}日[电電]"
)
_BESIDE = 34  # characters within which a place stands beside a name


def place_of(
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
    gazetteer: Gazetteer,
    weights: OptionWeights,
) -> str | None:
    """Where a deal is, as the text names the place; None if it does not say.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        kind: The kind of the deal.
        parties: Those who take part in it.
        gazetteer: Knows which places are regions.
        weights: What the traits of a place weigh.
    """
    return weights.choose(place_options(telling, text, kind, parties, gazetteer), no_place_traits(kind))


def no_place_traits(kind: Kind) -> frozenset[str]:
    """What speaks for a deal's having no place."""
    return frozenset({"none", f"none of {kind}"})


def place_options(
    telling: Telling, text: MarkedText, kind: Kind, parties: Sequence[Actor], gazetteer: Gazetteer
) -> list[Option[str]]:
    """The places that may be that of a deal, with what speaks for and against each."""
    found: list[tuple[MarkedSentence, int, str, Side | None, str | None]] = []
    for sentence in telling.reach:
        known = [m for m in sentence.mentions if m.type in ("place", "country")]
        found.extend((sentence, m.start, m.text, m.side, m.identity) for m in known if m.type == "place")
        found.extend(
            (sentence, start, name, None, None)
            for start, name in _guesses(sentence, text.layout.language)
            if not any(m.start <= start < m.end for m in sentence.mentions)
            and not any(s.start <= start < s.end for actor in parties for s in actor.spans)
        )
    counts = Counter(name.casefold() for _, _, name, _, _ in found)
    first = min((start for _, start, _, _, _ in found), default=-1)
    options: list[Option[str]] = []
    for sentence, start, name, side, identity in found:
        if side == "other":
            continue
        traits = set(_traits(sentence, start, start + len(name), side, telling, text, kind, parties))
        if counts[name.casefold()] > 1:
            traits.add("named again")
        if start == first:
            traits.add("first place")
        place = gazetteer.place(identity) if identity else None
        if identity is None:
            traits.add("unknown place")
        elif place is None or not place.population:
            traits.add("region")
        options.append(Option(name, frozenset(traits)))
    return options


def _guesses(sentence: MarkedSentence, language: Language) -> Iterator[tuple[int, str]]:
    guess = _GUESS.get(language)
    if guess is None:
        return
    words = name_words()
    mine = words.of(language)
    for match in guess.finditer(sentence.placed.text):
        name = match.group(1).strip(" -")
        first = name.split()[0].lower()
        if first in mine.starters or first in mine.generic or first in mine.persons or first in mine.roles:
            continue
        if language != "de" or not words.is_german_noun(re.split(r"[\s-]", name)[-1]):
            yield sentence.placed.start + match.start(1), name


def _traits(
    sentence: MarkedSentence,
    start: int,
    end: int,
    side: Side | None,
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
) -> Iterator[str]:
    language = text.layout.language
    whole = text.layout.text
    where = telling.where(sentence)
    yield "place"
    yield where
    yield f"{where} of {kind}"
    before = whole[max(sentence.placed.start, start - 45) : start]
    after = whole[end : min(sentence.placed.end, end + 40)]
    relation = "bare"
    if pattern("from", language).search(before):
        relation = "from"
    elif pattern("at", language).search(before):
        relation = "at"
    yield relation
    yield f"{relation} of {kind}"
    yield f"{relation} {where}"
    site = pattern("site", language)
    if site.search(before):
        yield "site before"
        yield f"site before of {kind}"
    if site.search(after[:20]):
        yield "site after"
        yield f"site after of {kind}"
    clause_start, clause_end = sentence.clause(start)
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("act")):
        yield "act in clause"
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("object")):
        yield "object in clause"
    if _is_line(start, end, sentence, text):
        yield "line"
        yield f"line of {kind}"
        if pattern("here", language).search(sentence.placed.text):
            yield "line and here"
    yield from _party_traits(start, end, side, kind, parties)
    if "other" in sentence.sides:
        yield "third country"
    for frame in {cue.meaning.name for cue in sentence.of("frame")} & {
        "statistics",
        "retrospective",
        "trend",
    }:
        yield f"frame {frame}"


def _party_traits(
    start: int, end: int, side: Side | None, kind: Kind, parties: Sequence[Actor]
) -> Iterator[str]:
    for number, actor in enumerate(parties[:3]):
        rank = "first" if number == 0 else "other"
        for span in actor.spans:
            if span.start <= start < span.end:
                yield "in a party's name"
                yield f"in the name of the {rank} party of {kind}"
            elif 0 <= start - span.end <= _BESIDE or 0 <= span.start - end <= _BESIDE // 2:
                yield f"beside the {rank} party"
                yield f"beside the {rank} party of {kind}"
                theirs = "own side" if side in actor.sides else "other side"
                yield f"beside a party, {theirs}, of {kind}"
    if side is not None and parties:
        yield (
            f"side of the first party of {kind}"
            if side in parties[0].sides
            else f"not side of the first of {kind}"
        )
        yield f"{side} of {kind}"
        if len(parties) > 1:
            both = {one for actor in parties for one in actor.sides}
            yield "among the sides" if side in both else "not among the sides"


def _is_line(start: int, end: int, sentence: MarkedSentence, text: MarkedText) -> bool:
    """Whether a place opens a paragraph as the place of the report."""
    if sentence.placed.role == "title":
        return False
    whole = text.layout.text
    line = whole.rfind("\n", 0, start) + 1
    if start - line > 40:
        return False
    return _LINE_AFTER.match(whole, end, end + 44) is not None or (
        whole[start:end].isupper() and end - start > 2
    )
