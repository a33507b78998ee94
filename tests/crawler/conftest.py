"""What the crawler's tests share: a newsroom, a database, and a server that answers as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from config import Settings
from newsroom import Newsroom
from storage import Database

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class OddServer:
    """A loopback server; ``routes`` maps paths to functions that write the answer themselves."""

    routes: dict[str, Answer] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    release: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.pair}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    def headers(self, path: str) -> dict[str, str]:
        return next(headers for seen, headers in reversed(self.seen) if seen == path)

    def text(self, path: str, body: bytes | str, kind: str = "text/html", status: int = 200, **headers: str):
        """Answer a path with a document."""
        data = body.encode() if isinstance(body, str) else body

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(data)

        self.routes[path] = answer


def serve(server: OddServer) -> ThreadingHTTPServer:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                server.at_once += 1
                server.most_at_once = max(server.most_at_once, server.at_once)
            try:
                answer = server.routes.get(self.path)
                if answer is None:
                    self.send_error(404)
                else:
                    answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client had enough
            finally:
                with lock:
                    server.at_once -= 1

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # clients hang up on purpose

    http = Quiet(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.port = http.server_address[1]
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return http


@pytest.fixture
def odd_server() -> Iterator[OddServer]:
    """A server without any page; robots.txt is missing, which allows everything."""
    server = OddServer()
    http = serve(server)
    yield server
    server.release.set()
    http.shutdown()
    http.server_close()


@pytest.fixture
def second_server() -> Iterator[OddServer]:
    """Another one."""
    server = OddServer()
    http = serve(server)
    yield server
    server.release.set()
    http.shutdown()
    http.server_close()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """All the invented sites."""
    with Newsroom() as room:
        yield room


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with its schema."""
    database = Database(f"sqlite:///{tmp_path / 'zhongde.db'}")
    database.upgrade()
    yield database
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Database:
    """An empty database with its schema, SQLite and PostgreSQL in turn."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture
def newsroom_settings(newsroom: Newsroom) -> Settings:
    """Settings that watch the newsroom and nothing else."""
    return Settings(
        catalogue="none",
        sources=newsroom.source_declarations(),  # type: ignore[arg-type]
        fetch={"allow": newsroom.allow(), "timeout": "5s"},  # type: ignore[arg-type]
    )
