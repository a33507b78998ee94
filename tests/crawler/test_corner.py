"""The newsroom's hostile corner: the right health for each of its sites, and no false alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from config import Settings
from newsroom.corner import Corner
from newsroom.corner_sites import SITES
from storage import Database
from storage.health import SourceHealth, source_health
from storage.sources import give_addresses_back
from storage.tables import Address, Article, DealStep
from tests.crawler.crawls import crawl, rows

ROUNDS = 3


@pytest.fixture(scope="module")
def lived(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Corner, Database, dict[str, SourceHealth]]]:
    """The corner after three rounds of crawling."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('corner') / 'zhongde.db'}")
    database.upgrade()
    with Corner() as corner:
        settings = Settings(
            catalogue="none",
            sources=corner.source_declarations(),  # type: ignore[arg-type]
            fetch={"allow": [corner.pair], "timeout": "3s", "concurrency": 32},  # type: ignore[arg-type]
        )
        # All deals are told by one template, and what is worded like an old text is taken for its copy: without this
        # it would be chance whether the one that is news is read before them.
        crawl(database, settings, "healthy")
        for _ in range(ROUNDS):
            crawl(database, settings)
            corner.next_round()
        with database.read() as session:
            healths = {health.id: health for health in source_health(session, datetime.now(UTC))}
        yield corner, database, healths
    database.dispose()


def test_each_site_has_the_right_health(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    corner, _, healths = lived
    assert {site.id: healths[site.id].state for site in corner.sites} == {
        site.id: site.health for site in corner.sites
    }


def test_every_trouble_is_told_in_words(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    _, _, healths = lived
    words = {
        "gone": "410",
        "refused": "403",
        "block-page": "安全验证",
        "login-wall": "log in",
        "empty-shell": "script",
        "forbidden": "robots.txt",
        "slow": "did not answer",
    }
    assert {name for name, part in words.items() if part not in healths[name].error} == set()


def test_each_article_is_known_once(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    corner, database, _ = lived
    known = Counter(article.source_id for article in rows(database, Article))
    assert {site.id: known[site.id] for site in corner.sites} == {
        site.id: site.articles for site in corner.sites
    }


def test_only_what_is_news_is_an_alert(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    _, database, _ = lived
    with database.read() as session:
        steps = session.exec(select(Article.source_id, DealStep.alertable).join(Article)).all()
    assert Counter(source for source, alertable in steps if alertable) == Counter({"healthy": 1})
    assert len({source for source, _ in steps}) > 8  # the others do tell of deals, and those are kept


def test_a_gap_is_counted_or_closed(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    corner, database, healths = lived
    assert {name for name, health in healths.items() if health.gaps} == set()
    assert any("short-window/feed.xml?page=2" in target for target in corner.requests)
    (address,) = rows(database, Address, Address.source_id == "short-window")
    assert "pages were read" in address.remark


def test_dates_are_never_invented(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    _, database, _ = lived
    bases = {
        name: {article.published_basis for article in rows(database, Article, Article.source_id == name)}
        for name in ("dateless", "future", "agency-json", "mixed-listing", "frozen")
    }
    assert bases == {
        "dateless": {"address"},
        "future": {"first_seen"},
        "agency-json": {"json"},
        "mixed-listing": {"listing"},
        "frozen": {"feed"},
    }
    assert {article.published for article in rows(database, Article, Article.source_id == "future")} == {None}


def test_the_corner_has_most_of_the_quirks(lived: tuple[Corner, Database, dict[str, SourceHealth]]) -> None:
    corner, _, _ = lived
    assert len({quirk for site in corner.sites for quirk in site.quirks}) >= 15


MOVED = tuple(site for site in SITES if site.id == "moved")


def watched_for_days(database: Database, corner: Corner, days: Sequence[float]) -> Address:
    """The moved site's address after a poll on each of these days."""
    settings = Settings(
        catalogue="none",
        sources=corner.source_declarations(),  # type: ignore[arg-type]
        fetch={"allow": [corner.pair], "timeout": "1s"},  # type: ignore[arg-type]
    )
    start = datetime.now(UTC)
    for day in days:
        crawl(database, settings, clock=lambda day=day: start + timedelta(days=day))
    (address,) = rows(database, Address)
    assert isinstance(address, Address)
    return address


def test_an_address_that_has_moved_for_good_is_taken_over_after_days(database: Database) -> None:
    with Corner(MOVED) as corner:
        first = watched_for_days(database, corner, (0, 0.5, 1))
        assert (first.adopted_url, first.moved_to) == ("", f"{corner.base('moved')}/new/feed.xml")
        taken = watched_for_days(database, corner, (2.5,))
        assert taken.url == f"{corner.base('moved')}/feed.xml"
        assert taken.adopted_url == f"{corner.base('moved')}/new/feed.xml"
        before = corner.requests.count("/moved/feed.xml")
        watched_for_days(database, corner, (3, 4))
        assert corner.requests.count("/moved/feed.xml") == before
        assert corner.requests[-1] == "/moved/new/feed.xml"
        with database.read() as session:
            (health,) = source_health(session, datetime.now(UTC))
        assert health.moved == (taken.adopted_url,)
        assert len(rows(database, Article)) == 1  # the same article, whatever the feed's address


def test_a_move_can_be_undone_by_hand(database: Database) -> None:
    with Corner(MOVED) as corner:
        watched_for_days(database, corner, (0, 1, 2.5))
        with database.write() as session:
            assert give_addresses_back(session, "moved") == [f"{corner.base('moved')}/feed.xml"]
        before = corner.requests.count("/moved/feed.xml")
        assert watched_for_days(database, corner, (3,)).adopted_url == ""
        assert corner.requests.count("/moved/feed.xml") == before + 1
