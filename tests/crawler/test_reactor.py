"""One event loop for everything: run as often as one likes, ended cleanly by signals."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlmodel import select

from crawler.reactor import resolver_of_process, run
from storage import Database
from storage.tables import Article

ROOT = Path(__file__).resolve().parents[2]


def test_it_runs_as_often_as_one_likes() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        return id(asyncio.get_running_loop())

    assert run(work) == run(work)


def test_exceptions_come_through_and_left_tasks_are_cancelled() -> None:
    seen: list[str] = []

    async def left() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("tidied")

    async def work() -> None:
        task = asyncio.create_task(left())
        await asyncio.sleep(0.01)
        assert not task.done()
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        run(work)
    assert seen == ["tidied"]


def test_the_reactor_asks_our_resolver() -> None:
    async def work() -> object:
        from twisted.internet import reactor

        return reactor.nameResolver  # type: ignore[attr-defined]

    assert run(work) is resolver_of_process()


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)]
)
def test_signals_cancel_the_work_and_let_it_tidy_up(number, error) -> None:
    seen: list[str] = []

    async def work() -> None:
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), number)
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0)
            seen.append("tidied")

    def own(_number: int, _frame: object) -> None:
        raise AssertionError("not while it runs")

    before = signal.signal(number, own)
    try:
        with pytest.raises(error) as caught:
            run(work)
        assert signal.getsignal(number) is own
    finally:
        signal.signal(number, before)
    assert seen == ["tidied"]
    if error is SystemExit:
        assert caught.value.code == 143


CRAWL = """
    import sys
    from config import Settings
    from crawler.reactor import run
    from crawler.runner import crawl_once
    from storage import Database

    def main():
        database = Database(sys.argv[1])
        settings = Settings(catalogue="none", sources=[{"id": "odd", "url": sys.argv[2]}],
                            fetch={"allow": [sys.argv[3]]})
        run(lambda: crawl_once(database, settings, {source.id: source for source in settings.sources}, all_=True))

    if __name__ == "__main__":
        main()
"""


def test_a_crawl_that_is_interrupted_loses_nothing(odd_server, database: Database, tmp_path: Path) -> None:
    items = "".join(
        f"<item><title>On {name}</title><link>{odd_server.url('/' + name)}</link></item>"
        for name in ("a", "b", "c")
    )
    odd_server.text("/feed", f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    for name in ("a", "b", "c"):
        odd_server.routes[f"/{name}"] = lambda handler: odd_server.release.wait(30)
    program = tmp_path / "crawl.py"
    program.write_text(textwrap.dedent(CRAWL))
    process = subprocess.Popen(
        [sys.executable, str(program), database.url, odd_server.url("/feed"), odd_server.pair],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert _eventually(lambda: odd_server.at_once >= 1, process)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 143, errors
    with database.read() as session:
        articles = list(session.exec(select(Article)))
    assert [(article.state, article.attempts) for article in articles] == [("pending", 0)] * 3


def _eventually(reached, process: subprocess.Popen[str]) -> bool:
    import time

    for _ in range(1_000):
        if reached():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.03)
    return False
