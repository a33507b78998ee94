"""The sums of a review and the picture of the last weeks, in words and in the lengths of their bars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from digests.facets import NOT_KNOWN
from digests.formats import Formats
from digests.presentation_groups import Facet, facet_name
from digests.totals import Tally, Totals
from digests.trend import KINDS, Trend
from digests.wording import Wording

MAX_ROWS = 8
MAX_REGIONS = 6
COLUMN_HEIGHT = 56
"""Height of the largest week's column, in pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar list: ``percent`` is its length, the largest has 100."""

    label: str
    value: str
    percent: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarList:
    """Bars under a heading."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A week of the strip: its number of deals, and the heights of its parts by kind in pixels, from the top."""

    day: str
    total: int
    parts: tuple[tuple[str, int], ...]
    space: int


@dataclass(frozen=True, slots=True)
class TrendLines:
    """The strip of weeks. ``summary`` says in words what it shows; ``legend`` names each kind with its number."""

    heading: str
    summary: str
    columns: tuple[Column, ...]
    legend: tuple[tuple[str, str], ...]
    regions: BarList


@dataclass(frozen=True, slots=True)
class TotalsLines:
    """The sums of a review."""

    heading: str
    summary: str
    lists: tuple[BarList, ...]


def trend_in_words(trend: Trend, wording: Wording, formats: Formats) -> TrendLines:
    """The picture of the last weeks."""
    most = max(week.total for week in trend.weeks)
    weeks = len(trend.weeks)
    parts = [
        wording.count("trend.total", trend.total, formats.number(trend.total)),
        wording.count("trend.weeks", weeks, formats.number(weeks)),
    ]
    summary = _joined(parts, wording)
    if latest := trend.weeks[-1].total:
        summary += wording.semicolon + wording.text("trend.last", number=formats.number(latest))
    by_kind = [sum(week.counts[index] for week in trend.weeks) for index in range(len(KINDS))]
    regions = trend.regions[:MAX_REGIONS]
    return TrendLines(
        heading=wording.text("trend.heading"),
        summary=summary,
        columns=tuple(_column(formats.day_of_year(week.monday), week.counts, most) for week in trend.weeks),
        legend=tuple(
            (kind, f"{wording.term('kinds', kind)}\u00a0{formats.number(number)}")
            for kind, number in zip(KINDS, by_kind, strict=True)
        ),
        regions=BarList(
            wording.text("trend.where"),
            tuple(
                Bar(
                    facet_name("region", key, wording),
                    formats.number(number),
                    _percent(number, regions[0][1]),
                )
                for key, number in regions
            ),
        ),
    )


def _joined(parts: list[str], wording: Wording) -> str:
    return "，".join(reversed(parts)) if wording.language == "zh" else " ".join(parts)


def _column(day: str, counts: tuple[int, ...], most: int) -> Column:
    heights = [round(COLUMN_HEIGHT * count / most) if count else 0 for count in counts]
    heights = [max(height, 2) if count else 0 for height, count in zip(heights, counts, strict=True)]
    parts = tuple((kind, height) for kind, height in zip(KINDS, heights, strict=True) if height)
    return Column(day, sum(counts), parts, max(0, COLUMN_HEIGHT + 4 - sum(heights)))


def totals_in_words(totals: Totals, wording: Wording, formats: Formats) -> TotalsLines:
    """The sums of a review."""
    facets: tuple[tuple[Facet, tuple[Tally, ...]], ...] = (
        ("kind", totals.kinds),
        ("direction", totals.directions),
        ("region", totals.regions),
        ("sector", totals.sectors),
    )
    return TotalsLines(
        heading=wording.text("totals.heading"),
        summary=_overall(totals.overall, wording, formats),
        lists=tuple(
            BarList(wording.text(f"totals.by.{facet}"), _bars(facet, tallies, wording, formats))
            for facet, tallies in facets
            if facet == "kind" or sum(tally.key != NOT_KNOWN for tally in tallies) > 1
        ),
    )


def _overall(tally: Tally, wording: Wording, formats: Formats) -> str:
    parts = [wording.count("totals.deals", tally.deals, formats.number(tally.deals))]
    if tally.with_sum:
        parts.append(wording.count("totals.with_sum", tally.with_sum, formats.number(tally.with_sum)))
        parts.append(wording.text("totals.together", amount=_about(tally, formats)))
    elif tally.deals:
        parts.append(wording.text("totals.no_sum"))
    return ("，" if wording.language == "zh" else ", ").join(parts)


def _about(tally: Tally, formats: Formats) -> str:
    amount = formats.money(tally.euros, "EUR", digits=3)
    return f"≈\u00a0{amount}" if tally.is_approximate else amount


def _bars(facet: Facet, tallies: tuple[Tally, ...], wording: Wording, formats: Formats) -> tuple[Bar, ...]:
    fitting = len(tallies) if len(tallies) <= MAX_ROWS else MAX_ROWS - 1
    shown, others = tallies[:fitting], tallies[fitting:]
    most = max(tally.deals for tally in tallies)
    bars = [_bar(facet_name(facet, tally.key, wording), tally, most, formats) for tally in shown]
    if others:
        rest = Tally(
            "",
            sum(tally.deals for tally in others),
            sum(tally.with_sum for tally in others),
            sum((tally.euros for tally in others), Decimal(0)),
            any(tally.is_approximate for tally in others),
        )
        label = wording.count("totals.others", len(others), formats.number(len(others)))
        bars.append(_bar(label, rest, max(most, rest.deals), formats))
    return tuple(bars)


def _bar(label: str, tally: Tally, most: int, formats: Formats) -> Bar:
    note = _about(tally, formats) if tally.with_sum else ""
    return Bar(label, formats.number(tally.deals), _percent(tally.deals, most), note)


def _percent(value: int, most: int) -> int:
    return max(2, round(100 * value / most)) if value and most else 0
