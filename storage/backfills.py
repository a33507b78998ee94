"""Backfills under way: which documents of a source's past are still to be asked, and which are stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, col, func, select

from storage.entries import store_entries
from storage.table_base import Table, long_text, moment
from storage.values import PollOutcome
from storage.writing import digest_of, insert_missing


class BackfillPage(Table, table=True):
    """One document of a backfill under way: still to be asked, or done at ``done_at`` with its entries stored.

    ``address`` is the declared address that it belongs to, ``page`` its place among that address's pages. The rows of
    a backfill go when it is finished.
    """

    __tablename__ = "backfill_page"
    __table_args__ = (UniqueConstraint("source_id", "since", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(foreign_key="source.id", ondelete="CASCADE", max_length=80)
    since: datetime = moment(nullable=False)
    key: str = Field(max_length=64)
    address: str = long_text()
    url: str = long_text()
    access: str
    page: int = 1
    done_at: datetime | None = moment()
    entries: int = 0


@dataclass(frozen=True, slots=True)
class BackfillTask:
    """A document to be asked: of which declared address it is a page, the first being 1."""

    address: str
    url: str
    access: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class BackfillProgress:
    """How far a backfill is: documents still to be asked, those done, and the entries these held."""

    waiting: int = 0
    done: int = 0
    entries: int = 0


def begin_backfill(
    session: Session, source_id: str, since: datetime, tasks: Collection[BackfillTask]
) -> BackfillProgress:
    """Take up the backfill of a source since a day: the one that was broken off, or a new one with these tasks."""
    found = progress_of(session, source_id, since)
    if not found.waiting and not found.done:
        _add(session, source_id, since, tasks)
        found = progress_of(session, source_id, since)
    return found


def _add(session: Session, source_id: str, since: datetime, tasks: Collection[BackfillTask]) -> None:
    rows = [
        {
            "source_id": source_id,
            "since": since,
            "key": digest_of(task.url),
            "address": task.address,
            "url": task.url,
            "access": task.access,
            "page": task.page,
            "done_at": None,
            "entries": 0,
        }
        for task in tasks
    ]
    insert_missing(session, BackfillPage, rows, ("source_id", "since", "key"))


def waiting_tasks(session: Session, source_id: str, since: datetime, limit: int) -> list[BackfillTask]:
    """Documents that are still to be asked, in the order in which they were found."""
    rows = session.exec(
        select(BackfillPage)
        .where(
            BackfillPage.source_id == source_id,
            BackfillPage.since == since,
            col(BackfillPage.done_at).is_(None),
        )
        .order_by(col(BackfillPage.id))
        .limit(limit)
    )
    return [BackfillTask(row.address, row.url, row.access, row.page) for row in rows]


def record_backfill(
    session: Session,
    task: BackfillTask,
    outcome: PollOutcome,
    since: datetime,
    following: Collection[BackfillTask] = (),
) -> int:
    """Store what a document held, that it is done, and what follows it: one step. The new entries are counted.

    Entries of a backfill are a source's past: they raise no alerts unless they are as recent as those of a first poll.
    """
    (new,) = store_entries(session, [(outcome, True)])
    row = session.exec(
        select(BackfillPage).where(
            BackfillPage.source_id == outcome.source_id,
            BackfillPage.since == since,
            BackfillPage.key == digest_of(task.url),
        )
    ).first()
    if row is not None:
        row.done_at = outcome.at
        row.entries = len(outcome.entries)
        session.add(row)
        session.flush()
    _add(session, outcome.source_id, since, following)
    return len(new)


def progress_of(session: Session, source_id: str, since: datetime) -> BackfillProgress:
    """How far the backfill of a source since a day is; all zero if there is none."""
    rows = session.exec(
        select(BackfillPage.done_at, BackfillPage.entries).where(
            BackfillPage.source_id == source_id, BackfillPage.since == since
        )
    ).all()
    done = [entries for done_at, entries in rows if done_at is not None]
    return BackfillProgress(len(rows) - len(done), len(done), sum(done))


def end_backfill(session: Session, source_id: str, since: datetime) -> None:
    """Forget a finished backfill: the next one of the same days looks anew."""
    session.exec(
        delete(BackfillPage).where(col(BackfillPage.source_id) == source_id, col(BackfillPage.since) == since)
    )


def backfills(session: Session) -> list[tuple[str, datetime, int]]:
    """Backfills that were broken off: source, since when, and documents still to be asked."""
    rows = session.exec(
        select(BackfillPage.source_id, BackfillPage.since, func.count())
        .where(col(BackfillPage.done_at).is_(None))
        .group_by(BackfillPage.source_id, BackfillPage.since)  # type: ignore[arg-type]
    ).all()
    return [(source, since, count) for source, since, count in rows]
