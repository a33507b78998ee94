"""Known names in Chinese that mean something else where they stand: of papers, in foreign names, in other words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from analysis.gazetteer_index import Hit
from analysis.names_origin import TRANSLITERATION, is_transliteration

_PRESS = re.compile(
    r"[\u4e00-\u9fff]{0,4}《[^》\n]{1,12}[报刊志网社世界镜点]》|(?:主流|当地|本地|多家)?(?:媒体|报章|舆论|网民|网友)|之声"
)
_OFFICE = re.compile(r"(?:部|委|委员会|局|总局|署|央行|政府)$")
_LONGEST_RUN = 12  # characters of a foreign name
_FOREIGN_NAME = 5  # characters from which a run of foreign sounds is a name whatever stands in it
_GOES_ON = 2  # characters behind the name of a town by which a firm that bears it is known again


def sides_split_from(folded: str, hit: Hit) -> bool:
    """Whether "Sino-German" is cut out of two words: 收购案中德国政府 is 案中 and 德国.

    Args:
        folded: The folded text.
        hit: A name in it.
    """
    return (
        hit.form.also_side is not None
        and hit.form.type == "country"
        and hit.end - hit.start == 2
        and folded[hit.end : hit.end + 1] == "国"
        and folded[hit.end + 1 : hit.end + 2] not in ("际", "家")
    )


def without_mistaken(folded: str, hits: Sequence[Hit]) -> list[Hit]:
    """The names without those that mean nobody of their side.

    The country of a paper (德国《商报》) takes no part in what it tells; 铁道部 is not China's behind another country's
    name; a Chinese town can be a part of a foreign name (恩施 in 霍恩施泰因) or of a firm's in another country
    (名古屋的东海精机).

    Args:
        folded: The folded text.
        hits: Its known names, none overlapping, in order.
    """
    abroad = set(_towns_abroad(folded, hits))
    return [hit for number, hit in enumerate(hits) if not _is_mistaken(folded, hits, number, abroad)]


def _is_mistaken(folded: str, hits: Sequence[Hit], number: int, abroad: Collection[str]) -> bool:
    hit, form = hits[number], hits[number].form
    if form.type == "country":
        return form.also_side is None and _PRESS.match(folded, hit.end) is not None
    if form.side != "cn":
        return False
    if form.type == "place":
        is_abroad = folded[hit.start : hit.end + _GOES_ON] in abroad
        return is_abroad or _is_within_foreign(folded, hits, number)
    if form.type == "organisation" and not _OFFICE.search(folded, hit.start, hit.end):
        return False
    before = hits[number - 1] if number else None
    return (
        before is not None
        and before.end == hit.start
        and before.form.type == "country"
        and before.form.side != "cn"
        and before.form.also_side is None
    )


def _towns_abroad(folded: str, hits: Sequence[Hit]) -> Iterator[str]:
    """Chinese towns that the text places in a third country, with the characters behind them."""
    for before, hit in pairwise(hits):
        if (
            hit.form.type == "place"
            and hit.form.side == "cn"
            and before.form.side == "other"
            and before.form.type in ("place", "country")
            and folded[before.end : hit.start] == "的"
        ):
            yield folded[hit.start : hit.end + _GOES_ON]


def _is_within_foreign(folded: str, hits: Sequence[Hit], number: int) -> bool:
    """Whether characters of foreign sound stand on both sides of a town's name and make one long name with it."""
    hit = hits[number]
    if not is_transliteration(folded[hit.start : hit.end]):
        return False
    first = max(hits[number - 1].end if number else 0, hit.start - _LONGEST_RUN)
    last = min(hits[number + 1].start if number + 1 < len(hits) else len(folded), hit.end + _LONGEST_RUN)
    start, end = hit.start, hit.end
    while start > first and folded[start - 1] in TRANSLITERATION:
        start -= 1
    while end < last and folded[end] in TRANSLITERATION:
        end += 1
    return (
        start < hit.start
        and end > hit.end
        and end - start >= _FOREIGN_NAME
        and is_transliteration(folded[start:end])
    )
