"""The place of a deal: where the plant, the firm bought or the project is, else where the paper was signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.facts_actors import Actor
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern, word_before
from analysis.facts_roles import roles_of, seats_of
from analysis.facts_statements import Telling
from analysis.facts_words import name_words
from analysis.gazetteer import Gazetteer
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Language, Side

_TOWN = r"[A-ZÄÖÜ][a-zäöüß]{2,}"
_GUESS = {
    "en": re.compile(
        rf"\b(?:[Ii]n|[Aa]t|[Nn]ear|city of|town of)\s({_TOWN}(?:[- ]{_TOWN}){{0,2}})(?=[\s,.;)’'])"
        rf"|\bthe\s({_TOWN})\s(?:district|county|development zone)\b"
    ),
    "de": re.compile(
        rf"\b(?:[Ii]n|bei|nahe|Stadt|Gemeinde)\s((?:(?:Bad|Sankt|St\.)\s)?{_TOWN}(?:-{_TOWN})?"
        rf"(?:\s(?:an der|am|im)\s{_TOWN})?)"
        rf"|\b((?:Gewerbe|Chemie|Industrie|Wind|Techno)\w*park|Flughafen|Hafen)(?=\s{_TOWN})"
    ),
}
_AS_ADJECTIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"[A-Z][\w-]+(?:-based)?\s(?!and\b|or\b|on\b|in\b|for\b|with\b|by\b|to\b|at\b)[a-z]{4,}"
    ),
    "de": re.compile(r"[A-ZÄÖÜ][\wäöüß-]+(?:er|ner)\s[A-ZÄÖÜ][a-zäöüß]{3,}"),
    "zh": re.compile(r"[\u3400-\u9fff]{2,5}(?:市)?的[\u3400-\u9fff]"),
    "other": re.compile(r"(?!)"),
}
_LINE = re.compile(r"(?:^|\n)\s?([A-ZÄÖÜ]{4,}(?:[- ][A-ZÄÖÜ]{2,}){0,2})(?=\.\s|\s[–—-]+\s|,\s|\s?\()")
_PARK = re.compile(
    r"(?:[Pp]ark|Zone|高新区|开发区|经开区|园区|产业园|科技园|工业园|新区|生态园|[Ff]lughafen|Airport|高新區|開發區|園區|工業園)\b|(?:区|园|園|區)$"
)
_LINE_AFTER = re.compile(
    r"[^.\n]{0,36}?(?:\s--\s|\s[–—-]\s|\s?\|\s|\)\s?[–—-]|:\s)|\.\s|[,/]\s?[A-Z]{3,}|\s?\([a-z/]{2,8}\)"
    r"|\d{1,2}月\d{1,2}日[电電讯訊]|[讯訊电電]|\s?\d{1,2}日[电電]"
)


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
    covered: set[int] = set()
    for sentence in telling.reach:
        for m in sentence.mentions:
            if m.type == "place" or (m.type == "organisation" and _PARK.search(m.text)):
                found.append((sentence, m.start, m.text, m.side, m.identity))
            covered.update(range(m.start, m.end))
        for nested in _nested(sentence, parties, gazetteer, text.layout.language):
            if not any(start == nested[1] for _, start, _, _, _ in found):
                found.append(nested)
        found.extend(
            (sentence, start, name, None, None)
            for start, name in _guesses(sentence, text)
            if start not in covered
            and not any(s.start <= start < s.end for actor in parties for s in actor.spans)
        )
    roles = roles_of(telling, text, parties)
    seats = {actor.key: frozenset(seats_of(actor, text)) for actor in parties}
    counts = Counter(name.casefold() for _, _, name, _, _ in found)
    written: dict[str, str] = {}
    for _, _, name, _, _ in found:
        if name.casefold() not in written or written[name.casefold()].isupper():
            written[name.casefold()] = name
    known = {identity: gazetteer.place(identity) for _, _, _, _, identity in found if identity}
    regions = {place.region for place in known.values() if place is not None}
    first = min((start for _, start, _, _, _ in found), default=-1)
    options: list[Option[str]] = []
    for sentence, start, name, side, identity in found:
        if side == "other":
            continue
        traits = set(_traits(sentence, start, start + len(name), side, telling, text, kind, parties))
        for actor in parties:
            role = roles.of(actor)
            if identity is not None and identity in seats[actor.key]:
                traits |= {"seat", f"seat of one {role}", f"seat of one {role} in {kind}"}
            if side is not None and role != "open":
                towards = "side" if side in actor.sides else "not side"
                traits.add(f"{towards} of one {role} in {kind}")
        if counts[name.casefold()] > 1:
            traits.add("named again")
        if start == first:
            traits.add("first place")
        place = known.get(identity) if identity else None
        if identity in regions:
            traits.add("region of another place")
        if place is not None and place.region in known:
            traits.add("its region is named")
        if _PARK.search(name):
            traits.add("park")
        elif identity is None:
            traits.add("unknown place")
        elif place is None or not place.population:
            traits.add("region")
        options.append(Option(written[name.casefold()], frozenset(traits)))
    return options


def _nested(
    sentence: MarkedSentence, parties: Sequence[Actor], gazetteer: Gazetteer, language: Language
) -> Iterator[tuple[MarkedSentence, int, str, Side | None, str | None]]:
    """The places in the names of parties: ``Nantong`` in ``Nantong Zhonghe Valve``."""
    for actor in parties[:4]:
        if actor.type != "organisation":
            continue
        for span in actor.within(sentence.placed.start, sentence.placed.end)[:2]:
            for start, part in _parts(span.text[:40], language):
                mention = next(iter(gazetteer.find(part, language)), None)
                if mention is not None and mention.type == "place" and mention.text == part:
                    yield sentence, span.start + start, part, mention.side, mention.identity
                    break


def _parts(name: str, language: Language) -> Iterator[tuple[int, str]]:
    if language == "zh":
        for size in (4, 3, 2):
            if len(name) > size:
                yield 0, name[:size]
    for match in re.finditer(r"[A-ZÄÖÜ][\w-]{3,}", name):
        if len(match.group()) < len(name):
            yield match.start(), match.group()


def _guesses(sentence: MarkedSentence, text: MarkedText) -> Iterator[tuple[int, str]]:
    """Words that stand like the name of a town that no table knows."""
    language = text.layout.language
    guess = _GUESS.get(language)
    if guess is None:
        return
    line = _LINE.match(sentence.placed.text)
    if line is not None and sentence.placed.role != "title":
        yield sentence.placed.start + line.start(1), line.group(1)
    words = name_words()
    mine = words.of(language)
    for match in guess.finditer(sentence.placed.text):
        group = 1 if match.group(1) else 2
        name = match.group(group).strip(" -")
        first = name.split()[0].lower()
        if first in mine.starters or first in mine.generic or first in mine.persons or first in mine.roles:
            continue
        if language != "de" or group == 2 or not words.is_german_noun(re.split(r"[\s-]", name)[-1]):
            yield sentence.placed.start + match.start(group), name


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
    before = whole[max(sentence.placed.start, start - 45) : start]
    after = whole[end : min(sentence.placed.end, end + 40)]
    relation = "bare"
    if pattern("from", language).search(before):
        relation = "from"
    elif pattern("at", language).search(before):
        relation = "at"
        yield f"at {where}"
        yield f"at {where} of {kind}"
    yield f"{relation} of {kind}"
    word = word_before(sentence.placed.text, start - sentence.placed.start)
    if word:
        yield f"after '{word}'"
    for what in ("site", "signing", "telling"):
        if pattern(what, language).search(before[-32:] if relation == "at" else before[-20:]):
            yield f"{relation} after {what}"
            yield f"{relation} after {what} of {kind}"
    if pattern("site", language).search(after[:20]):
        yield "site after"
    if _AS_ADJECTIVE[language].match(whole, start, min(sentence.placed.end, end + 24)):
        yield "as an adjective"
        yield f"as an adjective in {kind}"
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
    if {cue.meaning.name for cue in sentence.of("frame")} & {"statistics", "retrospective", "trend"}:
        yield "in a statistic or a look back"


def _party_traits(
    start: int, end: int, side: Side | None, kind: Kind, parties: Sequence[Actor]
) -> Iterator[str]:
    for actor in parties[:3]:
        for span in actor.spans:
            if span.start <= start < span.end:
                yield "in a party's name"
            elif 0 <= start - span.end <= 8:
                yield "right after a party"
                yield f"right after a party of {kind}"
    if side is not None and parties:
        yield f"{side} of {kind}"
        if len(parties) > 1:
            both = {one for actor in parties for one in actor.sides}
            yield "among the sides" if side in both else "not among the sides"
        else:
            yield (
                f"side of the only party of {kind}"
                if side in parties[0].sides
                else f"not side of the only one of {kind}"
            )


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
