"""Pages that fail, teasers, robots.txt, and hosts that do not answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage import Database
from storage.article_counts import ArticleCounts, count_articles
from storage.health import source_health
from storage.tables import Article
from tests.crawler.crawls import PAGE, crawl, feed, one_source, rows


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
        assert count_articles(session) == ArticleCounts(pending=30)


VARIANT = {"pattern": r"/([a-z]+)$", "address": "http://HOST/print/{1}"}


def test_declared_print_pages_are_read_in_place_of_the_articles(odd_server, database: Database) -> None:
    odd_server.text("/feed", feed(odd_server, "a", "b"), kind="application/rss+xml")
    own = odd_server.url("/print/a")
    odd_server.text(
        "/print/a", PAGE.replace("<body>", f"<head><link rel='canonical' href='{own}'></head><body>")
    )
    odd_server.text("/b", PAGE)  # it has no print page
    variant = VARIANT | {"address": VARIANT["address"].replace("HOST", odd_server.pair)}
    report = crawl(database, one_source(odd_server, variant=variant))
    assert (report.pages, report.failures) == (2, ())
    assert "/a" not in odd_server.paths
    articles = {article.url: article for article in rows(database, Article)}
    assert set(articles) == {odd_server.url("/a"), odd_server.url("/b")}
    assert {article.state for article in articles.values()} == {"read"}
    assert all("nothing in particular" in article.text for article in articles.values())
