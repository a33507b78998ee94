"""Names beside a deal that take no part in it: sites, seats, agencies, goods, whoever is still negotiated with."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import partial

from analysis.facts_actors import Actor
from analysis.facts_bystanders_chinese import is_beside_in_chinese, is_named_by_official
from analysis.facts_candidates import Span
from analysis.facts_only_named import is_bought_by, is_goods_or_heading, is_on_route, only_tells_which
from analysis.facts_patterns import pattern
from analysis.facts_statements import Telling
from analysis.gazetteer_text import fold
from analysis.marking import MarkedText
from analysis.names_latin_words import is_german_tail
from analysis.place_lines import is_in_place_line

_AT_REACH = 30  # characters before a name that may say that it is a place
_DEALING_REACH = 80  # characters on either side of "bei X" that may tell what is done with X
_DEALING = re.compile(
    r"\b(?:bestell|geordert|ordert|kauft|gekauft|steig\w* |stieg |einsteig|eingestieg|beteilig)"
    r"|auftrag|aufträge|einstieg|anteil|mehrheit|\sein[.,]",
    re.IGNORECASE,
)
_OWNED_NAME = re.compile(r"['’]s\s(?:[a-z-]+\s){0,3}[A-Z]")
_ZONE = re.compile(r"\b(?:zone|park|area|city|district|valley|port|airport|island)$", re.IGNORECASE)
_LONG_NAME = 2  # spaces in a name; those of towns have fewer
_SEAT_OF = re.compile(r",?\s(?:of|from|in|aus|im)\s$")
# "Cotesa, a Mittweida producer of parts"
_DESCRIBES = re.compile(r"\b(?:an?|its|another)\s(?:[a-z-]+\s){0,2}$")
_LOWER = re.compile(r"\s[a-z]")
# "at Sinopec's Nangang complex": the name of a site. "Carmakers such as GAC and Xpeng": whom it is done for.
_AT_SITE = re.compile(r"(?:\b(?:at|in|near|for|to|of)\s(?:the\s|its\s|their\s)?|['’]s\s)$")
_SITE = re.compile(
    r"\s(?:[a-z-]+\s){0,2}(?:complex|site|plants?|works|factory|mills?|fab|stations?|park|line|terminal|airport|port"
    r"|campus|base|hub|field|mine|refinery|dam|reactor|project|industrial)\b"
)
_EXAMPLES = re.compile(
    r"\b(?:such as|customers? like|makers? like|firms? like|brands? like)\s(?:[\w&.-]+(?:,\s|\sand\s|\sor\s)){0,3}$"
)
_EXAMPLES_REACH = 70  # characters
_COMES_FROM = re.compile(r"\b(?:aus|from)\s(?:(?:de[mr]|the)\s)?(?:[a-zäöüß]+en\s)?$")
_ALONE = re.compile(r"\.\s(?=[A-ZÄÖÜ])")
_FIRM_OF_TOWN = re.compile(
    r"\s(?:[a-zäöüß-]+e[rsnm]?\s)?\w*(?:unternehmen|konzern|firma|betrieb|hersteller|spezialist|zulieferer)s?\b",
    re.IGNORECASE,
)
_HAN_ZONE = re.compile(
    r"(?:[新園园]区|[新園园]區|开发区|開發區|高新区|高新區|经开区|保税区|自贸区|[业業态科创創商]园|產業園|示范区|片区)$"
)
_WORTH = re.compile(r"\s(?:im\s(?:Gesamtw|W)ert\svon|worth|valued\sat)\b")
_MAKER_OF = re.compile(
    r"(?:hersteller|anbieter|produzent|lieferant|spezialist|maker|manufacturer|producer|provider)(?:e|en|in|s|n)?"
    r"\s(?:von|für|of|in)\s(?:[\w-]+(?:,\s|\s(?:und|and|oder|or|sowie)\s)){0,4}$",
    re.IGNORECASE,
)


def without_bystanders(telling: Telling, text: MarkedText, actors: Sequence[Actor]) -> list[Actor]:
    """Those named where a deal is told whose names do not stand there for something else.

    Args:
        telling: The deal as the text tells it.
        text: The marked article.
        actors: Everyone named in it.
    """
    ends = {span.end for actor in actors if actor.type == "organisation" for span in actor.spans}
    numbers = {sentence.placed.number for sentence in telling.reach}
    named = [
        actor
        for actor in actors
        if not numbers.isdisjoint(actor.sentences)
        and not actor.remembered("stands for something else", partial(_stands_for_else, actor, text))
        and not _is_negotiated_with(actor, telling, text)
        and not _is_owner_of_names(actor, telling, text)
        and not _is_seat_of_firm(actor, text, ends)
    ]
    return [actor for actor in named if not _is_called_by_town(actor, telling, text, named)]


def _stands_for_else(actor: Actor, text: MarkedText) -> bool:
    """Whether a name stands for a place, an agency or goods wherever the text has it."""
    if actor.type == "place":
        whole = text.layout.text
        if text.layout.language == "zh":
            return is_beside_in_chinese(actor, fold(whole))
        return text.layout.language == "en" and all(is_on_route(span, whole) for span in actor.spans)
    return (
        _is_only_a_place(actor, text)
        or _is_agency_line(actor, text)
        or _is_goods(actor, text)
        or _is_site_or_example(actor, text)
        or (text.layout.language == "zh" and is_beside_in_chinese(actor, fold(text.layout.text)))
    )


def _is_site_or_example(actor: Actor, text: MarkedText) -> bool:
    """Whether an English text names somebody only as an example, or an unknown name only as a site's or a town's."""
    if actor.type != "organisation" or text.layout.language != "en":
        return False
    whole = text.layout.text
    if all(_EXAMPLES.search(whole, max(0, span.start - _EXAMPLES_REACH), span.start) for span in actor.spans):
        return True
    if all(only_tells_which(span, whole) for span in actor.spans):
        return True
    if actor.is_known or actor.has_form:
        return False
    if len(_outside_place_lines(actor, text)) < len(actor.spans):
        return True  # "PULLACH/SHANGHAI - ": the town of a report
    if all(is_goods_or_heading(span, whole, text.layout.title_end) for span in actor.spans):
        return True
    body = text.layout.title_end
    return all(
        _AT_SITE.search(whole, max(0, span.start - _AT_REACH), span.start) and _SITE.match(whole, span.end)
        for span in [span for span in actor.spans if span.start >= body] or actor.spans
    )


def _is_owner_of_names(actor: Actor, telling: Telling, text: MarkedText) -> bool:
    """Whether a country only tells whose the firms are that a sentence names behind it: "China's Brilliance Group"."""
    placed = telling.lead.sentence.placed
    spans = actor.within(placed.start, placed.end)
    return (
        actor.type == "country"
        and bool(spans)
        and all(_OWNED_NAME.match(text.layout.text, span.end) for span in spans)
    )


def _is_seat_of_firm(actor: Actor, text: MarkedText, firms: Collection[int]) -> bool:
    """Whether an unknown word is where a firm sits, wherever it stands: "Grenzebach of Hamlar"."""
    if actor.type != "organisation" or actor.is_known or actor.has_form or text.layout.language != "en":
        return False
    return all(
        " " not in span.text
        and (seat := _SEAT_OF.search(text.layout.text, max(0, span.start - 16), span.start)) is not None
        and seat.start() in firms
        for span in actor.spans
    )


def _is_only_a_place(actor: Actor, text: MarkedText) -> bool:
    """Whether an unknown name or a zone stands only where places do: "baut in Grünwedelstedt", 位于普拉赫的.

    The place line of the report may name it too.
    """
    if _is_site(actor, text):
        return True
    if actor.type != "organisation" or actor.has_form:
        return False
    if actor.is_known and not (
        text.layout.language == "en"
        and all(_ZONE.search(span.text) for span in actor.spans)
        and not _is_of_both(actor)
    ):
        return False
    others = _outside_place_lines(actor, text)
    if text.layout.language == "en" and any(
        is_german_tail(span.text.rpartition(" ")[2].lower()) for span in others
    ):
        return False  # "the jobs at Zwickauer Formenbau"
    if any(span.text.count(" ") >= _LONG_NAME and not _ZONE.search(span.text) for span in others):
        return False  # "a stake in Taishan Property & Casualty Insurance"
    return _are_places(others, text)


def _is_site(actor: Actor, text: MarkedText) -> bool:
    """Whether a Chinese park or zone, known or not, stands only where sites do: 在太仓高新区开工."""
    return (
        text.layout.language == "zh"
        and actor.type == "organisation"
        and not _is_of_both(actor)
        and bool(
            zones := [one for one in actor.spans if not is_named_by_official(one, fold(text.layout.text))]
        )
        and all(_HAN_ZONE.search(span.text) for span in zones)
        and _are_places(zones, text)
    )


def _is_of_both(actor: Actor) -> bool:
    """Whether somebody known belongs to both countries, as a Sino-German park does, which exists for such deals."""
    return actor.is_known and len(actor.sides) > 1


def is_only_where(actor: Actor, text: MarkedText, firms: Collection[int], *, is_built: bool = False) -> bool:
    """Whether a town is where a report was written or a firm sits, and else stands only where places do: "in Suzhou".

    Args:
        actor: One who may be a party.
        text: The marked article.
        firms: Where names of organisations end.
        is_built: Whether a firm invests, so that a town that stands only where places do is where it builds.
    """
    if actor.type != "place" or actor.is_municipal or text.layout.language == "zh":
        return False
    whole = text.layout.text
    others = [
        span
        for span in _outside_place_lines(actor, text)
        if not _COMES_FROM.search(whole, max(0, span.start - 24), span.start)
        # "Wesel. Der Pumpenhersteller": the town alone as place line. "Das Weseler Unternehmen": a firm of that town.
        and not (whole[max(0, span.start - 1) : span.start] in ("", "\n") and _ALONE.match(whole, span.end))
        and not (span.text.endswith("er") and _FIRM_OF_TOWN.match(whole, span.end))
        and (
            (seat := _SEAT_OF.search(whole, max(0, span.start - 16), span.start)) is None
            or seat.start() not in firms
        )
        and not (
            _DESCRIBES.search(whole, max(0, span.start - 24), span.start) and _LOWER.match(whole, span.end)
        )
    ]
    return (is_built or len(others) < len(actor.spans)) and _are_places(others, text, are_known=True)


def _is_goods(actor: Actor, text: MarkedText) -> bool:
    """Whether an unknown name stands only where goods do: "Hersteller von Beschlägen", "Laserschneider im Wert von"."""
    if actor.type != "organisation" or actor.is_known or actor.has_form or text.layout.language == "zh":
        return False
    whole = text.layout.text
    return any(_WORTH.match(whole, span.end) for span in actor.spans) or all(
        _MAKER_OF.search(whole, max(0, span.start - _AT_REACH * 2), span.start) for span in actor.spans
    )


def _is_called_by_town(actor: Actor, telling: Telling, text: MarkedText, named: Sequence[Actor]) -> bool:
    """Whether a headline alone calls a firm by a town of the text, and its name follows: "Weseler Pumpen kommen"."""
    title = telling.title
    if actor.type != "organisation" or actor.is_known or title is None or title is telling.lead.sentence:
        return False
    town = actor.spans[0].text.partition(" ")[0].removesuffix("er")
    return (
        all(span.start < title.placed.end for span in actor.spans)
        and any(one.type == "place" and any(span.text == town for span in one.spans) for one in named)
        and any(
            one.type == "organisation"
            and one.side in (actor.side, "other")
            and one.is_in(telling.lead.sentence)
            for one in named
        )
    )


def _is_negotiated_with(actor: Actor, telling: Telling, text: MarkedText) -> bool:
    """Whether a name stands only in sentences beside the deal that speak of talks still to end."""
    negotiating = pattern("negotiating", text.layout.language)
    named = [sentence for sentence in telling.reach if actor.is_in(sentence)]
    return bool(named) and not any(
        sentence in (telling.lead.sentence, telling.title) or negotiating.search(sentence.placed.text) is None
        for sentence in named
    )


def _outside_place_lines(actor: Actor, text: MarkedText) -> list[Span]:
    if text.layout.language == "zh":
        return list(actor.spans)
    return [span for span in actor.spans if not is_in_place_line(text.layout.text, span.start)]


def _are_places(spans: Sequence[Span], text: MarkedText, *, are_known: bool = False) -> bool:
    """Whether names stand where places do; ``are_known``: they are places, if not parties."""
    at, whole = pattern("at", text.layout.language), text.layout.text
    town_of = pattern("at the town of", text.layout.language)
    return all(
        (
            at.is_in(whole, max(0, span.start - _AT_REACH), span.start)
            or town_of.is_in(whole, max(0, span.start - 2 * _AT_REACH), span.start)
        )
        and not _is_dealt_with(span, whole, are_known)
        for span in spans
    )


def _is_dealt_with(span: Span, whole: str, is_place: bool) -> bool:
    """Whether a preposition is of a firm: "bestellt bei Grünrieder Dichtungen", "the sale of the works to Lianhe"."""
    if whole.endswith("to ", 0, span.start):
        return not is_place and is_bought_by(span, whole)
    if not whole.endswith("bei ", 0, span.start):
        return False
    near = (
        whole[max(0, span.start - _DEALING_REACH) : span.start] + whole[span.end : span.end + _DEALING_REACH]
    )
    return _DEALING.search(near) is not None


def _is_agency_line(actor: Actor, text: MarkedText) -> bool:
    """Whether a name is the agency's, in the place line of the report: ``BERLIN, May 3 /Name Wire/ --``."""
    whole = text.layout.text
    return any(
        whole[max(0, span.start - 1) : span.start] + whole[span.end : span.end + 1] in ("()", "//")
        and is_in_place_line(whole, span.start)
        for span in actor.spans
    )
