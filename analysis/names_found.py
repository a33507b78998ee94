"""What the rules for names give: a name in no list, where it stands, and whose side it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.gazetteer_index import Hit
from analysis.mentions import MentionType
from analysis.values import Side


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name that a rule recognised, at its offsets.

    ``core`` is the part by which the text may call it later on; empty if there is none.
    """

    start: int
    end: int
    side: Side
    rule: str
    also_side: Side | None = None
    identity: str | None = None
    core: str = ""
    type: MentionType = "organisation"


class KnownNames:
    """The known names of a text, in order, none overlapping: quick to ask what stands where.

    Args:
        hits: In the order of the text.
    """

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.hits = tuple(hits)
        self._starts = [hit.start for hit in hits]
        self._by_start = {hit.start: hit for hit in hits}
        self._ends = [hit.end for hit in hits]

    def starting(self, at: int) -> Hit | None:
        """The name that starts there."""
        return self._by_start.get(at)

    def ending(self, at: int) -> Hit | None:
        """The name that ends there."""
        index = bisect_left(self._ends, at)
        return self.hits[index] if index < len(self.hits) and self._ends[index] == at else None

    def covering(self, at: int) -> Hit | None:
        """The name that covers a character."""
        index = bisect_right(self._starts, at) - 1
        return self.hits[index] if index >= 0 and self.hits[index].end > at else None

    def within(self, start: int, end: int) -> tuple[Hit, ...]:
        """The names between two offsets."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, lo=first)
        return tuple(hit for hit in self.hits[first:last] if hit.end <= end)

    def places(self, start: int, end: int) -> tuple[Hit, ...]:
        """The places and countries between two offsets."""
        return tuple(hit for hit in self.within(start, end) if hit.form.type in ("place", "country"))


def side_of_hit(hit: Hit) -> Side | None:
    """The side that a place or country speaks for; None for 'Sino-German', which speaks for both."""
    return None if hit.form.also_side is not None else hit.form.side


def side_of_places(hits: Sequence[Hit]) -> Side | None:
    """The one side of some places; None if there is none or they differ."""
    sides = {side_of_hit(hit) for hit in hits}
    return sides.pop() if len(sides) == 1 else None
