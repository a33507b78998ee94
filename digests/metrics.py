"""What this room counts for Prometheus."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

DELIVERIES: Final = Counter(
    "zhongde_deliveries_tried",
    "Tries to deliver, by channel and outcome: sent, retry, failed.",
    ["channel", "outcome"],
)
LAG: Final = Histogram(
    "zhongde_publication_to_alert_seconds",
    "From an article's publication to the arrival of the message that tells of it, by kind of digest.",
    ["digest"],
    buckets=(5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400, 259200),
)
