"""A server on loopback that answers each path by a route: a function that writes what it likes on the connection."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

PIECE = 65_536


@dataclass
class Visit:
    """One request, and the connection on which a route answers it."""

    connection: socket.socket
    path: str
    host: str
    over: threading.Event

    def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self.connection.sendall(data)

    def head(self, status: str = "200 OK", kind: str = "text/html", **headers: str) -> None:
        """Write a status line and headers."""
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def document(self, body: bytes, kind: str = "text/html", status: str = "200 OK", **headers: str) -> None:
        """Write a whole answer."""
        self.head(status, kind, Content_Length=str(len(body)), Connection="close", **headers)
        self.send(body)

    def forever(self, piece: bytes, every: float = 0.0) -> None:
        """Write the same again and again, until the client has had enough."""
        while not self.over.wait(every):
            self.send(piece)


Route = Callable[[Visit], None]


@dataclass
class HostileServer:
    """Answers by ``routes`` on all of 127.0.0.0/8; what is no route is 404. Use it in a ``with`` statement."""

    routes: Mapping[str, Route]
    port: int = 0
    seen: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _listening: socket.socket | None = None

    @property
    def pair(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a route."""
        return f"http://{self.pair}{path}"

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("0.0.0.0", self.port), backlog=512)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        assert self._listening is not None
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        assert self._listening is not None
        while not self._over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(60)
            request = b""
            while b"\r\n\r\n" not in request:
                data = connection.recv(PIECE)
                if not data:
                    return
                request += data
            first, *lines = request.decode("latin-1").split("\r\n")
            path = first.split(" ")[1]
            host = next((line[6:] for line in lines if line.lower().startswith("host: ")), "")
            self.seen.append(path)
            visit = Visit(connection, path, host, self._over)
            route = self.routes.get(path.partition("?")[0])
            if route is None:
                visit.document(b"none", status="404 Not Found")
            else:
                route(visit)
