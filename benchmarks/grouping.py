"""How well labelled items are grouped by ``zhongde analyse --jsonl``, and whether their order matters.

``python -m benchmarks.grouping tests/corpus/dev.*.jsonl`` runs the command once over all files together and scores what
it prints. ``--orders 10`` also attaches the items one by one to an empty archive, as the daemon does, in ten random
orders, groups them as one batch in as many, and shows by B-cubed how far all these groupings agree with each other.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from pathlib import Path

from sqlmodel import select

from analysis.evaluation_groups import b_cubed, score_parts
from analysis.evaluation_items import LabelledItem, load_items
from analysis.imprints import imprint_of
from analysis.knowledge import Knowledge
from analysis.likeness import Group, group
from analysis.reading import read
from analysis.values import Article, Reading
from config.declarations import SourceDeclaration
from storage import Database
from storage.articles import add_article, record_page
from storage.attaching import attach_reading
from storage.sources import sync_catalogue
from storage.tables import Article as ArticleRow
from storage.values import Entry, PageText
from zhongde.grouping_table import print_grouping

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def analysed(items: Sequence[LabelledItem]) -> list[Group]:
    """What the command prints of each item's story and original."""
    keys = ("id", "title", "text", "url", "published", "lang")
    lines = "".join(item.model_dump_json(include=set(keys)) + "\n" for item in items)
    command = [sys.executable, "-m", "zhongde", "analyse", "-", "--jsonl"]
    done = subprocess.run(
        command, input=lines, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == [item.id for item in items]
    return [Group(line["story"], line["copy_of"]) for line in found]


def batch_stories(
    articles: Sequence[Article], readings: Sequence[Reading], order: Sequence[int]
) -> list[str]:
    """The story of each article, all grouped at once in this order; an article without one is its own."""
    groups = group([articles[number] for number in order], [readings[number] for number in order])
    found = dict(zip(order, groups, strict=True))
    return [found[number].story or f"alone {number}" for number in range(len(articles))]


def stories_one_by_one(
    database: Database, articles: Sequence[Article], readings: Sequence[Reading], order: Sequence[int]
) -> list[str]:
    """The story of each article, attached one after another to an empty archive in this order."""
    knowledge = Knowledge.shipped()
    rows: dict[int, int] = {}
    with database.write() as session:
        wire = SourceDeclaration(
            id="wire", name="Wire", url="https://wire.example/", access="rss", language="en"
        )
        sync_catalogue(session, {"wire": wire}, _NOW)
        for place, number in enumerate(order):
            article, now = articles[number], _NOW + timedelta(minutes=place)
            url = f"https://wire.example/{number}"
            day = article.published
            published = None if day is None else datetime.combine(day, time(12), UTC)
            entry = Entry(key=url, url=url, title=article.title, published=published)
            rows[number] = add_article(session, "wire", entry, now)
            page = PageText(url=url, title=article.title, text=article.text, published=published)
            record_page(session, rows[number], page, now)
            imprint = imprint_of(article, readings[number], knowledge.gazetteer)
            attach_reading(session, rows[number], readings[number], now, imprint=imprint)
    with database.read() as session:
        found = dict(session.exec(select(ArticleRow.id, ArticleRow.story_id)).all())
    return [str(found[rows[number]] or f"alone {number}") for number in range(len(articles))]


def _print_agreement(items: Sequence[LabelledItem], orders: int) -> None:
    knowledge = Knowledge.shipped()
    articles = [item.article for item in items]
    readings = [read(article, knowledge) for article in articles]
    numbers = random.Random(1)
    batches, singles = [], []
    for _ in range(orders):
        order = list(range(len(items)))
        numbers.shuffle(order)
        batches.append(batch_stories(articles, readings, order))
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{Path(folder) / 'archive.db'}")
            database.upgrade()
            singles.append(stories_one_by_one(database, articles, readings, order))
            database.dispose()
    print(f"\nAgreement over {orders} random orders (B-cubed F1 of one run against another)")
    for name, scores in (
        ("batch against batch", [b_cubed(one, other).f1 for one, other in combinations(batches, 2)]),
        (
            "one by one against one by one",
            [b_cubed(one, other).f1 for one, other in combinations(singles, 2)],
        ),
        ("batch against one by one", [b_cubed(one, other).f1 for one in batches for other in singles]),
    ):
        print(f"  {name:30} least {min(scores):.3f}  mean {sum(scores) / len(scores):.3f}")


def main() -> None:
    """Print the scores, and the agreement if it is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="+", type=Path, help="labelled items, JSON lines")
    parser.add_argument("--orders", type=int, default=0, help="random orders to compare, 2 or more")
    arguments = parser.parse_args()
    items = [item for path in arguments.corpus for item in load_items(path)]
    print_grouping(score_parts(items, analysed(items)))
    if arguments.orders > 1:
        _print_agreement(items, arguments.orders)


if __name__ == "__main__":
    main()
