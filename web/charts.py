"""Small pictures as lists of shapes, drawn as SVG by templates: no script, every mark leads to its deals. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.deals import KINDS

HEIGHT = 72
SLOT = 10
GAP = 2
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a column, in units of the picture; ``since`` and ``until`` are the days it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    value: float
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the line of time: where a month or quarter begins; ``share`` is its place, 0 to 100."""

    x: float
    share: float
    day: date


@dataclass(frozen=True, slots=True)
class Columns:
    """A picture of columns over time, each stacked by kind."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    most: float


def weeks_until(day: date, number: int) -> list[tuple[date, date]]:
    """The last weeks up to the one of ``day``, each as its Monday and Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [
        (start, start + timedelta(days=6))
        for start in (monday - timedelta(weeks=back) for back in range(number - 1, -1, -1))
    ]


def months_until(day: date, number: int) -> list[tuple[date, date]]:
    """The last months up to the one of ``day``, each as its first and last day."""
    months = []
    first = day.replace(day=1)
    for _ in range(number):
        following = (first + timedelta(days=31)).replace(day=1)
        months.append((first, following - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return months[::-1]


def columns(counted: Iterable[tuple[date, str, float]], spans: Sequence[tuple[date, date]]) -> Columns:
    """Columns of numbers or sums by the first day of a span and kind, over spans of days that follow each other."""
    per_span: list[Counter[str]] = [Counter() for _ in spans]
    starts = {start: place for place, (start, _) in enumerate(spans)}
    for day, kind, value in counted:
        place = starts.get(day)
        if place is not None:
            per_span[place][kind] += value  # type: ignore[assignment]  # sums count, too
    most: float = max((sum(counts.values()) for counts in per_span), default=0)
    bars: list[Bar] = []
    for place, counts in enumerate(per_span):
        top = float(HEIGHT)
        for kind in KINDS:
            value = counts[kind]
            if not value:
                continue
            height = value * HEIGHT / most
            top -= height
            bars.append(
                Bar(place * SLOT, round(top, 2), SLOT - GAP, round(height, 2), kind, value, *spans[place])
            )
    width = len(spans) * SLOT
    ticks = (
        (place * SLOT + (SLOT - GAP) / 2, start)
        for place, (start, end) in enumerate(spans)
        if (start.day <= 7 and (end - start).days < 7)
        or (start.month in {1, 4, 7, 10} and (end - start).days > 7)
    )
    return Columns(
        width, HEIGHT, tuple(bars), tuple(Tick(x, round(100 * x / width, 2), day) for x, day in ticks), most
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a bar list; ``share`` is its length against the longest, 0 to 100; ``note`` is said beside it."""

    key: str
    label: str
    deals: int
    share: float
    note: str = ""


def rows(
    counts: Mapping[str, int],
    labels: Mapping[str, str],
    notes: Mapping[str, str] | None = None,
) -> list[Row]:
    """The most frequent, the longest bar first."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_ROWS]
    longest = ranked[0][1] if ranked else 1
    return [
        Row(key, labels.get(key, key), deals, round(100 * deals / longest, 1), (notes or {}).get(key, ""))
        for key, deals in ranked
    ]
