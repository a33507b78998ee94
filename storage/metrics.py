"""Figures for Prometheus: those that the database holds, asked when they are wanted, beside those of this process.

Each room counts its own work (``crawler``, ``digests``, ``scheduler``, in a module ``metrics`` each). All names begin
with ``zhongde_``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import Session, col, func, select

from storage.article_counts import count_articles
from storage.database import Database
from storage.errors import StorageError
from storage.tables import Address, Article, Delivery, Source

KEPT_SECONDS: Final = 5.0
"""The database is asked no more often than this, however often somebody looks."""


def registry_of(database: Database) -> CollectorRegistry:
    """All figures: of this process, and of the database."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_ThisProcess())
    registry.register(StoredFigures(database))
    return registry


class _ThisProcess(Collector):
    """What the rooms have counted in this process."""

    def collect(self) -> Iterable[Metric]:
        """As Prometheus' library asks."""
        return REGISTRY.collect()


class StoredFigures(Collector):
    """What waits, and how the sources are.

    Args:
        database: Where all is kept.
        now: Gives the present moment.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now
        self._kept: list[Metric] = []
        self._until = 0.0

    def collect(self) -> Iterable[Metric]:
        """As Prometheus' library asks. A database out of reach is told as such; the others' figures still come."""
        if monotonic() >= self._until:
            up = GaugeMetricFamily("zhongde_database_up", "Whether the database answers.")
            try:
                with self._database.read() as session:
                    found = list(_figures(session, self._now()))
                up.add_metric([], 1)
            except StorageError:
                found = []
                up.add_metric([], 0)
            self._kept, self._until = [up, *found], monotonic() + KEPT_SECONDS
        return self._kept


def _figures(session: Session, now: datetime) -> Iterable[Metric]:
    yield _gauge(
        "zhongde_articles_pending",
        "Articles whose page or text is still to be read.",
        count_articles(session).pending,
    )
    oldest = session.exec(select(func.min(Article.first_seen)).where(Article.state == "pending")).one()
    yield _gauge("zhongde_articles_pending_oldest_seconds", "Age of the oldest of them.", _age(oldest, now))
    overdue = session.exec(
        select(func.min(Address.next_poll_at))
        .join(Source)
        .where(col(Address.active), ~col(Address.fallback), col(Source.enabled))
    ).one()
    yield _gauge(
        "zhongde_polls_overdue_seconds",
        "How long the address that is most overdue has been due.",
        _age(overdue, now),
    )
    sources = GaugeMetricFamily("zhongde_sources", "Sources that are on, by health.", labels=["health"])
    for health, count in session.exec(
        select(Source.health, func.count()).where(col(Source.enabled)).group_by(Source.health)
    ):
        sources.add_metric([health], count)
    yield sources
    waiting = GaugeMetricFamily("zhongde_deliveries", "Messages not arrived, by state.", labels=["state"])
    for state in ("pending", "failed"):
        count = session.exec(select(func.count()).select_from(Delivery).where(Delivery.state == state)).one()
        waiting.add_metric([state], count)
    yield waiting
    unsent = session.exec(select(func.min(Delivery.created_at)).where(Delivery.state == "pending")).one()
    yield _gauge(
        "zhongde_deliveries_oldest_unsent_seconds", "Age of the oldest unsent message.", _age(unsent, now)
    )


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max((now - moment).total_seconds(), 0.0)
