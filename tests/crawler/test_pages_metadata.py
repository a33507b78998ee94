"""What an article page says about itself: title, date, author, by statement, selector or sight."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from config.declarations import SelectorsDeclaration
from tests.crawler.page_samples import CHINESE, ENGLISH, GERMAN, article, linked, page, paragraphs, read

# Title, date and author as stated


@pytest.mark.parametrize(
    "wrap",
    [
        lambda node: node,
        lambda node: [{"@type": "Organization", "name": "Site"}, node],
        lambda node: {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebPage", "name": "Page"}, node],
        },
        lambda node: {"@type": "WebPage", "mainEntity": node},
        lambda node: [[node]],
    ],
)
def test_json_ld_is_read_in_lists_graphs_and_nested(wrap):
    node = {
        "@type": ["Article", "NewsArticle"],
        "headline": "Lindacker builds in Hefei &amp; Wuhu",
        "datePublished": "2026-10-05T08:30:00+02:00",
        "author": [{"@type": "Person", "name": "Erika Muster"}, {"@type": "Person", "name": "Max Beispiel"}],
    }
    script = f'<script type="application/ld+json">{json.dumps(wrap(node))}</script>'
    found = read(article(script))
    assert found.title == "Lindacker builds in Hefei & Wuhu"
    assert found.published == datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
    assert found.author == "Erika Muster, Max Beispiel"
    assert found.text.split("\n") == list(ENGLISH)
    assert found.warnings == ()


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Told","datePublished":"2026-10-05T08:30:00Z",}',
        '<!-- {"@type":"NewsArticle","headline":"Told","datePublished":"2026-10-05T08:30:00Z"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Told","datePublished":"2026-10-05T08:30:00Z"}\n//]]>',
        '{"@type":"NewsArticle","headline":"Told","description":"line\nbreak","datePublished":"2026-10-05T08:30:00Z"};',
    ],
)
def test_json_ld_with_small_faults_is_read_all_the_same(script):
    found = read(article(f'<script type="application/ld+json">{script}</script>'))
    assert found.title == "Told"
    assert found.published == datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
    assert found.warnings == ()


def test_broken_json_ld_gives_what_can_be_salvaged_and_a_warning():
    script = (
        '{"@type":"NewsArticle","headline":"Told","datePublished":"2026-10-05T08:30:00Z","x":"un"quoted"}'
    )
    found = read(article(f'<script type="application/ld+json">{script}</script>'))
    assert found.published == datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
    assert any("JSON-LD" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (
            '<meta property="article:published_time" content="2026-10-05T08:30:00+08:00">',
            "2026-10-05T00:30:00",
        ),
        ('<meta name="PubDate" content="2026-10-05 08:30">', "2026-10-05T00:30:00"),
        ('<meta name="publishdate" content="2026-10-05">', "2026-10-04T16:00:00"),
        (
            '<meta name="weibo: article:create_at" content="x"><meta name="weibo:article:create_at" content="2026-10-05 08:30:00">',
            "2026-10-05T00:30:00",
        ),
        ('<meta name="DC.date.issued" content="2026-10-05T08:30:00Z">', "2026-10-05T08:30:00"),
        ('<meta itemprop="datePublished" content="1791160200000">', "2026-10-05T00:30:00"),
        ('<meta name="firstpublishedtime" content="2026-10-05 08:30:00">', "2026-10-05T00:30:00"),
    ],
)
def test_meta_tags_give_the_date_in_utc_with_the_zone_of_the_source(tag, expected):
    found = read(article(tag), timezone="Asia/Shanghai")
    assert found.published == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "zone", "expected"),
    [
        ('<p class="meta">05.10.2026, 08:30 Uhr</p>', "Europe/Berlin", "2026-10-05T06:30:00"),
        (
            '<div class="info">发布时间：2026年10月5日 08:30　来源：某报</div>',
            "Asia/Shanghai",
            "2026-10-05T00:30:00",
        ),
        ("<p>Published: October 5, 2026</p>", "UTC", "2026-10-05T00:00:00"),
        ('<time datetime="2026-10-05T08:30:00+02:00">heute</time>', "UTC", "2026-10-05T06:30:00"),
        ('<span class="date">08:30, 5 October 2026</span>', "UTC", "2026-10-05T08:30:00"),
        ("<p>Stand: 5. Oktober 2026</p>", "UTC", "2026-10-05T00:00:00"),
    ],
)
def test_a_date_shown_at_the_headline_is_found(line, zone, expected):
    found = read(article(before=line), timezone=zone)
    assert found.published == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found.text.split("\n") == list(ENGLISH)


def test_a_day_is_refined_by_the_time_that_the_page_shows_for_it():
    tags = '<meta name="publishdate" content="2026-10-05">'
    found = read(article(tags, before='<p class="time">2026-10-05 21:15</p>'), timezone="Asia/Shanghai")
    assert found.published == datetime(2026, 10, 5, 13, 15, tzinfo=UTC)


def test_a_wall_clock_gets_the_zone_that_another_statement_gives_it():
    tags = '<meta property="article:published_time" content="2026-10-05T08:30:00"><meta name="date" content="2026-10-05T08:30:00+02:00">'
    assert read(article(tags)).published == datetime(2026, 10, 5, 6, 30, tzinfo=UTC)


def test_two_dates_far_apart_are_told():
    tags = (
        linked(headline="Told", datePublished="2026-10-05T08:30:00Z")
        + '<meta name="date" content="2024-01-02">'
    )
    found = read(article(tags))
    assert found.published == datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
    assert any("two dates" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        '<meta name="date" content="soon">',
        '<meta name="date" content="2026-13-45">',
        '<meta name="date" content="1789-07-14">',
    ],
)
def test_a_date_is_never_invented(tag):
    later = "<p>The contract of 3 March 2019 had named the 4th of April 2020 as the last day for the works council to agree.</p>"
    aside = "<aside><ul><li>12.11.2025 Another article</li></ul></aside><footer>Updated 01.01.2026</footer>"
    found = read(page(f"<article><h1>Title of it</h1>{paragraphs()}{later}</article>{aside}", tag))
    assert found.published is None


@pytest.mark.parametrize(
    "dateline",
    ["HEFEI, China, Oct. 5, 2026 /Made-Up Wire/ -- ", "Musterstadt, 5. Oktober 2026 (Muster-Presse) – "],
)
def test_the_dateline_of_a_release_gives_the_day_if_nothing_else_does(dateline):
    found = read(page(f"<h1>T</h1><div><p>{dateline}{ENGLISH[0]}</p>{paragraphs(ENGLISH[1:])}</div>"))
    assert found.published == datetime(2026, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("发布时间：<span>10-05</span><span>22:46</span>", datetime(2026, 10, 5, 14, 46, tzinfo=UTC)),
        ("发布时间：10月5日", datetime(2026, 10, 5, 14, 46, tzinfo=UTC)),
        ("Published 10-05", datetime(2026, 10, 5, 14, 46, tzinfo=UTC)),
        ("发布时间：10-04", None),
        ("10-05 22:46", None),
        ("发布时间：1-05", None),
    ],
)
def test_the_day_of_a_change_counts_if_the_page_shows_it_as_that_of_publication(shown, expected):
    head = '<meta itemprop="dateUpdate" content="2026-10-05 22:46:00">'
    assert read(article(head, before=f"<div>{shown}</div>"), timezone="Asia/Shanghai").published == expected


def test_a_date_at_the_headline_goes_before_those_of_a_list_of_other_articles():
    lists = "".join(f"<li><h5>Another</h5><p><time>2026-10-0{day}</time></p></li>" for day in (7, 8))
    body = f"<aside><h1>Lindacker builds in Hefei</h1><span>2026-10-05 11:10 The Site</span></aside>{paragraphs()}"
    found = read(page(f"<section>{body}</section><ul>{lists}</ul>"), timezone="Asia/Shanghai")
    assert found.published == datetime(2026, 10, 5, 3, 10, tzinfo=UTC)


def test_a_line_whose_part_is_marked_as_a_date_gives_the_date():
    late = '<div class="box"><div class="report"><span class="time">2026-10-05 11:42:03</span></div></div>'
    found = read(page(f"<h1>T</h1>{paragraphs()}{late}"), timezone="Asia/Shanghai")
    assert found.published == datetime(2026, 10, 5, 3, 42, 3, tzinfo=UTC)


def test_an_update_is_not_the_publication():
    before = '<p class="meta"><time datetime="2026-10-05T08:30:00Z">5 Oct</time> updated <time class="updated" datetime="2026-11-01T10:00:00Z">1 Nov</time></p>'
    assert read(article(before=before)).published == datetime(2026, 10, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "title", "body", "expected"),
    [
        (
            '<meta property="og:title" content="Plant in Hefei | The Site"><meta property="og:site_name" content="The Site">',
            "x",
            "<h1>Plant in Hefei</h1>",
            "Plant in Hefei",
        ),
        (
            "",
            "Plant in Hefei - a first for Lindacker | The Site",
            "<h1>Plant in Hefei - a first for Lindacker</h1>",
            "Plant in Hefei - a first for Lindacker",
        ),
        ("", "林达克合肥工厂签约_财经频道_某某网", "<h1>林达克合肥工厂签约</h1>", "林达克合肥工厂签约"),
        ("", "林达克合肥工厂签约仪式举行-某某新闻网", "", "林达克合肥工厂签约仪式举行"),
        ("", "Plant in Hefei is signed and paid | The Site", "", "Plant in Hefei is signed and paid"),
        ("", "The Site", "<h1>The Site</h1><h2>Plant in Hefei</h2>", "The Site"),
        (
            '<meta property="og:title" content="Lindacker to build a plant in the city of…">',
            "x",
            "<h1>Lindacker to build a plant in the city of Hefei</h1>",
            "Lindacker to build a plant in the city of Hefei",
        ),
        ('<meta name="ArticleTitle" content="林达克合肥工厂签约">', "某市人民政府", "", "林达克合肥工厂签约"),
    ],
)
def test_the_title_is_the_headline_without_the_name_of_the_site(head, title, body, expected):
    found = read(page(f"{body}<div>{paragraphs()}</div>", head, title=title))
    assert found.title == expected


def test_short_chinese_news_carry_their_title_in_brackets():
    found = read(
        page(
            f"<div><p>【林达克合肥工厂正式签约】{CHINESE[0]}</p><p>{CHINESE[1]}</p></div>",
            lang="zh",
            title="",
        )
    )
    assert found.title == "林达克合肥工厂正式签约"


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ('<meta name="author" content="By Erika Muster">', "", "Erika Muster"),
        (
            '<meta property="article:author" content="https://www.facebook.com/x"><meta name="author" content="Erika Muster">',
            "",
            "Erika Muster",
        ),
        ('<meta name="author" content="admin">', "", ""),
        (
            "",
            '<p class="byline">By Erika Muster and Max Beispiel | 5 October 2026</p>',
            "Erika Muster and Max Beispiel",
        ),
        ("", '<p class="autor">Von Erika von Muster</p>', "Erika von Muster"),
        ("", "<p>2026-10-05 08:30　来源：某某日报　记者：陆知行</p>", "陆知行"),
        ("", "<p>来源：某某日报</p>", "某某日报"),
        ("", "", ""),
    ],
)
def test_the_author_is_a_name_or_nothing(head, line, expected):
    assert read(article(head, before=line)).author == expected


def test_declared_selectors_stand_where_the_page_states_nothing():
    body = (
        f"<div class='t'>Real headline of the page</div><div class='w'>Wang Example</div><i class='d'>Datum 5.10.2026</i>"
        f"<div class='other'>{paragraphs(GERMAN)}{paragraphs(GERMAN)}</div><div class='b'>{paragraphs()}<div class='share'>Share</div></div>"
    )
    selectors = SelectorsDeclaration(
        title=".missing | .t", date="i.d", body="div.b p | div.b", author="div.w"
    )
    found = read(page(body, title=""), selectors=selectors, timezone="Europe/Berlin")
    assert found.title == "Real headline of the page"
    assert found.author == "Wang Example"
    assert found.published == datetime(2026, 10, 4, 22, tzinfo=UTC)
    assert found.text.split("\n") == list(ENGLISH)
    assert found.warnings == ()


def test_selectors_of_attributes_and_of_meta_tags_work():
    found = read(
        article('<meta name="when" content="2026-10-05 08:30">'),
        selectors=SelectorsDeclaration(date="meta[name|=when] | meta[name=when]"),
    )
    assert found.published == datetime(2026, 10, 5, 8, 30, tzinfo=UTC)


def test_selectors_that_find_nothing_or_are_none_are_told():
    found = read(article(), selectors=SelectorsDeclaration(body="div.gone", date="p[[", title="h1"))
    assert found.text.split("\n") == list(ENGLISH)
    assert any("out of date" in warning for warning in found.warnings)
    assert any("'p[['" in warning for warning in found.warnings)
