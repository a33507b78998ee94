"""A backfill killed and taken up again, as a real process: ``python -m benchmarks.backfill [ITEMS] [--kills N]``.

Prints how many requests each life of the process made, and how many of them asked for a page that was stored already:
there may be none.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from sqlmodel import select

import storage.backfills
from newsroom.archive import archive_site
from newsroom.corner import Corner
from storage import Database
from storage.article_counts import count_articles
from storage.tables import Article

_STEP_SECONDS = 0.02


@dataclass(frozen=True)
class Life:
    """One life of the process: what it asked for, how often that was stored before, how it ended, and what was read."""

    requests: int
    repeated: int
    code: int
    read: int
    seconds: float


def lives(items: int, kills: int, per_page: int = 50) -> Iterator[Life]:
    """Backfill a site of ``items`` articles, killing the process ``kills`` times on its way.

    Args:
        items: Articles of the site.
        kills: How often the process is killed (SIGKILL), at even parts of the work.
        per_page: Articles on one page of its listing.
    """
    with tempfile.TemporaryDirectory() as name, Corner((archive_site(items, per_page),)) as corner:
        folder = Path(name)
        configuration = folder / "zhongde.yaml"
        database = f"sqlite:///{folder / 'zhongde.db'}"
        settings = {
            "database": database,
            "catalogue": "none",
            "fetch": {"allow": [corner.pair]},
            "sources": corner.source_declarations(),
        }
        configuration.write_text(yaml.safe_dump(settings), encoding="utf-8")
        since = datetime.now(UTC) - timedelta(hours=items + 48)
        command = [sys.executable, "-m", "zhongde", "crawl", "archive", "--since", f"{since:%Y-%m-%d}"]
        command += ["--config", str(configuration)]
        total = items + -(-items // per_page)
        for life in range(kills + 1):
            stored = _stored(database, corner.base("archive")) if life else set()
            before = len(corner.requests)
            begun = time.monotonic()
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
            )
            if life < kills:
                until = total * (life + 1) // (kills + 1)
                while len(corner.requests) < until and process.poll() is None:
                    time.sleep(_STEP_SECONDS)
                process.send_signal(signal.SIGKILL)
            code = process.wait()
            asked = [target for target in corner.requests[before:] if target != "/robots.txt"]
            with closing_database(database) as opened, opened.read() as session:
                read = count_articles(session).read
            repeated = sum(target in stored for target in asked)
            yield Life(len(asked), repeated, code, read, time.monotonic() - begun)


class closing_database:  # noqa: N801, it reads as a verb
    """A database that is closed afterwards."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)

    def __enter__(self) -> Database:
        self._database.upgrade()
        return self._database

    def __exit__(self, *_: object) -> None:
        self._database.dispose()


def _stored(database: str, base: str) -> set[str]:
    """The targets of the pages that are stored: lists that are done, and articles that are read."""
    with closing_database(database) as opened, opened.read() as session:
        done = select(storage.backfills.BackfillPage.url).where(
            storage.backfills.BackfillPage.done_at.is_not(None)  # type: ignore[union-attr]
        )
        urls = [*session.exec(select(Article.url).where(Article.state != "pending")), *session.exec(done)]
    origin = base.rsplit("/", 1)[0]
    return {url.removeprefix(origin) for url in urls}


def main() -> None:
    """Print a line a life."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("items", type=int, nargs="?", default=2_000)
    arguments.add_argument("--kills", type=int, default=3)
    options = arguments.parse_args()
    print("life  requests  repeated  read  exit  seconds")
    with closing(lives(options.items, options.kills)) as running:
        for number, life in enumerate(running, 1):
            print(
                f"{number:4}  {life.requests:8}  {life.repeated:8}  {life.read:4}  {life.code:4}  {life.seconds:7.1f}"
            )


if __name__ == "__main__":
    main()
