"""What an answer's headers say on when to come again: Retry-After, Cache-Control and Expires (RFC 9110, RFC 9111)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NO_HINT = re.compile(r"no-cache|no-store|must-revalidate", re.IGNORECASE)


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header, given in seconds or as a date; None if it says nothing usable."""
    if value is None:
        return None
    value = value.strip()
    if value.isdecimal() and value.isascii():
        return float(value[:12])
    moment = http_date(value)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def http_date(value: str) -> datetime | None:
    """A date of an HTTP header; None if it is none."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def freshness_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long an answer may be kept by its own word; None if it says nothing."""
    control = headers.get("cache-control", "")
    if _NO_HINT.search(control):
        return None
    age = _MAX_AGE.search(control)
    if age is not None:
        return float(age[1])
    expires = http_date(headers["expires"]) if "expires" in headers else None
    if expires is None:
        return None
    sent = http_date(headers["date"]) if "date" in headers else None
    return max(0.0, (expires - (sent or now)).total_seconds())
