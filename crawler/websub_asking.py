"""Asking hubs to push: one request a subscription when it is wanted, and again before its lease ends."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import httpx

from config import Settings
from crawler.addresses import slot_of
from crawler.websub import LEASE_ASKED, retry_at
from guard import AddressGuard, ForbiddenAddress
from guard.client import guarded_client
from storage import Database
from storage.push import PushSubscription, begin_due, record_refusal

AT_ONCE = 50
"""Subscriptions asked for in one turn at most; those of one hub one after the other."""

PATH = "push"
"""Below ``web.public_url``: our address for hubs is ``…/push/<token>``."""

_log = logging.getLogger("zhongde.crawler")


@dataclass(frozen=True, slots=True)
class _Refusal:
    subscription: PushSubscription
    reason: str


def wants_push(settings: Settings) -> bool:
    """Whether hubs are to be asked at all: they must be told an address that they can reach."""
    return settings.polling.push and settings.web.public_url is not None


async def ask_hubs(database: Database, settings: Settings, now: datetime) -> int:
    """Ask for every subscription whose time has come; how many were asked for is returned.

    What is asked for is stored before the request goes out, since hubs may ask back at once.

    Raises:
        StorageError: If the database cannot be used.
    """
    if not wants_push(settings):
        return 0

    def begin() -> list[PushSubscription]:
        with database.write() as session:
            return begin_due(session, now, AT_ONCE, lambda failures: retry_at(failures, now))

    def refuse(refusals: Sequence[_Refusal]) -> None:
        with database.write() as session:
            for refusal in refusals:
                record_refusal(session, refusal.subscription.token, refusal.reason)

    due = await asyncio.to_thread(begin)
    if not due:
        return 0
    hubs: dict[str, list[PushSubscription]] = defaultdict(list)
    for subscription in due:
        hubs[slot_of(subscription.hub)].append(subscription)
    guard = AddressGuard(settings.fetch.allow)
    timeout, headers = settings.fetch.timeout.total_seconds(), {"User-Agent": settings.fetch.user_agent}
    async with guarded_client(guard, timeout=timeout, headers=headers) as client:
        answers = await asyncio.gather(*(_ask_hub(client, settings, asked) for asked in hubs.values()))
    refusals = [refusal for found in answers for refusal in found]
    for refusal in refusals:
        _log.info("hub %s: %s", slot_of(refusal.subscription.hub), refusal.reason)
    if refusals:
        await asyncio.to_thread(refuse, refusals)
    return len(due)


async def _ask_hub(
    client: httpx.AsyncClient, settings: Settings, asked: Sequence[PushSubscription]
) -> list[_Refusal]:
    refusals = []
    for subscription in asked:
        reason = await _ask(client, settings, subscription)
        if reason is not None:
            refusals.append(_Refusal(subscription, reason))
    return refusals


async def _ask(client: httpx.AsyncClient, settings: Settings, subscription: PushSubscription) -> str | None:
    """Send one request (5.1); None if the hub took it, else why not. Nothing of its answer but the status is read."""
    form = {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": f"{settings.web.public_url}/{PATH}/{subscription.token}",
        "hub.lease_seconds": str(int(LEASE_ASKED.total_seconds())),
        "hub.secret": subscription.secret,
    }
    try:
        async with client.stream("POST", subscription.hub, data=form) as answer:
            if answer.is_success:
                return None
            return f"the hub answered {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, ForbiddenAddress) as error:
        return f"the hub cannot be asked: {str(error) or type(error).__name__}"[:300]
