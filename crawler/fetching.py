"""One request, guarded, polite and bounded: every fetch of the crawler goes through :class:`Fetcher`.

On each hop: the address is judged, robots.txt is asked, the host's turn is awaited. The time limit holds for all hops
together, waiting for turns and robots.txt apart; the size limit for the body unpacked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from config.settings import FetchSettings
from crawler.addresses import absolute_url, slot_of
from crawler.fetching_failures import network_failure, status_failure, too_large
from crawler.fetching_robots import RobotsKeeper
from crawler.fetching_room import Room
from crawler.fetching_transports import Answer, Transport
from crawler.fetching_unpacking import ACCEPT_ENCODING, TooLargeError, UnpackingError, codings_of, unpack
from crawler.politeness import Pace
from crawler.values import Fetched, FetchFailure
from guard import AddressGuard, ForbiddenAddress

ACCEPT_FEEDS = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
ACCEPT_JSON = "application/json, text/javascript;q=0.9, */*;q=0.5"
ACCEPT_PAGES = "text/html, application/xhtml+xml, */*;q=0.5"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_GRACE_SECONDS = 2.0
_UNPACKED_AT_ONCE = 2
_CHECKED_ADDRESSES = 4_096

Refusal = Callable[[str, int], str | None]
"""Tells why the resolver gave no address for a host and port, if it refused."""


class Fetcher:
    """Requests one address at a time for whoever asks.

    Args:
        settings: Limits, pace and user agent.
        guard: Judges each address.
        transport: What moves the bytes.
        refusal: Why a host name led to no address that may be connected to.
        room: Where bodies count until they have been read.
    """

    def __init__(
        self,
        settings: FetchSettings,
        guard: AddressGuard,
        transport: Transport,
        refusal: Refusal = lambda _host, _port: None,
        room: Room | None = None,
    ) -> None:
        self.settings = settings
        self.pace = Pace(settings)
        # The form of an address is judged, and a literal one: always with the same result.
        self._check = lru_cache(maxsize=_CHECKED_ADDRESSES)(guard.check_url)
        self._transport = transport
        self.light = transport
        """What moves the bytes of lists and of robots.txt; may be replaced by something lighter."""
        self._refusal = refusal
        self._room = room or Room()
        # Many bombs at once would each have unpacked to the limit before they are given up.
        self._unpacking = asyncio.Semaphore(_UNPACKED_AT_ONCE)
        self._robots = RobotsKeeper(self.get, settings, self.pace)

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_PAGES,
        robots: bool = True,
        light: bool = False,
    ) -> Fetched:
        """Fetch an address, following redirects.

        Args:
            url: What is wanted.
            etag: The validator of the version at hand, for a conditional request.
            last_modified: The other validator.
            accept: The media types wanted.
            robots: Whether robots.txt is asked, if the settings say so; not for what a person asks for.
            light: Whether :attr:`light` moves the bytes.

        Returns:
            An answer with status 2xx, or 304 with no body.

        Raises:
            FetchFailure: For anything else, with the kind and words for people.
        """
        headers = {
            "User-Agent": self.settings.user_agent,
            "Accept": accept,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
            if value:
                headers[name] = value
        remaining = self.settings.timeout.total_seconds()
        transport = self.light if light else self._transport
        here = moved_to = url
        for _ in range(self.settings.max_redirects + 1):
            self._judge(here)
            if robots and self.settings.obey_robots:
                await self._robots.require(here, again=light)
            answer, seconds = await self._one(transport, here, headers, remaining)
            remaining -= seconds
            if answer.status not in _REDIRECTS:
                return await self._answered(url, here, answer, moved_to)
            target = self._target(here, dict(answer.headers))
            if answer.status in _FOR_GOOD and here == moved_to:
                moved_to = target
            here = target
            if remaining <= 0:
                raise network_failure(TimeoutError(), _host(here), timeout=self._timeout, max_bytes=0)
        raise FetchFailure("redirects", f"more than {self.settings.max_redirects} redirects")

    @property
    def _timeout(self) -> float:
        return self.settings.timeout.total_seconds()

    def _judge(self, url: str) -> None:
        try:
            self._check(url)
        except ForbiddenAddress as error:
            raise FetchFailure("address", str(error)) from None

    async def _one(
        self, transport: Transport, url: str, headers: Mapping[str, str], seconds: float
    ) -> tuple[Answer, float]:
        loop = asyncio.get_running_loop()
        async with self.pace.turn(slot_of(url)):
            await self._room.wait()
            started = loop.time()
            try:
                # The transport's own limit closes the connection; this one is for whatever it does not count.
                async with asyncio.timeout(seconds + _GRACE_SECONDS):
                    answer = await transport(url, headers, seconds)
            except Exception as error:  # noqa: BLE001, raised again in our words
                failure = self._failure(url, error)
                # What a body unpacked to hangs on the frames of the exception, and failures are kept for a while.
                error.__traceback__ = None
                raise failure from None
            return answer, loop.time() - started

    def _failure(self, url: str, error: Exception) -> FetchFailure:
        host = _host(url)
        failure = network_failure(error, host, timeout=self._timeout, max_bytes=self.settings.max_bytes)
        if failure.kind == "name":
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            reason = self._refusal(host, port)
            if reason is not None:
                return FetchFailure("address", reason)
        return failure

    @staticmethod
    def _target(here: str, headers: Mapping[str, str]) -> str:
        location = headers.get("location", "")
        target = absolute_url(location, here) if location else None
        if target is None:
            raise FetchFailure("redirects", "a redirect that leads to no web address")
        return target

    async def _unpacked(self, packed: bytes, codings: Sequence[str]) -> bytes:
        """In a thread: a large body takes a tenth of a second, for which nobody else should wait."""
        async with self._unpacking:
            return await asyncio.to_thread(unpack, packed, codings, self.settings.max_bytes)

    async def _answered(self, url: str, final_url: str, answer: Answer, moved_to: str) -> Fetched:
        headers = dict(answer.headers)
        if not (200 <= answer.status < 300 or answer.status == 304):
            raise status_failure(answer.status, headers, datetime.now(UTC))
        packed, limit = answer.body, self.settings.max_bytes
        codings = codings_of([value for name, value in answer.headers if name == "content-encoding"])
        try:
            body = await self._unpacked(packed, codings) if codings and packed else packed
        except TooLargeError:
            raise too_large(limit) from None
        except UnpackingError as error:
            raise FetchFailure(
                "broken", f"the answer of {_host(final_url)} cannot be unpacked: {error}"
            ) from None
        fetched = Fetched(url, final_url, answer.status, headers, body, moved_to if moved_to != url else "")
        self._room.keep(fetched, len(body))
        return fetched


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
