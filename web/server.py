"""Serving the application, alone or beside the daemon's work in one loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Iterator

import uvicorn
from anyio import to_thread

from config import ConfigurationError, Settings
from config.web import host_and_port, is_loopback
from storage import Database
from web.application import create_application
from web.warming import warm_up

THREADS = 2
SWITCH_SECONDS = 0.0005


class _QuietServer(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def require_usable(settings: Settings, address: str) -> None:
    """Refuse to serve what anybody could read.

    Raises:
        ConfigurationError: If the address is unusable, or lies off loopback and nobody could log in.
    """
    try:
        host, _ = host_and_port(address)
    except ValueError as error:
        raise ConfigurationError(str(error), key="web.address", remedy="Give HOST:PORT.") from None
    if not is_loopback(host) and not settings.web.has_credentials:
        raise ConfigurationError(
            f"{address} can be reached from other machines, but nobody could log in",
            key="web",
            remedy="Set web: token: or web: users: (see 'zhongde serve --help'), or serve on 127.0.0.1.",
        )


async def serve(
    database: Database,
    settings: Settings,
    address: str,
    stop: asyncio.Event,
    *,
    ready: Callable[[], None] | None = None,
) -> None:
    """Serve until ``stop`` is set; ``ready`` is called once it listens.

    Raises:
        ConfigurationError: If it may not or cannot listen there.
    """
    require_usable(settings, address)
    _take_turns()
    listener = _listen(address)
    if ready is not None:
        ready()
    await asyncio.to_thread(warm_up)
    server = _QuietServer(
        uvicorn.Config(
            create_application(database, settings, address),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=5,
            limit_concurrency=200,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        stopping.cancel()
        await serving


def _take_turns() -> None:
    """Let few threads work at a time, and change between them often.

    SQLite hands over Python's lock with every row that it gives, and takes it back only when another thread leaves it,
    after five milliseconds by default: among twenty threads a page of some hundred rows took seconds instead of 30 ms.
    """
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    sys.setswitchinterval(SWITCH_SECONDS)


def _listen(address: str) -> socket.socket:
    """A socket that listens there. We bind it, since uvicorn leaves the whole program where it cannot."""
    host, port = host_and_port(address)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {address}: {error.strerror}",
            key="web.address",
            remedy="Stop what listens there, or choose another address.",
        ) from None
    # asyncio would set it on sockets of its own; without it every answer waits 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
