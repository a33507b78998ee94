"""How many deals turned up over the last weeks, by kind and by region: what a digest's small picture shows. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.known_places import region_of
from storage.values import DealMark

KINDS = ("agreement", "investment", "acquisition")
LEAST_DEALS = 5
LEAST_WEEKS = 2
"""With fewer deals, or all in one week, a picture tells no more than the list."""


@dataclass(frozen=True, slots=True)
class TrendWeek:
    """A week from its Monday on, with the number of deals first seen in it by kind, in the order of KINDS."""

    monday: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All deals of the week."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Trend:
    """The weeks, the oldest first; the last one is under way. ``regions``: ids with their deals, most first."""

    weeks: tuple[TrendWeek, ...]
    regions: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All deals of the weeks."""
        return sum(week.total for week in self.weeks)

    @property
    def tells_something(self) -> bool:
        """Whether a picture of it tells more than the list of deals does."""
        return self.total >= LEAST_DEALS and sum(week.total > 0 for week in self.weeks) >= LEAST_WEEKS


def first_monday(weeks: int, end: datetime, zone: ZoneInfo) -> date:
    """The Monday on which the first of so many weeks begins, the one of ``end`` being the last."""
    day = end.astimezone(zone).date()
    return day - timedelta(days=day.weekday(), weeks=weeks - 1)


def trend_of(marks: Iterable[DealMark], weeks: int, end: datetime, zone: ZoneInfo) -> Trend:
    """Count the deals of ``weeks`` weeks up to the one of ``end``; others are left out."""
    start = first_monday(weeks, end, zone)
    counts: Counter[tuple[int, str]] = Counter()
    regions: Counter[str] = Counter()
    for mark in marks:
        week = (mark.first_seen.astimezone(zone).date() - start).days // 7
        if not 0 <= week < weeks:
            continue
        counts[week, mark.kind] += 1
        region = region_of(mark.place)
        if region is not None:
            regions[region.id] += 1
    return Trend(
        tuple(
            TrendWeek(start + timedelta(weeks=week), tuple(counts[week, kind] for kind in KINDS))
            for week in range(weeks)
        ),
        tuple(sorted(regions.items(), key=lambda item: (-item[1], item[0]))) if regions else (),
    )
