"""Forms of time in a subscription: quiet hours and calendars of working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")
_LAENDER = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
CALENDARS = ("CN", "HK", "MO", "DE", *(f"DE-{land}" for land in _LAENDER))
"""Codes of ISO 3166: China with its make-up Saturdays and Sundays, Hong Kong, Macau, Germany, its Länder."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A span of each local day, from ``begin`` until just before ``end``; it may reach over midnight."""

    begin: time
    end: time

    def holds(self, local: time) -> bool:
        """Whether a local time lies in it."""
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


def read_quiet_hours(text: str) -> QuietHours | None:
    """Read ``22:00-07:00``; None for an empty text.

    Raises:
        ValueError: If it is no span, or an empty one.
    """
    if not text:
        return None
    found = _QUIET.fullmatch(text.strip())
    if found is not None:
        hours = QuietHours(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
        if hours.begin != hours.end:
            return hours
    raise ValueError(f"{text!r} is no span of hours; write for instance 22:00-07:00")


def require_calendar(code: str) -> str:
    """Return the code of a calendar if there is one.

    Raises:
        ValueError: If there is none.
    """
    if code not in CALENDARS:
        raise ValueError(f"{code!r} is no calendar; there are {', '.join(CALENDARS)}")
    return code
