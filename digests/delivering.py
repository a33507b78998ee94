"""From the outbox to the channels: rows are leased, tried, and settled one by one."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeVar

from config.settings import Channel, Settings
from digests.channels.opening import find_channel, open_sender
from digests.channels.values import Answer, Letter, Sender
from digests.channels.webhook import GONE
from digests.contents import new_id, part_of
from digests.failure_notices import notice_of
from digests.leaving import who_has_left
from digests.retries import PLAN, next_try
from digests.telling import count_delivery
from storage.database import Database
from storage.deliveries import add_delivery, last_answers, lease_deliveries, release_leases, settle_delivery
from storage.departures import departures
from storage.errors import StorageError
from storage.traces import ToldItem, told_items
from storage.values import AttemptOutcome, LeasedDelivery

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

LEASE = timedelta(minutes=10)
"""How long rows are kept from other processes. After a crash they are tried again then, under the same ids."""

START_WITHIN = timedelta(minutes=5)
"""No try begins later than this after the lease: the longest one still ends before it."""

LIMIT = 200
CONCURRENT_CHANNELS = 8


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How many messages arrived, are to be tried again, and were given up."""

    sent: int = 0
    retried: int = 0
    failed: int = 0

    def __add__(self, other: DeliveryReport) -> DeliveryReport:
        return DeliveryReport(
            self.sent + other.sent, self.retried + other.retried, self.failed + other.failed
        )


_COUNTED: dict[AttemptOutcome, DeliveryReport] = {
    "sent": DeliveryReport(sent=1),
    "retry": DeliveryReport(retried=1),
    "failed": DeliveryReport(failed=1),
}


async def deliver_due(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    owner: str,
    limit: int = LIMIT,
    only: Collection[str] | None = None,
    channel: tuple[str, str | None] | None = None,
) -> DeliveryReport:
    """Try the messages that are due.

    Channels are tried side by side, so that a dead one holds up no other; the messages of one channel go one
    after the other, and once it is out of reach the rest of them wait for their next try. A message is settled as
    soon as its try has ended. When this is cancelled, or the process dies, what was not settled is tried again
    under the same id: a receiver may get it twice and can tell so by the id.

    Args:
        database: Where the outbox is.
        settings: Channels and mail server, as they are now.
        now: The moment that decides what is due.
        owner: Name of this process.
        limit: Messages taken at most.
        only: Only messages of these digests.
        channel: Only messages by one channel, or by all of one kind where the key is None.
    """
    delivery = _Round(database, settings, now, owner=f"{owner}/{new_id()[:8]}")
    try:
        rows = await _to_its_end(delivery.lease, limit, only, channel)
        return await delivery.run(rows)
    finally:
        delivery.release()


class _Round:
    """One round of tries under one lease."""

    def __init__(self, database: Database, settings: Settings, now: datetime, *, owner: str) -> None:
        self._database = database
        self._settings = settings
        self._begun_at = now
        self._begun = monotonic()
        self._owner = owner
        self._unsettled: set[str] = set()
        self._off: set[str] = set()
        self._departed: Mapping[str, frozenset[str]] = {}
        self._places = asyncio.Semaphore(CONCURRENT_CHANNELS)

    @property
    def _now(self) -> datetime:
        return self._begun_at + timedelta(seconds=monotonic() - self._begun)

    def lease(
        self, limit: int, only: Collection[str] | None, channel: tuple[str, str | None] | None
    ) -> list[LeasedDelivery]:
        with self._database.write() as session:
            rows = lease_deliveries(
                session,
                self._begun_at,
                owner=self._owner,
                limit=limit,
                lease=LEASE,
                only=only,
                channel=channel,
            )
            keys = {row.channel_key for row in rows if row.channel == "webhook"}
            self._departed = departures(session)
            self._off = {key for key, answer in last_answers(session, keys).items() if GONE in answer}
        self._unsettled = {row.id for row in rows}
        return rows

    def release(self) -> None:
        if self._unsettled:
            with self._database.write() as session:
                release_leases(session, self._owner)

    async def run(self, rows: Iterable[LeasedDelivery]) -> DeliveryReport:
        groups: dict[tuple[str, str], list[LeasedDelivery]] = defaultdict(list)
        channels: dict[tuple[str, str], Channel | None] = {}
        for row in rows:
            # All mail shares one server; every other channel stands by itself.
            group = (row.channel, "" if row.channel == "email" else row.channel_key)
            channel = find_channel(self._settings, row.subscription, row.channel, row.channel_key)
            if channel is None:
                group = ("gone", "")
            channels.setdefault(group, channel)
            groups[group].append(row)
        try:
            async with asyncio.TaskGroup() as tasks:
                reports = [
                    tasks.create_task(self._send_group(channels[group], _in_order(members)))
                    for group, members in groups.items()
                ]
        except ExceptionGroup as failures:
            of_storage, others = failures.split(StorageError)
            if of_storage is None or others is not None:
                raise
            raise of_storage.exceptions[0] from None
        return sum((task.result() for task in reports), DeliveryReport())

    async def _send_group(self, channel: Channel | None, rows: list[LeasedDelivery]) -> DeliveryReport:
        report = DeliveryReport()
        if channel is None:
            for row in rows:
                report += await self._settle(row, _gone(row))
            return report
        async with self._places:
            sender = open_sender(channel, self._settings)
            down: Answer | None = None
            try:
                for row in rows:
                    if monotonic() - self._begun > START_WITHIN.total_seconds():
                        break
                    answer = down or await self._try(sender, row)
                    if answer.channel_down:
                        down = answer
                    report += await self._settle(row, answer)
            finally:
                await sender.close()
        return report

    async def _try(self, sender: Sender, row: LeasedDelivery) -> Answer:
        """A fault of ours with one message must not keep the others back, so it is an answer too."""
        if row.channel_key in self._departed.get(row.subscription, ()):
            return Answer("failed", f"{row.recipient} {who_has_left(row.subscription)}")
        if row.channel_key in self._off and not row.error:
            return _switched_off(row)
        try:
            return await sender.send(self._letter(row))
        except Exception as error:  # noqa: BLE001, recorded, and tried again under the plan
            place = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
            _log.error("message %s could not be tried: %s", row.id, told)
            return Answer("retry", f"an error of this program: {told}; please report it")

    def _letter(self, row: LeasedDelivery) -> Letter:
        return Letter(row.id, row.subscription, row.recipient, row.content, row.created_at, self._now)

    async def _settle(self, row: LeasedDelivery, answer: Answer) -> DeliveryReport:
        now = self._now
        retry_at = None
        if answer.outcome == "retry":
            tries = row.attempts + 1
            retry_at = next_try(row.id, tries, now, retry_after=answer.retry_after)
            if retry_at is None:
                told = f"given up after {tries} tries in {sum(PLAN, timedelta()).days} days: {answer.detail}"
                answer = replace(answer, outcome="failed", detail=told)
        items = await _to_its_end(self._write_down, row, answer, now, retry_at)
        count_delivery(row, answer, *items, now)
        return _COUNTED[answer.outcome]

    def _write_down(
        self, row: LeasedDelivery, answer: Answer, now: datetime, retry_at: datetime | None
    ) -> tuple[str, tuple[ToldItem, ...]]:
        with self._database.write() as session:
            settled = settle_delivery(
                session,
                row.id,
                owner=self._owner,
                outcome=answer.outcome,
                detail=answer.detail,
                now=now,
                retry_at=retry_at,
            )
            notice = None
            if answer.outcome == "failed":
                departed = self._departed.get(row.subscription, ())
                notice = notice_of(row, answer.detail, self._settings, departed)
            if settled and notice is not None:
                add_delivery(session, row, notice, now)
            told = told_items(session, row.digest_id)
        self._unsettled.discard(row.id)
        return told


async def _to_its_end(function: Callable[..., _T], *arguments: object) -> _T:
    """Run a transaction in a thread; when this task is cancelled, it still ends before the leases are given back."""
    task = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _in_order(rows: list[LeasedDelivery]) -> list[LeasedDelivery]:
    return sorted(rows, key=lambda row: (row.created_at, row.digest_id, part_of(row.content, row.channel)))


def _switched_off(row: LeasedDelivery) -> Answer:
    """Standard Webhooks: an endpoint that is gone gets nothing more until a person says so."""
    return Answer(
        "failed",
        f"{row.recipient} {GONE} before, so this webhook is switched off; remove it, or run "
        f"'zhongde deliveries replay {row.id[:8]}' to try it again",
    )


def _gone(row: LeasedDelivery) -> Answer:
    what = "recipient" if row.channel == "email" else f"{row.channel} channel"
    return Answer(
        "failed",
        f"the {what} {row.recipient} is no longer in the configuration; "
        f"add it to a subscription and run 'zhongde deliveries replay {row.id[:8]}' to send it all the same",
    )
