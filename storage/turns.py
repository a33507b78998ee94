"""Turns at hosts, shared by all processes on one PostgreSQL: one request to a host at a time, and the pause after it.

A turn is an advisory lock of a session, so PostgreSQL gives it back however its holder ends. The pause is kept as the
moment from which a host may be asked again, by PostgreSQL's clock: the clocks of the machines do not matter.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlmodel import Field

from storage.database import KEEPALIVES, Database
from storage.errors import StorageError, without_password
from storage.table_base import Table, moment

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_TURNS = 0x7A74
"""The first key of the advisory locks; the second is the hash of the host. Hosts of one hash wait for each other."""

_SHORTEST_WAIT, _LONGEST_WAIT = 0.02, 0.5
_LONGEST_PAUSE = 300.0
_PING_SECONDS = 10.0
_IDLE_SECONDS = 60
"""A process that has stopped without ending loses its turns after this."""


class HostTurn(Table, table=True):
    """From when on a host may be asked again. Not logged by PostgreSQL: after a crash of it, no pause is known."""

    __tablename__ = "host_turn"

    slot: str = Field(primary_key=True, max_length=300)
    free_at: datetime = moment(nullable=False)


def session_name(role: str) -> str:
    """What a process is called in the server's list of sessions: its role, machine and number."""
    return f"zhongde {role} {socket.gethostname()[:32]}:{os.getpid()}"


class HostTurns:
    """An asynchronous context that takes turns at hosts for one process.

    Args:
        database: The common PostgreSQL.
        name: What this process is called in the server's list of sessions.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._connection: AsyncConnection[Any] | None = None
        self._opening = asyncio.Lock()
        self._pinging: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._open()
        self._pinging = asyncio.create_task(self._ping())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pinging is not None:
            self._pinging.cancel()
            await asyncio.gather(self._pinging, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def take(self, slot: str, pause: float) -> None:
        """Wait for the turn at a host, and for the end of the pause after the last one if there is a pause.

        Raises:
            StorageError: If PostgreSQL cannot be reached.
        """
        wait = _SHORTEST_WAIT
        while not await self._to_its_end(slot):
            # Not in step with the others who wait.
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311
            wait = min(wait * 1.5, _LONGEST_WAIT)
        if pause <= 0:
            return
        try:
            rows = await self._ask(
                "SELECT extract(epoch FROM free_at - clock_timestamp())::float8 FROM host_turn WHERE slot = %s",
                (slot,),
            )
            remaining = min(float(rows[0][0]), _LONGEST_PAUSE) if rows else 0.0
            if remaining > 0:
                await asyncio.sleep(remaining)
        except BaseException:
            await asyncio.shield(self._unlock(slot))
            raise

    async def _to_its_end(self, slot: str) -> bool:
        """Try to lock; a cancellation in between must not leave the host locked."""
        trying = asyncio.ensure_future(self._try(slot))
        try:
            return await asyncio.shield(trying)
        except asyncio.CancelledError:
            with suppress(StorageError):
                if await trying:
                    await self._unlock(slot)
            raise

    async def _try(self, slot: str) -> bool:
        rows = await self._ask("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_TURNS, slot))
        return bool(rows[0][0])

    async def leave(self, slot: str, pause: float) -> None:
        """Give the turn back; the host is left in peace for ``pause`` seconds from now.

        A lost connection has given back the turn already, so it is no failure here.
        """
        await asyncio.shield(self._leave(slot, pause))

    async def _leave(self, slot: str, pause: float) -> None:
        try:
            if pause > 0:
                # Committed before the lock goes: whoever has the turn next sees it.
                await self._ask(
                    "INSERT INTO host_turn (slot, free_at) VALUES (%s, clock_timestamp() + %s * interval '1 s') "
                    "ON CONFLICT (slot) DO UPDATE SET free_at = excluded.free_at",
                    (slot, pause),
                )
        except StorageError:
            return
        finally:
            await self._unlock(slot)

    async def _unlock(self, slot: str) -> None:
        with suppress(StorageError):
            await self._ask("SELECT pg_advisory_unlock(%s, hashtext(%s))", (_TURNS, slot))

    async def _ask(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        from psycopg import Error

        connection = await self._open()
        try:
            cursor = await connection.execute(statement, parameters)
            return await cursor.fetchall() if cursor.description else []
        except Error as error:
            raise self._explain(error) from error

    async def _open(self) -> AsyncConnection[Any]:
        from psycopg import AsyncConnection, Error

        async with self._opening:
            if self._connection is None or self._connection.closed:
                try:
                    self._connection = await AsyncConnection.connect(
                        self._database.connection_string,
                        autocommit=True,
                        application_name=self._name[:63],
                        connect_timeout=10,
                        options=f"{KEEPALIVES} -c synchronous_commit=off -c idle_session_timeout={_IDLE_SECONDS}s",
                    )
                except Error as error:
                    raise self._explain(error) from error
            return self._connection

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING_SECONDS)
            # What is wrong is told by whoever wants a turn.
            with suppress(StorageError):
                await self._ask("SELECT 1")

    def _explain(self, error: Exception) -> StorageError:
        told = str(error).strip().splitlines()
        return StorageError(
            f"the database {self._database.label} cannot be used: "
            f"{without_password(told[0]) if told else type(error).__name__}\n  See 'zhongde doctor'."
        )
