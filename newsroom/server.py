"""A site's HTTP/1.1 server on loopback: keep-alive, conditional requests, every request noted."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from newsroom.desk import Answer, Desk
from newsroom.values import RequestRecord


class RequestLog:
    """The requests of all sites in the order in which they were answered; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: list[RequestRecord] = []
        self._start = time.monotonic()

    def note(
        self, site: str, method: str, path: str, status: int, conditional: bool, user_agent: str
    ) -> None:
        """Add a request."""
        with self._lock:
            seconds = time.monotonic() - self._start
            self._records.append(RequestRecord(site, method, path, status, conditional, user_agent, seconds))

    def records(self) -> tuple[RequestRecord, ...]:
        """All requests so far."""
        with self._lock:
            return tuple(self._records)

    def clear(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self._records.clear()


@dataclass(frozen=True, slots=True)
class Outage:
    """A site that answers everything but robots.txt with an error; ``retry_after`` in seconds."""

    status: int
    retry_after: int | None = None


class ConnectionServer(ThreadingHTTPServer):
    """A threading server that ends its open connections when it is stopped, so that a stopped site is gone."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is served."""
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has been served."""
        with self._connections_lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may hang up at any time; that is no news. Everything else is printed as usual."""
        import sys

        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop serving and end all connections."""
        self.shutdown()
        self.server_close()
        with self._connections_lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the client was faster


class QuietHandler(BaseHTTPRequestHandler):
    """Common to all servers here: HTTP/1.1, one write an answer, nothing printed."""

    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = 30
    wbufsize = 65536

    def send(self, answer: Answer, with_body: bool = True) -> None:
        """Write an answer; a 304 has no body and no length (RFC 9110, 15.4.5)."""
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and answer.status != 304:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing; the request log holds what matters."""


class SiteServer(ConnectionServer):
    """The server of one site."""

    def __init__(self, address: tuple[str, int], site: str, log: RequestLog) -> None:
        self.site = site
        self.log = log
        self.desk: Desk | None = None
        self.outage: Outage | None = None
        super().__init__(address, SiteHandler)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])


class SiteHandler(QuietHandler):
    """Answers GET and HEAD from the site's desk."""

    server: SiteServer

    def do_GET(self) -> None:
        """Answer with the page."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without the page."""
        self._answer(with_body=False)

    def _answer(self, with_body: bool) -> None:
        server = self.server
        tag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        outage = server.outage
        if outage is not None and self.path != "/robots.txt":
            headers = {"Content-Type": "text/plain; charset=utf-8"}
            if outage.retry_after is not None:
                headers["Retry-After"] = str(outage.retry_after)
            answer = Answer(outage.status, b"out of order\n", headers)
        else:
            assert server.desk is not None, "a site serves only once it has a desk"
            answer = server.desk.answer(self.path, tag, since)
        conditional = tag is not None or since is not None
        agent = self.headers.get("User-Agent", "")
        server.log.note(server.site, self.command, self.path, answer.status, conditional, agent)
        self.send(answer, with_body)
