"""Turns at hosts between processes: one at a time, with the pause between them, given back however the holder ends."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from time import monotonic

import pytest
from sqlalchemy import text

from config.settings import FetchSettings
from crawler.politeness import Pace
from storage import Database, StorageError
from storage.turns import HostTurns


async def test_one_process_at_a_time_whatever_it_asks_for(postgresql_database: Database) -> None:
    under_way, most = 0, 0

    async def ask(pace: Pace) -> None:
        nonlocal under_way, most
        async with pace.turn("example.org"):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            under_way -= 1

    async with AsyncExitStack() as stack:
        paces = []
        for number in range(3):
            pace = Pace(FetchSettings(allow=("127.0.0.1:80",), pause=0))
            pace.share(
                await stack.enter_async_context(HostTurns(postgresql_database, f"zhongde test {number}"))
            )
            paces.append(pace)
        await asyncio.gather(*(ask(pace) for pace in paces for _ in range(4)))
    assert most == 1


async def test_the_pause_after_a_request_binds_the_others_too(postgresql_database: Database) -> None:
    async with (
        HostTurns(postgresql_database, "zhongde test one") as one,
        HostTurns(postgresql_database, "zhongde test other") as other,
    ):
        await one.take("example.org", 0.3)
        await one.leave("example.org", 0.3)
        left = monotonic()
        await other.take("example.net", 0.3)
        await other.take("example.org", 0.3)
        assert monotonic() - left >= 0.25
        await other.leave("example.org", 0.3)


async def test_hosts_of_ones_own_are_asked_one_at_a_time_too_once_others_ask_them(
    postgresql_database: Database,
) -> None:
    pace = Pace(FetchSettings(allow=("127.0.0.1:8099",)))
    assert pace.parallel("127.0.0.1:8099") > 1
    async with HostTurns(postgresql_database, "zhongde test") as turns:
        pace.share(turns)
        assert pace.parallel("127.0.0.1:8099") == 1


async def test_a_turn_comes_back_when_its_holder_is_cut_off(postgresql_database: Database) -> None:
    async with (
        HostTurns(postgresql_database, "zhongde test holder") as holder,
        HostTurns(postgresql_database, "zhongde test heir") as heir,
    ):
        await holder.take("example.org", 0)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(heir.take("example.org", 0), 0.2)
        with postgresql_database.write() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'zhongde test holder'"
                )
            )
        await asyncio.wait_for(heir.take("example.org", 0), 10)
        # The one that was cut off gives back what it no longer has, and goes on with a new connection.
        await holder.leave("example.org", 0.1)
        await holder.take("example.net", 0)


async def test_whoever_gives_up_waiting_leaves_the_host_free(postgresql_database: Database) -> None:
    async with (
        HostTurns(postgresql_database, "zhongde test one") as one,
        HostTurns(postgresql_database, "zhongde test other") as other,
    ):
        for _ in range(20):
            waiting = asyncio.create_task(one.take("example.org", 0))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await asyncio.wait_for(other.take("example.org", 0), 5)


async def test_a_database_out_of_reach_is_told(postgresql_url: str) -> None:
    absent = Database(postgresql_url.replace("/postgres?", "/absent?"))
    with pytest.raises(StorageError, match="absent"):
        async with HostTurns(absent, "zhongde test"):
            pass
