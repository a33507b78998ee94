"""A worker: it takes jobs from the queue and does them with the very code that the daemon uses for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException

from config import Settings, SourceDeclaration
from crawler.runner import WorkerCrawl
from crawler.runner_resident import STORAGE_PAUSE_SECONDS
from digests.outbox import deliver_due
from scheduler.jobs import utc_now
from scheduler.metrics import served_and_measured
from scheduler.queue_app import (
    CRAWL_QUEUE,
    DELIVER,
    DELIVERY_QUEUE,
    HEARTBEAT_SECONDS,
    POLL,
    READ,
    STALLED_AFTER_SECONDS,
    open_queue,
    queue_trouble,
)
from scheduler.queueing import owner_of
from scheduler.wishes import Reload, Wishes
from storage import Database, StorageError

FINISH_WITHIN_SECONDS = 5.0
"""How long jobs under way may go on after a stop; then they are cut off, and are due still."""

DELIVERIES_AT_ONCE = 4
LOOK_EVERY_SECONDS = 1.0
"""Jobs that wait for their host are not announced; they are looked for."""

TRY_AGAIN_SECONDS = 5.0

_log = structlog.get_logger("zhongde.worker")


async def run_worker(
    database: Database,
    settings: Settings,
    catalogue: Mapping[str, SourceDeclaration],
    *,
    ready: Callable[[], None] | None = None,
    reload: Reload | None = None,
) -> None:
    """Do jobs until SIGTERM or SIGINT. SIGHUP begins anew with the configuration as it is then.

    Args:
        database: A PostgreSQL whose schema is up to date.
        settings: The settings of this run.
        catalogue: All sources by id.
        ready: Called once when the worker has begun.
        reload: Reads the configuration again, for SIGHUP.

    Raises:
        StorageError: If the database cannot be used at the start. Later the worker waits for it.
    """
    wishes = Wishes((settings, catalogue), reload)
    going = True
    while going:
        settings, catalogue = wishes.current
        async with served_and_measured(database, settings), open_queue(database) as app:
            crawl = WorkerCrawl(database, settings, catalogue)
            await crawl.start()
            try:
                _add_tasks(app, _Doing(database, settings, crawl))
                await _work(app, settings, database, wishes.stop, ready)
            finally:
                await crawl.stop()
        going = wishes.go_on()
    _log.info("stopped")


class _Doing:
    """What the tasks do."""

    def __init__(self, database: Database, settings: Settings, crawl: WorkerCrawl) -> None:
        self._database = database
        self._settings = settings
        self._crawl = crawl

    async def poll(self, _context: JobContext, address_ids: Sequence[int]) -> None:
        await self._crawl.poll(address_ids)

    async def read(self, _context: JobContext, article_ids: Sequence[int]) -> None:
        await self._crawl.read(article_ids)

    async def deliver(self, context: JobContext, channel: str, key: str | None) -> None:
        report = await deliver_due(
            self._database,
            self._settings,
            utc_now(),
            owner=owner_of(context.job.id),
            channel=(channel, key),
        )
        if report.sent or report.retried or report.failed:
            _log.info("deliveries", sent=report.sent, retried=report.retried, failed=report.failed)


def _add_tasks(app: App, doing: _Doing) -> None:
    for name, work in ((POLL, doing.poll), (READ, doing.read), (DELIVER, doing.deliver)):
        app.task(name=name, pass_context=True)(_told(name, work))


def _told(name: str, work: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The work of a task with its failures in the log. A failed job is not kept: what it was to do is due still."""

    async def task(context: JobContext, **arguments: object) -> None:
        try:
            await work(context, **arguments)
        except StorageError as error:
            _log.error("database failed", job=name, error=str(error))
            # What cannot be stored need not be asked for again at once; while the job lasts, nobody repeats it.
            await asyncio.sleep(STORAGE_PAUSE_SECONDS)
        except Exception:  # noqa: BLE001 - logged with its traceback; one bad job must not end the worker
            _log.exception("job failed", job=name)

    return task


async def _work(
    app: App, settings: Settings, database: Database, stop: asyncio.Event, ready: Callable[[], None] | None
) -> None:
    """Take jobs until ``stop`` is set; then let those under way finish for a moment."""
    # Twice as many jobs as requests: while some are fetched, others are read and stored.
    queues = ((CRAWL_QUEUE, 2 * settings.fetch.concurrency), (DELIVERY_QUEUE, DELIVERIES_AT_ONCE))
    takers = [asyncio.create_task(_take(app, database, queue, at_once)) for queue, at_once in queues]
    _log.info("working", queues=[queue for queue, _ in queues], database=database.label)
    if ready is not None:
        ready()
    await stop.wait()
    _log.info("stopping")
    for taker in takers:
        taker.cancel()
    await asyncio.gather(*takers, return_exceptions=True)


async def _take(app: App, database: Database, queue: str, at_once: int) -> None:
    """Take jobs of one queue for ever; whenever the database was away, begin anew as another worker."""
    while True:
        try:
            await app.run_worker_async(
                queues=[queue],
                concurrency=at_once,
                fetch_job_polling_interval=LOOK_EVERY_SECONDS,
                shutdown_graceful_timeout=FINISH_WITHIN_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
            )
        except ConnectorException as error:
            _log.error("queue failed", queue=queue, error=str(queue_trouble(database, error)))
        await asyncio.sleep(TRY_AGAIN_SECONDS)
