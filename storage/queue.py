"""The queue of jobs for workers, in PostgreSQL beside our tables: made by procrastinate, looked at here.

Jobs hold no truth of their own. What is due, pending or unsent stands in our tables, and a job that was lost is put
into the queue anew; so the queue may be dropped at any time while nothing works on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, or_, select

from storage.articles import pending_value
from storage.database import Database
from storage.lock import ADVISORY_KEY
from storage.sources import due_address
from storage.tables import Address, Article, Delivery
from storage.values import DueAddress, PendingArticle

QUEUE_SCHEMA = "zhongde_queue"
WORKER_ROLE = "worker"


@dataclass(frozen=True, slots=True)
class OpenJobs:
    """What the queue holds: names of jobs that wait or run, articles that they read, and how many there are a task."""

    names: frozenset[str]
    articles: frozenset[int]
    count: dict[str, int]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A pending article for which no job is open. ``past``: it is a source's past, which is no news."""

    id: int
    url: str
    has_text: bool
    past: bool


@dataclass(frozen=True, slots=True)
class TaskCount:
    """Jobs of one task: how many wait, how many are being done, and since when the oldest waits."""

    task: str
    waiting: int
    doing: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class QueueState:
    """Who works, and what waits. ``scheduler`` is None if nobody schedules."""

    scheduler: str | None
    standing_by: tuple[str, ...]
    workers: tuple[str, ...]
    tasks: tuple[TaskCount, ...]


def prepare_queue(database: Database, definition: str) -> None:
    """Create the queue's tables, or replace those that another version of the library made.

    Args:
        database: A PostgreSQL.
        definition: The library's SQL.

    Raises:
        StorageError: If the database cannot be written.
    """
    mark = hashlib.sha256(definition.encode()).hexdigest()
    with database.write() as session:
        connection = session.connection()
        found = connection.exec_driver_sql(
            "SELECT obj_description(to_regnamespace('zhongde_queue'), 'pg_namespace')"
        ).scalar()
        if found == mark:
            return
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {QUEUE_SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {QUEUE_SCHEMA}")
        connection.exec_driver_sql(f"SET LOCAL search_path = {QUEUE_SCHEMA}")
        # The driver's own cursor: the text holds many statements, and percent signs that are no parameters.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(definition)
        # The library asks for other jobs with the same lock at every turn.
        connection.exec_driver_sql(
            "CREATE INDEX zhongde_jobs_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')"
        )
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {QUEUE_SCHEMA} IS '{mark}'")


def open_jobs(session: Session) -> OpenJobs:
    """The jobs that wait or run."""
    rows = session.connection().execute(
        text(
            "SELECT task_name, queueing_lock, args->'article_ids' AS articles "
            "FROM zhongde_queue.procrastinate_jobs WHERE status IN ('todo', 'doing')"
        )
    )
    names: set[str] = set()
    articles: set[int] = set()
    count: dict[str, int] = {}
    for task, name, ids in rows:
        count[task] = count.get(task, 0) + 1
        names.add(name)
        articles.update(ids or ())
    return OpenJobs(frozenset(names), frozenset(articles), count)


def waiting_pages(
    session: Session, now: datetime, limit: int, *, past: bool, exclude: frozenset[int]
) -> list[WaitingPage]:
    """Pending articles whose time has come, news or a source's past, the longest waiting first."""
    query = (
        select(Article.id, Article.url, Article.text != "")
        .where(
            Article.state == "pending",
            or_(col(Article.next_attempt_at).is_(None), col(Article.next_attempt_at) <= now),
            col(Article.first_poll).is_(past),
        )
        .order_by(col(Article.next_attempt_at), col(Article.id))
        .limit(limit + len(exclude))
    )
    rows = session.exec(query).all()
    pages = [WaitingPage(id_, url, bool(has_text), past) for id_, url, has_text in rows if id_ is not None]
    return [page for page in pages if page.id not in exclude][:limit]


def due_channels(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Channels with messages that are due and not leased: their kind and key."""
    query = (
        select(Delivery.channel, Delivery.channel_key)
        .where(
            Delivery.state == "pending",
            or_(col(Delivery.next_attempt_at).is_(None), col(Delivery.next_attempt_at) <= now),
            or_(col(Delivery.lease_until).is_(None), col(Delivery.lease_until) <= now),
        )
        .distinct()
    )
    return [(channel, key) for channel, key in session.exec(query)]


def still_due(session: Session, address_ids: Sequence[int], now: datetime) -> list[DueAddress]:
    """Those of some addresses that are due: another job may have polled them meanwhile."""
    rows = session.exec(
        select(Address).where(
            col(Address.id).in_(list(address_ids)), col(Address.active), Address.next_poll_at <= now
        )
    )
    return [due_address(row) for row in rows]


def still_pending(session: Session, article_ids: Sequence[int], now: datetime) -> list[PendingArticle]:
    """Those of some articles that are to be read now: another job may have read them meanwhile."""
    rows = session.exec(
        select(Article)
        .where(
            col(Article.id).in_(list(article_ids)),
            Article.state == "pending",
            or_(col(Article.next_attempt_at).is_(None), col(Article.next_attempt_at) <= now),
        )
        .order_by(col(Article.next_attempt_at), col(Article.id))
    )
    return [pending_value(row) for row in rows]


def queue_state(database: Database) -> QueueState:
    """Who works on the queue at this moment, by the server's list of sessions, and what the queue holds.

    Raises:
        StorageError: If the database cannot be read.
    """
    with database.read() as session:
        connection = session.connection()
        sessions = connection.execute(
            text(
                "SELECT DISTINCT s.application_name, EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = s.pid "
                "AND l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = :key) "
                "FROM pg_stat_activity s WHERE s.datname = current_database() "
                "AND s.application_name LIKE 'zhongde %'"
            ),
            {"key": ADVISORY_KEY},
        ).all()
        tasks: tuple[TaskCount, ...] = ()
        if connection.execute(text("SELECT to_regclass('zhongde_queue.procrastinate_jobs')")).scalar():
            rows = connection.execute(
                text(
                    "SELECT j.task_name, count(*) FILTER (WHERE j.status = 'todo'), "
                    "count(*) FILTER (WHERE j.status = 'doing'), "
                    "min(e.at) FILTER (WHERE j.status = 'todo') "
                    "FROM zhongde_queue.procrastinate_jobs j JOIN zhongde_queue.procrastinate_events e "
                    "ON e.job_id = j.id AND e.type = 'deferred' "
                    "WHERE j.status IN ('todo', 'doing') GROUP BY j.task_name ORDER BY j.task_name"
                )
            )
            tasks = tuple(TaskCount(*row) for row in rows)
    named = sorted((name.split(" ", 2), holds) for name, holds in sessions if name.count(" ") >= 2)
    schedulers = [(name[2], holds) for name, holds in named if name[1] == "scheduler"]
    return QueueState(
        scheduler=next((name for name, holds in schedulers if holds), None),
        standing_by=tuple(name for name, holds in schedulers if not holds),
        workers=tuple(name[2] for name, _ in named if name[1] == WORKER_ROLE),
        tasks=tasks,
    )
