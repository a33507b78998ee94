"""The queue as procrastinate has it: its tables, its connections, and the names of our tasks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager

from storage import Database
from storage.database import KEEPALIVES
from storage.errors import StorageError
from storage.queue import QUEUE_SCHEMA, prepare_queue

POLL, READ, DELIVER = "poll", "read", "deliver"

CRAWL_QUEUE = "crawl"
DELIVERY_QUEUE = "deliveries"
"""Deliveries have a queue, and places in each worker, of their own: no server that hangs holds up an alert."""

HEARTBEAT_SECONDS = 5.0
STALLED_AFTER_SECONDS = 30.0
"""A worker that has not been heard of for so long is dead, and its jobs go to others."""

_CONNECTIONS = 6


@asynccontextmanager
async def open_queue(database: Database) -> AsyncIterator[App]:
    """The queue in a database, its tables made if need be.

    Raises:
        StorageError: If the database cannot be used.
    """
    await asyncio.to_thread(prepare_queue, database, SchemaManager.get_schema())
    connector = PsycopgConnector(
        conninfo=database.connection_string,
        kwargs={
            "application_name": "zhongde queue",
            "connect_timeout": 10,
            "options": f"-c search_path={QUEUE_SCHEMA} -c synchronous_commit=off {KEEPALIVES}",
        },
        min_size=1,
        max_size=_CONNECTIONS,
    )
    app = App(connector=connector)
    try:
        await app.open_async()
    except ConnectorException as error:
        raise queue_trouble(database, error) from error
    try:
        yield app
    finally:
        await app.close_async()


def queue_trouble(database: Database, error: Exception) -> StorageError:
    """An error of the queue in our words."""
    cause = error.__cause__ or error
    told = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    return StorageError(f"the queue in {database.label} cannot be used: {told}\n  See 'zhongde doctor'.")
