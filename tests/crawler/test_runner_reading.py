"""Reading processes: a document that crashes, stalls or fills its reader harms nothing else, and is told by name."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from functools import partial
from operator import mul
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


# What the processes are asked for is of the standard library: they have it at hand, however busy the machine is.
DOUBLE = partial(mul, 2)
CRASH = (os.abort,)
STALL = (time.sleep, 60)
GROW = (bytearray, 8 * 1024**3)


async def test_results_and_exceptions_come_back() -> None:
    async with ReadingPool(SETTINGS) as pool:
        assert await asyncio.gather(*(pool.run(DOUBLE, number) for number in range(20))) == list(
            range(0, 40, 2)
        )
        with pytest.raises(ValueError, match="invalid literal"):
            await pool.run(int, "seven")


async def test_all_workers_work_and_none_starts_without_need() -> None:
    async with ReadingPool(SETTINGS) as pool:
        assert pool.process_ids == ()
        first = await pool.run(os.getpid)
        assert await pool.run(os.getpid) == first
        assert pool.process_ids == (first,)
        await asyncio.gather(*(pool.run(time.sleep, 0.05) for _ in range(4)))
        assert len(set(pool.process_ids)) == 2
        assert os.getpid() not in pool.process_ids


@pytest.mark.parametrize(
    ("poison", "words"),
    [
        (CRASH, "ended unexpectedly (exit code -6)"),
        (STALL, "longer than 2 s"),
        (GROW, "more memory than allowed"),
    ],
)
async def test_a_poisonous_document_is_named_and_the_others_are_read(poison, words) -> None:
    async with ReadingPool(SETTINGS, task_seconds=2.0, memory_bytes=1024**3) as pool:
        tasks = [(DOUBLE, number) for number in range(8)]
        tasks[3] = poison
        results = await asyncio.gather(*(pool.run(*task) for task in tasks), return_exceptions=True)
        assert isinstance(results[3], ReadingFailure)
        assert words in str(results[3])
        assert [result for number, result in enumerate(results) if number != 3] == [0, 2, 4, 8, 10, 12, 14]


async def test_processes_end_with_their_pool() -> None:
    async with ReadingPool(SETTINGS) as pool:
        await asyncio.gather(*(pool.run(time.sleep, 0.05) for _ in range(4)))
        waiting = asyncio.ensure_future(pool.run(*STALL))
        await asyncio.sleep(0.05)
        processes = pool.process_ids
    with pytest.raises(ReadingFailure, match="ending"):
        await waiting
    assert len(processes) == 2
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


async def test_a_pool_may_be_left_while_its_processes_start() -> None:
    async with ReadingPool(SETTINGS) as pool:
        waiting = [asyncio.ensure_future(pool.run(*STALL)) for _ in range(2)]
        await asyncio.sleep(0)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, ReadingFailure) for result in results)


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
