"""What serves on a free port of loopback for as long as a ``with`` block lasts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from newsroom.errors import NewsroomError
from newsroom.server import ConnectionServer


class OnLoopback:
    """A server in a thread of its own. Who is one calls :meth:`listen` first."""

    _server: ConnectionServer
    _thread: threading.Thread

    def listen(self, server: Callable[[tuple[str, int]], ConnectionServer], name: str) -> None:
        """Take a free port.

        Args:
            server: Makes the server for a host and port.
            name: Of the thread.

        Raises:
            NewsroomError: If no port is free.
        """
        try:
            self._server = server(("127.0.0.1", 0))
        except OSError as error:
            raise NewsroomError(f"cannot listen on 127.0.0.1: {error}\n  Free a port.") from None
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name=name
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join()

    @property
    def pair(self) -> str:
        """``host:port``, for ``fetch: {allow: …}``."""
        return f"127.0.0.1:{self._server.server_address[1]}"
