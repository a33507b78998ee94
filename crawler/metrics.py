"""What this room counts for Prometheus."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

POLLS: Final = Counter(
    "zhongde_polls", "Polls of addresses, by outcome: new, unchanged, not_modified, failed.", ["outcome"]
)
POLL_FAILURES: Final = Counter("zhongde_poll_failures", "Failed polls, by kind of failure.", ["kind"])
ITEMS: Final = Counter("zhongde_new_items", "Items that lists brought for the first time.")
PAGES: Final = Counter("zhongde_pages", "Articles, by outcome: read, retried, failed.", ["outcome"])
DEAL_STEPS: Final = Counter("zhongde_deal_steps", "New steps of deals that articles told of.")
POLLS_UNDER_WAY: Final = Gauge("zhongde_polls_under_way", "Addresses that are being polled, or wait for it.")
PROCESSES: Final = Gauge("zhongde_reading_processes", "Processes that may read documents.")
PROCESSES_BUSY: Final = Gauge("zhongde_reading_processes_busy", "Processes that are reading a document.")
READING: Final = Histogram(
    "zhongde_reading_seconds",
    "Time that a reading process took for one task.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
