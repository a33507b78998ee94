"""The requests that Apprise makes, guarded, bounded and seen.

Apprise reports only yes or no, and yes even where DingTalk or WeCom answer 200 with an error inside. It offers no
hook, but all its HTTP goes through requests: while an :class:`Exchange` is open, each request of this context runs
through an adapter of ours. Requests of anybody else are not touched.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from digests.channels.chat_signing import encoded_once, signed_body
from guard.addresses import AddressGuard, ForbiddenAddress

MAX_ANSWER: Final = 64 * 1024
ONE_WAIT: Final = 15.0


@dataclass(frozen=True, slots=True)
class ChatResponse:
    """One HTTP answer that a chat service gave."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Exchange:
    """What was asked and answered while one message was handed over.

    ``deadline`` is a moment of :func:`time.monotonic`. ``trouble`` tells in plain words why a request came to
    nothing; ``forbidden`` is the guard's reason. With ``secret`` messages are signed in their bodies.
    """

    guard: AddressGuard
    deadline: float
    responses: list[ChatResponse] = field(default_factory=list)
    trouble: str = ""
    forbidden: str = ""
    secret: str = ""

    @property
    def remaining(self) -> float:
        """Seconds left."""
        return self.deadline - monotonic()


_current: ContextVar[Exchange | None] = ContextVar("chat_exchange", default=None)


@contextmanager
def watched(exchange: Exchange) -> Iterator[Exchange]:
    """Let all requests of this context go through our adapter."""
    _install()
    token = _current.set(exchange)
    try:
        yield exchange
    finally:
        _current.reset(token)


def _connect(connection: HTTPConnection) -> socket.socket:
    """Resolve once, judge every answer, and connect to the very address that passed."""
    exchange = _current.get()
    assert exchange is not None
    host, port = connection.host, connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        exchange.trouble = f"the name {host} cannot be resolved"
        raise NameResolutionError(host, connection, socket.gaierror(*error.args)) from error
    last: OSError | None = None
    for ip in dict.fromkeys(str(item[4][0]) for item in found):
        reason = exchange.guard.judge(host, port, ip)
        if reason is not None:
            exchange.forbidden = exchange.forbidden or reason
            continue
        try:
            return create_connection((ip, port), connection.timeout, socket_options=connection.socket_options)
        except OSError as error:
            last = error
    if isinstance(last, TimeoutError):
        exchange.trouble = f"{host} did not answer in time"
        raise ConnectTimeoutError(connection, exchange.trouble)
    exchange.trouble = f"{host} cannot be reached"
    raise NewConnectionError(connection, exchange.forbidden or exchange.trouble)


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


_plain_send = HTTPAdapter.send


def _install() -> None:
    HTTPAdapter.send = _send  # type: ignore[method-assign, assignment]


def _send(adapter: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
    exchange = _current.get()
    if exchange is None:
        return _plain_send(adapter, request, **options)
    try:
        exchange.guard.check_url(request.url or "")
    except ForbiddenAddress as error:
        exchange.forbidden = str(error)
        raise requests.ConnectionError("the address may not be requested", request=request) from None
    request.url = encoded_once(request.url or "")
    if exchange.secret and isinstance(request.body, bytes):
        request.body = signed_body(request.body, exchange.secret, int(time()))
        request.headers["Content-Length"] = str(len(request.body))
    remaining = exchange.remaining
    if remaining <= 0:
        exchange.trouble = "the time for this message is over"
        raise requests.Timeout(exchange.trouble, request=request)
    wait = min(ONE_WAIT, remaining)
    options |= {"timeout": (wait, wait), "proxies": {}, "stream": True}
    with closing(_GuardedAdapter()) as own:
        try:
            response = _plain_send(own, request, **options)
        except requests.Timeout:
            exchange.trouble = exchange.trouble or "the service did not answer in time"
            raise
        except requests.exceptions.SSLError:
            exchange.trouble = "the service's certificate cannot be trusted"
            raise
        except requests.RequestException:
            exchange.trouble = exchange.trouble or "the connection broke"
            raise
        body = _read(response, exchange)
    # A redirect would be one more address to send the message to; without the header requests follows none.
    response.headers.pop("location", None)
    response.headers.pop("content-encoding", None)
    response.raw = io.BytesIO(body)
    exchange.responses.append(ChatResponse(response.status_code, dict(response.headers), body))
    return response


def _read(response: requests.Response, exchange: Exchange) -> bytes:
    """The answer's beginning, unpacked; a service that drips or floods ends with the deadline or the limit."""
    body = bytearray()
    try:
        while len(body) < MAX_ANSWER and exchange.remaining > 0:
            piece = response.raw.read1(MAX_ANSWER, decode_content=True)
            if not piece:
                break
            body += piece
    except (HTTPError, OSError):
        exchange.trouble = "the answer broke off"
    finally:
        response.raw.close()
    return bytes(body[:MAX_ANSWER])
