"""What a search and a digest cost in a small and in a large archive: ``python -m benchmarks.asking FOLDER``.

The archives, of 10,000 articles and of a million, are made in the folder (five minutes, 4 GB) and kept there; that of
:mod:`benchmarks.web` serves as well. Both have as many deals an article. Neither search nor digest may cost more than
twice as much in the large one.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlmodel import col, func, select

from benchmarks.web_archive import fill
from config.settings import Settings
from digests.outbox import preview
from storage import Database
from storage.health import coverage
from storage.search import search_articles
from storage.tables import Article, DealStep

SIZES = (10_000, 1_000_000)
DEALS_A_THOUSAND = 49
QUERIES = (
    "battery", "contract worth", "margin percent", "harbour", "plant", "Batteriewerk", "Binnenhafen",
    "签约", "动力电池",
)  # fmt: skip
IN_DIGEST = 40
REPEATED = 7
BAR = 2.0


class Costs(NamedTuple):
    """Milliseconds of the processor for one search, one digest, and of that for its foot: health and counts."""

    search: float
    digest: float
    foot: float


def measure(database: Database) -> Costs:
    """The medians of several runs of each."""
    settings = Settings.model_validate(
        {
            "catalogue": "none",
            "smtp": {"host": "127.0.0.1", "sender": "digest@example.org"},
            "subscriptions": [{"name": "all", "channels": [{"type": "email", "to": ["reader@example.org"]}]}],
        }
    )
    with database.read() as session:
        seen = session.exec(
            select(DealStep.first_seen).order_by(col(DealStep.first_seen).desc()).limit(IN_DIGEST + 1)
        ).all()
    newest, oldest = (at.replace(tzinfo=at.tzinfo or UTC) for at in (seen[0], seen[-1]))
    with database.read() as session:
        searches = [
            _milliseconds(lambda words=words: search_articles(session, words))  # type: ignore[misc]
            for words in QUERIES
        ]
        foot = _milliseconds(lambda: coverage(session, datetime.now(UTC)))
    told: set[int] = set()

    def digest() -> None:
        composed = preview(database, settings, "all", newest + timedelta(seconds=1), oldest)
        told.add(len(composed.all_deals))

    costs = Costs(statistics.median(searches), _milliseconds(digest), foot)
    if told != {IN_DIGEST}:
        sys.exit(f"the digest told {sorted(told)} deals, not {IN_DIGEST}")
    return costs


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    spent = []
    for _ in range(REPEATED):
        started = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - started))
    return statistics.median(spent)


def main() -> None:
    """Print a table; exit code 1 if the large archive costs more than twice the small one."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m benchmarks.asking FOLDER")
    found = []
    print(f"{'articles':>10} {'search ms':>10} {'digest ms':>10} {'its foot':>10}")
    for size in SIZES:
        database = fill(_folder(Path(sys.argv[1]), size), size, size * DEALS_A_THOUSAND // 1000)
        with database.read() as session:
            articles = session.exec(select(func.count()).select_from(Article)).one()
        found.append(measure(database))
        print(f"{articles:>10} " + " ".join(f"{cost:>10.2f}" for cost in found[-1]), flush=True)
        database.dispose()
    small, large = found
    ratios = Costs(*(of_large / of_small for of_small, of_large in zip(small, large, strict=True)))
    print(f"{'ratio':>10} " + " ".join(f"{ratio:>10.2f}" for ratio in ratios))
    if max(ratios.search, ratios.digest) > BAR:
        sys.exit(1)


def _folder(given: Path, size: int) -> Path:
    is_of_the_page = size == max(SIZES) and (given / "filled").exists()
    return given if is_of_the_page else given / f"archive-{size}"


if __name__ == "__main__":
    main()
