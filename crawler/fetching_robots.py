"""Each site's robots.txt, fetched once and kept for a day (RFC 9309, 2.4)."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Protocol

from config.settings import FetchSettings
from crawler.addresses import slot_of
from crawler.politeness import Pace, RobotsRules, robots_address
from crawler.values import Fetched, FetchFailure

KEPT_SECONDS = 24 * 3600.0
FAILURE_KEPT_SECONDS = 300.0
_KEPT_SITES = 5_000
_KEPT_VERDICTS = 200_000
_UNAVAILABLE = frozenset({"not_found", "gone", "refused", "status", "redirects"})


class Get(Protocol):
    """What fetches the file."""

    def __call__(self, url: str, *, accept: str, robots: bool, light: bool) -> Awaitable[Fetched]:
        """Fetch an address; see :meth:`crawler.fetching.Fetcher.get`."""
        ...


@dataclass(slots=True)
class _Site:
    """What is known of one site. ``failure`` tells that its robots.txt could not be read."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = 0.0
    rules: RobotsRules | None = None
    failure: FetchFailure | None = None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An address may be requested, until when that holds, and the Crawl-delay of its site in seconds."""

    until: float
    delay: float


class RobotsKeeper:
    """Says no where a site's robots.txt does.

    A site without one (4xx) allows everything; where the file cannot be read for now (5xx, 429, no connection), nothing
    is requested, as RFC 9309 wants it, and that is a failure of the site and not a refusal.
    """

    def __init__(self, get: Get, settings: FetchSettings, pace: Pace) -> None:
        self._get = get
        self._settings = settings
        self._pace = pace
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._allowed: OrderedDict[str, _Verdict] = OrderedDict()

    async def require(self, url: str, *, again: bool = False) -> None:
        """Return if the address may be requested.

        Of an address that is asked ``again`` and again, as lists are, it is kept for a day that it may be: the rules of
        a hundred thousand sites would fill the memory, and to lose them would mean to ask for them with each poll.

        Raises:
            FetchFailure: If it may not (``robots``), or the site's robots.txt cannot be read now.
        """
        now = asyncio.get_running_loop().time()
        verdict = self._allowed.get(url) if again else None
        if verdict is not None and verdict.until > now:
            if verdict.delay:
                self._pace.set_crawl_delay(slot_of(url), verdict.delay)
            return
        address = robots_address(url)
        site = self._sites.setdefault(address, _Site())
        self._sites.move_to_end(address)
        async with site.lock:
            if site.until <= asyncio.get_running_loop().time():
                await self._load(site, address)
        if len(self._sites) > _KEPT_SITES:
            self._sites.popitem(last=False)
        if site.failure is not None:
            raise site.failure
        if site.rules is not None and not site.rules.allows(url):
            raise FetchFailure("robots", f"robots.txt of {slot_of(url)} forbids this address")
        if again:
            self._allowed[url] = _Verdict(site.until, site.rules.delay if site.rules is not None else 0.0)
            if len(self._allowed) > _KEPT_VERDICTS:
                self._allowed.popitem(last=False)

    async def _load(self, site: _Site, address: str) -> None:
        site.rules, site.failure, kept = None, None, KEPT_SECONDS
        try:
            answer = await self._get(address, accept="text/plain, */*;q=0.5", robots=False, light=True)
        except FetchFailure as failure:
            # A redirect to a forbidden address says nothing on the site's wishes.
            if failure.kind not in _UNAVAILABLE and failure.kind != "too_large":
                kept = max(FAILURE_KEPT_SECONDS, min(failure.retry_after_seconds or 0.0, KEPT_SECONDS))
                where = " (asked for robots.txt)" if failure.status is not None else ""
                site.failure = FetchFailure(
                    failure.kind, failure.message + where, failure.status, failure.retry_after_seconds
                )
        else:
            site.rules = RobotsRules(answer.body, self._settings.user_agent)
            self._pace.set_crawl_delay(slot_of(address), site.rules.delay)
        site.until = asyncio.get_running_loop().time() + kept
