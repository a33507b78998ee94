"""The place of a deal: where the plant, the firm bought or the project is, else where the paper was signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from analysis.facts_actors import Actor
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern, word_before
from analysis.facts_place_found import FoundPlace, found_places
from analysis.facts_place_whole import with_town
from analysis.facts_roles import roles_of, seats_of
from analysis.facts_statements import Telling
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_entries import Place
from analysis.marking import MarkedSentence, MarkedText
from analysis.values import Kind, Language, Side

_AS_ADJECTIVE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"[A-Z][\w-]+(?:-based)?\s(?!and\b|or\b|on\b|in\b|for\b|with\b|by\b|to\b|at\b)[a-z]{4,}"
    ),
    "de": re.compile(r"[A-ZÄÖÜ][\wäöüß-]+(?:er|ner)\s[A-ZÄÖÜ][a-zäöüß]{3,}"),
    "zh": re.compile(r"[\u3400-\u9fff]{2,5}(?:市)?的[\u3400-\u9fff]"),
    "other": re.compile(r"(?!)"),
}
_LINE_AFTER = re.compile(
    r"[^.\n]{0,36}?(?:\s--\s|\s[–—-]\s|\s?\|\s|\)\s?[–—-]|:\s)|\.\s|[,/]\s?[A-Z]{3,}|\s?\([a-z/]{2,8}\)"
    r"|\d{1,2}月\d{1,2}日[电電讯訊]|[讯訊电電]|\s?\d{1,2}日[电電]"
)


_SAID = ("stated ", "title ")
_CAPITALS = frozenset({"berlin", "beijing"})
"""They stand for governments too."""
_BESIDE_AFTER = re.compile(r"\s?(?:,|、|and|und|sowie|和|与|及|以及)\s?(?:in\s)?(?=[A-ZÄÖÜ\u3400-\u9fff])")
_VISIT_WITHIN = 1500  # characters of a text in which a visit or fair is looked for


def place_of(
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
    gazetteer: Gazetteer,
    weights: OptionWeights,
    traits: Iterable[str] = (),
) -> str | None:
    """Where a deal is, as the text names the place; None if it does not say.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        kind: The kind of the deal.
        parties: Those who take part in it.
        gazetteer: Knows which places are regions.
        weights: What the traits of a place weigh.
        traits: Those of the deal itself; see :func:`analysis.facts_traits.traits_of`.
    """
    found = found_places(telling, text, parties, gazetteer)
    options = place_options(telling, text, kind, parties, gazetteer, found)
    chosen = weights.choose(options, no_place_traits(kind, traits, text))
    return chosen if chosen is None else with_town(chosen, found, text, gazetteer)


def no_place_traits(kind: Kind, traits: Iterable[str], text: MarkedText) -> frozenset[str]:
    """What speaks for a deal's having no place: its kind, and what is said of it."""
    told = (f"none, {trait}" for trait in traits if trait.startswith(_SAID))
    visit = {f"none of {kind} at a visit"} if _is_visit(text) else set()
    return frozenset({"none", f"none of {kind}", *told} | visit)


def _is_visit(text: MarkedText) -> bool:
    return _tells_visit(text.layout.text[:_VISIT_WITHIN], text.layout.language)


@lru_cache(maxsize=8)
def _tells_visit(opening: str, language: Language) -> bool:
    return pattern("visit", language).is_in(opening, 0, len(opening))


def place_options(
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
    gazetteer: Gazetteer,
    found: Sequence[FoundPlace],
) -> list[Option[str]]:
    """The places that may be that of a deal, with what speaks for and against each.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        kind: The kind of the deal.
        parties: Those who take part in it.
        gazetteer: Knows which places are regions.
        found: The places that the text offers; see :func:`analysis.facts_place_found.found_places`.
    """
    roles = roles_of(telling, text, parties, kind)
    seats = {actor.key: frozenset(seats_of(actor, text)) for actor in parties}
    counts = Counter(one.name.casefold() for one in found)
    written: dict[str, str] = {}
    for one in found:
        folded = one.name.casefold()
        if folded not in written or written[folded].isupper():
            written[folded] = one.name
    known = {one.identity: gazetteer.place(one.identity) for one in found if one.identity}
    regions = {place.region for place in known.values() if place is not None}
    first = min((one.start for one in found), default=-1)
    starts_at = {one.end: one.start for one in found}
    starts = {one.start for one in found}
    visit = _is_visit(text)
    options: list[Option[str]] = []
    for one in found:
        if one.side == "other":
            continue
        traits = set(_traits(one, telling, text, kind, parties, starts_at, visit=visit))
        for actor in parties:
            role = roles.of(actor)
            if one.identity is not None and one.identity in seats[actor.key]:
                traits |= {"seat", f"seat of one {role}", f"seat of one {role} in {kind}"}
            if one.side is not None and role != "open":
                towards = "side" if one.side in actor.sides else "not side"
                traits.add(f"{towards} of one {role} in {kind}")
        traits.update(_among(one, starts, starts_at.keys(), text))
        if counts[one.name.casefold()] > 1:
            traits.add("named again")
        if len(counts) == 1:
            traits |= {"only place", f"only place of {kind}"}
        if one.start == first:
            traits.add("first place")
        place = known.get(one.identity) if one.identity else None
        if one.identity in regions:
            traits.add("region of another place")
        if place is not None and place.region in known:
            traits.add("its region is named")
        if one.identity in _CAPITALS:
            traits |= {f"capital of {kind}", f"capital {telling.where(one.sentence)}"}
        if one.is_park:
            traits.add("park")
        elif one.identity is None:
            traits.add("unknown place")
            traits.add("unknown, like a town" if one.ends_like_town else "unknown, not like a town")
        elif place is None or not place.population:
            traits |= {"region", f"region in {kind}"}
        name = written[one.name.casefold()]
        options.append(
            Option(_noun(name, place) if text.layout.language == "de" else name, frozenset(traits))
        )
    return options


def _noun(name: str, place: Place | None) -> str:
    """The German name of a place for an adjective: ``München`` for ``Münchner``."""
    names = place.names.get("de", ()) if place is not None else ()
    if not names or name in names or not (name.endswith("er") or name[0].islower()):
        return name
    return names[0]


def _chain_start(one: FoundPlace, starts_at: Mapping[int, int]) -> int:
    """Where the places begin that are named in one breath: of ``in Shandong's Weifang`` what stands before Shandong."""
    start = one.start
    for _ in range(3):
        before = next((starts_at[start - gap] for gap in range(3) if start - gap in starts_at), None)
        if before is None or before >= start:
            break
        start = before
    return start


def _among(one: FoundPlace, starts: set[int], ends: Container[int], text: MarkedText) -> Iterator[str]:
    """Whether it stands in an enumeration of places or on a way from one to another."""
    whole = text.layout.text
    joint = _BESIDE_AFTER.match(whole, one.end)
    is_on_way = pattern("route", text.layout.language).is_in(whole, max(0, one.start - 12), one.start)
    if is_on_way:
        yield "on a way"
    if joint is not None and joint.end() in starts:
        yield "beside another place"
        if is_on_way:
            yield "between two"
    if any(at in ends for at in range(max(0, one.start - 5), one.start)):
        yield "after another place"
    if whole[one.end : one.end + 1] in ("/", "–", "-", "—") and one.end + 1 in starts:
        yield "joined to another place"
    if whole[max(0, one.start - 1) : one.start] in ("/", "–", "-", "—") and one.start - 1 in ends:
        yield "joined to another place"


def _traits(
    one: FoundPlace,
    telling: Telling,
    text: MarkedText,
    kind: Kind,
    parties: Sequence[Actor],
    starts_at: Mapping[int, int],
    *,
    visit: bool,
) -> Iterator[str]:
    language = text.layout.language
    whole = text.layout.text
    sentence, start, end, side = one.sentence, one.start, one.end, one.side
    where = telling.where(sentence)
    yield "place"
    yield where
    yield f"{where} of {kind}"
    first = _chain_start(one, starts_at)
    before = whole[max(sentence.placed.start, first - 45) : first]
    after = whole[end : min(sentence.placed.end, end + 40)]
    relation = "bare"
    if pattern("from", language).search(before):
        relation = "from"
    elif pattern("at", language).search(before):
        relation = "at"
        yield f"at {where}"
        yield f"at {where} of {kind}"
    yield f"{relation} of {kind}"
    if one.identity is None:
        yield f"unknown {relation}"
    word = word_before(sentence.placed.text, start - sentence.placed.start)
    if word:
        yield f"after '{word}'"
    for what in ("site", "signing", "telling", "workforce"):
        if pattern(what, language).search(before[-32:] if relation == "at" else before[-20:]):
            yield f"{relation} after {what}"
            yield f"{relation} after {what} of {kind}"
    if pattern("site", language).search(after[:20]):
        yield "site after"
        yield f"site after in {kind}"
    if pattern("existing site", language).search(sentence.placed.text):
        yield f"other sites {where}"
    if _AS_ADJECTIVE[language].match(whole, start, min(sentence.placed.end, end + 24)):
        yield "as an adjective"
        yield f"as an adjective in {kind}"
        yield f"as an adjective {where}"
    clause_start, clause_end = sentence.clause(start)
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("act")):
        yield "act in clause"
    if any(clause_start <= cue.start < clause_end for cue in sentence.of("object")):
        yield "object in clause"
    if _is_line(start, end, sentence, text):
        yield "line"
        yield f"line of {kind}"
        yield f"{side} line of {kind}"
        if visit:
            yield f"line of {kind} at a visit"
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
