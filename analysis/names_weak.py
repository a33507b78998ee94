"""Whether a name that is also a common word, a surname or a small place is meant as a name where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from analysis.facts_words import name_words as party_words
from analysis.gazetteer_index import Hit
from analysis.gazetteer_text import has_han
from analysis.values import Language
from config.names import name_words

_NEAR = 120
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|im|vor|nahe|um|auf|aus|bei|nach|from|at|near|to|of|für|von|Stadt|Standort|Werk|Raum|Hafen|Landkreis|Kreis|Messe"
    r"|Flughafen|Universität|Hochschule|city of|town of|port of)\s|[-/(]|[•▪●*]\s|,\s(?:and\s)?)$"
)
_DATELINE = re.compile(r"(?:\s?[(/:]|\.\s|,\s\d|:\s|\s[-–]{1,2}\s|/)")
_PLACE_AFTER = re.compile(
    r"(?:\s\((?:NRW|Bayern|Hessen|Sachsen|Saar|Baden|Nordrhein|Nieder|Thür|Branden|Kreis|Landkreis)|-based|市|区|县|新区|镇|高新区|经开区|经济|开发区|工厂|基地|港)"
)
_CHINESE_PLACE_BEFORE = re.compile(
    r"(?:在|位于|于|赴|抵达|来自|落户|省|州|从|到|自|走进|选址|城市|设在|前往|德国|中国)$"
)
_FIRM_AFTER = re.compile(
    r"\s(?:AG|SE|KGaA|GmbH|Group|Gruppe|Konzern|plc)\b|-(?:Gruppe|Konzern|Aktie|Chef|Vorstand)|集团|公司|股份|汽车"
)
_NAME_BESIDE = re.compile(r"[A-ZÄÖÜ][\w.]*\s$")
_NAME_BEHIND = re.compile(r"\s[A-ZÄÖÜ][a-zäöüß]")
_WORD_BEFORE = re.compile(r"(?<![A-ZÄÖÜa-zäöüß])([a-zäöüß]+)\s$")
_ARTICLES = frozenset(
    {
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "ein",
        "kein",
        "im",
        "am",
        "zum",
        "zur",
        "vom",
        "beim",
        "one",
        "every",
        "each",
    }
)
_LIST_GAP = re.compile(r"(?:,\s|\s(?:and|und|&|with|mit)\s|、|和|与|及)")


class WeakNames:
    """The decisions on one text.

    Args:
        folded: The folded text.
        hits: All its names, weak ones included, none overlapping, in order.
        language: Its language: what is a word of German is none of English.
        sector_of: The sector of an organisation by its id.
    """

    def __init__(
        self, folded: str, hits: Sequence[Hit], language: Language, sector_of: Callable[[str], str]
    ) -> None:
        self._text = folded
        self._language = language
        self._hits = hits
        self._sector_of = sector_of
        self._sure = {hit.form.identity for hit in hits if not hit.form.is_weak and not hit.form.is_adjective}

    def kept(self) -> list[Hit]:
        """The names that count: strong ones, and weak ones with a hint."""
        return [
            hit for index, hit in enumerate(self._hits) if not hit.form.is_weak or self._counts(index, hit)
        ]

    def _counts(self, index: int, hit: Hit) -> bool:
        if hit.form.identity in self._sure:
            return True
        counts = self._is_place(hit) if hit.form.type == "place" else self._is_firm(index, hit)
        if counts:
            self._sure.add(hit.form.identity)
        return counts

    def _is_place(self, hit: Hit) -> bool:
        before = self._text[max(0, hit.start - 14) : hit.start]
        if has_han(self._text[hit.start : hit.end]):
            return (
                _PLACE_AFTER.match(self._text, hit.end) is not None
                or _CHINESE_PLACE_BEFORE.search(before) is not None
                or _stands_as_place(self._text, hit.start, hit.end)
            )
        if _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(self._text, hit.end):
            return True
        at_line_start = hit.start == 0 or self._text[hit.start - 1] == "\n"
        return at_line_start and _DATELINE.match(self._text, hit.end) is not None

    def _is_firm(self, index: int, hit: Hit) -> bool:
        name = self._text[hit.start : hit.end]
        if _FIRM_AFTER.match(self._text, hit.end):
            return True
        if not has_han(name) and self._stands_like_a_name(hit, name):
            return True
        for neighbour, gap in self._neighbours(index):
            if (
                neighbour.form.type == "organisation"
                and not neighbour.form.is_weak
                and _LIST_GAP.fullmatch(gap)
            ):
                return True
        before = self._text[max(0, hit.start - 40) : hit.start].rstrip().lower()
        last = re.split(r"[\s\"„“]+", before)[-1] if before else ""
        if last and (last in _kinds() or last.endswith(_kind_endings())):
            return True
        return self._has_sector(hit)

    def _stands_like_a_name(self, hit: Hit, name: str) -> bool:
        """Whether a Latin word stands as only names do: no article before it, no first name, no further name behind."""
        before = self._text[max(0, hit.start - 24) : hit.start]
        if _NAME_BESIDE.search(before) or _NAME_BEHIND.match(self._text, hit.end):
            return False
        small = name.lower()
        if self._language == "en" and small not in name_words().english_words:
            return True
        word = _WORD_BEFORE.search(before)
        if word is None or word.group(1).lower() in _ARTICLES or small in party_words().given_names:
            return False
        return self._language == "en" or not word.group(1).lower().endswith(("er", "en", "em", "es", "e"))

    def _neighbours(self, index: int) -> list[tuple[Hit, str]]:
        found = []
        if index:
            other = self._hits[index - 1]
            found.append((other, self._text[other.end : self._hits[index].start]))
        if index + 1 < len(self._hits):
            other = self._hits[index + 1]
            found.append((other, self._text[self._hits[index].end : other.start]))
        return found

    def _has_sector(self, hit: Hit) -> bool:
        """Whether words of its trade stand near."""
        words = _sector_words().get(self._sector_of(hit.form.identity))
        if words is None:
            return False
        near = self._text[max(0, hit.start - _NEAR) : hit.end + _NEAR].lower()
        own = near.replace(self._text[hit.start : hit.end].lower(), " ")
        return any(word in own for word in words)


def _stands_as_place(text: str, start: int, end: int) -> bool:
    """Whether a Chinese word stands in the brackets of a firm's name or as the place of a report (``本报宁海讯``)."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    if before[-1:] in ("(", "（"):
        return after in (")", "）")
    opens = before[-1:] in ("", "\n") or before.endswith(("本报", "记者", "】"))
    return opens and after in ("讯", "电", "：", ":")


@cache
def _kinds() -> frozenset[str]:
    words = name_words().kinds
    return frozenset((*words.en, *words.de))


@cache
def _kind_endings() -> tuple[str, ...]:
    return tuple(word for word in name_words().kinds.de if len(word) > 4)


def _sector_words() -> Mapping[str, tuple[str, ...]]:
    return name_words().sectors
