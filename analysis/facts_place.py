"""The place of a deal: where the plant, the firm bought or the project is, else where the paper was signed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from analysis.facts_actors import Actor
from analysis.facts_options import Option, OptionWeights
from analysis.facts_patterns import pattern
from analysis.facts_place_beside import Owners, around_traits, time_gone_traits
from analysis.facts_place_found import FoundPlace, found_places, place_key
from analysis.facts_place_guests import Visit
from analysis.facts_place_orders import Trade
from analysis.facts_place_traits import CAPITALS, PlaceScene, traits_among, traits_of_place
from analysis.facts_place_whole import whole_names
from analysis.facts_roles import roles_of
from analysis.facts_seats import seats_of
from analysis.facts_statements import Telling
from analysis.gazetteer import Gazetteer
from analysis.gazetteer_entries import Place
from analysis.gazetteer_text import has_han
from analysis.marking import MarkedText
from analysis.values import Language
from config.deals import Kind

_SAID = ("stated ", "title ")
_STANDINGS = ("line", "in a party's name", "as an adjective", "of a firm", "in another's name", "stands from")
"""Traits that say much of a place if it has them wherever it is named."""
_SITE = frozenset(f"at next to {what}, directly" for what in ("site noun", "building", "seat")) | frozenset(
    {"site after"}
)
_SIGNED = frozenset({"at after signing", "at before signing", "at next to signing, directly"})
"""Traits of a place where something stands, and of one where a paper was signed."""
_POST = re.compile(
    r"驻(?P<to>德|华|中国)[^,。;]{0,14}?(?:办事处|代表处|联络处|联络站|工商中心|代表机构)(?=[^。;]{0,30}(?:揭牌|挂牌|开业|运营|成立|设立|启用|落户))"
)
_ADJECTIVE = re.compile(r"[a-z](?:ian|an|on|ese)$")
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
    found = _of_post(found_places(telling, text, parties, gazetteer), telling, kind)
    options = place_options(telling, text, kind, parties, gazetteer, found)
    return weights.choose(options, no_place_traits(kind, traits, text))


def _of_post(found: Sequence[FoundPlace], telling: Telling, kind: Kind) -> Sequence[FoundPlace]:
    """The places of the country to which somebody is posted, if the stating sentence opens a post and names such.

    中德生态园驻德办事处 stands in Germany, whosever it is.
    """
    lead = telling.lead.sentence
    post = _POST.search(lead.placed.folded) if kind == "investment" else None
    if post is None:
        return found
    side = "de" if post.group("to").startswith("德") else "cn"
    there = [one for one in found if one.sentence is lead and one.side == side]
    return there or found


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
    seats = seats_of(found, parties, text)
    counts = Counter(place_key(one) for one in found)
    names = whole_names(found, _written(found, text.layout.language, gazetteer), text, gazetteer)
    known = {one.identity: gazetteer.place(one.identity) for one in found if one.identity}
    regions = {place.region for place in known.values() if place is not None}
    first = min((one.start for one in found), default=-1)
    starts_at = {one.end: one.start for one in found}
    starts = {one.start for one in found}
    said_in: dict[str, set[str]] = {}
    for one in found:
        said_in.setdefault(place_key(one), set()).add(telling.where(one.sentence))
    owners = Owners(telling, parties)
    visit = Visit(telling, text)
    trade = Trade(telling, text, kind, parties)
    scene = PlaceScene(telling, text, kind, parties, roles, starts_at, _is_visit(text))
    options: list[Option[str]] = []
    single = {id(one): set(traits_of_place(one, scene)) for one in found if one.side != "other"}
    common: dict[str, set[str]] = {}
    for one in found:
        if one.side != "other":
            known_as = common.setdefault(place_key(one), set(_STANDINGS))
            known_as &= single[id(one)]
    sites = {place_key(one) for one in found if id(one) in single and single[id(one)] & _SITE}
    sites |= {key for key, told in seats.items() if any(how == "told" for _, how in told)}
    for one in found:
        if one.side == "other":
            continue
        key = place_key(one)
        traits = single[id(one)]
        if traits & _SIGNED and key not in sites and sites:
            traits |= {"signing, a site is named", f"signing, a site is named in {kind}"}
        elif traits & _SIGNED and not sites:
            traits |= {"signing, no site is named", f"signing, no site is named in {kind}"}
        if key in sites:
            traits |= {
                f"a site in {kind}",
                f"the only site in {kind}" if len(sites) == 1 else "one of the sites",
            }
        for standing in common[key]:
            traits |= {f"always {standing}", f"always {standing} in {kind}"}
        for actor in parties:
            role = roles.of(actor)
            for how in ("told", "named"):
                if (actor.key, how) in seats.get(key, ()):
                    traits |= {
                        f"seat {how}",
                        f"seat {how} of one {role}",
                        f"seat {how} of one {role} in {kind}",
                    }
                    traits.add(f"seat {how} of the {actor.side} side in {kind}")
            if one.side is not None and role != "open":
                towards = "side" if one.side in actor.sides else "not side"
                traits.add(f"{towards} of one {role} in {kind}")
        traits.update(traits_among(one, starts, starts_at.keys(), text))
        traits.update(around_traits(one, starts, starts_at.keys(), text))
        traits.update(owners.traits(one))
        traits.update(trade.traits(one, seats.get(key, ())))
        traits.update(time_gone_traits(one, kind, text))
        if counts[key] > 1:
            traits.add("named again")
        where = telling.where(one.sentence)
        traits.update(f"{told} in {kind}" for told in visit.traits(one, where))
        traits.update(f"also {other}" for other in said_in[key] if other != where)
        if len(counts) == 1:
            traits |= {"only place", f"only place of {kind}"}
        if one.start == first:
            traits.add("first place")
        place = known.get(one.identity) if one.identity else None
        if one.identity in regions:
            traits.add("region of another place")
        if place is not None and not place.population and len(counts) > 1:
            traits.add("region beside places")
        if place is not None and place.region in known:
            traits.add("its region is named")
        if one.identity in CAPITALS:
            traits |= {f"capital of {kind}", f"capital {where}"}
        if one.is_park:
            traits.add("park")
        elif one.identity is None:
            traits.add("unknown place")
            traits.add("unknown, like a town" if one.ends_like_town else "unknown, not like a town")
        elif place is None or not place.population:
            traits |= {"region", f"region in {kind}"}
        options.append(Option(names[key], frozenset(traits)))
    return options


def _written(found: Sequence[FoundPlace], language: Language, gazetteer: Gazetteer) -> dict[str, str]:
    """How each place is called: by the first of its names in the script of the text that is no adjective."""
    written: dict[str, str] = {}
    rank: dict[str, int] = {}
    for one in found:
        key = place_key(one)
        place = gazetteer.place(one.identity) if one.identity else None
        name = one.name if language == "zh" else _noun(one.name, place, language)
        worth = 4 * (has_han(name) == (language == "zh")) + 2 * (name == one.name) + (not name.isupper())
        if worth > rank.get(key, -1):
            rank[key], written[key] = worth, name
    return written


def _noun(name: str, place: Place | None, language: Language) -> str:
    """The name of a place for its German adjective, which firms are called by in English too: ``Münchner``."""
    names = place.names.get(language, ()) if place is not None else ()
    if language == "en" and names and _ADJECTIVE.search(name) and name[:3] == names[0][:3]:
        return names[0]  # "the Bavarian start-up"
    known = (*names, *(place.names.get("de", ()) if place is not None else ()))
    if not names or name in known or not (name.endswith("er") or name[0].islower()):
        return name
    return names[0]
