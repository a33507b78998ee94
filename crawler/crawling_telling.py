"""What was polled and read, told to the log and counted for Prometheus.

Each item has one id (``trace``) in all lines on it, from the poll that found it to the message that told of it.
"""

from __future__ import annotations

import logging

from crawler.crawling_pages import ReadArticle
from crawler.crawling_polls import Polled
from crawler.metrics import DEAL_STEPS, ITEMS, PAGES, POLL_FAILURES, POLLS
from storage.traces import trace_of
from storage.values import DueAddress

_log = logging.getLogger("zhongde.crawler")


def count_poll(address: DueAddress, polled: Polled, new: int) -> None:
    """A poll is stored; ``new`` of its entries were new. A first poll brings a source's past, which is no news."""
    outcome = polled.outcome
    result = "unchanged" if outcome.result == "new" and not new else outcome.result
    POLLS.labels(result).inc()
    if polled.failure is not None:
        POLL_FAILURES.labels(polled.failure.kind).inc()
    ITEMS.inc(new)
    level = logging.DEBUG if address.first_poll else logging.INFO
    if not new or not _log.isEnabledFor(level):
        return
    for entry in outcome.entries:
        told = {"trace": trace_of(entry.url), "source": outcome.source_id, "url": entry.url}
        _log.log(level, "new item", extra=told)


def count_page(done: ReadArticle, deals: int) -> None:
    """An article has been read, put off or given up; ``deals`` steps of deals in it are new."""
    outcome = "read" if done.failure is None else "retried" if done.retry_at else "failed"
    PAGES.labels(outcome).inc()
    DEAL_STEPS.inc(deals)
    article = done.article
    told: dict[str, object] = {
        "trace": trace_of(article.url),
        "source": article.source_id,
        "outcome": outcome,
    }
    if deals:
        told["deal_steps"] = deals
    if done.failure is not None:
        told["error"] = done.failure.message
    _log.log(logging.INFO if deals else logging.DEBUG, "article", extra=told)
