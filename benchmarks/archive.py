"""What attaching one more article costs in a growing archive, and how much room an article takes.

Run ``python -m benchmarks.archive`` from the checkout for archives of 10,000 and 100,000 articles, with ``1000000``
behind it for a million too (half an hour, 9 GB of disk). The greatest part of each archive is written in bulk
(:mod:`benchmarks.archive_filling`), the last articles are attached as the daemon does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import event

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from benchmarks.archive_articles import PACE, START, generated
from benchmarks.archive_filling import Filling
from config.declarations import SourceDeclaration
from storage import Database
from storage.articles import add_article, record_page
from storage.attaching import attach_reading
from storage.sources import sync_catalogue
from storage.values import Entry, PageText

SIZES = (10_000, 100_000)
ATTACHED = 500
MEASURED = 200
BATCH = 50
"""So many articles a transaction while filling."""


@dataclass
class Costs:
    """CPU seconds: of imprints, of storing pages, and of attaching each article.

    ``wall`` is the time of storing and attaching, commits included. Imprints are left out of it: the processes that
    read make them (:mod:`crawler.reading_pool_tasks`), while the one that writes attaches what was read before.
    """

    imprints: float
    pages: float
    attaching: list[float]
    wall: float


class Archive:
    """An archive that is filled with the same articles at every run."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'archive.db'}")
        self.database.upgrade()
        with self.database.write() as session:
            wire = SourceDeclaration(
                id="wire", name="Wire", url="https://wire.example/feed.xml", access="rss", language="en"
            )
            sync_catalogue(session, {"wire": wire}, START)
        self.articles = 0
        self._filling = Filling(self.database, "wire")
        self._gazetteer = Gazetteer.shipped()
        self._stream = generated()

    @property
    def bytes(self) -> int:
        """The size of the database, its log left out."""
        file = self.database.file
        assert file is not None
        return file.stat().st_size

    def grow(self, size: int) -> float:
        """Fill up to so many articles, all but the last ones in bulk; seconds that it took are returned."""
        started = time.perf_counter()
        missing = size - ATTACHED - self.articles
        if missing > 0:
            self._filling.fill(missing)
            self.articles += missing
        self._stream = generated(seed=size, first=self.articles)
        return time.perf_counter() - started

    def attach(self, number: int, batch: int) -> Costs:
        """Attach so many more, ``batch`` a transaction."""
        costs = Costs(0.0, 0.0, [], 0.0)
        for _ in range(number // batch):
            came = list(islice(self._stream, batch))
            started = time.process_time()
            imprints = [imprint_of(article, reading, self._gazetteer) for article, reading in came]
            costs.imprints += time.process_time() - started
            begun = time.perf_counter()
            with self.database.write() as session:
                for (article, reading), imprint in zip(came, imprints, strict=True):
                    now = START + (self.articles + 1) * PACE
                    url = f"https://wire.example/{self.articles}"
                    started = time.process_time()
                    entry = Entry(key=url, url=url, title=article.title, published=now)
                    new = add_article(session, "wire", entry, now)
                    record_page(session, new, PageText(url=url, title=article.title, text=article.text), now)
                    stored = time.process_time()
                    attach_reading(session, new, reading, now, imprint=imprint)
                    costs.pages += stored - started
                    costs.attaching.append(time.process_time() - stored)
                    self.articles += 1
            costs.wall += time.perf_counter() - begun
        return costs

    def queries(self, number: int) -> float:
        """SQL statements for storing and attaching one more, the mean of several."""
        counted = {"all": 0}

        def one_more(*_: object) -> None:
            counted["all"] += 1

        event.listen(self.database.engine, "before_cursor_execute", one_more)
        self.attach(number, 1)
        event.remove(self.database.engine, "before_cursor_execute", one_more)
        return counted["all"] / number


def main() -> None:
    """Print a table."""
    sizes = [*SIZES, *(int(word) for word in sys.argv[1:])]
    heads = (
        "articles",
        "filled s",
        "CPU ms",
        "95 % ms",
        "queries",
        "page ms",
        "imprint ms",
        "items/CPU s",
        "items/s",
    )
    print(" ".join(f"{head:>11}" for head in (*heads, "bytes")))
    with tempfile.TemporaryDirectory(prefix="zhongde-archive-") as folder:
        archive = Archive(Path(folder))
        for size in sorted(sizes):
            seconds = archive.grow(size)
            filled = archive.attach(ATTACHED, BATCH)
            one = archive.attach(MEASURED, 1)
            queries = archive.queries(MEASURED // 4)
            rate = ATTACHED / (sum(filled.attaching) + filled.pages)
            figures = (
                f"{size}",
                f"{seconds:.0f}",
                f"{1000 * statistics.mean(one.attaching):.2f}",
                f"{1000 * statistics.quantiles(one.attaching, n=20)[-1]:.2f}",
                f"{queries:.1f}",
                f"{1000 * filled.pages / ATTACHED:.2f}",
                f"{1000 * filled.imprints / ATTACHED:.2f}",
                f"{rate:.0f}",
                f"{ATTACHED / filled.wall:.0f}",
                f"{archive.bytes / archive.articles:.0f}",
            )
            print(" ".join(f"{figure:>11}" for figure in figures), flush=True)
        archive.database.dispose()


if __name__ == "__main__":
    main()
