"""The Jiangsu-Germany dialogue of the newsroom, read and attached: four outlets, three languages, one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.knowledge import Knowledge
from analysis.reading import read
from analysis.values import Article as ArticleText
from config.settings import SubscriptionSettings
from digests.compose import ComposedDigest, compose
from newsroom import Item, Newsroom
from storage import Database
from storage.articles import add_article, record_page
from storage.attaching import attach_reading
from storage.deal_files import find_deals, untold_steps
from storage.sources import sync_catalogue
from storage.story_files import story_file
from storage.tables import Article
from storage.values import DealFile, DealQuery, Entry, PageText, SourceCoverage
from tests.storage.samples import source

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Later:
    """A report on the ten projects, months after."""

    site: str
    id: str = "changzhou-dialogue-later"
    url: str = "https://wire.example/changzhou-later"
    title: str = "Work begins on ten German-invested projects in Changzhou"
    text: str = (
        "In the Sino-German (Changzhou) Innovation Park construction of the ten German-invested projects began on "
        "Thursday. The contracts over 188 million euros had been signed at the Jiangsu-Germany Dialogue 2022 in "
        "Changzhou in July."
    )
    published: datetime = datetime(2022, 10, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """Both editions of the dialogue, in the order of publication."""
    told = [item for item in Newsroom().items if item.id.startswith("changzhou-dialogue")]
    return sorted(told, key=lambda item: item.published or item.id)  # type: ignore[return-value, arg-type]


def attach(database: Database, items: Sequence[Item | Later]) -> dict[str, int]:
    """Read every item as the crawl would and attach it, an hour after it was published; article ids by item."""
    ids: dict[str, int] = {}
    for item in items:
        assert item.published is not None
        text = ArticleText(item.id, item.title, item.text, item.url, item.published)
        reading = read(text, Knowledge.shipped())
        now = item.published + HOUR
        entry = Entry(key=item.url, url=item.url, title=item.title, published=item.published)
        page = PageText(url=item.url, title=item.title, text=item.text, language=reading.language)
        with database.write() as session:
            ids[item.id] = add_article(session, item.site, entry, now)
            record_page(session, ids[item.id], page, now)
            attach_reading(session, ids[item.id], reading, now)
    return ids


def stories(database: Database, ids: dict[str, int]) -> dict[str, int | None]:
    with database.read() as session:
        rows = {name: session.get(Article, number) for name, number in ids.items()}
        return {name: row.story_id for name, row in rows.items() if row is not None}


@pytest.mark.parametrize("backwards", [False, True], ids=["as published", "backwards"])
def test_four_outlets_in_three_languages_are_one_story(
    database: Database, items: list[Item], backwards: bool
) -> None:
    with database.write() as session:
        assert items[0].published is not None
        sites = {item.site: source(item.site) for item in items}
        sync_catalogue(session, sites, items[0].published)
    ids = attach(database, items[::-1] if backwards else items)
    found = stories(database, ids)
    (story_id,) = {story for name, story in found.items() if "2022" in name}
    assert story_id is not None
    assert found["changzhou-dialogue-2021-finance"] not in {story_id, None}
    with database.read() as session:
        files = find_deals(session, DealQuery())
        story = story_file(session, story_id)
    assert {article.language for article in story.articles} == {"en", "de", "zh"}
    projects = max((file for file in files if file.story_id == story_id), key=lambda file: len(file.reports))
    assert {report.source_id for report in projects.reports} >= {
        "fabricated-agency-en",
        "made-up-wire",
        "niederrhein-zeitung",
        "imaginary-daily",
    }
    assert amounts_told(projects) == {"188000000 EUR", "190000000 EUR"}
    assert [step.status for step in projects.steps] == ["signed"]
    copies = [article for article in story.articles if article.copy_of is not None]
    assert [{article.id, article.copy_of} for article in copies] == [
        {ids["changzhou-dialogue-2022-reprint"], ids["changzhou-dialogue-2022-wire"]}
    ]
    (memorandum,) = [
        file
        for file in files
        if file.story_id == story_id and file.status == "signed" and file.id != projects.id
    ]
    assert {party.name for party in memorandum.parties} == {
        "Changzhou Municipal People's Government",
        "German Chamber of Commerce in China",
        "Sino-German (Changzhou) Innovation Park",
        "Commerzbank",
    }


def test_the_ten_projects_are_one_line_of_a_digest_and_a_later_step_alerts_once_as_an_update(
    database: Database, items: list[Item]
) -> None:
    first = items[0].published
    assert first is not None
    with database.write() as session:
        sync_catalogue(session, {item.site: source(item.site) for item in items}, first)
    attach(database, items)
    signed = _digest(database, first, datetime(2022, 9, 1, tzinfo=UTC))
    assert signed.updates == ()
    (line,) = [entry for entry in signed.news if "190000000 EUR" in amounts_told(entry.deal)]
    assert (line.deal.status, len({report.source_id for report in line.deal.reports})) == ("signed", 5)
    assert len(signed.news) == 4, (
        "the projects, the memorandum, the incubator opened there, and the edition of 2021"
    )
    later = Later(items[1].site)
    attach(database, [later, replace(later, id="again", url=later.url + "-2", site=items[-1].site)])
    told = _digest(database, datetime(2022, 9, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC))
    assert told.news == ()
    (update,) = told.updates
    assert update.deal.id == line.deal.id
    assert [step.status for step in update.steps] == ["started"]
    assert [step.status for step in update.deal.steps] == ["signed", "started"]


def _digest(database: Database, since: datetime, until: datetime) -> ComposedDigest:
    with database.read() as session:
        steps = untold_steps(session, "desk", until, since=since)
    return compose(
        SubscriptionSettings(name="desk", schedule="0 8 * * *"),
        steps,
        window_from=since,
        window_to=until,
        coverage=SourceCoverage(),
        kind="scheduled",
        now=until,
    )


def amounts_told(file: DealFile) -> set[str]:
    """The sums on which the sources of a deal disagree."""
    return {
        value
        for conflict in file.conflicts
        if conflict.fact == "amount"
        for value, _sources in conflict.values
    }
