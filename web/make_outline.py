"""Make the outline of the two parts of the world that the map shows: ``python -m web.make_outline FILE.shp``.

The source is Natural Earth's "Admin 0 – Countries" at 1:110m (https://www.naturalearthdata.com), which is in the public
domain. It is land against sea with thin lines; no country is named or coloured.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from web.map_view import PANELS, Panel

TARGET = Path(__file__).parent / "data" / "map_outline.json"
_POLYGON = 5

Ring = list[tuple[float, float]]


def rings_of(data: bytes) -> Iterator[Ring]:
    """The rings of all polygons of a shapefile (ESRI Shapefile Technical Description, 1998)."""
    position = 100
    while position + 8 <= len(data):
        (words,) = struct.unpack(">i", data[position + 4 : position + 8])
        record = data[position + 8 : position + 8 + 2 * words]
        position += 8 + 2 * words
        if struct.unpack("<i", record[:4])[0] != _POLYGON:
            continue
        parts, points = struct.unpack("<2i", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points]
        flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        for begin, end in pairwise(starts):
            yield [(flat[2 * place], flat[2 * place + 1]) for place in range(begin, end)]


def clipped(ring: Ring, panel: Panel) -> Ring:
    """A ring cut to a panel's rectangle (Sutherland and Hodgman, 1974)."""
    for axis, limit, keeps_above in (
        (0, panel.west, True),
        (0, panel.east, False),
        (1, panel.south, True),
        (1, panel.north, False),
    ):
        cut: Ring = []
        for place, point in enumerate(ring):
            before = ring[place - 1]
            inside = (point[axis] >= limit) == keeps_above
            if inside != ((before[axis] >= limit) == keeps_above):
                share = (limit - before[axis]) / (point[axis] - before[axis])
                cut.append(
                    (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
                )
            if inside:
                cut.append(point)
        ring = cut
    return ring


def main(arguments: list[str]) -> int:
    """Write the outline of each panel as SVG paths."""
    rings = list(rings_of(Path(arguments[0]).read_bytes()))
    outlines = {}
    for panel in PANELS:
        paths = []
        for ring in rings:
            points = [panel.position(latitude, longitude) for longitude, latitude in clipped(ring, panel)]
            if len(points) > 2:
                paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
        outlines[panel.country] = "".join(paths)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(outlines, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
