"""What crawls did, kept for people to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import CrawlRun


@dataclass(frozen=True, slots=True)
class CrawlTotals:
    """What a crawl did."""

    polls: int = 0
    not_modified: int = 0
    unchanged: int = 0
    entries: int = 0
    pages: int = 0
    deals: int = 0
    failures: tuple[Mapping[str, str], ...] = ()


def record_run(
    session: Session, trigger: str, started_at: datetime, finished_at: datetime, totals: CrawlTotals
) -> None:
    """Keep what a crawl did."""
    session.add(
        CrawlRun(
            trigger=trigger,
            started_at=started_at,
            finished_at=finished_at,
            polls=totals.polls,
            not_modified=totals.not_modified,
            unchanged=totals.unchanged,
            entries=totals.entries,
            pages=totals.pages,
            deals=totals.deals,
            failures=[dict(failure) for failure in totals.failures],
        )
    )


def last_runs(session: Session, limit: int = 5) -> list[CrawlRun]:
    """The latest crawls, the newest first."""
    rows = session.exec(
        select(CrawlRun).order_by(col(CrawlRun.started_at).desc(), col(CrawlRun.id).desc()).limit(limit)
    ).all()
    session.expunge_all()
    return list(rows)
