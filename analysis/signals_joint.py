"""Signs that say more together than each by itself: where a sentence stands, and under what headline and opening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TITLES = ("title has a real act", "title has an unreal act", "title without act")
_PLACES = ("in title", "in lead", "in body")
_LEADS = ("a core in the lead", "a real act in the lead, no core", "no real act in the lead")
_OPENING = "in the opening: "
_IN_TITLE = "in title: "
_VISITS = frozenset({"title of visit", "text of visit"})
_ANNIVERSARIES = frozenset({"title of retrospective", "text of retrospective"})
_PAPERS = frozenset({"signed with agreement", "signed with paper"})
_PROGRAMME = frozenset({"only announced or planned", "sum with a real act", "both sides, an organisation"})
_BY_SOMEBODY = frozenset(
    {"organisations of both sides", "both beside the act", "organisation beside the act"}
)
_FRESH = ("fresh", "recent day")


def shared_joint_signs(shared: frozenset[str]) -> Iterator[str]:
    """The joint signs of an article's own signs: what the headline does, and how it and the opening name the sides."""
    heading = Heading.of(shared)
    title, opening = heading.title, heading.opening
    named = next((sign for sign in shared if sign.startswith(_IN_TITLE)), None)
    lead = _first(_LEADS, shared)
    if opening is not None:
        yield f"{title} + {opening}"
        yield f"{lead} + {opening}"
    if named is not None:
        yield f"{title} + {named}"


@dataclass(frozen=True, slots=True)
class Heading:
    """What of an article's signs tells more together with those of each of its sentences."""

    title: str
    opening: str | None
    of_visit: bool
    of_countries: bool
    of_anniversary: bool

    @classmethod
    def of(cls, shared: frozenset[str]) -> Heading:
        """That of an article by its signs."""
        return cls(
            title=_title(shared),
            opening=next((sign for sign in shared if sign.startswith(_OPENING)), None),
            of_visit=not shared.isdisjoint(_VISITS),
            of_countries="title of countries only" in shared,
            of_anniversary=not shared.isdisjoint(_ANNIVERSARIES),
        )


def joint_signs(own: frozenset[str], heading: Heading) -> Iterator[str]:
    """The joint signs of a sentence's own signs under those of its article."""
    if heading.opening is not None:
        yield f"{_sides(own)} + {heading.opening}"
    place = _first(_PLACES, own)
    told = "core" if "core" in own else "no real act" if "no real act" in own else "real act"
    yield f"{heading.title} + {told} {place}"
    yield f"{_actors(own)} {place}"
    yield f"{_age(own)} {place}"
    if own >= _PROGRAMME:
        yield f"a firm's programme with its sum {place}"
    if own.isdisjoint(_PAPERS):
        return
    if heading.of_visit:
        yield "papers signed on a visit"  # late in the report, after tours and toasts
    # What is signed is not told in nouns in Chinese, so the sign of nouns decides.
    if "acts by nouns only" not in own and not own.isdisjoint(_BY_SOMEBODY):
        if heading.of_visit or heading.of_anniversary:
            yield "papers signed on an occasion by those named"
        if heading.of_countries:
            yield "papers signed by those named, countries in the title"


def _title(shared: frozenset[str]) -> str:
    return _first(_TITLES, shared) or "no title"


def _first(names: Iterable[str], signs: frozenset[str]) -> str:
    return next((name for name in names if name in signs), "")


def _actors(own: frozenset[str]) -> str:
    if "organisations of both sides" in own:
        return "opposite organisations"
    return (
        "both sides without organisation"
        if "both sides, no organisation" in own
        else "no opposite organisations"
    )


def _sides(own: frozenset[str]) -> str:
    if "third country in sentence" in own:
        return (
            "both sides and a third country"
            if "both sides in sentence" in own
            else "a third country for a side"
        )
    return _first(("both sides in sentence", "one side in sentence"), own) or "no side in sentence"


def _age(own: frozenset[str]) -> str:
    if any(sign.startswith(_FRESH) for sign in own):
        return "fresh act"
    if any(sign.startswith("old date") for sign in own):
        return "old act"
    return "undated" if "no date" in own else "dated"
