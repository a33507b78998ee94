"""Several articles attached at once: the same as one after the other."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from analysis.gazetteer import Gazetteer
from analysis.imprints import imprint_of
from analysis.values import Article as ArticleText
from analysis.values import Reading
from storage import Database, StorageError
from storage.articles import add_article
from storage.attaching import Attachment, attach_readings
from storage.imprint_bytes import numbers_from_bytes
from storage.marks import prepare_article
from storage.search import search_articles
from storage.sources import ensure_by_hand_source
from storage.tables import Article, ArticleTerm, DealReport, DealStep
from storage.values import Entry
from tests.storage.samples import NOW, deal, reading
from tests.storage.test_stories import CHINESE, GERMAN, RELEASE, many

DEALS = 12


def told() -> list[tuple[str, str, Reading]]:
    """Headlines, texts and readings: a few reports on each of some deals, copies, three languages, ordinary news."""
    items = [(f"Item {number}", *many(number)) for number in range(4 * DEALS)]
    for language, text in (("en", RELEASE), ("de", GERMAN), ("zh", CHINESE), ("en", RELEASE)):
        items.append((f"Bosch {language}", text, reading(deal(), language=language)))
    ordinary = Reading("en", False, False, 0.0)
    items += [(f"Weather {number}", f"Rain fell on field {number * 7}.", ordinary) for number in range(8)]
    return items


def attachment(number: int, title: str, text: str, its: Reading) -> Attachment:
    imprint = imprint_of(ArticleText(str(number), title, text), its, Gazetteer.shipped())
    return Attachment(number, its, NOW, prepare_article(title, text, its.language, imprint))


def filled(database: Database, items: list[tuple[str, str, Reading]]) -> list[Attachment]:
    """The items as pending articles with their texts, and what was read in them."""
    with database.write() as session:
        source = ensure_by_hand_source(session, NOW)
        return [
            attachment(
                add_article(
                    session,
                    source,
                    Entry(key=f"k{n}", url=f"https://x.example/{n}", title=title, text=text, published=NOW),
                    NOW,
                ),
                title,
                text,
                its,
            )
            for n, (title, text, its) in enumerate(items)
        ]


def archived(session: Session) -> dict[str, Any]:
    """What became of the articles, by their number; of stories and deals only who shares one."""
    articles = session.exec(select(Article)).all()
    number = {article.id: int(article.url.rpartition("/")[2]) for article in articles}
    of_story: dict[int | None, set[int]] = defaultdict(set)
    of_deal: dict[int, set[int]] = defaultdict(set)
    for article in articles:
        of_story[article.story_id].add(number[article.id])
    for report in session.exec(select(DealReport)):
        of_deal[report.deal_id].add(number[report.article_id])
    return {
        "copies": {number[one.id]: number[one.copy_of_id] for one in articles if one.copy_of_id is not None},
        "states": {number[article.id]: article.state for article in articles},
        "stories": sorted(sorted(members) for members in of_story.values()),
        "deals": sorted(sorted(members) for members in of_deal.values()),
        "steps": sorted(
            (number[step.article_id], step.status, step.is_update, step.alertable)
            for step in session.exec(select(DealStep))
        ),
        "terms": {
            row.term: (row.articles, [number[one] for one in numbers_from_bytes(row.recent)])
            for row in session.exec(select(ArticleTerm))
        },
        "found": {number[hit.article_id] for hit in search_articles(session, "rain field", 50)},
    }


@pytest.fixture
def one_by_one(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'one-by-one.db'}")
    database.upgrade()
    yield database
    database.dispose()


@pytest.mark.parametrize("seed", range(3))
def test_several_at_once_come_to_the_same_as_one_after_the_other(
    database: Database, one_by_one: Database, seed: int
) -> None:
    items = told()
    chance = random.Random(seed)
    chance.shuffle(items)
    steps: list[list[list[int]]] = []
    for each, most in ((one_by_one, 1), (database, 20)):
        waiting = filled(each, items)
        steps.append([])
        while waiting:
            size = chance.randint(1, most)
            with each.write() as session:
                steps[-1] += attach_readings(session, waiting[:size])
            waiting = waiting[size:]
    assert [len(new) for new in steps[0]] == [len(new) for new in steps[1]]
    assert sum(len(new) for new in steps[0]) >= DEALS
    with one_by_one.read() as first, database.read() as second:
        expected = archived(first)
        assert archived(second) == expected
    assert len(expected["stories"]) >= DEALS
    assert expected["copies"]
    assert expected["found"]


def test_an_article_given_twice_or_read_already_is_attached_once(database: Database) -> None:
    first, *others = filled(database, told()[:8])
    with database.write() as session:
        (new,) = attach_readings(session, [first])
        steps = attach_readings(session, [first, *others, others[0]])
    assert len(new) == 1
    assert steps[0] == steps[-1] == []
    with database.read() as session:
        assert len(session.exec(select(DealReport)).all()) == 8


def test_one_that_is_not_there_is_named_and_nothing_is_stored(database: Database) -> None:
    items = told()[:3]
    known = filled(database, items)
    with pytest.raises(StorageError, match="no article 999"), database.write() as session:
        attach_readings(session, [*known, attachment(999, *items[0])])
    with database.read() as session:
        assert {article.state for article in session.exec(select(Article))} == {"pending"}
