"""The newsroom crawled: first everything, then only what changed; outages, looks without storing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config import Settings
from crawler.reactor import run
from crawler.runner import check_sources, crawl_once, dry_run
from crawler.values import CrawlProgress, CrawlReport
from newsroom import Newsroom
from storage import Database
from storage.crawl_runs import last_runs
from storage.health import source_health
from storage.tables import Address, Article, Entry
from tests.crawler.crawls import catalogue_of, crawl, rows


def test_the_first_crawl_stores_everything_and_the_second_asks_only_whether_it_changed(
    newsroom: Newsroom, either_database: Database, newsroom_settings: Settings
) -> None:
    told: list[CrawlProgress] = []
    first = crawl(either_database, newsroom_settings, progress=told.append)
    published = [item for item in newsroom.items if item.published is not None]
    assert first.failures == ()
    assert first.deals > 0
    assert (first.polls, first.entries, first.pages) == (15, len(published), len(published))
    articles = {article.url: article for article in rows(either_database, Article)}
    assert set(articles) == {item.url for item in published}
    for item in published:
        article = articles[item.url]
        assert article.state == ("read" if item.readable else "failed"), item.id
        assert article.text, item.id
        if item.readable:
            assert article.title == item.title, item.id
            assert article.language == item.language, item.id
    assert (told[0].polls_done, told[0].polls_total) == (0, 15)
    assert (told[-1].polls_done, told[-1].pages_done) == (15, len(published))

    forbidden = {item.url for item in published if not item.readable}
    asked = {newsroom.base(request.site) + request.path for request in newsroom.requests}
    assert forbidden
    assert not forbidden & asked
    assert all(request.user_agent == "zhongde/1.0" for request in newsroom.requests)

    newsroom.clear_requests()
    second = crawl(either_database, newsroom_settings)
    assert (second.entries, second.pages, second.deals, second.failures) == (0, 0, 0, ())
    assert second.not_modified + second.unchanged == 15
    assert second.not_modified == 14  # one site knows no validators
    lists = {site.url for site in newsroom.sites}
    asked_again = [newsroom.base(request.site) + request.path for request in newsroom.requests]
    assert {url for url in asked_again if not url.endswith("/robots.txt")} == lists
    assert len(rows(either_database, Entry)) == len(published)
    with either_database.read() as session:
        assert {health.state for health in source_health(session, datetime.now(UTC))} == {"fresh"}
        runs = last_runs(session)
    assert [(made.polls, made.entries) for made in runs] == [(15, 0), (15, len(published))]


def test_what_is_published_later_is_all_that_is_new(
    newsroom: Newsroom, database: Database, newsroom_settings: Settings
) -> None:
    crawl(database, newsroom_settings, "made-up-wire", "kammerblatt", "fictitious-finance")
    news = newsroom.publish_generated(3, sites=["made-up-wire", "kammerblatt", "fictitious-finance"])
    newsroom.clear_requests()
    report = crawl(database, newsroom_settings, "made-up-wire", "kammerblatt", "fictitious-finance")
    assert (report.entries, report.pages, report.failures) == (3, 3, ())
    stored = rows(database, Article, Article.url.in_([item.url for item in news]))  # type: ignore[attr-defined]
    assert {article.title for article in stored} == {item.title for item in news}
    asked = {newsroom.base(request.site) + request.path for request in newsroom.requests}
    full_text = {item.url for item in news if item.site == "made-up-wire"}
    assert asked & {item.url for item in news} == {item.url for item in news} - full_text


def test_an_outage_backs_off_as_asked_and_recovers(
    newsroom: Newsroom, database: Database, newsroom_settings: Settings
) -> None:
    crawl(database, newsroom_settings, "kammerblatt")
    newsroom.fail("kammerblatt", 503, retry_after=5400)
    report = crawl(database, newsroom_settings, "kammerblatt", "musterticker")
    assert [(failure.source, failure.error) for failure in report.failures] == [
        ("kammerblatt", "HTTP 503: the server is overloaded or down, asks to wait 5400 s")
    ]
    assert report.polls == 2  # the other went on
    (address,) = rows(database, Address, Address.source_id == "kammerblatt")
    assert address.failures == 1
    assert address.next_poll_at >= address.last_poll_at + timedelta(seconds=5400)
    with database.read() as session:
        states = {health.id: health.state for health in source_health(session, datetime.now(UTC))}
    assert (states["kammerblatt"], states["musterticker"]) == ("failing", "fresh")

    newsroom.recover("kammerblatt")
    assert crawl(database, newsroom_settings, "kammerblatt").failures == ()
    (address,) = rows(database, Address, Address.source_id == "kammerblatt")
    assert (address.failures, address.error) == (0, "")


def test_only_what_is_due_is_asked(
    newsroom: Newsroom, database: Database, newsroom_settings: Settings
) -> None:
    catalogue = catalogue_of(newsroom_settings)
    assert run(lambda: dry_run(newsroom_settings, catalogue, source_ids=["kammerblatt"])).entries == 6
    crawl(database, newsroom_settings, "kammerblatt")
    due = run(lambda: crawl_once(database, newsroom_settings, {"kammerblatt": catalogue["kammerblatt"]}))
    assert (due.polls, due.entries) == (0, 0)


def test_a_dry_run_tells_what_is_new_and_stores_nothing(
    newsroom: Newsroom, database: Database, newsroom_settings: Settings
) -> None:
    crawl(database, newsroom_settings, "kammerblatt")
    (news,) = newsroom.publish_generated(1, sites=["kammerblatt"])
    before = len(rows(database, Article))
    catalogue = catalogue_of(newsroom_settings)

    def look() -> CrawlReport:
        return run(lambda: dry_run(newsroom_settings, catalogue, source_ids=["kammerblatt"], known=database))

    assert [entry.url for entry in look().found] == [news.url]
    assert [entry.url for entry in look().found] == [news.url]
    assert len(rows(database, Article)) == before


def test_a_check_tells_what_each_address_brings(newsroom: Newsroom, newsroom_settings: Settings) -> None:
    newsroom.fail("musterticker", 500)
    catalogue = catalogue_of(newsroom_settings)
    checks = run(
        lambda: check_sources(newsroom_settings, catalogue, ["kammerblatt", "musterticker", "phantom-park"])
    )
    found = {check.source_id: check for check in checks}
    assert (found["kammerblatt"].result, found["kammerblatt"].entries) == ("ok", 6)
    assert found["kammerblatt"].newest is not None
    assert found["phantom-park"].result == "ok"
    assert found["musterticker"].as_json() == {
        "source": "musterticker",
        "url": newsroom.site("musterticker").url,
        "access": "rss",
        "result": "failed",
        "entries": 0,
        "newest": None,
        "warnings": [],
        "error": "HTTP 500: the server has an internal error",
    }


def test_a_dry_run_of_addresses(newsroom: Newsroom, newsroom_settings: Settings) -> None:
    item = next(item for item in newsroom.items if item.site == "harbour-courier" and item.readable)
    site = newsroom.site("phantom-park")
    report = run(
        lambda: dry_run(newsroom_settings, {}, urls=[item.url, site.url, newsroom.base(site.id) + "/no"])
    )
    assert item.url in {entry.url for entry in report.found}
    assert len(report.found) >= 1 + 4
    assert [failure.error for failure in report.failures] == ["HTTP 404: there is no such page"]
