"""Scrapy's handler of HTTP/1.1 with bounds that neither Scrapy nor Twisted has: on headers, and on all bodies together.

Measured without them: a server that never ends its headers fills 300 MB a second, and twenty endless bodies 400 MB.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from crawler.fetching_room import Room, room_of

HEADER_LENGTH = 256 * 1024
"""Bytes of a status line and headers at most, interim answers (1xx) included."""


class HeadersTooLargeError(Exception):
    """A server sent more headers than anybody needs."""


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Counts what comes before a body, and gives up beyond a bound."""

    _before_body = 0
    room: Room

    def pause(self) -> None:
        """Read nothing more for now."""
        if self.transport is not None and self._parser is not None:
            self.transport.pauseProducing()

    def go_on(self) -> None:
        """Read on."""
        if self.transport is not None and self._parser is not None:
            self.transport.resumeProducing()

    def _disconnectParser(self, reason: Failure) -> None:  # noqa: N802, Twisted's name
        """A response has ended, one way or the other."""
        super()._disconnectParser(reason)  # type: ignore[no-untyped-call]
        self.room.ended(self)

    def request(self, request: Any) -> Any:
        """Begin a request, and the count with it: a connection may serve several."""
        self._before_body = 0
        return super().request(request)

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802, the interface's names
        """Take what came."""
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        parser = self._parser
        if parser is None:
            return
        self.room.came(self, len(bytes))
        if parser.state not in {STATUS, HEADER}:
            return
        self._before_body += len(bytes)
        if self._before_body > HEADER_LENGTH:
            self._giveUp(Failure(HeadersTooLargeError()))  # type: ignore[no-untyped-call]
            if self.transport is not None:
                self.transport.abortConnection()


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes :class:`BoundedProtocol` connections."""

    noisy = False

    def __init__(self, room: Room, *arguments: Any) -> None:
        super().__init__(*arguments)  # type: ignore[no-untyped-call]
        self._room = room

    def buildProtocol(self, addr: IAddress | None) -> BoundedProtocol:  # noqa: N802, the interface's name
        """A connection."""
        protocol = BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
        protocol.room = self._room
        return protocol


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler with such connections."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = partial(BoundedFactory, room_of(crawler))  # type: ignore[assignment]
