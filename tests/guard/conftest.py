"""A world in which every connection that this process tries to make is seen, and names resolve as a test wants."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from tests.guard.forbidden import MIXED, NAMES, PUBLIC, REBINDING

_OWN = "127.0.0.1"


@dataclass
class Wire:
    """What goes out, as the operating system is asked for it.

    ``tried`` holds the address and port of each connection or datagram; those to other machines end as unreachable.
    ``answers`` maps names to addresses, and ``asked`` counts how often a name was resolved.
    """

    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    tried: list[tuple[str, int]] = field(default_factory=list)
    own: set[tuple[str, int]] = field(default_factory=set)

    def forbidden(self) -> list[tuple[str, int]]:
        """The connections tried that may not be: all but those to the test's own server and to public addresses."""
        return [pair for pair in self.tried if pair not in self.own and not _is_public(pair[0])]

    def resolve(self, host: str) -> tuple[str, ...] | None:
        name = host.rstrip(".").lower()
        self.asked[name] += 1
        if name == REBINDING:
            return (PUBLIC,) if self.asked[name] == 1 else (_OWN,)
        return self.answers.get(name)


def _is_public(host: str) -> bool:
    try:
        return host == PUBLIC or (ip_address(host).is_global and not ip_address(host).is_multicast)
    except ValueError:
        return False


_watching: list[Wire] = []


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event not in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return
    address = arguments[1]
    if not isinstance(address, tuple):
        return
    host, port = str(address[0]), int(address[1])
    _watching[-1].tried.append((host, port))
    if (host, port) not in _watching[-1].own:
        raise OSError(errno.ENETUNREACH, "unreachable")


sys.addaudithook(_see)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Sees all connections while the test runs; names come from the lists of forbidden targets."""
    wire = Wire(answers={**NAMES, **MIXED, "public.example": (PUBLIC,)})
    system = socket.getaddrinfo

    def getaddrinfo(
        host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not isinstance(name, str) or not any(
            character.isalpha() and character not in "xX" for character in name
        ):
            return system(host, port, family, type, proto, flags)  # the system reads numbers in many forms
        found = wire.resolve(name)
        if found is None:
            with suppress(OSError):
                return system(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [entry for ip in found for entry in system(ip, port, 0, type, proto, 0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    _watching.append(wire)
    yield wire
    _watching.remove(wire)


@dataclass
class Counting:
    """A server on loopback that counts its visitors and answers by ``routes``: status, headers, body."""

    port: int
    visitors: list[tuple[str, str]] = field(default_factory=list)
    routes: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    @property
    def pair(self) -> str:
        return f"{_OWN}:{self.port}"


def _serve() -> tuple[Counting, ThreadingHTTPServer]:
    state = Counting(0)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            state.visitors.append((host, self.path))
            status, headers, body = state.routes.get(
                f"{host}{self.path}", state.routes.get(self.path, (404, {}, b"none"))
            )
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815, the interface's names

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

    http = Server(("0.0.0.0", 0), Handler)
    state.port = http.server_address[1]
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return state, http


@pytest.fixture
def visited() -> Iterator[Counting]:
    """The server that nobody may reach: on every address of this machine."""
    state, http = _serve()
    yield state
    http.shutdown()
    http.server_close()


@pytest.fixture
def own(wire: Wire) -> Iterator[Counting]:
    """The server that may be reached."""
    state, http = _serve()
    wire.own.add((_OWN, state.port))
    yield state
    http.shutdown()
    http.server_close()
