"""Names in Latin letters that stand in no list: legal forms, institutions, and firms that the text describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from analysis.names_found import FoundName, KnownNames, side_of_hit
from analysis.names_latin_side import LatinSides
from analysis.names_latin_text import LatinText
from analysis.names_latin_words import ends, is_german_tail, is_kind, kinds
from analysis.names_origin import is_pinyin_syllable, pinyin_points
from analysis.values import Language, Side
from config.names import name_words

_LEGAL = re.compile(
    r"(?:GmbH|gGmbH|AG|SE|KGaA|KG|OHG|mbH|GbR|eG|UG)(?:\s&\sCo\.?(?:\s(?:KGaA|KG|OHG))?)?(?![A-Za-z0-9&])"
    r"|e\.\s?V\.|(?:Co\.?,?\s?,?\s?Ltd|Pte\.?\sLtd|Ltd|Limited|Inc|Incorporated|Corp|Corporation|PLC|plc|LLC|Company|Co)"
    r"(?![A-Za-z0-9])\.?"
)
_LEGAL_START = re.compile(
    r"(?:g?GmbH|AG|SE|KGaA|KG|OHG|mbH|GbR|eG|UG|e\.?V?|e|Co|Pte|Ltd|Limited|Inc|Incorporated|Corp|Corporation|PLC|plc|LLC|Company)$"
)
_GERMAN_LEGAL = re.compile(r"g?GmbH|AG|SE|KGaA|KG|OHG|mbH|GbR|eG|UG|e\.")
_KEEPS_STOP = re.compile(r"(?:Co|Ltd|Inc|Corp|V)\.$")
_TOWN_OF = frozenset({"city", "municipality", "district", "county", "town"})
_IN_THE = re.compile(r"\b(?:in|at|near|outside)\s(?:the\s)?(?:[\w-]+(?:['’]s)?\s){0,4}$", re.IGNORECASE)
_BASED = re.compile(r"-(?:based|headquartered)\b(?:\s[a-z][a-z-]*){0,4}\s")
_ARTICLES = frozenset({"a", "an", "the", "ein", "eine", "einem", "einer", "der", "die", "das"})


@cache
def _phrases(which: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Heads and tails of institutions by their last word, longest first."""
    words = name_words().heads if which == "heads" else name_words().tails
    table: dict[str, set[tuple[str, ...]]] = {}
    for phrase in (*words.en, *words.de):
        parts = tuple(phrase.split())
        table.setdefault(parts[-1], set()).add(parts)
    return {key: tuple(sorted(phrases, key=len, reverse=True)) for key, phrases in table.items()}


@cache
def _no_owner() -> frozenset[str]:
    return frozenset(name_words().before_of)


@cache
def _head_endings() -> tuple[str, ...]:
    return name_words().german_heads


@lru_cache(maxsize=65536)
def _roles(text: str, small: str, language: Language) -> frozenset[str]:
    """What a word can be in a name; the same few words make up most of every text."""
    roles: set[str] = set()
    if _LEGAL_START.match(text):
        roles.add("legal")
    if language == "zh":
        return frozenset(roles)
    is_capital = text[0].isupper()
    kind_words, kind_endings = kinds()
    if small in _phrases("tails"):
        roles.add("tail")
    if small in kind_words or (is_capital and small.endswith(kind_endings)):
        roles.add("kind")
    head = small if small in _phrases("heads") else small.removesuffix("s")
    if small in ("für", "of", "for") or (
        is_capital and (head in _phrases("heads") or small.endswith(_head_endings()))
    ):
        roles.add("head")
    if is_capital and (small in ends(language) or is_german_tail(small)):
        roles.add("end")
    if is_capital and pinyin_points(text) >= 1:
        roles.add("pinyin")
    return frozenset(roles)


class LatinNames:
    """The rules on one text.

    Args:
        folded: The folded text.
        known: Its known names.
        language: Its language.
    """

    def __init__(self, folded: str, known: KnownNames, language: Language) -> None:
        self._text = LatinText(folded, known, language)
        self._folded = folded
        self._known = known
        self._language = language
        self._sides = LatinSides(self._text)
        self._tokens = self._text.tokens

    def find(self) -> Iterator[FoundName]:
        """The names, possibly overlapping."""
        for index, token in enumerate(self._tokens):
            roles = _roles(token.text, token.small, self._language)
            if not roles:
                continue
            if "legal" in roles:
                match = _LEGAL.match(self._folded, token.start)
                if match is not None and index:
                    yield from self._by_legal_form(index, match.group(), match.end())
                    continue
            if "tail" in roles:
                yield from self._by_tail(index, _phrases("tails")[token.small])
            if "kind" in roles:
                yield from self._by_kind(index)
            if "head" in roles:
                heads = _phrases("heads")
                yield from self._by_head(
                    index, heads.get(token.small) or heads.get(token.small.removesuffix("s"), ())
                )
            if "end" in roles:
                yield from self._by_end(index)
            if "pinyin" in roles:
                yield from self._by_pinyin(index)
        if self._language != "zh":
            yield from self._by_base()
            yield from self._by_home()

    # Legal forms and telling last words

    def _by_legal_form(self, index: int, form: str, end: int) -> Iterator[FoundName]:
        is_german = _GERMAN_LEGAL.match(form) is not None
        first = self._text.back(index, over_comma=not is_german)
        if first is None:
            return
        if form.endswith(".") and not _KEEPS_STOP.search(form):
            end -= 1
        yield from self._sides.named(first, index, end, "de" if is_german else None, "legal form")

    def _by_end(self, index: int) -> Iterator[FoundName]:
        token = self._tokens[index]
        is_german = is_german_tail(token.small)
        if is_german and self._language == "en" and len(token.small) > 6 and index + 1 < len(self._tokens):
            following = self._tokens[index + 1]
            if self._text.gaps[index] == " " and following.text[0].isupper():
                last = self._text.run(index)
                if last is not None:
                    yield from self._sides.named(index, last, self._tokens[last].end, "de", "firm name")
        first = self._text.back(index)
        if first is not None and self._is_generic(first, index):
            return
        if first is None:
            if not token.small.endswith(("-gruppe", "-konzern", "-group")):
                return
            first = index
        yield from self._sides.named(first, index, token.end, "de" if is_german else None, "firm name")

    def _is_generic(self, first: int, last: int) -> bool:
        """Whether words that end like a firm's name are but common nouns: ``Central Bank``, ``Tonnen Stahl``."""
        words = self._text.words_of(first, last)
        if self._language == "de":
            if any(word.text[0].isdigit() for word in words):
                return True
            return all(
                self._text.is_noun(number) or self._tokens[number].small.endswith(("es", "te"))
                for number in range(first, last)
            )
        common = name_words().common
        return all(
            word.small in common or word.small in ends("en") or self._known.covering(word.start) is not None
            for word in words[:-1]
        ) and not any(hit.form.type == "place" for hit in self._known.within(words[0].start, words[-1].end))

    def _by_pinyin(self, index: int) -> Iterator[FoundName]:
        """A word that is Chinese by its letters, and neither a known place nor a person."""
        token = self._tokens[index]
        if token.small in name_words().no_pinyin:
            return
        if self._known.covering(token.start) is not None:
            return
        town = self._town_before(index)
        if town is None and pinyin_points(token.text) < 2:
            return
        if town is None and index and self._text.gaps[index - 1] in (" ", "-"):
            before = self._tokens[index - 1]
            if before.text[0].isupper() and (
                is_pinyin_syllable(before.small) or not (is_kind(before.small) or self._language == "de")
            ):
                return
        last = self._text.run(index)
        if last is None or self._text.is_person(index, last):
            return
        if last > index and is_pinyin_syllable(self._tokens[last].text):
            return
        last = last if last == index or self._tokens[last].small in ends(self._language) else index
        yield self._sides.found(index if town is None else town, last, "cn", "pinyin")

    def _town_before(self, index: int) -> int | None:
        """The Chinese town right before a word, with which a firm's name begins: ``Hangzhou Kangyu``."""
        if not index or self._text.gaps[index - 1] != " ":
            return None
        hit = self._known.starting(self._tokens[index - 1].start)
        if hit is None or hit.end < self._tokens[index - 1].end:
            return None  # "Shanghai-based Kangyu"
        return index - 1 if hit.form.type == "place" and hit.form.side == "cn" else None

    # Institutions

    def _by_head(self, index: int, phrases: tuple[tuple[str, ...], ...]) -> Iterator[FoundName]:
        first = self._phrase_before(index, phrases)
        if first is None:
            small = self._tokens[index].small
            is_genitive = small not in _phrases("heads") and small.removesuffix("s") in _phrases("heads")
            if not is_genitive and not small.endswith(_head_endings()):
                return
            first = index
        end = self._text.forward(index, is_named=first == index and not phrases)
        if end is None:
            return
        last = index
        while last + 1 < len(self._tokens) and self._tokens[last + 1].end <= end:
            last += 1
        if self._language == "de" and last == index + 1 and self._text.is_noun(last):
            return
        if self._tells_where(first, index):
            return
        first = self._with_adjective(first)
        default: Side | None = "de" if self._language == "de" else None
        yield from self._sides.named(first, last, end, default, "institution", inner=index + 1)

    def _tells_where(self, first: int, index: int) -> bool:
        """Whether a town is only where something is: "a plant in the eastern Chinese city of Wuhu"."""
        if self._tokens[index].small not in _TOWN_OF and self._tokens[first].small not in _TOWN_OF:
            return False
        start = self._tokens[first].start
        return _IN_THE.search(self._folded, max(0, start - 60), start) is not None

    def _by_tail(self, index: int, phrases: tuple[tuple[str, ...], ...]) -> Iterator[FoundName]:
        head = self._phrase_before(index, phrases)
        if self._language == "de" and self._text.forward(index, is_named=True) is not None:
            return  # "Maritime Universität Dalian" ends with its town
        first = None if head is None else self._text.back(head)
        if first is not None:
            yield from self._sides.named(first, index, self._tokens[index].end, None, "institution")

    def _with_adjective(self, first: int) -> int:
        """The head together with an adjective in capitals: ``Maritime Universität Dalian``."""
        if first and self._language == "de" and self._text.gaps[first - 1] == " ":
            before = self._tokens[first - 1]
            opens = first == 1 or self._text.gaps[first - 2].strip(" ") != ""
            if before.text[0].isupper() and before.small.endswith(("e", "en", "er", "em")) and not opens:
                return first - 1 if self._text.may_be_name(first - 1, first - 1) else first
        return first

    def _phrase_before(self, index: int, phrases: tuple[tuple[str, ...], ...]) -> int | None:
        for phrase in phrases:
            first = index - len(phrase) + 1
            if first >= 0 and all(
                self._tokens[first + number].small == word for number, word in enumerate(phrase)
            ):
                return first
        return None

    # Firms that the text describes

    def _by_kind(self, index: int) -> Iterator[FoundName]:
        """``the Hamburg company X``, ``der chinesische Batteriehersteller X``, ``X, a maker of pumps``."""
        before = self._text.place_before(index)
        if index + 1 < len(self._tokens) and self._text.gaps[index] in (" ", ' "', " '"):
            last = self._text.run(index + 1)
            if last is not None and self._text.may_be_name(index + 1, last, is_described=True):
                end = self._tokens[last].end
                side = before or self._text.place_after(end) or self._text.origin(index + 1, last)
                if side is None and pinyin_points(self._tokens[index + 1].text) >= 1:
                    side = "cn"
                if (
                    side is None
                    and self._language == "de"
                    and last > index + 1
                    and self._text.gaps[index + 1] == " & "
                ):
                    side = "de"
                if side is not None:
                    yield self._sides.found(index + 1, last, side, "described")
        comma = self._comma_before(index) if before is not None else None
        if comma is None or before is None:
            return
        first = self._text.back(comma + 1, over_comma=True)
        if (
            first is not None
            and first <= comma
            and self._text.may_be_name(first, comma)
            and self._known.covering(self._tokens[first].start) is None
        ):
            yield self._sides.found(first, comma, before, "described")

    def _by_base(self) -> Iterator[FoundName]:
        """``Shenzhen-based X``."""
        starts = {token.start: index for index, token in enumerate(self._tokens)}
        for hit in self._known.hits:
            if hit.form.type not in ("place", "country"):
                continue
            match = _BASED.match(self._folded, hit.end)
            side = side_of_hit(hit)
            first = starts.get(match.end()) if match is not None else None
            if first is None or side is None:
                continue
            last = self._text.run(first)
            if last is not None and self._text.may_be_name(first, last):
                yield self._sides.found(first, last, side, "described")

    def _by_home(self) -> Iterator[FoundName]:
        """``X of Rosenheim``, ``X Y aus Jiujiang``: a name and the place it comes from."""
        for index, token in enumerate(self._tokens[1:-1], 1):
            if token.small not in ("of", "from", "aus") or self._text.gaps[index] not in (" ", " the "):
                continue
            hit = self._known.starting(self._tokens[index + 1].start)
            if hit is None or hit.form.type != "place" or hit.form.is_adjective:
                continue
            side = side_of_hit(hit)
            first = self._text.back(index)
            if side is None or first is None or self._text.gaps[index - 1] != " ":
                continue
            if not self._is_owner(first, index - 1):
                continue
            yield self._sides.found(first, index - 1, side, "described")

    def _is_owner(self, first: int, last: int) -> bool:
        words = self._text.words_of(first, last)
        if any(word.small in _no_owner() or is_kind(word.small) for word in words):
            return False
        if any(self._known.covering(word.start) is not None for word in words) or self._text.is_person(
            first, last
        ):
            return False
        if self._language == "de":
            return (
                len(words) >= 2 and all(word.text[0].isupper() for word in words) and len(words[0].text) > 3
            )
        opens = first == 0 or self._text.gaps[first - 1].strip(" ") not in ("", ",", "(")
        return not opens or len(words) >= 2

    def _comma_before(self, index: int) -> int | None:
        """The last word of a name before ``, a Hamburg maker``: the word before the comma."""
        for number in range(index - 1, max(index - 6, 0), -1):
            if self._text.gaps[number - 1] == ", " and self._tokens[number].small in _ARTICLES:
                return number - 1 if self._tokens[number - 1].is_capital else None
            if self._text.gaps[number - 1] not in (" ", "-"):
                return None
        return None
