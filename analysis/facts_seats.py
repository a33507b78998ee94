"""Where the parties of a deal sit, as a text says: ``DiaSys, a reagent maker from Holzheim``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.facts_actors import Actor
from analysis.facts_candidates import Span
from analysis.facts_place_found import FoundPlace, place_key
from analysis.marking import MarkedText

_LONGEST = 70  # characters between a name and the place of its seat
_WORD = r"[\w.,&%-]+\s"
_AFTER = re.compile(
    r"['’]s\s|\s?[(（]|,\s"
    rf"|,?\s(?:(?:an?|the|der|die|das|eine?)\s(?:{_WORD}){{1,7}})?"
    r"(?:(?:(?:which is )?(?:based|headquartered|situated|located)|ansässig|mit (?:Haupts|S)itz"
    r"|with (?:its )?(?:seat|headquarters))\s)?"
    r"(?:in|of|from|at|near|aus|im|bei|an der|am)\s(?:the\s|dem\s|der\s)?(?:[a-zäöüß]+en\s|city of\s)?"
    rf"|(?:,\s(?:which|who|das|die|der|with|mit))?\s(?:{_WORD}){{0,3}}"
    r"(?:employs|has|runs|operates|makes|builds|is|beschäftigt|hat|betreibt|fertigt|baut|sitzt|liegt|ist)"
    rf"\s(?:{_WORD}){{0,6}}(?:in|at|near|bei|am Standort|nahe)\s(?:the\s)?"
    rf"|,\s(?:with|mit)\s(?:{_WORD}){{1,6}}(?:in|at|near|bei)\s"
)
_NO_VERB = r"(?!(?:and|or|on|in|for|with|by|to|at|has|is|und|hat|ist|mit|an|von|aus)\b)"
_BEFORE = re.compile(
    rf"[-‐]based\s(?:{_WORD}){{0,5}}|['’]s\s(?:{_WORD}){{0,4}}|\s(?:{_NO_VERB}[a-zäöüß-]+\s){{0,5}}"
)
_BEFORE_ADJECTIVE = re.compile(rf"\s(?:{_NO_VERB}[\wäöüß-]+\s){{0,3}}")
_AFTER_HAN = re.compile(
    r"[（(]|(?:公司|集团|集團|企业|企業)?[，,：:]?[^，。；]{0,10}?"
    r"(?:总部|總部|厂区|廠區|工厂|工廠|生产基地|设|設|位|坐落|座落|成立|创立|創立|创办|公司)[^，。；]{0,4}?(?:在|于|於)?"
    r"(?:德国|德國|中国|中國)?(?:[\u3400-\u9fff·-]{1,9}(?:州|邦|省|的))?|(?:在|于|於|地处)(?:德国|德國|中国|中國)?"
)
_BEFORE_HAN = re.compile(
    r"(?:市|的)?(?:[^\s，。；、：“”（）与與和同在将將向对對被由给給签簽收购購日月讯訊电電至到于於及年\d]{0,10}[“「]?)"
)


def seats_of(
    found: Sequence[FoundPlace], parties: Sequence[Actor], text: MarkedText
) -> dict[str, set[tuple[str, str]]]:
    """The parties that sit in each place: the key of the actor, and ``told`` or ``named``.

    ``named`` are seats that only the name of the party holds, which says little of where it is today. The places
    stand under their :func:`analysis.facts_place_found.place_key`.
    """
    seats: dict[str, set[tuple[str, str]]] = {}
    for one in found:
        placed = one.sentence.placed
        for actor in parties:
            for span in actor.within(max(0, placed.start), placed.end)[:6]:
                for how in _seat(one, span, text):
                    seats.setdefault(place_key(one), set()).add((actor.key, how))
    return seats


def _seat(one: FoundPlace, span: Span, text: MarkedText) -> Iterator[str]:
    whole = text.layout.text
    is_chinese = text.layout.language == "zh"
    if span.start <= one.start < span.end:
        yield "named"
    elif 0 <= one.start - span.end <= _LONGEST:
        between = whole[span.end : one.start]
        if (_AFTER_HAN if is_chinese else _AFTER).fullmatch(between):
            yield "told"
    elif 0 <= span.start - one.end <= _LONGEST:
        between = whole[one.end : span.start]
        before = _BEFORE_ADJECTIVE if one.name.endswith("er") else _BEFORE
        if (_BEFORE_HAN if is_chinese else before).fullmatch(between):
            yield "told"
