"""Searches find for the sources that we know; of others the title is all that is taken."""

from __future__ import annotations

import json

from config import Settings, load_catalogue
from config.declarations import SourceDeclaration
from crawler.crawling_entries import listed_in_feed
from crawler.discovery import KnownSites, mapped
from crawler.feeds import parse_feed
from storage import Database
from storage.tables import Article, Entry
from tests.crawler.crawls import PAGE, crawl, rows

GOOGLE = """<rss version="2.0"><channel><title>search</title>
<item><title>Duisburg signs - with Wuhan - The Daily</title><link>https://news.google.com/rss/articles/CBMiabc?oc=5</link>
<guid isPermaLink="false">CBMiabc</guid><description>&lt;ol&gt;&lt;li&gt;Another thing&lt;/li&gt;&lt;/ol&gt;</description>
<source url="https://www.daily.example">The Daily</source></item>
<item><title>Copied - Farm</title><link>https://news.google.com/rss/articles/CBMidef?oc=5</link>
<guid isPermaLink="false">CBMidef</guid><source url="https://daily-example.farm">Farm</source></item>
</channel></rss>"""


def declared(name: str, **more: object) -> SourceDeclaration:
    return SourceDeclaration.model_validate({"id": name, "url": f"https://www.{name}.example/feed", **more})


def catalogue(*sources: SourceDeclaration) -> dict[str, SourceDeclaration]:
    return {source.id: source for source in sources}


def test_google_items_belong_to_their_publisher_and_lose_its_name_in_the_title() -> None:
    sites = KnownSites(catalogue(declared("daily"), declared("search", kind="aggregator")))
    feed = parse_feed(GOOGLE.encode(), url="https://news.google.com/rss/search?q=x")
    found = mapped(listed_in_feed(feed, "https://news.google.com/rss/search?q=x"), sites)
    assert [(entry.title, entry.owner) for entry in found.entries] == [
        ("Duisburg signs - with Wuhan", "daily"),
        ("Copied", ""),
    ]
    assert all(entry.text == entry.title and not entry.summary for entry in found.entries)


def test_an_article_belongs_to_the_source_whose_pattern_it_matches() -> None:
    german = declared("paper", article_url=r"paper\.example/de/\d+$", language="de")
    english = SourceDeclaration.model_validate(
        {
            "id": "paper-en",
            "url": "https://www.paper.example/en.xml",
            "article_url": r"paper\.example/en/\d+$",
        }
    )
    sites = KnownSites(catalogue(german, english))
    owners = {
        url: getattr(sites.owner(url), "id", None)
        for url in (
            "https://www.paper.example/en/1",
            "https://m.paper.example/de/1",
            "https://www.paper.example/x/1",
            "https://paper.example.evil.test/de/1",
            "https://www.paper.example/",
        )
    }
    assert list(owners.values()) == ["paper-en", "paper", None, None, "paper"]


def test_a_clone_of_an_official_page_has_no_known_owner() -> None:
    sites = KnownSites(load_catalogue(Settings()))
    assert sites.owner("https://www.changzhou.gov.cn/ns_news/123456") is not None
    assert sites.owner("https://www.changzhou-gov.cn.clone.test/ns_news/123456") is None
    assert sites.owner("https://clone.test/www.changzhou.gov.cn/ns_news/123456") is None


def test_pages_of_known_outlets_are_read_and_of_no_other(
    odd_server, second_server, database: Database
) -> None:
    found = [
        {"title": "On a thing", "url": second_server.url("/known")},
        {
            "title": "Germany and China sign",
            "url": odd_server.url("/unknown"),
            "seendate": "20261005T081500Z",
        },
    ]
    odd_server.text("/doc?q=x", json.dumps({"articles": found}), kind="application/json")
    odd_server.text("/unknown", PAGE)
    second_server.text("/known", PAGE)
    settings = Settings(
        catalogue="none",
        sources=[
            {
                "id": "search",
                "kind": "aggregator",
                "addresses": [
                    {
                        "url": odd_server.url("/doc?q=x"),
                        "access": "search",
                        "paths": {"items": "articles", "title": "title", "url": "url"},
                    }
                ],
            },
            {"id": "outlet", "url": second_server.url("/feed"), "article_url": "/known$"},
        ],  # type: ignore[list-item]
        fetch={"allow": [odd_server.pair, second_server.pair]},  # type: ignore[arg-type]
    )
    report = crawl(database, settings, "search")
    assert (report.failures, report.entries, report.pages) == ((), 2, 2)
    articles = {article.url: article for article in rows(database, Article)}
    assert articles[second_server.url("/known")].source_id == "outlet"
    assert "nothing in particular" in articles[second_server.url("/known")].text
    unknown = articles[odd_server.url("/unknown")]
    assert (unknown.source_id, unknown.text, unknown.published) == ("search", "Germany and China sign", None)
    assert "/unknown" not in odd_server.paths
    assert {entry.source_id for entry in rows(database, Entry)} == {"search"}
