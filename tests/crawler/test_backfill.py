"""Backfills: through pages, sitemaps and archives, as far back as wanted and no farther."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from config import Settings
from config.declarations import SourceDeclaration
from crawler.crawling_entries import Listed
from crawler.reactor import run
from crawler.runner import backfill
from crawler.runner_backfill import first_tasks, following
from crawler.values import CrawlReport
from storage import Database
from storage.backfills import BackfillTask, backfills
from storage.tables import Article, DealStep
from storage.values import Entry
from tests.crawler.crawls import PAGE, catalogue_of, rows

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def settings_of(server: Any, **declaration: Any) -> Settings:
    return Settings(
        catalogue="none",
        sources=[{"id": "odd", **declaration}],  # type: ignore[list-item]
        fetch={"allow": [server.pair], "timeout": "5s"},  # type: ignore[arg-type]
    )


def fill(database: Database, settings: Settings, days: int) -> CrawlReport:
    since = (NOW - days * DAY).date()
    return run(lambda: backfill(database, settings, catalogue_of(settings), ["odd"], since))


def listing(server: Any, page: int, last: int, *days: int) -> None:
    lines = "".join(
        f"<li><a href='/n/{day}.html'>Soup of the day number {day} in the canteen</a> {NOW - day * DAY:%Y-%m-%d}</li>"
        for day in days
    )
    more = f"<a rel=next href='/list?page={page + 1}'>next</a>" if page < last else ""
    server.text("/list" if page == 1 else f"/list?page={page}", f"<ul>{lines}</ul>{more}")
    for day in days:
        server.text(f"/n/{day}.html", PAGE)


def test_pages_are_followed_as_far_back_as_wanted(odd_server, database: Database) -> None:
    for page in range(1, 6):
        listing(odd_server, page, 5, *range(3 * page, 3 * page + 3))
    settings = settings_of(
        odd_server, url=odd_server.url("/list"), access="listing", article_url=r"/n/\d+\.html$"
    )
    report = fill(database, settings, 10)
    assert report.failures == ()
    assert (report.polls, report.entries, report.pages) == (4, 8, 8)  # the fourth is older throughout
    assert "/list?page=5" not in odd_server.paths
    known = {article.url.rsplit("/", 1)[1] for article in rows(database, Article)}
    assert known == {f"{day}.html" for day in range(3, 11)}
    assert all(article.first_poll for article in rows(database, Article))
    assert rows(database, DealStep) == []
    with database.read() as session:
        assert backfills(session) == []


def test_a_list_that_fails_is_left_for_the_next_time(odd_server, database: Database) -> None:
    listing(odd_server, 1, 3, 1, 2)
    listing(odd_server, 3, 3, 5)
    odd_server.text("/list?page=2", "down", status=503)
    settings = settings_of(
        odd_server, url=odd_server.url("/list"), access="listing", article_url=r"/n/\d+\.html$"
    )
    report = fill(database, settings, 9)
    assert [failure.url for failure in report.failures] == [odd_server.url("/list?page=2")]
    with database.read() as session:
        ((source, _, waiting),) = backfills(session)
    assert (source, waiting) == ("odd", 1)
    listing(odd_server, 2, 3, 3, 4)
    odd_server.seen.clear()
    report = fill(database, settings, 9)
    assert (report.failures, report.entries) == ((), 3)
    assert [path for path in odd_server.paths if path.startswith("/list")] == ["/list?page=2", "/list?page=3"]


def test_the_parts_of_a_sitemap_are_read_from_the_day_on(odd_server, database: Database) -> None:
    index = "".join(
        f"<sitemap><loc>{odd_server.url(f'/part{n}.xml')}</loc><lastmod>{NOW - 40 * n * DAY:%Y-%m-%d}</lastmod></sitemap>"
        for n in range(4)
    )
    odd_server.text("/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>", kind="application/xml")
    for part in range(4):
        urls = "".join(
            f"<url><loc>{odd_server.url(f'/n/{part}-{n}.html')}</loc><lastmod>{NOW - (40 * part + n) * DAY:%Y-%m-%d}</lastmod></url>"
            for n in range(30)
        )
        odd_server.text(f"/part{part}.xml", f"<urlset>{urls}</urlset>", kind="application/xml")
    settings = settings_of(odd_server, url=odd_server.url("/sitemap.xml"), access="sitemap", text="teaser")
    report = fill(database, settings, 50)
    assert report.failures == ()
    assert sorted(path for path in odd_server.paths if "part" in path) == ["/part0.xml", "/part1.xml"]
    assert report.entries == 30 + 11
    assert not [path for path in odd_server.paths if path.startswith("/n/")]


def test_an_archive_is_asked_day_by_day() -> None:
    declared = SourceDeclaration.model_validate(
        {
            "id": "x",
            "timezone": "Asia/Shanghai",
            "addresses": [
                {"url": "https://x.cn/", "access": "listing", "archive": "https://x.cn/{yyyy}/{mm}/{dd}/"},
                {"url": "https://x.cn/old", "access": "rss", "state": "dead"},
                {"url": "https://news.google.com/rss/search?q=x", "access": "search"},
            ],
        }
    )
    since = datetime(2026, 2, 27, tzinfo=UTC)
    tasks = first_tasks(declared, since, datetime(2026, 3, 1, 20, tzinfo=UTC))
    assert [task.url.removeprefix("https://x.cn/") for task in tasks] == [
        *("", "2026/03/02/", "2026/03/01/", "2026/02/28/", "2026/02/27/")
    ]


def test_a_list_without_dates_is_followed_while_it_brings_anything_new() -> None:
    task = BackfillTask("https://x.cn/", "https://x.cn/", "listing")
    undated = (Entry("k", "https://x.cn/1", "A"),)
    new = Listed(undated, total=1, known=0, next_pages=("https://x.cn/2",))
    known = Listed(undated, total=1, known=1, next_pages=("https://x.cn/2",))
    since = NOW - DAY
    assert following(task, new, None, since) == (
        BackfillTask("https://x.cn/", "https://x.cn/2", "listing", 2),
    )
    assert following(task, known, None, since) == ()
    assert following(task, Listed(next_pages=("https://x.cn/2",)), None, since) == ()
