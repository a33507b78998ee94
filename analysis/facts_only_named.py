"""Names in English texts that only tell which club, paper, fair, district or product is meant, or who is quoted."""

from __future__ import annotations

import re

from analysis.facts_candidates import Span

# "Bundesliga club Hertha", "the former Super League winners", "the Harzbote daily", "at the Swop packaging fair".
_WHICH = re.compile(
    r"['’]?s?\s(?:[a-z-]+\s)?(?:clubs?|sides?|outfit|winners?|champions?|strugglers|leaders|promoted|daily|newspaper"
    r"|weekly|magazine|news\s(?:agency|site|portal)|broadcaster|fair|expo|trade\sshow|exhibition|conference|forum"
    r"|summit)\b"
)
_EVENT = re.compile(r"\b(?:sidelines|margins|fringes|occasion)\sof\s(?:the\s|this\syear['’]s\s)?$")
# "Li Wei, an economist at Nankai University"; "said Yu Miaojie, president of Liaoning University".
_SCHOLAR = re.compile(
    r"\b(?:professors?|economists?|analysts?|researchers?|scholars?|experts?|fellows?|deans?|lecturers?|strategists?"
    r"|consultants?|lawyers?|scientists?)\s(?:of|at|with|from)\s(?:the\s)?$"
)
_SPEAKER = re.compile(
    r"\b(?:said|says|told|noted|added|explained|according\sto)\s[^.;]{0,60}\b(?:president|director|head|chairman"
    r"|chairwoman|secretary-general|spokes\w+|manager|member)\sof\s(?:the\s)?(?:[A-Z]\w+-based\s)?$"
)
_OFFICE = re.compile(
    r"\b(?:president|vice[ -]president|rector|director|head|chairman|chairwoman|secretary-general)\sof\s(?:the\s)?"
    r"(?:[A-Z]\w+-based\s)?$"
)
_SAYS = re.compile(r",\s(?:said|says|told|noted|added|explained|stressed)\b")
_LEARNED = re.compile(
    r"\b(?:University|Institute|Academy|College|Association|Council|Federation|Cent(?:er|re))\b"
)
_ROUTE = re.compile(
    r"\b(?:line|route|link|connection|service|railway|road|highway|motorway|pipeline|flights?|trains?)\s"
    r"(?:[a-z]+\s){0,2}(?:between|linking|connecting|from)\s[^.;]{0,60}$"
)
_PART_OF_TOWN = re.compile(r"(?:district|city|county|port)\sof\s")
_IN_PART = re.compile(r"\b(?:in|at|near|to|from)\s(?:the\s)?(?:[A-Z][\w’'-]+\s){0,2}$")
# "ordered 42 Speedmaster presses", "Durethan and Pocan brands".
_NUMBER = re.compile(r"\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)\s$")
_GOODS = re.compile(r"\s(?:[a-z-]+\s)?[a-z-]{2,}s\b")
_BRANDS = re.compile(
    r"(?:\s(?:and|or)\s[A-Z]\w+|,\s[A-Z]\w+){0,3}\s(?:[a-z-]+\s)?(?:brands?|models?|series|product\slines?)\b"
)
# "The Suzhou Distribution Center was unveiled": what is opened.
_FACILITY = re.compile(
    r"\b(?:Cent(?:er|re)|Plant|Factory|Base|Hub|Campus|Terminal|Warehouse|Line)s?$", re.IGNORECASE
)
_IS_OPENED = re.compile(
    r"[^.;,\n]{0,60}\b(?:was|were|has been|have been|is|are)\s(?:\w+ly\s)?(?:unveiled|opened|inaugurated|completed"
    r"|commissioned|launched|put\sinto)\b"
)
_TRACK = re.compile(r"\b(?:Metro|Subway|Railway|Rail|Tram|Tube)\sLines?$")
# "the sale of Aircraft Composites to Hangxin", "the turbine business to GHGT, which is part of": who gets something.
_SOLD_TO = re.compile(
    r"\b(?:sale|sell\w*|sold|transfer\w*|hands?|handed|goes|going|went|passe[sd]|licen[cs]\w+|rights?|stakes?|shares?"
    r"|business|division|subsidiary|awarded|leased?)\b[^.;]{0,90}\sto\s(?:the\s)?$",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(r",\s(?:an?|which|whose|part\sof|the)\s(?!city|town|port|district|capital)")
# A line of a page with the name of a section or an author: "East Asia China".
_HEADING = re.compile(r"(?:[A-ZÄÖÜ][\w&'’-]*[ ,/|·•]{0,3}){1,5}")
_SOURCE = re.compile(r"\s(?:-|–|--|—)\s(?=[A-Z])")  # "Plastics Weekly - China's …"
_REACH = 30  # characters before a name that are looked at
_FAR_REACH = 140  # characters before a name in which somebody may speak
_LONGEST_HEADING = 60  # characters


def only_tells_which(span: Span, whole: str) -> bool:
    """Whether a name stands for a league, a paper, a meeting or a part of a town, or for whoever is quoted.

    Args:
        span: The name.
        whole: The whole text.
    """
    before = max(0, span.start - _REACH)
    return (
        _WHICH.match(whole, span.end) is not None
        or _EVENT.search(whole, before, span.start) is not None
        or _SCHOLAR.search(whole, before, span.start) is not None
        or _SPEAKER.search(whole, max(0, span.start - _FAR_REACH), span.start) is not None
        or (
            _LEARNED.search(span.text) is not None
            and _SAYS.match(whole, span.end) is not None
            and _OFFICE.search(whole, max(0, span.start - 2 * _REACH), span.start) is not None
        )
        or (is_part_of_town(span) and _IN_PART.search(whole, before, span.start) is not None)
    )


def is_part_of_town(span: Span) -> bool:
    """Whether a name is that of a place with the words for an office in it: "district of Shenyang"."""
    return _PART_OF_TOWN.match(span.text) is not None


def is_on_route(span: Span, whole: str) -> bool:
    """Whether a town is where a line or road runs: "a high-speed line between Yulin and Cenxi"."""
    return _ROUTE.search(whole, max(0, span.start - _FAR_REACH), span.start) is not None


def is_bought_by(span: Span, whole: str) -> bool:
    """Whether a name after "to" is that of somebody who buys or gets something, and not of a place."""
    return (
        _SOLD_TO.search(whole, max(0, span.start - _FAR_REACH), span.start) is not None
        or _EXPLAINED.match(whole, span.end) is not None
    )


def is_goods_or_heading(span: Span, whole: str, title_end: int) -> bool:
    """Whether an unknown name stands for goods, a railway line, what is opened, or alone in a line of the body.

    Args:
        span: The name.
        whole: The whole text.
        title_end: Where the headline ends.
    """
    if _TRACK.search(span.text) or (_FACILITY.search(span.text) and _IS_OPENED.match(whole, span.end)):
        return True
    counted = _NUMBER.search(whole, max(0, span.start - _REACH), span.start) and _GOODS.match(whole, span.end)
    return bool(counted) or _BRANDS.match(whole, span.end) is not None or _is_heading(span, whole, title_end)


def _is_heading(span: Span, whole: str, title_end: int) -> bool:
    start = whole.rfind("\n", 0, span.start) + 1
    if start == span.start and _SOURCE.match(whole, span.end):
        return title_end < start
    end = whole.find("\n", span.end)
    end = len(whole) if end < 0 else end
    return (
        title_end < start
        and end - start <= _LONGEST_HEADING
        and _HEADING.fullmatch(whole[start:end].strip()) is not None
    )
