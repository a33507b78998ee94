"""A source's own rhythm, and when it is late or silent by it: pure decisions, their numbers documented.

What is kept of a source is the moment of its newest item and the longest pause it has lately made, nights, weekends and
holidays included. Silence is judged by that pause, not by the mean gap: a wire that publishes each minute on working
days is no less alive on a Sunday. A long pause is forgotten slowly, by half in ninety days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

HALF_FORGOTTEN = timedelta(days=90)
LATE_FACTOR = 1.5
SILENT_FACTOR = 4.0
LATE_AT_LEAST = timedelta(days=1)
SILENT_AT_LEAST = timedelta(days=5)
"""Longer than any weekend with holidays on both sides."""
SILENT_AT_MOST = timedelta(days=180)
UNKNOWN_SILENT = timedelta(days=30)
PAUSES_NEEDED = 8
ASSUMED_PAUSE = UNKNOWN_SILENT / SILENT_FACTOR
"""What the longest pause is taken to be, until it is forgotten, of a source of which fewer pauses are known."""

RECENT = timedelta(days=365)
"""Pauses between items older than this against the newest one say nothing on the rhythm."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``newest_at``: of the newest item known, by its own date or when it was seen. ``longest`` is None if unknown."""

    newest_at: datetime | None = None
    longest: timedelta | None = None

    @property
    def late_after(self) -> timedelta:
        """Silence from which on the source is late."""
        if self.longest is None:
            return UNKNOWN_SILENT
        return max(LATE_AT_LEAST, min(self.longest * LATE_FACTOR, SILENT_AT_MOST / 2))

    @property
    def silent_after(self) -> timedelta:
        """Silence from which on the source is silent."""
        if self.longest is None:
            return UNKNOWN_SILENT
        return max(SILENT_AT_LEAST, min(self.longest * SILENT_FACTOR, SILENT_AT_MOST))

    def silence(self, now: datetime) -> timedelta | None:
        """How long nothing new has come; None if nothing ever has."""
        return None if self.newest_at is None else max(now - self.newest_at, timedelta(0))

    def state(self, now: datetime) -> str:
        """``fresh``, ``late`` or ``silent``."""
        silence = self.silence(now)
        if silence is None or silence <= self.late_after:
            return "fresh"
        return "silent" if silence > self.silent_after else "late"

    def after(self, published: Iterable[datetime | None], at: datetime, *, first_poll: bool) -> Rhythm:
        """The rhythm after a poll that brought new items.

        Args:
            published: The dates of the new items. One without date counts as published when it was seen, but not on
                a first poll, which brings a source's past.
            at: The moment of the poll.
            first_poll: Whether it was the address's first.
        """
        stated = [
            at if moment is None else moment for moment in published if moment is not None or not first_poll
        ]
        moments = sorted({min(moment, at) for moment in stated})
        if not moments:
            return self
        newest = moments[-1] if self.newest_at is None else max(self.newest_at, moments[-1])
        if self.newest_at is not None:
            moments = [self.newest_at, *(moment for moment in moments if moment > self.newest_at)]
        recent = [moment for moment in moments if newest - moment <= RECENT]
        gaps = [later - earlier for earlier, later in pairwise(recent)]
        passed = timedelta(0) if self.newest_at is None else newest - self.newest_at
        kept = [] if self.longest is None else [self.longest * 0.5 ** (passed / HALF_FORGOTTEN)]
        if not kept and len(gaps) < PAUSES_NEEDED:
            kept = [ASSUMED_PAUSE]  # a few pauses are no rhythm yet: the longest of them says too little
        return Rhythm(newest, max(gaps + kept))
