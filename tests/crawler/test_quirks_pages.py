"""The quirks from the fourteenth on: versions and copies, links, encodings, pages, paging and permission.

What needs rounds of crawling is lived through in ``test_corner.py``; here stands what a single document shows.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from config import Settings
from config.catalogue import shipped_sources
from config.declarations import SourceDeclaration
from crawler.addresses import canonical_url
from crawler.crawling_entries import Listed, as_declared, listed_in_feed
from crawler.crawling_lists import page_address
from crawler.discovery import KnownSites, mapped
from crawler.feeds import parse_feed
from crawler.lists_json import parse_json_list
from crawler.page_state import trouble_of_list
from crawler.pages import extract
from storage import Database
from storage.tables import Address, Source
from tests.crawler.crawls import crawl, one_source, rows
from tests.crawler.quirks import entry, listing, page, rss, source


def test_quirk_14_language_versions_are_separate_items() -> None:
    both = Listed(tuple(entry(f"https://www.presseportal.de/{lang}pm/6570/2479852") for lang in ("", "en/")))
    assert len(as_declared(both, source("presseportal")).entries) == 2
    text = (
        "<article><h1>Pumps</h1><p>"
        + "The company signed a contract on Monday in the port. " * 8
        + "</p></article>"
    )
    assert page(text, url="https://www.prnewswire.com/de/pressemitteilungen/x-1.html").language != "de"


def test_quirk_15_syndication() -> None:
    """One text on several hosts: the same extracted text, whatever stands around it."""
    text = (
        "BERLIN, Oct. 5, 2026 /PRNewswire/ -- "
        + "The firm signed a contract on forty pumps with the port. " * 8
    )
    bodies = [
        page(f"<nav>Home</nav><article><h1>Pumps</h1><p>{text}</p></article><footer>{foot}</footer>").text
        for foot in ("© One", "© Another, all rights reserved")
    ]
    assert bodies[0] == bodies[1]
    assert bodies[0].startswith("BERLIN")


def test_quirk_16_clone_farms() -> None:
    sites = KnownSites({declared.id: declared for declared in shipped_sources()})
    official = sites.owner("http://www.mofcom.gov.cn/xwfb/ldrhd/art/2026/art_1.html")
    assert official is not None
    for clone in (
        "http://www.mofcom.gov.cn.farm.test/xwfb/ldrhd/art/2026/art_1.html",
        "http://farm.test/xwfb/",
    ):
        assert sites.owner(clone) is None


def test_quirk_17_relative_links_of_every_kind() -> None:
    links = ("./a/1.html", "../news/a/2.html", "//park.example.cn/news/a/3.html", "/news/a/4.html")
    body = "".join(f"<li><a href='{link}'>第一条消息来自虚构的港口城市</a></li>" for link in links)
    found = listing(f"<ul>{body}</ul>", article_url=r"/news/a/\d\.html$")
    assert [each.url for each in found] == [f"https://park.example.cn/news/a/{n}.html" for n in range(1, 5)]
    twice = "https://www.dw.com/zh/%25E4%25BD%25A0/a-1"
    assert canonical_url(twice) == twice


def test_quirk_18_google_news() -> None:
    item = (
        "<item><title>Contract for pumps - The Daily</title><link>https://news.google.com/rss/articles/CBMi1?oc=5</link>"
        "<source url='https://www.daily.example'>The Daily</source></item>"
    )
    daily = SourceDeclaration(id="daily", url="https://www.daily.example/feed")
    listed = listed_in_feed(parse_feed(rss(item)), "https://news.google.com/rss/search")
    (found,) = mapped(listed, KnownSites({"daily": daily})).entries
    assert (found.title, found.owner, found.text) == ("Contract for pumps", "daily", "Contract for pumps")
    german = source("google-news-de")
    assert all("hl=de" in address.url for address in german.addresses)


@pytest.mark.parametrize(
    "header", [None, "text/html", "text/html; charset=utf-8", "text/html; charset=gb2312"]
)
def test_quirk_19_encodings_lie(header: str | None) -> None:
    body = (
        "<html><head><meta charset=gb2312></head><body><h1>中德签署合同</h1><p>"
        + "双方在青岛签署了水泵合同，金额为一千二百万欧元。镕喆" * 5
    )
    found = extract(body.encode("gb18030"), url="https://x.cn/a", content_type=header)
    assert found.title == "中德签署合同"
    assert "镕喆" in found.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            "<title>新闻</title><div id=app></div><script src=/a.js></script><noscript>请启用JavaScript</noscript>",
            "content",
        ),
        ("<title>安全验证</title><p>您的访问过于频繁</p>", "refused"),
        ("<title>Login</title><form><input type=password></form><p>Please log in</p>", "refused"),
        ("<script>window.location='/other.html'</script>", "content"),
        ("<iframe src=/list.html></iframe>", "content"),
    ],
)
def test_quirk_20_empty_shells_and_block_pages(body: str, kind: str) -> None:
    trouble = trouble_of_list(f"<html><body>{body}</body></html>".encode(), "text/html")
    assert trouble is not None
    assert trouble[0] == kind


def test_quirk_21_no_title() -> None:
    found = page(
        "<p>【水泵合同签署】财联社10月5日电，"
        + "双方在青岛签署了水泵合同，金额为一千二百万欧元。" * 6
        + "</p>"
    )
    assert found.title == "水泵合同签署"
    wrapped = parse_feed(
        rss("<item><title>\n  A  title </title><link>\n https://x.org/1 \n</link></item>")
    ).items[0]
    assert (wrapped.title, wrapped.link) == ("A title", "https://x.org/1")
    area = page(
        f"<h1>标题在这里</h1><textarea>&lt;p&gt;{'双方在青岛签署了水泵合同。' * 9}&lt;/p&gt;</textarea>"
    )
    assert area.text.startswith("双方在青岛")
    paths = source("huanqiu").addresses[0].paths
    assert paths is not None
    body = json.dumps({"list": [{"aid": "4Ab", "title": "<em>水泵</em>", "ctime": "1791172200000"}]}).encode()
    (item,) = parse_json_list(body, url="https://world.huanqiu.com/api/list", paths=paths).items
    assert (item.title, item.link) == ("水泵", "https://world.huanqiu.com/article/4Ab")


def test_quirk_22_selectors_age() -> None:
    """Where a declared selector finds nothing, statements of the page and its shape do, with a warning."""
    body = "<ul><li><a href='/news/1.html'>第一条消息来自虚构的港口城市</a></li></ul>"
    assert len(listing(body, article_url=r"/news/\d+\.html$", selectors={"list": "div.css-1x2y3z li"})) == 1


@pytest.mark.parametrize(
    ("form", "second", "pages"),
    [
        ("https://x.org/?page={page}&pagesize=100", 2, ["?page=2&pagesize=100", "?page=3&pagesize=100"]),
        ("https://x.org/index_{page}.html", 1, ["index_1.html", "index_2.html"]),
        ("https://x.org/index{page}.html", 2, ["index2.html", "index3.html"]),
        ("https://x.org/node_77_{page}.htm", 2, ["node_77_2.htm", "node_77_3.htm"]),
        ("https://x.org/archiv-{page}", 25, ["archiv-25", "archiv-26"]),
        ("https://x.org/p{page}/", 2, ["p2/", "p3/"]),
    ],
)
def test_quirk_23_paging(form: str, second: int, pages: list[str]) -> None:
    address = {"url": "https://x.org/", "access": "listing", "pages": form, "second_page": second}
    declared = SourceDeclaration.model_validate({"id": "x", "addresses": [address]})
    found = [page_address(declared.addresses[0], page) for page in (2, 3)]
    assert [str(each).removeprefix("https://x.org/") for each in found] == pages


def test_quirk_24_permission(odd_server, database: Database) -> None:
    """robots.txt rules the feed's address too; what terms forbid is off, or titles and teasers only."""
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /feed\n", kind="text/plain")
    report = crawl(database, one_source(odd_server))
    assert "robots.txt" in report.failures[0].error
    assert "/feed" not in odd_server.paths
    assert rows(database, Source)[0].health == "blocked"
    assert source("faz").text == "teaser"
    assert all(declared.disabled_reason for declared in shipped_sources() if not declared.enabled)


def test_quirk_25_refusals_are_accepted(odd_server, database: Database) -> None:
    """No disguise: the same honest agent asks, rarer and rarer; GDELT keeps its pace of one request in five seconds."""
    odd_server.text("/feed", "no", status=403)
    settings = one_source(odd_server)
    crawl(database, settings)
    (first,) = rows(database, Address)
    crawl(database, settings)
    (second,) = rows(database, Address)
    pauses = [address.next_poll_at - address.last_poll_at for address in (first, second)]
    assert pauses[1] > 2 * pauses[0]
    assert {headers["user-agent"] for _, headers in odd_server.seen} == {Settings().fetch.user_agent}
    assert source("gdelt-doc").pause == timedelta(seconds=6)
