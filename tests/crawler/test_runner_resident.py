"""The daemon's crawl: called every second, bounded, never in its own way, and stopped within seconds."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from config import Settings
from crawler.crawling import Crawling
from crawler.crawling_record import RECORD_EVERY, PeriodicRecord
from crawler.crawling_tally import Tally
from crawler.reactor import run
from crawler.runner import ResidentCrawl
from newsroom import Newsroom
from storage import Database, StorageError
from storage.article_counts import ArticleCounts, count_articles
from storage.crawl_runs import last_runs
from storage.sources import sync_catalogue
from storage.tables import Address, Article, CrawlRun


def now() -> datetime:
    return datetime.now(UTC)


def with_resident(
    database: Database, settings: Settings, work: Callable[[ResidentCrawl], Awaitable[None]]
) -> None:
    catalogue = {source.id: source for source in settings.sources}
    with database.write() as session:
        sync_catalogue(session, catalogue, now())

    async def main() -> None:
        resident = ResidentCrawl(database, settings, catalogue)
        await resident.start()
        try:
            await work(resident)
        finally:
            await resident.stop()

    run(main)


async def until(
    resident: ResidentCrawl, reached: Callable[[], bool], *, shift: timedelta = timedelta(0)
) -> None:
    """Tick as the daemon does, only faster."""
    async with asyncio.timeout(30):
        while not reached():
            await resident.poll_due(now() + shift)
            await resident.read_pending(now() + shift)
            await asyncio.sleep(0.02)


def waiting(database: Database) -> ArticleCounts:
    with database.read() as session:
        return count_articles(session)


def odd_settings(server: Any, *paths: str, **fetch: Any) -> Settings:
    sources = [
        {"id": f"odd-{number}", "url": server.url(path), "every": "1s"} for number, path in enumerate(paths)
    ]
    limits = {"allow": [server.pair], "timeout": "20s", **fetch}
    return Settings(catalogue="none", sources=sources, fetch=limits)  # type: ignore[arg-type]


def test_what_is_published_while_it_runs_is_read(newsroom: Newsroom, database: Database) -> None:
    settings = Settings(
        catalogue="none",
        sources=newsroom.source_declarations(every="1s"),  # type: ignore[arg-type]
        fetch={"allow": newsroom.allow()},  # type: ignore[arg-type]
    )
    published = sum(item.published is not None for item in newsroom.items)
    done = {"polls": 0, "pages": 0}

    async def work(resident: ResidentCrawl) -> None:
        def all_read() -> bool:
            counts = waiting(database)
            return counts.read + counts.failed == published

        async with asyncio.timeout(60):
            while not all_read():
                done["polls"] += await resident.poll_due(now())
                done["pages"] += await resident.read_pending(now())
                await asyncio.sleep(0.05)
        news = newsroom.publish_generated(2, sites=["kammerblatt", "imaginary-daily"])
        await until(resident, lambda: waiting(database).read >= published)
        with database.read() as session:
            for item in news:
                assert session.exec(select(Article).where(Article.url == item.url)).one()

    with_resident(database, settings, work)
    assert done["polls"] >= 15
    assert done["pages"] >= published - 30
    with database.read() as session:
        (record,) = last_runs(session)
    assert record.trigger == "daemon"
    assert record.polls >= 17


def test_an_address_is_not_polled_twice_at_a_time(odd_server, database: Database) -> None:
    def slow(handler: Any) -> None:
        odd_server.release.wait(0.3)
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    odd_server.routes["/feed"] = slow
    settings = odd_settings(odd_server, "/feed")

    async def work(resident: ResidentCrawl) -> None:
        for _ in range(12):
            await resident.poll_due(now() + timedelta(days=2))
            await asyncio.sleep(0.02)

    with_resident(database, settings, work)
    assert odd_server.paths.count("/feed") == 1


def test_a_stop_does_not_wait_for_servers_that_hang(odd_server, database: Database) -> None:
    paths = [f"/feed{number}" for number in range(6)]
    for path in paths:
        odd_server.routes[path] = lambda handler: odd_server.release.wait(30)
    settings = odd_settings(odd_server, *paths, timeout="25s")

    async def work(resident: ResidentCrawl) -> None:
        await resident.poll_due(now())
        await until(resident, lambda: odd_server.at_once >= 4)
        async with asyncio.timeout(7):
            await resident.stop()

    catalogue = {source.id: source for source in settings.sources}
    with database.write() as session:
        sync_catalogue(session, catalogue, now())

    async def main() -> None:
        resident = ResidentCrawl(database, settings, catalogue)
        await resident.start()
        await work(resident)

    run(main)
    with database.read() as session:
        assert {address.failures for address in session.exec(select(Address))} == {
            0
        }  # all of them are due still


def test_polls_go_on_while_a_server_hangs(odd_server, second_server, database: Database) -> None:
    odd_server.routes["/feed"] = lambda handler: odd_server.release.wait(30)
    second_server.text("/feed", "<rss version='2.0'><channel><title>t</title></channel></rss>")
    settings = Settings(
        catalogue="none",
        sources=[
            {"id": "hangs", "url": odd_server.url("/feed"), "every": "1s"},
            {"id": "works", "url": second_server.url("/feed"), "every": "1s"},
        ],  # type: ignore[list-item]
        fetch={"allow": [odd_server.pair, second_server.pair]},  # type: ignore[arg-type]
    )

    async def work(resident: ResidentCrawl) -> None:
        far = timedelta(days=1)
        await until(resident, lambda: second_server.paths.count("/feed") >= 3, shift=far)

    with_resident(database, settings, work)
    assert odd_server.paths.count("/feed") == 1


def test_a_database_that_fails_is_told_and_work_goes_on_afterwards(
    odd_server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler import runner_resident

    monkeypatch.setattr(runner_resident, "STORAGE_PAUSE_SECONDS", 0.05)
    odd_server.text("/feed", "<rss version='2.0'><channel><title>t</title></channel></rss>")
    settings = odd_settings(odd_server, "/feed")
    assert database.file is not None
    hidden = database.file.with_suffix(".hidden")

    async def work(resident: ResidentCrawl) -> None:
        database.dispose()
        database.file.rename(hidden)
        database.file.mkdir()
        with pytest.raises(StorageError):
            await until(resident, lambda: False)
        database.dispose()
        database.file.rmdir()
        hidden.rename(database.file)

        def polled() -> bool:
            with database.read() as session:
                return session.exec(select(Address)).one().last_success_at is not None

        await asyncio.sleep(0.1)
        await until(resident, polled)

    with_resident(database, settings, work)


def test_it_starts_once(database: Database) -> None:
    settings = Settings(catalogue="none")

    async def work(resident: ResidentCrawl) -> None:
        assert resident.idle
        with pytest.raises(RuntimeError):
            await resident.start()

    with_resident(database, settings, work)
    with database.read() as session:
        assert not list(session.exec(select(CrawlRun)))


async def test_what_is_done_while_a_record_is_written_is_in_the_next_one(database: Database) -> None:
    settings = Settings(catalogue="none")
    begun = now()
    async with Crawling(database, settings, {}, Tally()) as crawling:
        record = PeriodicRecord(crawling, "daemon", begun)
        crawling.tally.poll("wire", "new", 3)
        writing = asyncio.create_task(record.keep_if_due(begun + RECORD_EVERY))
        await asyncio.sleep(0)
        crawling.tally.poll("wire", "unchanged", 0)
        await writing
        await record.keep(begun + 2 * RECORD_EVERY)
        await record.keep(begun + 3 * RECORD_EVERY)
    with database.read() as session:
        runs = last_runs(session)
    assert [(run.polls, run.entries, run.unchanged) for run in runs] == [(1, 0, 1), (1, 3, 0)]


def test_what_is_loaded_is_out_of_the_collectors_way_once_it_has_begun(database: Database) -> None:
    async def work(resident: ResidentCrawl) -> None:
        assert gc.get_freeze_count() > 10_000

    with_resident(database, Settings(catalogue="none"), work)
