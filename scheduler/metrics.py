"""How free the event loop is, and figures on an address of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from prometheus_client import Histogram, start_http_server

from config import ConfigurationError, Settings
from config.web import host_and_port
from storage import Database
from storage.metrics import registry_of

LOOK_SECONDS: Final = 0.25
LOOP_LAG: Final = Histogram(
    "zhongde_event_loop_lag_seconds",
    "How much later than asked the event loop wakes a sleeper.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


@asynccontextmanager
async def served_and_measured(database: Database, settings: Settings) -> AsyncIterator[None]:
    """Measure the loop's lag, and serve the figures on ``metrics.address``, for as long as the context lasts.

    Raises:
        ConfigurationError: If the address cannot be listened on.
    """
    with _served(database, settings):
        watching = asyncio.create_task(_measure())
        try:
            yield
        finally:
            watching.cancel()


async def _measure() -> None:
    loop = asyncio.get_running_loop()
    while True:
        asked = loop.time() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        LOOP_LAG.observe(max(loop.time() - asked, 0.0))


@contextmanager
def _served(database: Database, settings: Settings) -> Iterator[None]:
    address = settings.metrics.address
    if address is None:
        yield
        return
    host, port = host_and_port(address)
    try:
        server, thread = start_http_server(port, host, registry_of(database))
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {address}: {error.strerror}",
            key="metrics.address",
            remedy="Stop what listens there, or choose another address.",
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
