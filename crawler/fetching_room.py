"""Room for the bodies that are on their way or wait to be read: many large ones at once must not fill the memory.

A connection that has brought more than a little while there is no room is paused; the one that has brought most goes
on, so that there is always one that ends. Bodies count until nobody holds them any more.
"""

from __future__ import annotations

import asyncio
import weakref
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

ROOM_BYTES: Final = 48 * 1024**2
FREE_BYTES: Final = 256 * 1024
"""So much may every connection bring whatever the others do: more than nearly all feeds and pages have."""

LONGEST_WAIT: Final = 20.0
"""Seconds that a new request waits for room at most: what holds it may itself be waiting for a further page."""


class Pausable(Protocol):
    """A connection that can be told to wait."""

    def pause(self) -> None:
        """Read nothing more for now."""
        ...

    def go_on(self) -> None:
        """Read on."""
        ...


class Room:
    """Counts the bytes at hand and pauses connections. Used on the event loop only."""

    def __init__(self, size: int = ROOM_BYTES) -> None:
        self._size = size
        self._held = 0
        self._coming: dict[Pausable, int] = {}
        self._paused: set[Pausable] = set()
        self._freed = asyncio.Event()

    @property
    def held(self) -> int:
        """Bytes at hand."""
        return self._held

    def came(self, connection: Pausable, count: int) -> None:
        """So many bytes more came on a connection; it is paused if there is no room."""
        mine = self._coming.get(connection, 0) + count
        self._coming[connection] = mine
        self._held += count
        if self._held > self._size and mine > FREE_BYTES and mine < max(self._coming.values()):
            self._paused.add(connection)
            connection.pause()

    def ended(self, connection: Pausable) -> None:
        """The connection has brought all it will; what it brought is counted elsewhere from now on, or gone."""
        self._paused.discard(connection)
        self._let_go(self._coming.pop(connection, 0))
        if self._paused and len(self._paused) == len(self._coming):
            largest = max(self._paused, key=self._coming.__getitem__)
            self._paused.remove(largest)
            largest.go_on()

    def keep(self, holder: object, count: int) -> None:
        """Count so many bytes for as long as ``holder`` lives."""
        self._held += count
        weakref.finalize(holder, self._let_go, count)

    def _let_go(self, count: int) -> None:
        self._held -= count
        if self._held > self._size:
            return
        self._freed.set()
        self._freed = asyncio.Event()
        waiting, self._paused = self._paused, set()
        for connection in waiting:
            connection.go_on()

    async def wait(self, seconds: float = LONGEST_WAIT) -> None:
        """Wait until there is room, but not for ever."""
        try:
            async with asyncio.timeout(seconds):
                while self._held > self._size:
                    await self._freed.wait()
        except TimeoutError:
            return


_rooms: WeakKeyDictionary[Any, Room] = WeakKeyDictionary()


def room_of(crawler: object) -> Room:
    """The room of one Scrapy engine."""
    return _rooms.setdefault(crawler, Room())
