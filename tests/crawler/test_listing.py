"""Listing pages: declared, by pattern, by shape; dates near links; the page that follows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.declarations import SelectorsDeclaration, SourceDeclaration
from crawler.listing import MAX_LINKS, links_of
from crawler.values import ListedPage

URL = "https://www.example.org/news/index.html"
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>News</title>{head}</head><body>{body}</body></html>".encode()


def source(**options: object) -> SourceDeclaration:
    values: dict[str, object] = {
        "id": "x",
        "url": URL,
        "access": "listing",
        "max_pages": 9,
        "timezone": "Asia/Shanghai",
    }
    return SourceDeclaration(**(values | options))  # type: ignore[arg-type]


def read(body: str, head: str = "", number: int = 1, url: str = URL, **options: object) -> ListedPage:
    return links_of(
        page(body, head),
        url=url,
        content_type="text/html",
        declaration=source(**options),
        now=NOW,
        page=number,
    )


def titles(found: ListedPage) -> dict[str, str]:
    return {entry.url: entry.title for entry in found.entries}


# Links


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("./202210/t20221005_1.html", "https://www.example.org/news/202210/t20221005_1.html"),
        ("../../../a/b.html", "https://www.example.org/a/b.html"),
        ("//en.example.org/a", "https://en.example.org/a"),
        ("/a/b?id=7&utm_source=list#top", "https://www.example.org/a/b?id=7"),
        ("iteminfo.jsp?id=12", "https://www.example.org/news/iteminfo.jsp?id=12"),
        (" \n /a/b \t", "https://www.example.org/a/b"),
        ("HTTPS://WWW.Example.ORG:443/a/./b/../c", "https://www.example.org/a/c"),
    ],
)
def test_links_of_every_kind_become_absolute_and_canonical(link, expected):
    found = read(
        f"<ul class=l><li><a href='{link}'>An invented headline of some length</a></li></ul>",
        selectors=SelectorsDeclaration(list="ul.l li"),
    )
    assert titles(found) == {expected: "An invented headline of some length"}
    assert found.entries[0].key == expected


def test_the_base_of_the_page_counts():
    found = read(
        "<p class=x><a href='a/b'>An invented headline of some length</a></p>",
        "<base href='https://www.example.org/sub/'>",
        selectors=SelectorsDeclaration(list=".x"),
    )
    assert list(titles(found)) == ["https://www.example.org/sub/a/b"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:void(0)",
        "mailto:a@b.org",
        "#top",
        "",
        "http://",
        "ftp://x.org/a",
        "https://user:pw@x.org/",
    ],
)
def test_what_is_no_web_address_is_left_out(link):
    found = read(
        f"<p class=x><a href='{link}'>An invented headline of some length</a></p>",
        selectors=SelectorsDeclaration(list=".x"),
    )
    assert found.entries == ()


def test_declared_elements_may_be_links_hold_them_or_stand_in_them():
    body = "<a class=i href=/1>First invented headline</a><div class=i><h3><a href=/2>Second invented headline</a></h3></div><a href=/3><div class=i><h4>Third invented headline</h4><p>Teaser</p></div></a>"
    found = read(body, selectors=SelectorsDeclaration(list=".gone | .i"))
    assert list(titles(found).values()) == [
        "First invented headline",
        "Second invented headline",
        "Third invented headline",
    ]
    assert found.warnings == ()


def test_the_link_that_matches_the_pattern_is_taken_from_a_declared_element():
    body = "<li><a href=/tag/x>Tag of the article</a><a href=/news/2026/1.html>Invented headline</a></li>"
    found = read(body, selectors=SelectorsDeclaration(list="li"), article_url=r"/news/\d{4}/\d+\.html$")
    assert titles(found) == {"https://www.example.org/news/2026/1.html": "Invented headline"}


def test_a_pattern_alone_finds_the_articles():
    body = "<nav><a href=/about>About</a></nav><div><a href=/n/20261005/c1.html>标题一</a><a href=/n/20261005/c2.html>标题二</a><a href=/other>Other</a></div>"
    found = read(body, article_url=r"/n/\d{8}/c\d+\.html")
    assert list(titles(found).values()) == ["标题一", "标题二"]


def test_a_pattern_stands_in_when_the_selector_is_out_of_date_and_that_is_told():
    body = "<div><a href=/n/1.html>Invented headline</a></div>"
    found = read(body, selectors=SelectorsDeclaration(list="ul.gone li"), article_url=r"/n/\d+\.html")
    assert len(found.entries) == 1
    assert any("ul.gone li" in warning for warning in found.warnings)


def test_without_declarations_the_headlines_of_the_page_are_found():
    items = "".join(
        f"<div class=card><h3><a href=/2026/10/invented-headline-number-{n}>Invented headline number {n} of the day</a></h3></div>"
        for n in range(6)
    )
    body = f"<header><a href=/>The Site with a long enough name</a></header><nav><a href=/section/business>Business and economy of the land</a></nav><main>{items}</main><footer><a href=/imprint>Imprint and data protection notice</a></footer>"
    found = read(body)
    assert len(found.entries) == 6
    assert all("/2026/10/" in entry.url for entry in found.entries)


def test_an_address_linked_several_times_is_one_entry_with_the_best_title():
    body = "<li><a href=/n/1><img alt='Picture'></a><a href=/n/1>Invented headline of some le…</a><a href=/n/1#c>Invented headline of some length</a><a href=/n/1>more</a></li>"
    found = read(body, article_url="/n/")
    assert titles(found) == {"https://www.example.org/n/1": "Invented headline of some length"}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<a href=/n/1 title='Headline that was cut off here'>Headline that was…</a>",
            "Headline that was cut off here",
        ),
        ("<a href=/n/1 title='Headline in full'></a>", "Headline in full"),
        ("<a href=/n/1><img src=x alt='Headline of the picture'></a>", "Headline of the picture"),
        ("<a href=/n/1>\n  Headline \n\t wrapped  </a>", "Headline wrapped"),
        ("<h3>Headline beside the link</h3><a href=/n/1>Read more »</a>", "Headline beside the link"),
        ("<a href=/n/1><em>中德</em>合作协议签署</a>", "中德合作协议签署"),
        (
            "<a href=/n/1><h3>Headline inside</h3><p>Teaser of the article, which is longer than the headline by far</p></a>",
            "Headline inside",
        ),
    ],
)
def test_titles_are_whole_headlines(markup, expected):
    found = read(f"<ul><li>{markup}</li></ul>", selectors=SelectorsDeclaration(list="li"))
    assert [entry.title for entry in found.entries] == [expected]


def test_a_teaser_beside_the_link_is_the_summary():
    body = "<li><a href=/n/1>Invented headline</a><p>A teaser that says a little more than the headline does, in one sentence.</p></li>"
    found = read(body, selectors=SelectorsDeclaration(list="li"))
    assert found.entries[0].summary.startswith("A teaser that says")


def test_more_links_than_are_read_are_told():
    body = "".join(f"<li><a href=/n/{n}>Invented headline {n}</a></li>" for n in range(MAX_LINKS + 20))
    found = read(body, selectors=SelectorsDeclaration(list="li"))
    assert len(found.entries) == MAX_LINKS
    assert any(str(MAX_LINKS) in warning for warning in found.warnings)


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-04", "2026-10-03T16:00"),
        ("[2026-10-04 09:30]", "2026-10-04T01:30"),
        ("2026年10月4日", "2026-10-03T16:00"),
        ("04.10.2026", "2026-10-03T16:00"),
        ("10-04", "2026-10-03T16:00"),
        ("08:30", "2026-10-05T00:30"),
        ("3小时前", "2026-10-05T09:00"),
        ("vor 2 Stunden", "2026-10-05T10:00"),
        ("gestern", "2026-10-03T16:00"),
        ("12-31", "2025-12-30T16:00"),
        ("Oct 4, 2026", "2026-10-03T16:00"),
        ("1996-13-77", None),
        ("soon", None),
        ("2031-01-01", None),
    ],
)
def test_dates_beside_links_are_read_in_the_zone_of_the_source(text, expected):
    found = read(
        f"<ul><li><a href=/n/1>Invented headline</a><span>{text}</span></li></ul>",
        selectors=SelectorsDeclaration(list="li"),
    )
    wanted = None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.entries[0].published == wanted


def test_each_link_has_its_own_date_and_none_takes_its_neighbours():
    body = "<ul><li><a href=/n/1>First headline</a> <i>2026-10-01</i></li><li><a href=/n/2>Second headline</a></li><li><span>2026-10-03</span><a href=/n/3>Third headline</a></li></ul>"
    found = read(body, article_url="/n/", timezone="UTC")
    assert [entry.published and entry.published.day for entry in found.entries] == [1, None, 3]


def test_a_declared_date_element_goes_before_other_dates():
    body = "<li><a href=/n/1>Fair of 2026-09-01</a><b class=d>2026-10-02</b><i>2026-08-08</i></li>"
    found = read(body, selectors=SelectorsDeclaration(list="li", date="b.d"), timezone="UTC")
    assert found.entries[0].published == datetime(2026, 10, 2, tzinfo=UTC)


def test_without_a_clock_relative_dates_are_left_out():
    data = page("<li><a href=/n/1>Invented headline</a><i>08:30</i></li>")
    found = links_of(
        data, url=URL, content_type=None, declaration=source(selectors=SelectorsDeclaration(list="li"))
    )
    assert found.entries[0].published is None


# Paging


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("", "<link rel=next href='?page=2'>", "https://www.example.org/news/index.html?page=2"),
        ("<a rel='nofollow next' href=p2.html>x</a>", "", "https://www.example.org/news/p2.html"),
        ("<a href=index_1.html>下一页</a>", "", "https://www.example.org/news/index_1.html"),
        ("<a href=p2/>Nächste Seite ›</a>", "", "https://www.example.org/news/p2/"),
        (
            "<b>1</b><a href='?page=2&pagesize=100'>2</a><a href='?page=3&pagesize=100'>3</a>",
            "",
            "https://www.example.org/news/index.html?page=2&pagesize=100",
        ),
        (
            "<a href='?page=1'>1</a><span class=current>2</span><a href='?page=3'>3</a>",
            "",
            "https://www.example.org/news/index.html?page=3",
        ),
        (
            "<script>createPageHTML(5, 0, 'index', 'html')</script>",
            "",
            "https://www.example.org/news/index_1.html",
        ),
        ("<script>createPageHTML(5, 4, 'index', 'html')</script>", "", None),
        ("<a href='/shop/2'>Next</a>", "", None),
        ("<a href='https://other.org/news/p2'>Next</a>", "", None),
        ("<a href='/news/index.html'>Next</a>", "", None),
        ("<a href='/news/2026'>2</a>", "", None),
        ("", "", None),
    ],
)
def test_the_page_that_follows_is_found(body, head, expected):
    assert read(f"<ul><li><a href=/n/1>Invented headline</a></li></ul>{body}", head).next_page == expected


def test_nothing_follows_the_last_page_that_is_wanted():
    head = "<link rel=next href='?page=2'>"
    assert read("<p>x</p>", head, number=2, max_pages=3).next_page is not None
    assert read("<p>x</p>", head, number=3, max_pages=3).next_page is None


# What is no listing


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"%PDF-1.4", "PDF"), (b"\x89PNG\r\n\x1a\n", "image")]
)
def test_what_is_no_page_is_an_error(data, words):
    found = links_of(data, url=URL, content_type=None, declaration=source())
    assert found.error is not None
    assert words in found.error


def test_a_page_without_links_is_told():
    found = read("<p>Nothing here.</p>", selectors=SelectorsDeclaration(list="li"))
    assert found.entries == ()
    assert found.error is None
    assert any("no links" in warning for warning in found.warnings)


def test_a_gb18030_listing_is_read():
    markup = "<meta charset=gb2312><ul><li><a href=/n/1>中德合作协议签署</a><span>2026-10-04</span></li></ul>"
    found = links_of(
        markup.encode("gb18030"),
        url=URL,
        content_type="text/html",
        declaration=source(selectors=SelectorsDeclaration(list="li")),
    )
    assert found.entries[0].title == "中德合作协议签署"
