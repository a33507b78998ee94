"""Good manners: what robots.txt allows (RFC 9309), and the pace at which one host is asked."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from config.settings import FetchSettings

ROBOTS_LENGTH = 512 * 1024
"""RFC 9309, 2.5: at least 500 kibibytes of a robots.txt are to be read."""

CRAWL_DELAY_CAP = 60.0
LOOPBACK_PARALLEL = 4
_KEPT_SLOTS = 10_000


class RobotsRules:
    """The rules of one robots.txt for one user agent.

    Args:
        body: The file as it came; too long a one is read in part.
        user_agent: Our full user agent: the part before the slash is what groups name.
    """

    def __init__(self, body: bytes, user_agent: str) -> None:
        self._rules = Protego.parse(body[:ROBOTS_LENGTH].decode("utf-8-sig", "replace"))
        self._agent = product_of(user_agent)

    def allows(self, url: str) -> bool:
        """Whether the address may be requested."""
        return bool(self._rules.can_fetch(url, self._agent))

    @property
    def delay(self) -> float:
        """The Crawl-delay in seconds, capped at a minute; 0 if there is none."""
        stated = self._rules.crawl_delay(self._agent)
        return 0.0 if stated is None else min(max(float(stated), 0.0), CRAWL_DELAY_CAP)


def product_of(user_agent: str) -> str:
    """The product token of a user agent, which groups of a robots.txt name: ``zhongde`` of ``zhongde/1.0 (…)``."""
    return user_agent.split("/", 1)[0].split(" ", 1)[0] or user_agent


def robots_address(url: str) -> str:
    """The address of the robots.txt that rules ``url``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


class SharedTurns(Protocol):
    """Turns at hosts that other processes take too: :class:`storage.turns.HostTurns`."""

    async def take(self, slot: str, pause: float) -> None:
        """Wait for the turn, and for the end of the pause after the last one."""

    async def leave(self, slot: str, pause: float) -> None:
        """Give the turn back and begin the pause of so many seconds."""


@dataclass(slots=True)
class _Slot:
    """One host: how many may ask at once, how long to wait after each, and when the last one began."""

    turns: asyncio.Semaphore
    pause: float
    crawl_delay: float = 0.0
    free_at: float = 0.0
    users: int = 0
    spacing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """One request at a time for each host, with a pause after it, and so many in all.

    A slot is a host with its port (:func:`crawler.addresses.slot_of`). Loopback slots named in ``fetch.allow`` have no
    pause and take a few requests at once: they are one's own. Where turns are shared with other processes, they too
    are asked one at a time.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self._pause = settings.pause.total_seconds()
        self._own = frozenset(pair.lower() for pair in settings.allow if _is_loopback(pair))
        self._all = asyncio.Semaphore(settings.concurrency)
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._least: dict[str, float] = {}
        self._shared: SharedTurns | None = None

    def share(self, turns: SharedTurns) -> None:
        """Take turns together with other processes from now on."""
        self._shared = turns
        self._slots.clear()

    def parallel(self, slot: str) -> int:
        """How many requests to the slot may be under way at once."""
        return LOOPBACK_PARALLEL if self._shared is None and self._is_own(slot) else 1

    def _is_own(self, slot: str) -> bool:
        return slot in self._own or (":" not in slot and f"{slot}:80" in self._own)

    def set_least_pause(self, slot: str, seconds: float) -> None:
        """Keep a longer pause than usual, whatever robots.txt says: for interfaces whose rules stand elsewhere."""
        self._least[slot] = max(self._least.get(slot, 0.0), seconds)

    def set_crawl_delay(self, slot: str, seconds: float) -> None:
        """Keep to the Crawl-delay of a host's robots.txt."""
        self._slot(slot).crawl_delay = 0.0 if self._is_own(slot) else seconds

    @asynccontextmanager
    async def turn(self, slot: str) -> AsyncIterator[None]:
        """Wait until the host may be asked, hold it while asking, and leave it in peace afterwards."""
        state = self._slot(slot)
        state.users += 1
        try:
            async with state.turns, self._shared_turn(slot, state):
                await self._wait(state)
                async with self._all:
                    try:
                        yield
                    finally:
                        state.free_at = asyncio.get_running_loop().time() + self._pause_after(slot, state)
        finally:
            state.users -= 1

    def _pause_after(self, slot: str, state: _Slot) -> float:
        return max(state.pause, state.crawl_delay, self._least.get(slot, 0.0))

    @asynccontextmanager
    async def _shared_turn(self, slot: str, state: _Slot) -> AsyncIterator[None]:
        if self._shared is None:
            yield
            return
        await self._shared.take(slot, self._pause_after(slot, state))
        try:
            yield
        finally:
            await self._shared.leave(slot, self._pause_after(slot, state))

    @staticmethod
    async def _wait(state: _Slot) -> None:
        if not state.free_at:
            return
        async with state.spacing:
            remaining = state.free_at - asyncio.get_running_loop().time()
            if remaining > 0:
                await asyncio.sleep(remaining)

    def _slot(self, name: str) -> _Slot:
        state = self._slots.get(name)
        if state is None:
            pause = 0.0 if self._is_own(name) else self._pause
            state = self._slots[name] = _Slot(asyncio.Semaphore(self.parallel(name)), pause)
            self._drop_old()
        self._slots.move_to_end(name)
        return state

    def _drop_old(self) -> None:
        while len(self._slots) > _KEPT_SLOTS:
            oldest = next((name for name, state in self._slots.items() if not state.users), None)
            if oldest is None:
                return
            del self._slots[oldest]


def _is_loopback(pair: str) -> bool:
    host = urlsplit(f"//{pair}").hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
