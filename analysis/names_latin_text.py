"""A text in Latin letters as words, with the parts of names around each: what the rules for names are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from analysis.facts_words import name_words as party_words
from analysis.gazetteer_text import lower
from analysis.names_found import KnownNames, side_of_hit
from analysis.names_latin_words import (
    Token,
    apart,
    ends,
    is_german_adjective,
    is_german_tail,
    is_kind,
    kinds,
    starters,
    with_of,
)
from analysis.names_origin import is_pinyin_syllable, looks_german, looks_pinyin, origin_of, pinyin_points
from analysis.values import Language, Side

_GERMAN_SPEAKING = frozenset(
    {
        "austria", "vienna", "linz", "graz", "salzburg", "innsbruck", "austrian-towns",
        "switzerland", "zurich", "basel", "bern", "winterthur", "davos", "swiss-towns",
    }
)  # fmt: skip
_OPENING = 400  # characters in which a text says where its firms are at home
_FRANCS = re.compile(r"\s(?:francs?|Franken)\b")
LONGEST = 8
"""Words of a name at most."""

_LETTER = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_TOKEN = re.compile(
    rf"[{_LETTER}](?:[{_LETTER}&+]+|[-./](?=[{_LETTER}])|'(?=[{_LETTER}])(?!s(?![{_LETTER}])))*"
)
_LINKS = frozenset({"of", "for", "für", "&", "zu"})
_FORWARD_LINKS = frozenset(
    {"of", "for", "für", "and", "und", "&", "der", "des", "zu", "an", "am", "the", "in", "von"}
)
_GERMAN_ARTICLES = frozenset(
    {
        "der",
        "die",
        "das",
        "dem",
        "den",
        "des",
        "ein",
        "eine",
        "einem",
        "einen",
        "einer",
        "eines",
        "beim",
        "vom",
        "zum",
    }
)
_AFTER_NAME = re.compile(
    r",?\s(?:aus|mit\s(?:Haupt)?[Ss]itz\s(?:in|im)|in|from|of|based\sin|headquartered\sin|which\sis\sbased\sin)\s"
    r"(?:dem\s|der\s|den\s|the\s)?(?:[a-zäöüß]+\s){0,2}"
)

_TELLS_ORIGIN = (
    "-based",
    "-headquartered",
    "-listed",
    "-owned",
    "-backed",
    "-controlled",
    "-funded",
    "-born",
)


class LatinText:
    """The words of a text and what stands around them.

    Args:
        folded: The folded text.
        known: Its known names.
        language: Its language.
    """

    def __init__(self, folded: str, known: KnownNames, language: Language) -> None:
        self.text = folded
        self.known = known
        self.language = language
        small = lower(folded)
        spans = [
            (start, end)
            for start, end in map(re.Match.span, _TOKEN.finditer(folded))
            if end - start > 1 or folded[start] != "s" or folded[start - 1 : start] != "'"
        ]
        self.tokens = [Token(start, end, folded[start:end], small[start:end]) for start, end in spans]
        self.gaps = [folded[end:start] for (_, end), (start, _) in pairwise(spans)]

    def back(self, index: int, *, over_comma: bool = False) -> int | None:
        """The first word of the name that ends before a word; None if there is no name."""
        first = index
        while first > 0 and index - first < LONGEST:
            token, gap = self.tokens[first - 1], self.gaps[first - 1]
            if not self._joins(token, gap, is_last=first == index, over_comma=over_comma):
                break
            if token.small.endswith(_TELLS_ORIGIN):
                break  # "Shanghai-based Lanyun Robotics"
            hit = self.known.starting(token.start)
            if hit is not None and hit.form.type == "organisation" and hit.end <= self.tokens[index].start:
                first -= 1
                break
            if token.text[0].islower() and not any(map(str.isupper, token.text[1:3])):
                if token.small not in _LINKS or first == index or not self._links(first - 1):
                    break
            elif token.text[0].isdigit() and first == index:
                break
            first -= 1
        while first < index and (self._is_before_name(first) or self._is_in_bracket(first, index)):
            first += 1
        return first if first < index else None

    def _is_in_bracket(self, first: int, index: int) -> bool:
        """Whether a bracket that opens before a word closes within the name: "China-Germany (Shenyang) Park"."""
        stretch = self.text[self.tokens[first].start : self.tokens[index].start]
        return ")" in stretch and "(" not in stretch

    def _links(self, number: int) -> bool:
        """Whether ``of``, ``for`` or ``zu`` stands inside of a name: ``Bank of Hunan``, but not ``Blum of Blum AG``."""
        if number < 1 or self.gaps[number - 1] != " ":
            return False
        before = self.tokens[number - 1]
        if self.tokens[number].small == "&":
            return before.is_capital
        return before.is_capital and (is_kind(before.small) or before.small in with_of())

    def _joins(self, token: Token, gap: str, *, is_last: bool, over_comma: bool) -> bool:
        if is_last and over_comma and gap in (", ", ",", "., ", ". "):
            return True
        if gap in (" ", " & ", " + ", " (", ") ", " / ", "'s "):
            return True
        return gap == ". " and len(token.text) == 1 and token.text.isalpha()

    def _is_before_name(self, number: int) -> bool:
        token = self.tokens[number]
        if token.small in starters() or token.text[0].islower():
            return not any(map(str.isupper, token.text[1:3]))
        following = self.tokens[number + 1].small if number + 1 < len(self.tokens) else ""
        if (is_kind(token.small) if self.language == "de" else token.small in kinds()[0]) and (
            following not in _LINKS
        ):
            return True
        if token.text[0].isdigit() and self.gaps[number] == ". ":
            return True
        hit = self.known.starting(token.start)
        return (
            hit is not None and hit.form.type == "country" and hit.form.is_adjective and hit.end >= token.end
        )

    def forward(self, index: int, *, is_named: bool = False) -> int | None:
        """The end of an institution's name whose first words end at ``index``.

        Args:
            index: The last word of what the institution is.
            is_named: Its name must follow directly, without ``für`` or ``of``.
        """
        number = index + 1
        end: int | None = None
        is_open = self.tokens[index].small in ("für", "of", "for")  # a subject follows, which may be long
        has_link = is_open
        while number < len(self.tokens) and number - index <= LONGEST:
            token = self.tokens[number]
            after_number = self.tokens[number - 1].small in ("nr", "no")
            if self.gaps[number - 1] not in (" ", " & ") and not (
                after_number and self.gaps[number - 1] == ". "
            ):
                break
            if token.small in _FORWARD_LINKS and token.text[0].islower():
                if is_named or not self._goes_on(number, is_open):
                    break
                is_open = is_open or token.small in ("für", "of", "for")
                has_link = True
                number += 1
                continue
            if (
                not token.is_capital
                or token.small in starters()
                or (token.text[0].isdigit() and not after_number)
            ):
                break
            hit = self.known.starting(token.start)
            if hit is not None and hit.form.type in ("place", "country"):
                return hit.end
            if hit is not None and hit.form.type == "organisation":
                break
            end = token.end
            if token.small not in ("nr", "no") and not token.text[0].isdigit() and not is_open:
                break
            if (
                after_number
                and not has_link
                and number + 1 < len(self.tokens)
                and self.tokens[number + 1].small != "von"
            ):
                break
            number += 1
        return end

    def _goes_on(self, number: int, is_open: bool) -> bool:
        """Whether a link leads on to more of an institution's name."""
        small = self.tokens[number].small
        ahead = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        if ahead is None or not ahead.is_capital or ahead.text[0].isdigit():
            return small in ("der", "the", "den") and is_open
        if small == "in":
            return self._is_place(ahead)
        return is_open or small in ("für", "of", "for", "von", "am", "an")

    def _is_place(self, token: Token) -> bool:
        hit = self.known.starting(token.start)
        return (hit is not None and hit.form.type == "place") or pinyin_points(token.text) >= 1

    def run(self, first: int) -> int | None:
        """The last word of the unknown name that starts at a word; None if none starts there."""
        token = self.tokens[first]
        hit = self.known.starting(token.start)
        if hit is not None and (hit.form.type != "place" or hit.form.is_adjective):
            return None
        if not token.is_capital or token.text[0].isdigit() or token.small in starters():
            return None
        if self.known.covering(token.start) not in (None, hit):
            return None
        last = first
        while last + 1 < len(self.tokens) and last - first < 5:
            following, gap = self.tokens[last + 1], self.gaps[last]
            if gap not in (" ", " & ", " + ") or not following.is_capital or following.small in starters():
                break
            other = self.known.starting(following.start)
            if other is not None and other.form.type == "organisation":
                break
            last += 1
        return None if hit is not None and last == first else last

    def place_before(self, index: int) -> Side | None:
        """The side of the place or country within the few words before a word, or in the word itself."""
        stop = max(0, index - 4)
        for number in range(index, stop - 1, -1):
            hit = self.known.covering(self.tokens[number].start)
            if hit is not None and hit.form.type in ("place", "country"):
                return side_of_hit(hit)
            if number > stop and self.gaps[number - 1] not in (" ", "-", " - ", "'s "):
                return None
            token = self.tokens[number]
            if number == index:
                continue
            if token.small in apart() or (self.language == "de" and not is_german_adjective(token)):
                return None
        return None

    def place_after(self, end: int) -> Side | None:
        """The side of the place that a name is said to come from: ``X aus Ningbo``, ``X (Ningbo)``."""
        match = _AFTER_NAME.match(self.text, end)
        at = match.end() if match else end + 2 if self.text.startswith(" (", end) else -1
        hit = self.known.starting(at) if at >= 0 else None
        return side_of_hit(hit) if hit is not None and hit.form.type in ("place", "country") else None

    @cached_property
    def _is_of_another_german_country(self) -> bool:
        """Whether it speaks of Austria or Switzerland rather than of Germany: names there look German too.

        That is, it names no place of Germany; or none in its opening, where it names one of theirs, and fewer in all.
        """
        where = [hit for hit in self.known.hits if hit.form.type in ("country", "place")]
        theirs = [
            hit.start
            for hit in where
            if hit.form.identity in _GERMAN_SPEAKING and not _FRANCS.match(self.text, hit.end)
        ]
        german = [hit.start for hit in where if hit.form.side == "de"]
        if not theirs or not german:
            return bool(theirs)
        return theirs[0] < _OPENING <= german[0] and len(theirs) > len(german)

    def origin(self, first: int, last: int) -> Side | None:
        """The side that the letters of a name speak for, its first telling word deciding."""
        side = self._origin(first, last)
        return "other" if side == "de" and self._is_of_another_german_country else side

    def _origin(self, first: int, last: int) -> Side | None:
        words = [token.text for token in self.tokens[first : last + 1]]
        for word in words[:2]:
            for part in word.split("-"):
                side = origin_of(part)
                if side is not None:
                    return side
        if len(words) >= 2 and looks_pinyin(words[0]) and pinyin_points(words[0]) >= 1:
            return "cn"
        if len(words) >= 2 and is_pinyin_syllable(words[0]) and is_pinyin_syllable(words[1]):
            return "cn"
        return "de" if is_german_tail(self.tokens[last].small) else None

    def is_person(self, first: int, last: int, *, is_described: bool = False) -> bool:
        """Whether words are rather a person's name than a firm's.

        Args:
            first: The first word.
            last: The last word.
            is_described: What stands before says what a firm is, though it may say who somebody is: ``partner``.
        """
        words = self.tokens[first : last + 1]
        people = party_words()
        if any(word.small in ends(self.language) or is_german_tail(word.small) for word in words):
            return False
        if words[0].small in people.given_names:
            return True
        before = ""
        if first and not is_described and self.gaps[first - 1] in (" ", ". "):
            before = self.tokens[first - 1].small
        if before and (
            before in people.of("en").persons
            or before in people.of("de").persons
            or before in people.given_names
        ):
            return True
        return (
            len(words) in (2, 3) and words[0].small in people.surnames and is_pinyin_syllable(words[0].small)
        )

    def may_be_name(self, first: int, last: int, *, is_described: bool = False) -> bool:
        """Whether words that stand where a name may stand are one; ``is_described``: right behind what a firm is."""
        token = self.tokens[first]
        if first == last and len(token.text) < 3:
            return False
        if self.language == "de" and first == last:
            if is_kind(token.small):
                return False
            if is_described and self._has_article(first - 1):
                # "Der Zulieferer Lindacker": a second noun would be a genitive, and surnames look like compounds.
                return not party_words().is_plain_noun(token.text)
            return not party_words().is_german_noun(token.text)
        return not self.is_person(first, last, is_described=is_described)

    def _has_article(self, index: int) -> bool:
        """Whether a singular article of German opens the words before a noun, adjectives between them."""
        number = index - 1
        while number >= 0 and self.gaps[number] == " ":
            token = self.tokens[number]
            if token.small in _GERMAN_ARTICLES:
                return True
            if not is_german_adjective(token):
                return False
            number -= 1
        return False

    def is_noun(self, number: int) -> bool:
        """Whether a word is a common noun of German."""
        text = self.tokens[number].text
        return party_words().is_german_noun(text) and not looks_german(text)

    def core(self, first: int, last: int) -> str:
        """The word by which the text may call a name later on: the first that is no place; empty if there is none."""
        while first < last:
            hit = self.known.covering(self.tokens[first].start)
            if hit is None or hit.form.type not in ("place", "country"):
                break
            first += 1
        token = self.tokens[first]
        if self.known.covering(token.start) is not None or (
            len(token.text) < 4
            or token.text[0].isdigit()
            or is_kind(token.small)
            or token.small in ends("de")
            or token.text[0].islower()
        ):
            return ""
        return "" if self.language == "de" and self.is_noun(first) else token.text

    def words_of(self, first: int, last: int) -> Sequence[Token]:
        """The words of a name."""
        return self.tokens[first : last + 1]
