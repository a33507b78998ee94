"""Reading processes: a document that crashes, stalls or fills its reader harms nothing else, and is told by name."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from sqlmodel import select

from config import Settings
from crawler.reactor import run
from crawler.reading_pool import ReadingFailure, ReadingPool
from crawler.runner import crawl_once
from storage import Database
from storage.tables import Article

SETTINGS = Settings(catalogue="none", workers=2)


def double(value: int) -> int:
    return 2 * value


def die(_value: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def stall(_value: int) -> int:
    time.sleep(60)
    return 0


def grow(_value: int) -> int:
    return len(bytearray(8 * 1024**3))


def fail(value: int) -> int:
    raise ValueError(f"no {value}")


def where(_value: int) -> int:
    time.sleep(0.05)
    return os.getpid()


async def test_results_and_exceptions_come_back() -> None:
    async with ReadingPool(SETTINGS) as pool:
        assert await asyncio.gather(*(pool.run(double, number) for number in range(20))) == list(
            range(0, 40, 2)
        )
        with pytest.raises(ValueError, match="no 7"):
            await pool.run(fail, 7)


async def test_all_workers_work_and_none_starts_without_need() -> None:
    async with ReadingPool(SETTINGS) as pool:
        assert pool.process_ids == ()
        await pool.run(double, 1)
        await pool.run(double, 1)
        assert len(pool.process_ids) == 1
        used = await asyncio.gather(*(pool.run(where, number) for number in range(8)))
        assert set(used) == set(pool.process_ids)
        assert len(set(used)) == 2
        assert os.getpid() not in used


@pytest.mark.parametrize(
    ("poison", "words"),
    [(die, "ended unexpectedly"), (stall, "longer than 1 s"), (grow, "more memory than allowed")],
)
async def test_a_poisonous_document_is_named_and_the_others_are_read(poison, words) -> None:
    async with ReadingPool(SETTINGS, task_seconds=1.0, memory_bytes=1024**3) as pool:
        results = await asyncio.gather(
            *(pool.run(poison if number == 3 else double, number) for number in range(8)),
            return_exceptions=True,
        )
        assert isinstance(results[3], ReadingFailure)
        assert words in str(results[3])
        assert [result for number, result in enumerate(results) if number != 3] == [0, 2, 4, 8, 10, 12, 14]


async def test_processes_end_with_their_pool() -> None:
    async with ReadingPool(SETTINGS) as pool:
        await asyncio.gather(*(pool.run(where, number) for number in range(4)))
        waiting = asyncio.ensure_future(pool.run(stall, 1))
        await asyncio.sleep(0.1)
        processes = pool.process_ids
    with pytest.raises(ReadingFailure):
        await waiting
    assert processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def crashes_on_poison(task):
    """In the place of the real reading: a page that brings its process down, as a fault in a C library would."""
    from crawler.reading_pool_tasks import read_page

    if b"POISON" in task.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    return read_page(task)


def test_a_page_that_crashes_its_reader_counts_a_try_and_the_others_are_read(
    odd_server, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler import crawling_pages

    monkeypatch.setattr(crawling_pages, "read_page", crashes_on_poison)
    text = "<p>This paragraph tells at some length of nothing in particular.</p>" * 8
    links = ""
    for name in ("a", "b", "c", "d"):
        word = "POISON" if name == "b" else "plain"
        odd_server.text(f"/{name}", f"<html><body><article><h1>On {word}</h1>{text}</article></body></html>")
        links += f"<item><title>On {name}</title><link>{odd_server.url('/' + name)}</link></item>"
    odd_server.text("/feed", f"<rss version='2.0'><channel><title>t</title>{links}</channel></rss>")
    settings = Settings(
        catalogue="none",
        sources=[{"id": "odd", "url": odd_server.url("/feed")}],  # type: ignore[list-item]
        fetch={"allow": [odd_server.pair]},  # type: ignore[arg-type]
    )
    catalogue = {source.id: source for source in settings.sources}
    report = run(lambda: crawl_once(database, settings, catalogue, all_=True))
    (failure,) = report.failures
    assert failure.url == odd_server.url("/b")
    assert "ended unexpectedly (exit code -11)" in failure.error
    with database.read() as session:
        states = {
            Path(article.url).name: (article.state, article.attempts)
            for article in session.exec(select(Article))
        }
    assert states == {"a": ("read", 0), "b": ("pending", 1), "c": ("read", 0), "d": ("read", 0)}
