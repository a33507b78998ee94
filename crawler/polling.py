"""When an address is polled next: pure decisions from the source's own rhythm, the server's words, and failures.

The numbers: an interval is half the gap expected between two entries, within ``polling.minimum`` and
``polling.maximum``; a declared ``every`` is kept as it is. While nothing comes it grows by a tenth a poll, but stays
below a quarter of the silence. The server's ``ttl`` or ``max-age`` lengthens it to one hour at most, for many servers
send such figures by default; ``Retry-After`` is obeyed up to one day. Failures double the pause (trouble that passes)
or quadruple it (refusals and missing pages), up to ``polling.maximum`` or ``polling.maximum_backoff``.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from config.settings import PollingSettings
from crawler.values import FailureKind
from storage.values import DueAddress

HINT_CAP = timedelta(hours=1)
RETRY_AFTER_CAP = timedelta(days=1)
RHYTHM_WINDOW = timedelta(days=30)
RHYTHM_ENTRIES = 20
GROWTH = 1.1
JITTER = 0.1
LASTING: frozenset[FailureKind] = frozenset(
    {"not_found", "gone", "refused", "robots", "address", "certificate", "status", "content", "redirects"}
)
"""Failures that seldom pass by themselves."""

BLOCKING: frozenset[FailureKind] = frozenset({"robots", "refused"})
"""Failures by which a source says that it does not want us."""

FINAL_FOR_PAGES: frozenset[FailureKind] = frozenset(
    {"not_found", "gone", "robots", "address", "too_large", "redirects"}
)
"""Failures after which a page is not tried again."""

SHORT_FOR_PAGES: frozenset[FailureKind] = frozenset({"refused", "content", "certificate", "status"})
"""Failures after which a page is tried once more only: the teaser must not wait for long."""

PAGE_PAUSE = timedelta(minutes=5)
PAGE_GROWTH = 3
PAGE_PAUSE_CAP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Plan:
    """When an address is polled next, and the interval without jitter that this follows from."""

    next_poll_at: datetime
    interval: timedelta


def after_success(
    address: DueAddress,
    now: datetime,
    settings: PollingSettings,
    *,
    new: Sequence[datetime | None] = (),
    every: timedelta | None = None,
    hint_seconds: float | None = None,
) -> Plan:
    """The next poll after one that worked.

    Args:
        address: As it was before this poll.
        now: The moment of this poll.
        settings: The bounds.
        new: The dates of the new entries, None where an entry has none.
        every: The source's declared interval.
        hint_seconds: How long the server or feed says that the answer may be kept.
    """
    if every is not None:
        return Plan(now + every * _early(address.id), every)
    interval = _rhythm(address, now, settings, new)
    floor = min(timedelta(seconds=hint_seconds), HINT_CAP) if hint_seconds else timedelta(0)
    return Plan(now + max(interval * _early(address.id), floor), interval)


def _rhythm(
    address: DueAddress, now: datetime, settings: PollingSettings, new: Sequence[datetime | None]
) -> timedelta:
    before = timedelta(seconds=address.interval_seconds) if address.interval_seconds else settings.initial
    if address.first_poll:
        gap = gap_of(new, now)
        return _bounded(gap / 2 if gap is not None else settings.initial, settings)
    if new:
        since = address.last_new_at or address.last_poll_at
        gap = (now - since) / len(new) if since is not None and since < now else before * 2
        # The geometric mean keeps one burst, or one quiet night, from upsetting what was learnt.
        mean = math.sqrt(max(before.total_seconds(), 1.0) * max((gap / 2).total_seconds(), 1.0))
        return _bounded(timedelta(seconds=mean), settings)
    grown = before * GROWTH
    if address.last_new_at is not None:
        grown = min(grown, max(before, (now - address.last_new_at) / 4))
    return _bounded(grown, settings)


def gap_of(published: Sequence[datetime | None], now: datetime) -> timedelta | None:
    """The usual gap between entries by their own dates; None if too few of them are recent and dated."""
    dates = sorted((moment for moment in published if moment is not None and moment <= now), reverse=True)
    recent = [moment for moment in dates[:RHYTHM_ENTRIES] if now - moment <= RHYTHM_WINDOW]
    if len(recent) < 3:
        return None
    return timedelta(seconds=median((later - earlier).total_seconds() for later, earlier in pairwise(recent)))


def after_failure(
    address: DueAddress,
    kind: FailureKind,
    now: datetime,
    settings: PollingSettings,
    *,
    every: timedelta | None = None,
    retry_after_seconds: float | None = None,
) -> Plan:
    """The next poll after a failed one; ``address.failures`` counts the failures before it."""
    interval = timedelta(seconds=address.interval_seconds) if address.interval_seconds else settings.initial
    base = every or min(max(interval, settings.minimum), settings.initial)
    lasting = kind in LASTING
    cap = max(settings.maximum_backoff if lasting else settings.maximum, base)
    pause = _grown(base, 4 if lasting else 2, address.failures, cap)
    floor = timedelta(0)
    if retry_after_seconds is not None:
        floor = min(timedelta(seconds=max(0.0, retry_after_seconds)), RETRY_AFTER_CAP)
    return Plan(now + max(pause * _early(address.id), floor), every or interval)


def after_page_failure(
    kind: FailureKind,
    attempts: int,
    now: datetime,
    settings: PollingSettings,
    *,
    retry_after_seconds: float | None = None,
) -> datetime | None:
    """When a page is tried again, or None if it is given up and the teaser is read.

    Args:
        kind: Why it failed.
        attempts: Tries so far, this one included.
        now: The moment of the failure.
        settings: Holds the tries allowed.
        retry_after_seconds: How long the server asks us to wait.
    """
    allowed = min(settings.article_attempts, 2) if kind in SHORT_FOR_PAGES else settings.article_attempts
    if kind in FINAL_FOR_PAGES or attempts >= allowed:
        return None
    pause = _grown(PAGE_PAUSE, PAGE_GROWTH, attempts - 1, PAGE_PAUSE_CAP)
    if retry_after_seconds is not None:
        pause = max(pause, min(timedelta(seconds=retry_after_seconds), RETRY_AFTER_CAP))
    return now + pause


def _grown(base: timedelta, factor: int, times: int, cap: timedelta) -> timedelta:
    """``base`` times ``factor`` to the power of ``times``, without ever computing a number too large to hold."""
    pause = min(base, cap)
    for _ in range(min(times, 64)):
        if pause >= cap:
            break
        pause = min(pause * factor, cap)
    return pause


def _bounded(interval: timedelta, settings: PollingSettings) -> timedelta:
    return min(max(interval, settings.minimum), max(settings.maximum, settings.minimum))


def _early(address_id: int) -> float:
    """A factor between 0.9 and 1 that is an address's own: addresses added together drift apart."""
    return 1 - JITTER * (zlib.crc32(str(address_id).encode()) % 1000) / 1000
