"""What a simulated year comes to: its figures, a table and a picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Protocol

LONG_ENOUGH = timedelta(days=2)
"""An outage of this length must be told: three polls and an hour have passed by then for every source."""

_BANDS = ("over 10 a day", "1 to 10 a day", "less than 1 a day")
_COLOURS = ("#1b6ca8", "#d1495b", "#5b8c5a")


class OutageLike(Protocol):
    """An outage as it really was."""

    begin: datetime
    end: datetime

    @property
    def frozen(self) -> bool:
        """Whether the source answers all the while."""
        ...


@dataclass
class Year:
    """The figures of a simulated year. Delays in seconds; ratios are delays in the day's interval of their source."""

    sources: int
    polls: int = 0
    items: int = 0
    lost: int = 0
    dropped: int = 0
    longest_wait: timedelta = timedelta(0)
    most_by_address: int = 0
    most_by_host_share: float = 0.0
    outages: int = 0
    outages_told_once: int = 0
    recoveries: int = 0
    recoveries_told_once: int = 0
    told_twice: int = 0
    false_alarms: int = 0
    delays: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    by_rate: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    polls_of_day: Counter[int] = field(default_factory=Counter)

    def judge(
        self, outages: Sequence[OutageLike], told: Sequence[tuple[datetime, str]], until: datetime
    ) -> None:
        """Compare what was told of a source with what was so."""
        left = list(told)
        for position, outage in enumerate(outages):
            following = outages[position + 1].begin if position + 1 < len(outages) else until
            inside = [each for each in left if outage.begin <= each[0] < following]
            left = [each for each in left if each not in inside]
            begun = [
                change
                for moment, change in inside
                if change == "outage" and moment <= max(outage.end, outage.begin)
            ]
            ended = [change for _, change in inside if change == "recovery"]
            self.told_twice += max(0, len(begun) - 1) + max(0, len(ended) - len(begun))
            self.false_alarms += sum(change == "outage" and moment > outage.end for moment, change in inside)
            if min(outage.end, until) - outage.begin < LONG_ENOUGH or outage.begin > until - LONG_ENOUGH:
                continue
            self.outages += 1
            self.outages_told_once += len(begun) == 1
            if outage.end < until - timedelta(days=31):
                self.recoveries += 1
                self.recoveries_told_once += len(ended) == 1
        self.false_alarms += sum(change == "outage" for _, change in left)

    def table(self) -> list[tuple[str, str]]:
        """The figures with their names."""
        rows = [
            ("sources, polls, items found", f"{self.sources}, {self.polls:,}, {self.items:,}"),
            ("polls a source and day", f"{self.polls / self.sources / 365:.1f}"),
            ("median delay from publication to poll", f"{median(self.delays) / 60:.1f} min"),
            ("the same as a share of the day's interval (at most 0.5 wanted)", f"{median(self.ratios):.2f}"),
            ("nine in ten items found within", f"{quantiles(self.delays, n=10)[-1] / 3600:.1f} h"),
        ]
        rows += [
            (f"median delay, sources with {band}", f"{median(self.by_rate[band]) / 60:.1f} min")
            for band in _BANDS
            if self.by_rate[band]
        ]
        return [
            *rows,
            ("items that fell out of a list of 30 between two polls that worked", f"{self.lost:,}"),
            ("sources dropped", f"{self.dropped}"),
            ("most requests an hour to one address (at most 14 by the rule)", f"{self.most_by_address}"),
            (
                "most requests an hour to one host, for each of its addresses",
                f"{self.most_by_host_share:.1f}",
            ),
            ("outages of two days or more, told exactly once", f"{self.outages_told_once} of {self.outages}"),
            ("their recoveries, told exactly once", f"{self.recoveries_told_once} of {self.recoveries}"),
            ("outages or recoveries told twice", f"{self.told_twice}"),
            ("outages told of sources that were only quiet", f"{self.false_alarms}"),
        ]


def write_pages(year: Year, folder: Path) -> None:
    """Write ``polling-year.md`` and ``polling-year.svg``."""
    lines = "\n".join(f"| {name} | {value} |" for name, value in year.table())
    text = (
        "# A simulated year of polling\n\n"
        "Made by `python -m benchmarks.year --docs docs`: sources with rhythms of their own (working hours, weekends,\n"
        "a holiday week), which die, recover, freeze, ban us and burst, polled by the program's own policy on a clock\n"
        "of the simulation's own.\n\n"
        f"| | |\n|---|---|\n{lines}\n\n"
        "![Delay from publication to poll](polling-year.svg)\n\n"
        "The picture shows which share of the items was found within which time, by how much their sources publish.\n"
    )
    (folder / "polling-year.md").write_text(text, encoding="utf-8")
    (folder / "polling-year.svg").write_text(picture(year), encoding="utf-8")


_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 360, 60, 50
_TIMES = ((60, "1 min"), (300, "5 min"), (900, "15 min"), (3_600, "1 h"), (14_400, "4 h"), (86_400, "1 d"))


def picture(year: Year) -> str:
    """The shares of items found within a time, one line for each band of sources, as SVG."""
    from math import log10

    low, high = log10(30), log10(86_400)

    def x(seconds: float) -> float:
        share = (log10(min(max(seconds, 30), 86_400)) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - 20)

    def y(share: float) -> float:
        return 20 + (1 - share) * (_HEIGHT - _BOTTOM - 20)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for seconds, label in _TIMES:
        parts.append(
            f'<line x1="{x(seconds):.0f}" y1="20" x2="{x(seconds):.0f}" y2="{y(0):.0f}" stroke="#ddd"/>'
        )
        parts.append(f'<text x="{x(seconds):.0f}" y="{_HEIGHT - 28}" text-anchor="middle">{label}</text>')
    for share in (0, 25, 50, 75, 100):
        height = y(share / 100)
        parts.append(
            f'<line x1="{_LEFT}" y1="{height:.0f}" x2="{_WIDTH - 20}" y2="{height:.0f}" stroke="#ddd"/>'
        )
        parts.append(f'<text x="{_LEFT - 8}" y="{height + 4:.0f}" text-anchor="end">{share} %</text>')
    for place, (band, colour) in enumerate(zip(_BANDS, _COLOURS, strict=True)):
        delays = sorted(year.by_rate[band])
        if not delays:
            continue
        points = " ".join(
            f"{x(delays[int(step / 100 * (len(delays) - 1))]):.1f},{y(step / 100):.1f}" for step in range(101)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts.append(f'<text x="{_LEFT + 12}" y="{40 + 18 * place}" fill="{colour}">{band}</text>')
    middle = (_WIDTH + _LEFT) / 2
    parts.append(
        f'<text x="{middle:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">from publication to poll</text>'
    )
    return "\n".join([*parts, "</svg>"]) + "\n"
