"""Whose side a name in Latin letters is: by places in and around it, by its letters, and by its legal form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.gazetteer_index import Hit
from analysis.names_found import FoundName, side_of_places
from analysis.names_latin_text import LONGEST, LatinText
from analysis.names_origin import pinyin_points
from analysis.values import Side

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


class LatinSides:
    """The decisions on one text.

    Args:
        text: The text.
    """

    def __init__(self, text: LatinText) -> None:
        self._text = text
        self._tokens = text.tokens

    def named(
        self, first: int, last: int, end: int, default: Side | None, rule: str, inner: int | None = None
    ) -> Iterator[FoundName]:
        """A name with its side, worked out from itself and what stands around; nothing if it cannot be told."""
        inner = first if inner is None else inner
        start = self._tokens[first].start
        inside = self._text.known.within(start, end)
        owners = [hit for hit in inside if hit.form.type == "organisation"]
        places = [hit for hit in inside if hit.form.type in ("place", "country")]
        if owners:
            if len(owners) == 1 and owners[0].start == start:
                yield self._of_owner(owners[0], places, start, end)
            return
        known = self._called(first, last, end)
        if known is not None:
            yield FoundName(
                start, end, known.form.side, "known name", known.form.also_side, known.form.identity
            )
            return
        at_front = [hit for hit in places if hit.start == self._tokens[min(inner, last)].start]
        behind = [hit for hit in places if hit not in at_front]
        own = side_of_places(at_front)
        stands = side_of_places(behind)
        origin = self._text.origin(inner, last)
        if rule == "institution" and any(
            pinyin_points(word.text) for word in self._text.words_of(inner, last)
        ):
            origin = "cn"
        after = self._text.place_after(end)
        before = self._text.place_before(first) if rule != "institution" or default is None else None
        if default == "de" and "other" in (own, after, before, stands):
            default = "other"
        if rule == "institution":
            side = (
                own or stands or (origin if origin == "cn" else None) or after or before or origin or default
            )
        else:
            side = (
                own or (origin if origin == "cn" else None) or after or before or stands or origin or default
            )
        if side is None:
            return
        also: Side | None = None
        seat = default if rule == "legal form" else None
        if rule != "institution" and side != "other":
            others = [other for other in (stands, seat) if other not in (None, "other", side)]
            also = others[0] if others else None
        yield FoundName(
            start, end, side, rule, also, self._town(first, places), self._text.core(min(inner, last), last)
        )

    def _called(self, first: int, last: int, end: int) -> Hit | None:
        """The known firm whose name in brackets behind is made of a name's initials: ``Alpha Beta Systems (ABS)``."""
        text = self._text.text
        hit = self._text.known.starting(end + 2) if text.startswith(" (", end) else None
        if hit is None or hit.form.type != "organisation" or not text.startswith(")", hit.end):
            return None
        short = text[hit.start : hit.end]
        initials = "".join(token.text[0] for token in self._tokens[first : last + 1])
        return hit if len(short) > 2 and short.isupper() and initials.upper().startswith(short) else None

    def _of_owner(self, owner: Hit, places: Sequence[Hit], start: int, end: int) -> FoundName:
        """A known name together with its legal form and the place of a subsidiary."""
        form = owner.form
        stands = side_of_places(places)
        also = form.also_side or (stands if stands not in ("other", form.side) else None)
        return FoundName(start, end, form.side, "known name", also, form.identity)

    def found(self, first: int, last: int, side: Side, rule: str) -> FoundName:
        """A name whose side is told by what stands around it."""
        while self._text.language == "de" and first < last and self._text.is_noun(first):
            first += 1
        return FoundName(
            self._tokens[first].start, self._tokens[last].end, side, rule, core=self._text.core(first, last)
        )

    def _town(self, first: int, places: Sequence[Hit]) -> str | None:
        """The id of the town whose government a name is: it goes by its town."""
        words = {token.small for token in self._tokens[first : first + LONGEST]}
        return places[0].form.identity if len(places) == 1 and words & _TOWN_WORDS else None
