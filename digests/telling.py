"""What was delivered, told to the log and counted for Prometheus."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from digests.channels.values import Answer
from digests.metrics import DELIVERIES, LAG
from storage.traces import ToldItem
from storage.values import LeasedDelivery

_log = logging.getLogger("zhongde.digests")


def count_delivery(
    row: LeasedDelivery, answer: Answer, kind: str, items: Collection[ToldItem], now: datetime
) -> None:
    """A message has been tried. ``items`` are what its digest, of that kind, tells of."""
    DELIVERIES.labels(row.channel, answer.outcome).inc()
    if answer.outcome == "sent":
        for item in items:
            LAG.labels(kind).observe(max((now - item.begun).total_seconds(), 0.0))
    told = {
        "delivery": row.id,
        "digest": row.digest_id,
        "subscription": row.subscription,
        "channel": row.channel,
        "outcome": answer.outcome,
        "traces": [item.trace for item in items],
    }
    if answer.outcome != "sent":
        told["error"] = answer.detail
    _log.info("delivery", extra=told)
