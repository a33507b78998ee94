"""Crawls of the newsroom: everything is stored once, what is known costs nothing, and trouble stays where it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from config import Settings
from crawler.reactor import run
from crawler.runner import check_sources, crawl_addresses, crawl_once, dry_run, recognise
from crawler.values import CrawlProgress, CrawlReport
from newsroom import Newsroom
from storage import Database, StorageError
from storage.articles import count_articles
from storage.health import last_runs, source_health
from storage.tables import Address, Article, Entry


def catalogue_of(settings: Settings) -> dict[str, Any]:
    return {source.id: source for source in settings.sources}


def crawl(database: Database, settings: Settings, *source_ids: str, **options: Any) -> CrawlReport:
    chosen: dict[str, Any] = {"source_ids": source_ids} if source_ids else {"all_": True}
    return run(lambda: crawl_once(database, settings, catalogue_of(settings), **chosen, **options))


def rows(database: Database, model: Any, *conditions: Any) -> list[Any]:
    with database.read() as session:
        found = list(session.exec(select(model).where(*conditions)))
        session.expunge_all()
        return found


def one_source(server: Any, path: str = "/feed", **declaration: Any) -> Settings:
    source = {"id": "odd", "url": server.url(path), "access": "rss", **declaration}
    fetch = {"allow": [server.pair], "timeout": "2s"}
    return Settings(catalogue="none", sources=[source], fetch=fetch)  # type: ignore[arg-type, list-item]


def feed(server: Any, *names: str, summary: str = "a teaser") -> str:
    items = "".join(
        f"<item><title>On {name}</title><link>{server.url('/' + name)}</link><guid>{server.url('/' + name)}</guid>"
        f"<description>{summary}</description></item>"
        for name in names
    )
    return f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


PAGE = "<html><body><article><h1>On a thing</h1>{}</article></body></html>".format(
    "<p>This paragraph tells at some length of nothing in particular, so that it is taken for a text.</p>" * 6
)


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


def test_a_page_that_is_gone_is_given_up_and_its_teaser_read(odd_server, either_database: Database) -> None:
    odd_server.text("/feed", feed(odd_server, "gone", "there"), kind="application/rss+xml")
    odd_server.text("/gone", "", status=410)
    odd_server.text("/there", PAGE)
    report = crawl(either_database, one_source(odd_server))
    assert [failure.url for failure in report.failures] == [odd_server.url("/gone")]
    states = {article.url: (article.state, article.text) for article in rows(either_database, Article)}
    assert states[odd_server.url("/gone")] == ("failed", "a teaser")
    assert states[odd_server.url("/there")][0] == "read"
    crawl(either_database, one_source(odd_server))
    assert odd_server.paths.count("/gone") == 1


def test_a_page_that_fails_for_now_is_tried_again_later(odd_server, database: Database) -> None:
    odd_server.text("/feed", feed(odd_server, "a"), kind="application/rss+xml")
    odd_server.text("/a", "", status=500)
    settings = one_source(odd_server)
    now = datetime.now(UTC)
    crawl(database, settings, clock=lambda: now)
    crawl(database, settings, clock=lambda: now + timedelta(minutes=1))
    assert odd_server.paths.count("/a") == 1
    (article,) = rows(database, Article)
    assert (article.state, article.attempts, article.error) == (
        "pending",
        1,
        "HTTP 500: the server has an internal error",
    )
    odd_server.text("/a", PAGE)
    crawl(database, settings, clock=lambda: now + timedelta(minutes=6))
    (article,) = rows(database, Article)
    assert (article.state, article.error, odd_server.paths.count("/a")) == ("read", "", 2)


def test_a_page_that_never_works_is_read_from_its_teaser_after_all_tries(
    odd_server, database: Database
) -> None:
    odd_server.text("/feed", feed(odd_server, "a"), kind="application/rss+xml")
    odd_server.text("/a", "", status=500)
    settings = one_source(odd_server)
    start = datetime.now(UTC)
    for hours in range(0, 48, 6):
        crawl(database, settings, clock=lambda hours=hours: start + timedelta(hours=hours))
    (article,) = rows(database, Article)
    assert (article.state, article.attempts, article.text) == ("failed", 6, "a teaser")
    assert odd_server.paths.count("/a") == 6


def test_sources_that_allow_teasers_only_are_not_asked_for_pages(odd_server, database: Database) -> None:
    odd_server.text("/feed", feed(odd_server, "a"), kind="application/rss+xml")
    report = crawl(database, one_source(odd_server, text="teaser"))
    assert (report.entries, report.pages, report.failures) == (1, 1, ())
    assert "/a" not in odd_server.paths
    assert [article.state for article in rows(database, Article)] == ["read"]


def test_robots_txt_holds_for_the_feed_too(odd_server, database: Database) -> None:
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /feed\n", kind="text/plain")
    odd_server.text("/feed", feed(odd_server, "a"), kind="application/rss+xml")
    report = crawl(database, one_source(odd_server))
    assert "robots.txt" in report.failures[0].error
    assert "/feed" not in odd_server.paths
    with database.read() as session:
        assert source_health(session, datetime.now(UTC))[0].state == "blocked"


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("<html><body><h1>Welcome</h1></body></html>", "text/html", "web page, not a feed"),
        ("", "application/rss+xml", "empty"),
        ("<rss", "application/rss+xml", ""),
        ("{}", "application/json", ""),
    ],
)
def test_what_is_no_feed_is_a_failure_in_words(odd_server, database: Database, body, kind, words) -> None:
    odd_server.text("/feed", body, kind=kind)
    report = crawl(database, one_source(odd_server))
    (failure,) = report.failures
    assert words in failure.error
    assert "Traceback" not in failure.error


def test_known_entries_are_not_stored_again_when_the_feed_changes(odd_server, database: Database) -> None:
    settings = one_source(odd_server)
    for name in ("a", "b", "c"):
        odd_server.text(f"/{name}", PAGE)
    odd_server.text("/feed", feed(odd_server, "a", "b"), kind="application/rss+xml")
    assert crawl(database, settings).entries == 2
    odd_server.text("/feed", feed(odd_server, "c", "a", "b", summary="changed"), kind="application/rss+xml")
    second = crawl(database, settings)
    assert (second.entries, second.pages) == (1, 1)
    assert [odd_server.paths.count(f"/{name}") for name in "abc"] == [1, 1, 1]


def test_an_item_without_a_link_is_read_from_the_feed(odd_server, database: Database) -> None:
    text = "<rss version='2.0'><channel><title>t</title><item><title>No link</title><guid isPermaLink='false'>x1</guid>"
    text += "<description>Just words.</description></item></channel></rss>"
    odd_server.text("/feed", text, kind="application/rss+xml")
    report = crawl(database, one_source(odd_server))
    assert (report.entries, report.pages, report.failures) == (1, 1, ())
    (article,) = rows(database, Article)
    assert (article.text, article.state) == ("Just words.", "read")
    assert article.url.startswith(odd_server.url("/feed#"))


def test_one_host_is_not_overrun(odd_server, database: Database) -> None:
    names = [f"p{number}" for number in range(30)]
    odd_server.text("/feed", feed(odd_server, *names), kind="application/rss+xml")
    for name in names:
        odd_server.text(f"/{name}", PAGE)
    assert crawl(database, one_source(odd_server)).pages == 30
    assert odd_server.most_at_once <= 4


def test_a_host_that_does_not_answer_does_not_cost_a_timeout_for_each_page(
    odd_server, database: Database
) -> None:
    names = [f"p{number}" for number in range(30)]
    odd_server.text("/feed", feed(odd_server, *names), kind="application/rss+xml")

    def hang(handler: Any) -> None:
        odd_server.release.wait(10)

    for name in names:
        odd_server.routes[f"/{name}"] = hang
    settings = one_source(odd_server)
    settings = settings.model_copy(
        update={"fetch": settings.fetch.model_copy(update={"timeout": timedelta(seconds=0.4)})}
    )
    report = crawl(database, settings)
    assert len(report.failures) == 30
    assert sum(path.startswith("/p") for path in odd_server.paths) <= 8
    with database.read() as session:
        assert count_articles(session) == {"pending": 30, "read": 0, "failed": 0}


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


def test_a_kind_of_access_that_is_not_read_is_told_without_a_request(odd_server, database: Database) -> None:
    report = crawl(database, one_source(odd_server, access="json"))
    assert "'json'" in report.failures[0].error
    assert odd_server.paths == []


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
