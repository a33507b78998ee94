"""What moves bytes for :class:`crawler.fetching.Fetcher`: Scrapy's downloader for pages, aiohttp's client for lists.

Scrapy's engine and Twisted take 1.5 to 2 ms of a processor for each answer, whatever it is; aiohttp takes 0.3. Most
polls are answered by "not modified", so that is most of what polling costs. Guard, pace, robots.txt, validators and
bounds lie above both, in the fetcher. Whatever the light one does not understand at once (headers that are too long or
odd, TLS that fails, an answer that breaks off) is asked again by Scrapy, whose verdict counts.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
)
from scrapy.http import Response
from w3lib.url import safe_url_string
from yarl import URL

from crawler.addresses import slot_of
from crawler.fetching_handler import HeadersTooLargeError
from crawler.fetching_room import Room
from guard import AddressGuard
from guard.resolver import GuardedResolver

INNER: Final = "zhongde_inner"
"""Mark in a request's meta: it comes from the fetcher itself, and has been judged and paced."""

KEEP_SECONDS: Final = 2.0
"""How long a connection is kept for the next request: a feed follows its robots.txt at once, or a page the other."""

MOST_INTERIM: Final = 20
"""Interim answers before one that counts; nobody sends more than a few."""

_JUDGED_ADDRESSES: Final = 4_096

_LEGACY_SERVERS: Final = 0x4
"""``SSL_OP_LEGACY_SERVER_CONNECT``, which Scrapy sets too; :mod:`ssl` names it from Python 3.12 on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came, the body still packed. Header names are in lower case, in the order sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Transport = Callable[[str, Mapping[str, str], float], Awaitable[Answer]]
"""Asks an address with these headers within so many seconds; raises as :func:`network_failure` knows it."""

Download = Callable[[Request], Awaitable[Response]]
"""Scrapy's downloader."""


def by_scrapy(download: Download) -> Transport:
    """Scrapy's downloader as a transport."""

    async def ask(url: str, headers: Mapping[str, str], seconds: float) -> Answer:
        request = Request(
            url,
            headers={name: value.encode("latin-1", "replace") for name, value in headers.items()},
            meta={"download_timeout": seconds, "download_slot": slot_of(url), INNER: True},
        )
        response = await download(request)
        sent = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        return Answer(response.status, sent, response.body)

    return ask


class _NotForUsError(Exception):
    """A request that is left to Scrapy."""


class _Resolver(AbstractResolver):
    """The guarded resolver as aiohttp wants it. Every connection to a name goes to an address that it gave."""

    def __init__(self, resolver: GuardedResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses that may be connected to.

        Raises:
            OSError: If there are none.
        """
        answers = await self._resolver.addresses(host, port)
        if not answers:
            raise OSError(f"{host} has no address that may be connected to")
        return [
            ResolveResult(
                hostname=host,
                host=ip,
                port=port,
                family=socket.AF_INET6 if ":" in ip else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for ip in answers
        ]

    async def close(self) -> None:
        """Nothing to close."""


class _Arriving:
    """A body on its way, which :class:`Room` may pause."""

    def __init__(self) -> None:
        self._going = asyncio.Event()
        self._going.set()

    def pause(self) -> None:
        """Read nothing more for now."""
        self._going.clear()

    def go_on(self) -> None:
        """Read on."""
        self._going.set()

    async def may_go_on(self) -> None:
        """Wait while paused."""
        if not self._going.is_set():
            await self._going.wait()


class _BoundedConnection(ResponseHandler):
    """aiohttp's connection, which bounds headers itself, but not how many interim answers (1xx) come before them."""

    _interim = 0

    async def read(self) -> Any:
        """The next answer, interim or not.

        Raises:
            HeadersTooLargeError: If no other than interim ones come.
        """
        message, payload = await super().read()
        if not 100 <= message.code < 200:
            self._interim = 0
            return message, payload
        self._interim += 1
        if self._interim > MOST_INTERIM:
            raise HeadersTooLargeError
        return message, payload


class LightTransport:
    """An asynchronous context that asks by aiohttp.

    Args:
        guard: Judges literal addresses once more, as aiohttp reads them.
        resolver: Gives the addresses of names, judged.
        room: Where bodies count while they come.
        max_bytes: Largest body, packed as it comes.
        otherwise: Asks what is not understood at once.
    """

    def __init__(
        self, guard: AddressGuard, resolver: GuardedResolver, room: Room, max_bytes: int, otherwise: Transport
    ) -> None:
        self._judge = lru_cache(maxsize=_JUDGED_ADDRESSES)(guard.judge)
        self._room = room
        self._max_bytes = max_bytes
        self._otherwise = otherwise
        context = ssl.create_default_context()
        context.options |= _LEGACY_SERVERS
        connector = aiohttp.TCPConnector(
            resolver=_Resolver(resolver),
            use_dns_cache=False,
            ssl=context,
            limit=0,  # how many at once is the pace's business
            keepalive_timeout=KEEP_SECONDS,
        )
        loop = asyncio.get_running_loop()
        # There is no parameter for it; Scrapy's connections are bounded in the same way.
        connector._factory = partial(_BoundedConnection, loop=loop)  # type: ignore[assignment]
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def ask(self, url: str, headers: Mapping[str, str], seconds: float) -> Answer:
        """See :data:`Transport`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        try:
            async with asyncio.timeout_at(until):
                return await self._ask(url, headers)
        except (_NotForUsError, aiohttp.ClientError, ValueError):
            return await self._otherwise(url, headers, max(until - loop.time(), 0.1))

    async def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        target = URL(safe_url_string(url), encoded=True)
        self._require_judged(target)
        if not all(value.isascii() for value in headers.values()):
            raise _NotForUsError  # aiohttp would write it as UTF-8, but validators go back byte by byte
        try:
            async with self._session.get(target, headers=headers, allow_redirects=False) as response:
                sent = tuple(
                    (name.decode("latin-1").lower(), value.decode("latin-1"))
                    for name, value in response.raw_headers
                )
                return Answer(response.status, sent, await self._body(response))
        except aiohttp.ClientConnectorDNSError as error:
            raise CannotResolveHostError(str(error)) from None
        except aiohttp.ClientSSLError:
            raise
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, ConnectionRefusedError):
                raise DownloadConnectionRefusedError(str(error)) from None
            raise DownloadFailedError(str(error)) from None

    def _require_judged(self, target: URL) -> None:
        """Leave to Scrapy what aiohttp takes for a literal address, and so does not resolve, but is no public one."""
        host, port = target.raw_host, target.port
        if host is None or port is None:
            raise _NotForUsError
        is_literal = ":" in host or host.replace(".", "").isdigit()
        if is_literal and self._judge(host, port, host) is not None:
            raise _NotForUsError

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._max_bytes:
            raise DownloadCancelledError
        arriving, pieces, size = _Arriving(), [], 0
        try:
            async for piece in response.content.iter_any():
                size += len(piece)
                if size > self._max_bytes:
                    raise DownloadCancelledError
                pieces.append(piece)
                self._room.came(arriving, len(piece))
                await arriving.may_go_on()
        finally:
            self._room.ended(arriving)
        return b"".join(pieces)
