"""The database from the event loop: reads in threads, writes one after the other in common transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlmodel import Session

from storage import Database

T = TypeVar("T")

_READERS = 4
_BATCH = 50
_TOGETHER, _HEAVIEST = 25, 20_000
"""So many values at most are one change, and so much do they weigh: it goes on to its end, whatever the time is."""
_LONGEST_SECONDS = 0.5
_GATHERED = 12
_GATHER_SECONDS = 0.1
_TROUBLES = (OperationalError, InterfaceError, InternalError)

Together = Callable[[Session, list[Any]], list[Any]]
"""A change that can be made for several values at once; what comes of each is returned."""


@dataclass(slots=True)
class _Write:
    """One change that waits for its transaction: to be made alone, or for its value among others of the same.

    The latter waits a moment for others that will soon join it. ``weigh`` tells how much a prepared value weighs;
    ``ahead`` is work that was done before its turn to write.
    """

    change: Callable[[Session], Any] | Together
    done: asyncio.Future[Any]
    value: Any = None
    prepare: Callable[[Any], Any] | None = None
    weigh: Callable[[Any], int] | None = None
    together: bool = False
    ahead: bool = False


class Store:
    """An asynchronous context over a database.

    Changes that wait at the same time are committed together, each in a savepoint of its own: a durable commit costs
    the same for one as for fifty, and one that fails takes none of the others with it. A change once handed over is
    carried out even if whoever waits for it is cancelled. A transaction takes no further change after half a second:
    other writers, of this process and of others, have their turn.

    Args:
        database: Where everything is kept.
        coming: How many changes that are made together are waiting or will soon be: for the others of a few the first
            ones wait a moment, for a transaction costs more than what most of them say.
    """

    def __init__(self, database: Database, coming: Callable[[], int] = lambda: 0) -> None:
        self._database = database
        self._coming = coming
        self._came = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._waiting: list[_Write] = []
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._writing is not None:
            await asyncio.wait({self._writing})
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown(wait=False)

    async def read(self, query: Callable[[Session], T]) -> T:
        """The result of a query.

        Raises:
            StorageError: If the database cannot be read.
        """

        def work() -> T:
            with self._database.read() as session:
                return query(session)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def write(self, change: Callable[[Session], T]) -> T:
        """The result of a change, once it is committed.

        Raises:
            StorageError: If the database cannot be written.
            Exception: Whatever ``change`` raises; then nothing of it is stored.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._submit(_Write(change, future))
        return await asyncio.shield(future)

    async def write_together(
        self,
        change: Callable[[Session, list[Any]], list[T]],
        value: Any,
        *,
        prepare: Callable[[Any], Any] | None = None,
        weigh: Callable[[Any], int] | None = None,
    ) -> T:
        """What comes of a value by a change that is made at once for all values that wait for it, or soon will.

        Should that fail, it is made for each alone, so that a bad value takes no other with it.

        Args:
            change: Makes it.
            value: For what.
            prepare: Makes of the value what ``change`` takes; for work that can be done before the turn to write, and
                that :meth:`room` holds back.
            weigh: What a prepared value weighs; of heavy ones fewer are one change.

        Raises:
            StorageError: If the database cannot be written.
            Exception: Whatever ``prepare`` or ``change`` raises for this value.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._submit(_Write(change, future, value, prepare, weigh, together=True, ahead=prepare is not None))
        return await asyncio.shield(future)

    async def room(self) -> None:
        """Wait while 50 values or more that are prepared wait to be written.

        Work that is done far ahead of the writing takes the processor from it, while others wait for this writer.
        """
        await self._room.wait()

    def _tell_room(self) -> None:
        if sum(write.ahead for write in self._waiting) >= _BATCH:
            self._room.clear()
        else:
            self._room.set()

    def _submit(self, write: _Write) -> None:
        self._waiting.append(write)
        self._tell_room()
        self._came.set()
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                await self._gather()
                batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
                self._tell_room()
                try:
                    results = await loop.run_in_executor(self._writer, partial(self._commit, batch))
                except Exception as error:  # noqa: BLE001, those who wait get it
                    results = {id(write): error for write in batch}
                for write in batch:
                    if id(write) in results:
                        _settle(write.done, results[id(write)])
                self._waiting[:0] = [write for write in batch if id(write) not in results]
                self._tell_room()
        finally:
            self._writing = None

    async def _gather(self) -> None:
        """Wait a moment while nothing waits but what others will soon join."""
        until = asyncio.get_running_loop().time() + _GATHER_SECONDS
        while len(self._waiting) < min(_GATHERED, self._coming()):
            if not all(write.together for write in self._waiting):
                return
            self._came.clear()
            try:
                async with asyncio.timeout_at(until):
                    await self._came.wait()
            except TimeoutError:
                return

    def _commit(self, batch: list[_Write]) -> dict[int, Any]:
        """What came of the changes for which there was time."""
        results: dict[int, Any] = {}
        for write in batch:
            try:
                _prepare(write)
            except Exception as error:  # noqa: BLE001, it goes to whoever asked for the change
                results[id(write)] = error
        batch = [write for write in batch if id(write) not in results]
        if not batch:
            return results
        # What a crash of the database undoes is polled or read again; what is told of it is durable, and so is it then.
        with self._database.write(durable=False) as session:
            until = monotonic() + _LONGEST_SECONDS
            for number, group in enumerate(_groups(batch)):
                if number and monotonic() > until:
                    break
                results |= _made_or_failed(session, group)
        return results


def _prepare(write: _Write) -> None:
    if write.prepare is not None:
        write.value, write.prepare = write.prepare(write.value), None


def _groups(batch: list[_Write]) -> list[list[_Write]]:
    """The changes in their order, those of one kind that can be made together as one."""
    groups: list[list[_Write]] = []
    of_kind: dict[Any, tuple[list[_Write], int]] = {}
    for write in batch:
        if not write.together:
            groups.append([write])
            continue
        weight = 0 if write.weigh is None else write.weigh(write.value)
        group, heavy = of_kind.get(write.change, ([], 0))
        if not group or len(group) == _TOGETHER or heavy + weight > _HEAVIEST:
            group, heavy = [], 0
            groups.append(group)
        group.append(write)
        of_kind[write.change] = group, heavy + weight
    return groups


def _made(session: Session, group: list[_Write]) -> dict[int, Any]:
    with session.begin_nested():
        first: Any = group[0].change
        if not group[0].together:
            return {id(group[0]): _Done(first(session))}
        values = first(session, [write.value for write in group])
        return {id(write): _Done(value) for write, value in zip(group, values, strict=True)}


def _made_or_failed(session: Session, group: list[_Write]) -> dict[int, Any]:
    try:
        return _made(session, group)
    except _TROUBLES:
        raise  # the database itself is in trouble: storage says so in words, to all who wait
    except Exception as error:  # noqa: BLE001, it goes to whoever asked for the change
        # What was undone is not all that the session believes: it knows nothing of statements past its objects.
        session.expire_all()
        if len(group) == 1:
            return {id(group[0]): error}
    alone: dict[int, Any] = {}
    for write in group:
        alone |= _made_or_failed(session, [write])
    return alone


@dataclass(frozen=True, slots=True)
class _Done:
    """A result, told apart from an exception."""

    value: Any


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.done():
        return
    if isinstance(result, _Done):
        future.set_result(result.value)
    else:
        future.set_exception(result)
        future.exception()  # whoever waited may be gone; then nobody else is to be told
