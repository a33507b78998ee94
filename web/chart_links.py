"""Pictures of columns as readers see them: every bar with its words and the list of deals that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from digests.formats import Formats
from web.charts import Bar, Columns
from web.selection import Selection
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class LinkedBar:
    """A bar, what it says, and the query string of its deals."""

    bar: Bar
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class LinkedColumns:
    """A picture with its bars linked, and what stands below its ticks: share of the width and a month."""

    picture: Columns
    bars: tuple[LinkedBar, ...]
    ticks: tuple[tuple[float, str], ...]


def linked(
    picture: Columns, selected: Selection, viewer: Viewer, in_words: Callable[[float], str]
) -> LinkedColumns:
    """Link the bars of a picture to the deals of a selection on their days."""
    kept = selected.address(without=("since", "until", "kind"))
    begin = f"{kept}&" if kept else "?"
    colon, comma = viewer.wording.colon, viewer.wording.comma
    bars = tuple(
        LinkedBar(
            bar,
            _days(viewer.formats, bar.since, bar.until)
            + f"{colon}{in_words(bar.value)}{comma}{viewer.term('kind', bar.kind)}",
            f"{begin}kind={bar.kind}&since={bar.since}&until={bar.until}",
        )
        for bar in picture.bars
    )
    return LinkedColumns(
        picture, bars, tuple((tick.share, viewer.formats.short_month(tick.day)) for tick in picture.ticks)
    )


@lru_cache(maxsize=2048)
def _days(formats: Formats, since: date, until: date) -> str:
    return formats.days(since, until)


def in_deals(number: float, viewer: Viewer) -> str:
    """A number of deals: 3 deals, 3 Abschlüsse."""
    return viewer.wording.count("deals.total", int(number), viewer.formats.number(int(number)))
