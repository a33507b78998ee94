"""The scheduler's side of the queue: what is due becomes jobs, what dead workers left becomes jobs again.

What to put into the queue is decided from our own tables each time, minus what is in the queue already; so a job that
is lost, or failed, is simply put there anew. The queue is kept short: priorities work, and a restart changes little.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import structlog
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from sqlmodel import Session

from crawler.addresses import slot_of
from scheduler.queue_app import (
    CRAWL_QUEUE,
    DELIVER,
    DELIVERY_QUEUE,
    POLL,
    READ,
    STALLED_AFTER_SECONDS,
    queue_trouble,
)
from storage import Database
from storage.deliveries import release_leases
from storage.queue import OpenJobs, WaitingPage, due_channels, open_jobs, waiting_pages
from storage.sources import due_addresses
from storage.values import DueAddress

T = TypeVar("T")

POLLS_OPEN = 400
READS_OPEN = 200
BATCH = 20
"""Addresses or articles of one job at most."""

_WINDOW = 1_000
"""Articles looked at for each turn."""

PRIORITIES = {"deliver": 30, "read": 20, "poll": 10, "past": 0}
"""What has been found is told first, then news are read, then sources asked, then a source's past is read."""

_log = structlog.get_logger("zhongde.scheduler")


def owner_of(job_id: int | None) -> str:
    """Name under which a job leases deliveries: they come free when the job is given to another worker."""
    return f"job-{job_id}"


def poll_jobs(addresses: Iterable[DueAddress], opened: OpenJobs) -> list[Job]:
    """One job a host for the addresses that are due, in their order; hosts with an open job are left out."""
    by_slot: dict[str, list[int]] = defaultdict(list)
    for address in addresses:
        by_slot[slot_of(address.url)].append(address.id)
    room = POLLS_OPEN - opened.count.get(POLL, 0)
    jobs = [
        _crawl_job(POLL, slot, {"address_ids": ids[:BATCH]}, PRIORITIES["poll"])
        for slot, ids in by_slot.items()
        if f"{POLL} {slot}" not in opened.names
    ]
    return jobs[: max(room, 0)]


def read_jobs(pages: Iterable[WaitingPage], opened: OpenJobs) -> list[Job]:
    """Jobs of a host's articles each, and of articles whose text is at hand, for which no host is asked."""
    by_slot: dict[tuple[str, bool], list[int]] = defaultdict(list)
    texts: dict[bool, list[int]] = defaultdict(list)
    for page in pages:
        (texts[page.past] if page.has_text else by_slot[(slot_of(page.url), page.past)]).append(page.id)
    jobs, taken = [], set(opened.names)
    for past, ids in texts.items():
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            priority = PRIORITIES["past" if past else "read"]
            jobs.append(_job(READ, f"{READ} texts {chunk[0]}", None, {"article_ids": chunk}, priority))
    for (slot, past), ids in by_slot.items():
        name = f"{READ} {slot}"
        if name not in taken:
            taken.add(name)
            priority = PRIORITIES["past" if past else "read"]
            jobs.append(_crawl_job(READ, slot, {"article_ids": ids[:BATCH]}, priority))
    return jobs[: max(READS_OPEN - opened.count.get(READ, 0), 0)]


def delivery_jobs(channels: Iterable[tuple[str, str]], opened: OpenJobs) -> list[Job]:
    """One job a channel; all mail goes through one server and is one channel."""
    jobs = []
    for channel, key in sorted({(channel, "" if channel == "email" else key) for channel, key in channels}):
        name = f"{DELIVER} {channel} {key}"
        if name not in opened.names:
            arguments = {"channel": channel, "key": key or None}
            jobs.append(_job(DELIVER, name, name, arguments, PRIORITIES["deliver"], DELIVERY_QUEUE))
    return jobs


def _crawl_job(task: str, slot: str, arguments: Mapping[str, Any], priority: int) -> Job:
    return _job(task, f"{task} {slot}", f"host {slot}", arguments, priority)


def _job(
    task: str,
    name: str,
    lock: str | None,
    arguments: Mapping[str, Any],
    priority: int,
    queue: str = CRAWL_QUEUE,
) -> Job:
    return Job(
        task_name=task,
        queueing_lock=name,
        lock=lock,
        task_kwargs=dict(arguments),
        priority=priority,
        queue=queue,
    )


class QueuedWork:
    """Has everything done by workers.

    Args:
        database: Where everything is kept.
        app: The queue in it.
    """

    def __init__(self, database: Database, app: App) -> None:
        self._database = database
        self._app = app

    async def poll(self, now: datetime) -> None:
        """Put the addresses whose time has come into the queue."""

        def due(session: Session) -> list[Job]:
            opened = open_jobs(session)
            if opened.count.get(POLL, 0) >= POLLS_OPEN:
                return []
            addresses = due_addresses(session, now, limit=BATCH * POLLS_OPEN)
            return poll_jobs(addresses, opened)

        await self._defer(await asyncio.to_thread(self._read, due))

    async def read(self, now: datetime) -> None:
        """Put the articles that wait into the queue, news first."""

        def due(session: Session) -> list[Job]:
            opened = open_jobs(session)
            if opened.count.get(READ, 0) >= READS_OPEN:
                return []
            pages = [
                page
                for past in (False, True)
                for page in waiting_pages(session, now, _WINDOW, past=past, exclude=opened.articles)
            ]
            return read_jobs(pages, opened)

        await self._defer(await asyncio.to_thread(self._read, due))

    async def deliver(self, now: datetime) -> None:
        """Put the channels with messages that wait into the queue."""
        await self._defer(
            await asyncio.to_thread(
                self._read, lambda session: delivery_jobs(due_channels(session, now), open_jobs(session))
            )
        )

    async def settle(self, now: datetime) -> None:
        """Give the jobs of dead workers to others, and free the messages that they held."""
        try:
            stalled = list(
                await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
            )
            for job in stalled:
                await asyncio.to_thread(self._release, job.id)
                await self._app.job_manager.retry_job(job)
        except ConnectorException as error:
            raise queue_trouble(self._database, error) from error
        if stalled:
            _log.warning("a worker has died, its jobs are given to others", jobs=len(stalled))

    async def stop(self) -> None:
        """Nothing is under way here."""

    def _release(self, job_id: int | None) -> None:
        with self._database.write() as session:
            release_leases(session, owner_of(job_id))

    def _read(self, query: Callable[[Session], T]) -> T:
        with self._database.read() as session:
            return query(session)

    async def _defer(self, jobs: list[Job]) -> None:
        if not jobs:
            return
        manager = self._app.job_manager
        try:
            try:
                await manager.batch_defer_jobs_async(jobs)
            except AlreadyEnqueued:
                # A scheduler that was replaced a moment ago has put some of them there: the others go one by one.
                for job in jobs:
                    try:
                        await manager.defer_job_async(job)
                    except AlreadyEnqueued:
                        continue
        except ConnectorException as error:
            raise queue_trouble(self._database, error) from error
