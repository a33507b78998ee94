"""Addresses by hand, recognition, fallbacks, shared articles, a database in trouble."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config import Settings
from crawler.reactor import run
from crawler.runner import crawl_addresses, recognise
from newsroom import Newsroom
from storage import Database, StorageError
from storage.health import source_health
from storage.tables import Article
from tests.crawler.crawls import PAGE, catalogue_of, crawl, feed, one_source, rows


def test_addresses_by_hand_are_recognised_and_stored_where_they_belong(
    newsroom: Newsroom, database: Database, newsroom_settings: Settings
) -> None:
    catalogue = catalogue_of(newsroom_settings)
    known = {name: catalogue[name] for name in ("kammerblatt", "harbour-courier")}
    item = next(item for item in newsroom.items if item.site == "harbour-courier" and item.readable)
    stranger = next(item for item in newsroom.items if item.site == "imaginary-standard" and item.published)
    urls = [
        newsroom.site("kammerblatt").url,
        item.url,
        stranger.url,
        newsroom.site("phantom-park").url,
        newsroom.site("imaginary-standard").url,
        newsroom.site("phantasiewirtschaft").url,
        newsroom.base("musterticker") + "/missing",
    ]
    report = run(lambda: crawl_addresses(database, newsroom_settings, known, urls))
    assert [failure.url for failure in report.failures] == [urls[-1]]
    stored: dict[str, list[str]] = {}
    for article in rows(database, Article):
        stored.setdefault(article.source_id, []).append(article.url)
        assert article.state == "read", article.url
    assert len(stored["kammerblatt"]) == 6
    assert stored["harbour-courier"] == [item.url]
    assert stranger.url in stored["by-hand"]
    assert len(stored["by-hand"]) >= 4 + 8 + 8

    again = run(lambda: crawl_addresses(database, newsroom_settings, known, [item.url]))
    assert (again.entries, again.failures) == (0, ())
    assert "before" in again.warnings[0]


@pytest.mark.parametrize(
    ("site", "access"),
    [
        ("harbour-courier", "rss"),
        ("musterticker", "rss"),
        ("phantasiewirtschaft", "atom"),
        ("fictional-trade-review", "jsonfeed"),
        ("imaginary-standard", "news_sitemap"),
        ("fabricated-agency-zh", "sitemap"),
        ("phantom-park", "listing"),
    ],
)
def test_addresses_are_recognised(newsroom: Newsroom, newsroom_settings: Settings, site, access) -> None:
    found = run(lambda: recognise(newsroom.site(site).url, newsroom_settings))
    assert (found.access, found.url) == (access, newsroom.site(site).url)
    assert found.description


def test_a_home_page_leads_to_its_feed(newsroom: Newsroom, newsroom_settings: Settings) -> None:
    found = run(lambda: recognise(newsroom.base("kammerblatt") + "/", newsroom_settings))
    assert (found.access, found.url) == ("rss", newsroom.site("kammerblatt").url)
    assert found.title


def test_a_database_in_trouble_is_told_in_words(odd_server, database: Database) -> None:
    odd_server.text("/feed", feed(odd_server, "a"), kind="application/rss+xml")
    with database.write() as session:
        session.connection().exec_driver_sql("DROP TABLE crawl_run")
        session.connection().exec_driver_sql("ALTER TABLE entry RENAME COLUMN guid TO gone")
    with pytest.raises(StorageError, match="cannot be used"):
        crawl(database, one_source(odd_server))


def test_a_fallback_is_asked_only_while_the_other_addresses_fail(odd_server, database: Database) -> None:
    odd_server.text("/second", feed(odd_server, "a"), kind="application/rss+xml")
    odd_server.text("/a", PAGE)
    addresses = [
        {"url": odd_server.url("/first"), "access": "rss"},
        {"url": odd_server.url("/second"), "access": "rss", "fallback": True},
    ]
    settings = Settings(
        catalogue="none",
        sources=[{"id": "odd", "addresses": addresses}],  # type: ignore[list-item]
        fetch={"allow": [odd_server.pair]},  # type: ignore[arg-type]
    )
    for _ in range(3):
        assert crawl(database, settings).entries == 0
    with database.read() as session:
        assert source_health(session, datetime.now(UTC))[0].state == "failing"
    assert crawl(database, settings).entries == 1
    odd_server.text("/first", feed(odd_server, "a"), kind="application/rss+xml")
    crawl(database, settings)
    asked = odd_server.paths.count("/second")
    assert crawl(database, settings).failures == ()
    assert odd_server.paths.count("/second") == asked


def test_sources_with_the_same_article_share_it(odd_server, database: Database) -> None:
    for name in ("one", "two"):
        odd_server.text(f"/{name}", feed(odd_server, "a"), kind="application/rss+xml")
    odd_server.text("/a", PAGE)
    sources = [{"id": name, "url": odd_server.url(f"/{name}")} for name in ("one", "two")]
    fetch = {"allow": [odd_server.pair]}
    settings = Settings(catalogue="none", sources=sources, fetch=fetch)  # type: ignore[arg-type]
    report = crawl(database, settings)
    assert (report.entries, report.pages) == (2, 1)
    assert odd_server.paths.count("/a") == 1
