"""The picture of docs/performance.md: ``python -m benchmarks.performance_page docs/performance.svg``.

What one more costs against how many there are already, relative to the smallest size, from the figures that stand in
the page: run the benchmarks and write them here.
"""

from __future__ import annotations

import sys
from math import log10
from pathlib import Path

CURVES: dict[str, tuple[str, tuple[tuple[int, float], ...]]] = {
    "an unchanged poll, by sources": ("#1f5fa8", ((500, 0.74), (5_000, 0.84), (50_000, 0.71))),
    "attaching an article, by articles in the archive": (
        "#b5432a",
        ((10_000, 4.62), (100_000, 5.07), (1_000_000, 6.53)),
    ),
    "a search, by articles in the archive": ("#2e7d32", ((10_000, 3.53), (1_000_000, 3.48))),
    "a digest of 40 deals, by articles in the archive": ("#7b4fa3", ((10_000, 10.23), (1_000_000, 14.19))),
}
"""By curve: its colour, and size with cost in milliseconds of a processor."""

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 360, 60, 50
_SIZES = ((100, "100"), (1_000, "1,000"), (10_000, "10,000"), (100_000, "100,000"), (1_000_000, "1M"))
_HIGHEST = 2.5


def _x(size: float) -> float:
    return _LEFT + (log10(size) - 2) / 4 * (_WIDTH - _LEFT - 20)


def _y(ratio: float) -> float:
    return 20 + (1 - ratio / _HIGHEST) * (_HEIGHT - _BOTTOM - 20)


def picture() -> str:
    """The curves as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
    ]
    for size, label in _SIZES:
        place = _x(size)
        parts.append(f'<line x1="{place:.0f}" y1="20" x2="{place:.0f}" y2="{_y(0):.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{place:.0f}" y="{_HEIGHT - 28}" text-anchor="middle">{label}</text>')
    for ratio in (0, 0.5, 1, 1.5, 2, 2.5):
        height = _y(ratio)
        parts.append(
            f'<line x1="{_LEFT}" y1="{height:.0f}" x2="{_WIDTH - 20}" y2="{height:.0f}" stroke="#ddd"/>'
        )
        parts.append(f'<text x="{_LEFT - 8}" y="{height + 4:.0f}" text-anchor="end">{ratio:g}</text>')
    for place, (name, (colour, points)) in enumerate(CURVES.items()):
        first = points[0][1]
        line = " ".join(f"{_x(size):.1f},{_y(cost / first):.1f}" for size, cost in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        parts += [
            f'<circle cx="{_x(size):.1f}" cy="{_y(cost / first):.1f}" r="4" fill="{colour}"/>'
            for size, cost in points
        ]
        parts.append(f'<text x="{_LEFT + 12}" y="{40 + 18 * place}" fill="{colour}">{name}</text>')
    middle = (_WIDTH + _LEFT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">how many there are</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), encoding="utf-8")
