"""An httpx client for webhooks and the like that connects only to addresses which were judged."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import httpcore
import httpx

from guard.addresses import AddressGuard, ForbiddenAddress

SocketOption = Any


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, judges every answer, and connects to the very address that passed."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109, the interface's parameter
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of ``host`` that may be connected to and answers.

        Raises:
            ForbiddenAddress: If none of its addresses may be connected to.
            httpcore.ConnectError: If the name has no address or none answers.
        """
        try:
            answers = await asyncio.wait_for(self._resolve(host, port), timeout)
        except TimeoutError:
            raise httpcore.ConnectTimeout("the name server did not answer in time") from None
        except OSError as error:
            raise httpcore.ConnectError(
                f"the name {host} cannot be resolved: {error.strerror or error}"
            ) from None
        judged = [(ip, self._guard.judge(host, port, ip)) for ip in answers]
        failure: Exception | None = None
        for ip, reason in judged:
            if reason is not None:
                failure = failure or ForbiddenAddress(reason)
                continue
            try:
                return await self._inner.connect_tcp(ip, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"the name {host} has no address")

    @staticmethod
    async def _resolve(host: str, port: int) -> Sequence[str]:
        try:
            return (str(ipaddress.ip_address(host)),)
        except ValueError:
            pass
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(item[4][0]) for item in found))

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, the interface's parameter
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refused: nothing of ours talks to a socket in the file system."""
        raise ForbiddenAddress("sockets in the file system are not requested")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool's retries do."""
        await asyncio.sleep(seconds)


@cache
def _trust() -> ssl.SSLContext:
    """The usual authorities, read once: that takes a tenth of a second, and a client is made for every channel."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over :class:`GuardedBackend`; the form of each address is checked first."""

    def __init__(self, guard: AddressGuard, verify: ssl.SSLContext | None = None) -> None:
        context = verify or _trust()
        super().__init__(verify=context, trust_env=False)
        self._guard = guard
        # httpx has no parameter for the network backend; the pool it would make differs in nothing else.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=GuardedBackend(guard),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request.

        Raises:
            ForbiddenAddress: If it must not go out.
        """
        self._guard.check_url(str(request.url))
        return await super().handle_async_request(request)


def guarded_client(
    guard: AddressGuard, *, verify: ssl.SSLContext | None = None, **options: Any
) -> httpx.AsyncClient:
    """A client whose every connection is judged by ``guard``; certificates are verified, redirects not followed.

    Args:
        guard: The judge.
        verify: Trust other authorities than the system's, for instance one of the user's own.
        options: Further options of :class:`httpx.AsyncClient`, for instance ``timeout`` or ``headers``.
    """
    options.setdefault("timeout", 30.0)
    options["follow_redirects"] = False
    options["trust_env"] = False
    return httpx.AsyncClient(transport=GuardedTransport(guard, verify), **options)
