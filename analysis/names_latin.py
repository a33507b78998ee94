"""Names in Latin letters that stand in no list: legal forms, institutions, and firms that the text describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.gazetteer_index import Hit
from analysis.gazetteer_text import lower
from analysis.names_found import FoundName, KnownNames, side_of_hit, side_of_places
from analysis.names_origin import looks_pinyin, origin_of, pinyin_points
from analysis.values import Language, Side
from config.names import name_words

LONGEST = 8
"""Words of a name at most."""

_LETTER = "A-Za-z0-9\u00c0-\u024f"
_TOKEN = re.compile(rf"[{_LETTER}](?:[{_LETTER}&'+]|[-./](?=[{_LETTER}]))*")
_LEGAL = re.compile(
    r"(?:GmbH|gGmbH|AG|SE|KGaA|KG|OHG|mbH|GbR|eG|UG)(?:\s&\sCo\.?(?:\s(?:KGaA|KG|OHG))?)?(?![\w&])"
    r"|e\.\s?V\.|(?:Co\.?,?\s?,?\s?Ltd|Pte\.?\sLtd|Ltd|Limited|Inc|Incorporated|Corp|Corporation|PLC|plc|LLC|Company|Co)\b\.?"
)
_GERMAN_LEGAL = re.compile(r"GmbH|AG|SE|KGaA|KG|OHG|mbH|GbR|eG|UG|e\.")
_LINKS = frozenset({"of", "for", "für", "&", "zu", "der", "des", "the"})
_FORWARD_LINKS = frozenset(
    {"of", "for", "für", "and", "und", "&", "der", "des", "zu", "an", "am", "the", "in"}
)
_AFTER_NAME = re.compile(
    r",?\s(?:aus|mit\s(?:Haupt)?[Ss]itz\s(?:in|im)|in|from|of|based\sin|headquartered\sin|which\sis\sbased\sin)\s(?:dem\s|der\s|den\s|the\s)?"
    r"(?:[a-zäöüß]+\s){0,2}"
)
_BASED = re.compile(r"-(?:based|headquartered)\b(?:\s[a-z][a-z-]*){0,4}\s")
_TOWN_WORDS = frozenset(
    {
        "stadt",
        "city",
        "municipal",
        "stadtverwaltung",
        "landeshauptstadt",
        "hansestadt",
        "municipality",
        "stadtregierung",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word at its offsets."""

    start: int
    end: int
    text: str
    small: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins like a name."""
        return self.text[0].isupper() or self.text[0].isdigit() or any(map(str.isupper, self.text[1:3]))


def tokens_of(folded: str) -> list[Token]:
    """The words in Latin letters of a folded text."""
    return [
        Token(match.start(), match.end(), word, lower(word))
        for match in _TOKEN.finditer(folded)
        for word in (match.group(),)
    ]


@cache
def _kinds() -> tuple[frozenset[str], tuple[str, ...]]:
    words = name_words().kinds
    german = tuple(word for word in words.de if len(word) > 4)
    return frozenset(words.en) | frozenset(words.de), german


@cache
def _starters() -> frozenset[str]:
    words = name_words().starters
    return frozenset(words.en) | frozenset(words.de)


@cache
def _ends(language: Language) -> frozenset[str]:
    words = name_words()
    return (
        frozenset(words.ends.en) if language != "de" else frozenset(words.ends.en) | frozenset(words.ends.de)
    )


@cache
def _german_tails() -> tuple[str, ...]:
    return name_words().german_tails


@cache
def _phrases(which: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Heads by their last word, tails by their first word, longest first."""
    words = name_words().heads if which == "heads" else name_words().tails
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (*words.en, *words.de):
        parts = tuple(phrase.split())
        table.setdefault(parts[-1], []).append(parts)
    return {key: tuple(sorted(set(phrases), key=len, reverse=True)) for key, phrases in table.items()}


class LatinNames:
    """The rules on one text.

    Args:
        folded: The folded text.
        known: Its known names.
        language: Its language.
    """

    def __init__(self, folded: str, known: KnownNames, language: Language) -> None:
        self._text = folded
        self._known = known
        self._language = language
        self._tokens = tokens_of(folded)
        self._gaps = [
            folded[one.end : other.start] for one, other in zip(self._tokens, self._tokens[1:], strict=False)
        ]

    def find(self) -> Iterator[FoundName]:
        """The names, possibly overlapping."""
        tokens = self._tokens
        kinds, kind_endings = _kinds()
        heads, tails = _phrases("heads"), _phrases("tails")
        ends = _ends(self._language)
        legal_starts = {match.start(): match for match in _LEGAL.finditer(self._text)}
        for index, token in enumerate(tokens):
            match = legal_starts.get(token.start)
            if match is not None and index:
                yield from self._by_legal_form(index, match.group(), match.end())
                continue
            if self._language == "zh":
                continue
            if token.small in heads and token.is_capital:
                yield from self._by_head(index, heads[token.small])
            if token.small in tails:
                yield from self._by_tail(index, tails[token.small])
            if token.small in kinds or (token.text[0].isupper() and token.small.endswith(kind_endings)):
                yield from self._by_kind(index)
            if token.is_capital and (token.small in ends or token.small.endswith(_german_tails())):
                yield from self._by_end(index)
        if self._language != "zh":
            yield from self._by_base()

    # Legal forms

    def _by_legal_form(self, index: int, form: str, end: int) -> Iterator[FoundName]:
        first = self._back(index, over_comma=form[0] in "CLIP")
        if first is None:
            return
        start = self._tokens[first].start
        if self._text[max(0, end - 1)] == "." and form[:2] not in ("Co", "Lt", "In") and form[:2] != "e.":
            end -= 1
        is_german = _GERMAN_LEGAL.match(form) is not None
        yield from self._named(first, index, start, end, "de" if is_german else None, "legal form")

    def _by_end(self, index: int) -> Iterator[FoundName]:
        token = self._tokens[index]
        is_german = token.small not in _ends("en") and token.small.endswith(_german_tails())
        first = self._back(index)
        if first is None:
            if not (is_german and "-" in token.text and token.small.endswith(("-gruppe", "-konzern"))):
                return
            first = index
        default: Side | None = "de" if is_german else None
        yield from self._named(first, index, self._tokens[first].start, token.end, default, "firm name")

    # Institutions

    def _by_head(self, index: int, phrases: tuple[tuple[str, ...], ...]) -> Iterator[FoundName]:
        first = self._phrase_before(index, phrases)
        if first is None:
            return
        end = self._forward(index)
        if end is None:
            return
        last = max(
            number
            for number in range(index, min(index + 12, len(self._tokens)))
            if self._tokens[number].end <= end
        )
        default: Side | None = (
            "de" if self._language == "de" and self._tokens[index].text[0].isupper() else None
        )
        yield from self._named(
            first, last, self._tokens[first].start, end, default, "institution", inner=index + 1
        )

    def _by_tail(self, index: int, phrases: tuple[tuple[str, ...], ...]) -> Iterator[FoundName]:
        head = self._phrase_before(index, phrases)
        if head is None:
            return
        first = self._back(head)
        if first is None:
            return
        yield from self._named(
            first, index, self._tokens[first].start, self._tokens[index].end, None, "institution"
        )

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
        """``the Hamburg company X``, ``der chinesische Batteriehersteller X``, ``X, a maker of pumps from Ningbo``."""
        before = self._place_before(index)
        if index + 1 < len(self._tokens) and self._gaps[index] in (" ", ' "', " '"):
            last = self._run(index + 1)
            if last is not None:
                start, end = self._tokens[index + 1].start, self._tokens[last].end
                side = before or self._place_after(end) or self._origin(index + 1, last)
                if side is not None and self._may_be_name(index + 1, last):
                    yield self._found(start, end, side, "described", index + 1, last)
        if before is None:
            return
        article = self._comma_before(index)
        if article is not None:
            first = self._back(article + 1)
            if first is not None and self._tokens[first].start < self._tokens[article].end:
                start, end = self._tokens[first].start, self._tokens[article].end
                if self._may_be_name(first, article) and not self._is_person(first, article):
                    yield self._found(start, end, before, "described", first, article)

    def _by_base(self) -> Iterator[FoundName]:
        starts = {token.start: index for index, token in enumerate(self._tokens)}
        for hit in self._known.hits:
            if hit.form.type not in ("place", "country"):
                continue
            match = _BASED.match(self._text, hit.end)
            side = side_of_hit(hit)
            if match is None or side is None or match.end() not in starts:
                continue
            first = starts[match.end()]
            last = self._run(first)
            if last is not None and self._may_be_name(first, last):
                yield self._found(
                    self._tokens[first].start, self._tokens[last].end, side, "described", first, last
                )

    def _comma_before(self, index: int) -> int | None:
        """The last word of a name before ``, a Hamburg maker``: the word before the comma."""
        for number in range(index - 1, max(index - 6, 0), -1):
            if self._gaps[number - 1] == ", " and self._tokens[number].small in (
                "a", "an", "the", "ein", "eine", "einem", "einer", "der", "die", "das",
            ):  # fmt: skip
                return number - 1 if self._tokens[number - 1].is_capital else None
            if self._gaps[number - 1] not in (" ", "-"):
                return None
        return None

    def _place_before(self, index: int) -> Side | None:
        """The side of the place or country within the few words before a word, or in the word itself."""
        stop = max(0, index - 4)
        for number in range(index, stop - 1, -1):
            hit = self._known.covering(self._tokens[number].start)
            if hit is not None and hit.form.type in ("place", "country"):
                return side_of_hit(hit)
            if number > stop and self._gaps[number - 1] not in (" ", "-", " - "):
                return None
            if number != index and self._tokens[number].small in (
                "in",
                "from",
                "aus",
                "of",
                "to",
                "for",
                "with",
                "and",
                "und",
                "mit",
            ):
                return None
        return None

    def _place_after(self, end: int) -> Side | None:
        """The side of the place that a name is said to come from: ``X aus Ningbo``, ``X (Ningbo)``."""
        match = _AFTER_NAME.match(self._text, end)
        at = match.end() if match else end + 2 if self._text.startswith(" (", end) else -1
        hit = self._known.starting(at) if at >= 0 else None
        return side_of_hit(hit) if hit is not None and hit.form.type in ("place", "country") else None

    # Parts

    def _back(self, index: int, *, over_comma: bool = False) -> int | None:
        """The first word of the name that ends before a word; None if there is no name."""
        first = index
        while first > 0 and index - first < LONGEST:
            token, gap = self._tokens[first - 1], self._gaps[first - 1]
            if first == index and over_comma and gap in (", ", ",", "., "):
                pass
            elif gap not in (" ", " & ", " + ", " (", ") ", " / ") and not (
                gap == ". " and len(token.text) <= 2
            ):
                break
            hit = self._known.starting(token.start)
            if hit is not None and hit.form.type == "organisation" and hit.end <= self._tokens[index].start:
                first -= 1
                break
            if token.small in _LINKS and token.text[0].islower():
                if first < 2 or not self._tokens[first - 2].is_capital or first == index:
                    break
            elif not token.is_capital or (token.text[0].isdigit() and first == index):
                break
            first -= 1
        while first < index and self._is_before_name(first):
            first += 1
        return first if first < index else None

    def _is_before_name(self, number: int) -> bool:
        token = self._tokens[number]
        if token.small in _starters() or token.text[0].islower():
            return True
        kinds, endings = _kinds()
        if self._language == "de" and (token.small in kinds or token.small.endswith(endings)):
            return True
        hit = self._known.starting(token.start)
        return (
            hit is not None and hit.form.type == "country" and hit.form.is_adjective and hit.end >= token.end
        ) or token.small in kinds

    def _forward(self, index: int) -> int | None:
        """The end of an institution's name whose first words end at ``index``."""
        number = index + 1
        end: int | None = None
        seen_link = self._tokens[index].small in ("für", "of", "for")
        while number < len(self._tokens) and number - index <= LONGEST:
            token = self._tokens[number]
            if self._gaps[number - 1] not in (" ", " & ", ", " if seen_link and end else " "):
                break
            if token.small in _FORWARD_LINKS and token.text[0].islower():
                following = (
                    self._known.starting(self._tokens[number + 1].start)
                    if number + 1 < len(self._tokens)
                    else None
                )
                if token.small == "in" and (following is None or following.form.type != "place"):
                    break
                seen_link = True
                number += 1
                continue
            if not token.is_capital or token.small in _starters():
                break
            hit = self._known.starting(token.start)
            if hit is not None and hit.form.type in ("place", "country"):
                return hit.end
            if hit is not None and hit.form.type == "organisation":
                break
            end = token.end
            if not seen_link:
                break
            number += 1
        return end

    def _run(self, first: int) -> int | None:
        """The last word of the name that starts at a word; None if no unknown name starts there."""
        token = self._tokens[first]
        if not token.is_capital or token.text[0].isdigit() or self._known.starting(token.start) is not None:
            hit = self._known.starting(token.start)
            if hit is None or hit.form.type != "place" or hit.form.is_adjective:
                return None
        if token.small in _starters():
            return None
        last = first
        while last + 1 < len(self._tokens) and last - first < 5:
            following, gap = self._tokens[last + 1], self._gaps[last]
            if gap not in (" ", " & ", " + ") or not following.is_capital or following.small in _starters():
                break
            hit = self._known.starting(following.start)
            if hit is not None and hit.form.type == "organisation":
                break
            last += 1
        hit = self._known.starting(token.start)
        if hit is not None and last == first:
            return None
        return last

    def _may_be_name(self, first: int, last: int) -> bool:
        token = self._tokens[first]
        if len(token.text) < 3 and first == last:
            return False
        if self._language == "de" and first == last:
            return not token.small.endswith(
                ("ung", "ungen", "heit", "keit", "schaft", "tät", "ismus")
            ) and not (_is_kind(token.small))
        return True

    def _is_person(self, first: int, last: int) -> bool:
        return (
            last - first == 1
            and not self._tokens[last].small.endswith(_german_tails())
            and (self._tokens[last].small not in _ends(self._language))
        )

    def _origin(self, first: int, last: int) -> Side | None:
        """The side that the letters of a name speak for, its first telling word deciding."""
        words = [token.text for token in self._tokens[first : last + 1]]
        for word in words[:2]:
            for part in word.split("-"):
                side = origin_of(part)
                if side is not None:
                    return side
        if len(words) >= 2 and looks_pinyin(words[0]) and pinyin_points(words[0]) >= 1:
            return "cn"
        if self._tokens[last].small.endswith(_german_tails()) and self._tokens[last].small not in _ends("en"):
            return "de"
        return None

    def _named(
        self,
        first: int,
        last: int,
        start: int,
        end: int,
        default: Side | None,
        rule: str,
        inner: int | None = None,
    ) -> Iterator[FoundName]:
        """A name with its side, worked out from itself and its neighbourhood; nothing if it cannot be told."""
        inner = first if inner is None else inner
        inside = self._known.within(start, end)
        owners = [hit for hit in inside if hit.form.type == "organisation"]
        if len(owners) > 1:
            return
        places = [hit for hit in inside if hit.form.type in ("place", "country")]
        if owners:
            if owners[0].start == start:
                yield self._of_owner(owners[0], places, start, end)
            return
        origin = self._origin(inner, last)
        at_front = [hit for hit in places if hit.start == self._tokens[inner].start]
        behind = [hit for hit in places if hit not in at_front]
        own = side_of_places(at_front) if at_front else None
        near = self._place_before(first) or self._place_after(end)
        stands = side_of_places(behind) if behind else None
        if default == "de" and (own or near or stands) == "other":
            default = "other"
        side = (
            own
            or (origin if origin == "cn" and rule != "institution" else None)
            or near
            or stands
            or origin
            or default
        )
        if side is None:
            return
        other = stands if stands not in (None, "other", side) else default if rule == "legal form" else None
        also: Side | None = other if other not in (None, "other", side) and side != "other" else None
        yield FoundName(start, end, side, rule, also, self._town(first, places), self._core(inner, last))

    def _of_owner(self, owner: Hit, places: Sequence[Hit], start: int, end: int) -> FoundName:
        """A known name together with its legal form and the place of a subsidiary."""
        form = owner.form
        stands = side_of_places(places)
        also = form.also_side or (stands if stands not in ("other", form.side) else None)
        return FoundName(start, end, form.side, "known name", also, form.identity)

    def _found(self, start: int, end: int, side: Side, rule: str, first: int, last: int) -> FoundName:
        return FoundName(start, end, side, rule, core=self._core(first, last))

    def _town(self, first: int, places: Sequence[Hit]) -> str | None:
        """The id of the town whose government a name is: it goes by its town."""
        words = {token.small for token in self._tokens[first : first + LONGEST]}
        return places[0].form.identity if len(places) == 1 and words & _TOWN_WORDS else None

    def _core(self, first: int, last: int) -> str:
        token = self._tokens[first]
        hit = self._known.starting(token.start)
        if hit is not None and hit.form.type in ("place", "country"):
            return ""
        return token.text if len(token.text) >= 4 and not token.text[0].isdigit() else ""


def _is_kind(small: str) -> bool:
    kinds, endings = _kinds()
    return small in kinds or small.endswith(endings)
