"""When a message that did not arrive is tried again: a pure plan."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

PLAN = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Pauses between the tries, as in the example plan of Standard Webhooks 1.0: ten tries in 75 h 35 min."""

JITTER = 0.1
LONGEST_PAUSE = timedelta(hours=24)


def next_try(
    delivery_id: str, tries: int, now: datetime, *, retry_after: timedelta | None = None
) -> datetime | None:
    """When to try again after ``tries`` tries have failed; None if it is to be given up.

    Args:
        delivery_id: Spreads the tries of many messages by up to a tenth, always the same for one.
        tries: How many tries were made, the one that failed just now included.
        now: The moment of the failure.
        retry_after: How long the other side asked to wait; it lengthens a pause, up to a day, and shortens none.

    Raises:
        ValueError: If no try has been made.
    """
    if tries < 1:
        raise ValueError("the plan begins after the first try")
    if tries > len(PLAN):
        return None
    pause = PLAN[tries - 1]
    spread = int.from_bytes(hashlib.sha256(f"{delivery_id}:{tries}".encode()).digest()[:4]) / 2**32
    pause += pause * JITTER * spread
    if retry_after is not None:
        pause = max(pause, min(retry_after, LONGEST_PAUSE))
    return now + pause
