"""Article pages as they come: statements, selectors, shapes, encodings, furniture, and what is no article."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from config.declarations import SelectorsDeclaration
from crawler.pages import extract
from crawler.values import ExtractedPage

URL = "https://www.example.org/wirtschaft/werk-in-hefei"
ENGLISH = (
    "The invented pump maker Lindacker of Musterstadt will build a plant in the Chinese city of Hefei, it said on Tuesday.",
    "The company puts the cost at 40 million euros, of which the local government of the development zone lends a fifth.",
    "Production is to start in the autumn of next year with two hundred people, most of them hired in the province.",
)
GERMAN = (
    "Der erfundene Pumpenbauer Lindacker aus Musterstadt baut ein Werk in Hefei, wie das Unternehmen am Dienstag mitteilte.",
    "Die Kosten beziffert der Hersteller auf 40 Millionen Euro; ein Fünftel davon leiht die Verwaltung der Wirtschaftszone.",
    "Die Fertigung soll im Herbst des kommenden Jahres mit zweihundert Beschäftigten anlaufen, die meisten aus der Provinz.",
)
CHINESE = (
    "虚构的德国水泵制造商林达克公司周二宣布，将在合肥经济技术开发区建设新工厂，占地约三万平方米。",
    "公司表示，项目总投资为四千万欧元，其中五分之一由开发区管委会提供贷款支持，双方当天签署了协议。",
    "新工厂计划于明年秋季投产，届时将雇用两百名员工，其中大部分来自本省，产品主要供应国内市场。",
)


def paragraphs(lines: tuple[str, ...] = ENGLISH) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str = "", head: str = "", lang: str = "en", title: str = "Lindacker builds in Hefei") -> bytes:
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    ).encode()


def article(head: str = "", lines: tuple[str, ...] = ENGLISH, before: str = "", lang: str = "en") -> bytes:
    return page(
        f"<article><h1>Lindacker builds in Hefei</h1>{before}{paragraphs(lines)}</article>", head, lang
    )


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(data: bytes, **options: object) -> ExtractedPage:
    settings: dict[str, object] = {"url": URL, "content_type": "text/html; charset=utf-8"} | options
    return extract(data, **settings)  # type: ignore[arg-type]


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


# The text


@pytest.mark.parametrize(("lines", "lang"), [(ENGLISH, "en"), (GERMAN, "de"), (CHINESE, "zh")])
def test_what_stands_around_an_article_is_not_its_text(lines, lang):
    body = f"""
    <div id="cookie-banner"><p>We use cookies and similar means to improve what you see on this site and elsewhere. Accept all?</p></div>
    <header><a href="/">The Site</a> <p>Slogan of the site that goes on for quite a while, so that it looks like a paragraph</p></header>
    <nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Business</a></li></ul></nav>
    <div class="breadcrumbs">Home &gt; Business &gt; Article</div>
    <article><h1>Lindacker builds in Hefei</h1>
    <div class="social-share"><a href="#">Facebook</a> <a href="#">WeChat</a></div>
    <figure><img src="x.jpg"><figcaption>The plant in an undated photograph that the company handed out to all newspapers.</figcaption></figure>
    <p>{lines[0]}</p><div class="ad-slot">Advertisement</div><p>{lines[1]}</p>
    <aside class="related-box"><h3>Related</h3><p>Another article of which the first sentences stand here and are long enough to be read as text.</p></aside>
    <p>{lines[2]}</p>
    <p class="tags">Tags: China, Germany</p></article>
    <section class="related-articles"><h2>Read next</h2><div><p><a href="/1">Some other firm buys another firm for 90 million dollars in Shanghai, it says</a></p>
    <p><a href="/2">A third firm sells a fourth firm for 80 million dollars in Suzhou, it denies</a></p></div></section>
    <div class="comments"><p>I have read this article and think that it is a very good article about a plant.</p></div>
    <div class="newsletter"><p>Subscribe to our newsletter, which comes every morning at six and tells you everything that matters.</p></div>
    <footer><p>All rights reserved. The Site is published by The Site Limited, a company registered somewhere.</p></footer>"""
    assert read(page(body, lang=lang)).text.split("\n") == list(lines)


@pytest.mark.parametrize(
    "tail",
    [
        "（责任编辑：张三）",
        "责编：李四",
        "【打印本页】【关闭窗口】",
        "SOURCE Lindacker GmbH",
        "(dpa/lnw)",
        "Tags: a, b",
    ],
)
def test_notes_after_the_text_are_left_out(tail):
    assert read(page(f"<h1>T</h1><div>{paragraphs()}<p>{tail}</p></div>")).text.split("\n") == list(ENGLISH)


def test_a_text_in_pieces_of_one_kind_is_put_together():
    pieces = "".join(
        f'<div class="chunk"><div class="piece">{paragraphs(part)}</div></div>' for part in (ENGLISH, GERMAN)
    )
    assert read(page(f"<main><h1>T</h1>{pieces}</main>")).text.split("\n") == [*ENGLISH, *GERMAN]


def test_paragraphs_parted_by_line_breaks_are_lines():
    text = read(page(f"<h1>T</h1><div class='content'>{'<br><br>　　'.join(CHINESE)}</div>", lang="zh")).text
    assert text.split("\n") == list(CHINESE)
    wrapped = ENGLISH[0].replace(" will build", "<br>will build")
    assert read(page(f"<h1>T</h1><div><p>{wrapped}</p>{paragraphs(ENGLISH[1:])}</div>")).text.split(
        "\n"
    ) == list(ENGLISH)


def test_a_body_in_a_textarea_is_read():
    body = f"<h1>标题在这里</h1><textarea class='article-content'>{paragraphs(CHINESE).replace('<', '&lt;')}</textarea>"
    assert read(page(body, lang="zh")).text.split("\n") == list(CHINESE)


def test_the_text_of_the_structured_data_stands_in_for_an_empty_page():
    found = read(page("<div id='app'></div>", linked(headline="T", articleBody="\n".join(ENGLISH))))
    assert found.text.split("\n") == list(ENGLISH)
    assert found.error is None


def test_a_table_is_read_row_by_row():
    table = "<table><tr><td>Party</td><td>Lindacker</td></tr><tr><td>Sum</td><td>40 million euros</td></tr></table>"
    text = read(page(f"<h1>T</h1><div>{paragraphs(ENGLISH[:2])}{table}<p>{ENGLISH[2]}</p></div>")).text
    assert "Sum | 40 million euros" in text


def test_readings_that_disagree_still_give_one_of_them():
    left = "".join(f"<p>{line} {number}</p>" for number, line in enumerate(ENGLISH * 2))
    right = "".join(f"<p>{line} {number}</p>" for number, line in enumerate(GERMAN * 2))
    found = read(
        page(
            f"<div class='comment-page'><div>{left}</div></div><div class='x'><table><tr><td>{right}</td></tr></table></div>"
        )
    )
    assert found.text
    assert found.error is None


def test_invisible_and_direction_characters_are_out_of_text_and_title():
    found = read(
        page(
            f"<h1>Pl\u200bant \u202ein\u202c Hefei</h1><div><p>{ENGLISH[0]}\u00ad\u0007</p>{paragraphs(ENGLISH[1:])}</div>",
            title="",
        )
    )
    assert found.title == "Plant in Hefei"
    assert found.text.split("\n") == list(ENGLISH)


# Encodings


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("gb18030", "gb2312", None),
        ("gb18030", "gbk", "text/html"),
        ("gb18030", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("gb18030", "utf-8", None),
        ("utf-8", "gb2312", "text/html; charset=gbk"),
        ("utf-8-sig", "gb2312", None),
        ("utf-16", "utf-8", None),
        ("utf-8", "", None),
    ],
)
def test_chinese_pages_are_read_whatever_they_declare(encoding, declared, header):
    markup = f"<html><head><meta charset='{declared}'><title>合肥工厂签约</title></head><body><h1>合肥工厂签约</h1><div>{paragraphs(CHINESE)}</div></body></html>"
    found = read(markup.encode(encoding), content_type=header)
    assert found.title == "合肥工厂签约"
    assert found.text.split("\n") == list(CHINESE)
    assert found.language == "zh"


def test_traditional_chinese_in_big5_is_read():
    lines = (
        "虛構的德國水泵製造商林達克公司週二宣布，將在合肥經濟技術開發區建設新工廠，佔地約三萬平方米。",
    ) * 2
    markup = f"<meta charset='big5'><h1>合肥工廠簽約</h1><div>{paragraphs(lines)}</div>"
    assert read(markup.encode("big5"), content_type=None).text.split("\n")[0] == lines[0]


def test_german_pages_in_windows_1252_are_read():
    markup = (
        f"<html lang=de><meta charset='iso-8859-1'><h1>Werk für „Hefei“</h1><div>{paragraphs(GERMAN)}</div>"
    )
    found = read(markup.encode("cp1252"), content_type=None)
    assert found.title == "Werk für „Hefei“"
    assert found.text.split("\n") == list(GERMAN)


# The address, language and permission


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://example.org/a/b?utm_source=x#top", "https://example.org/a/b"),
        ("/a/b", "https://www.example.org/a/b"),
        ("https://m.example.org/a/b", "https://m.example.org/a/b"),
        ("https://www.other.org/a/b", None),
        ("https://www.example.org/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_canonical_address_counts_only_within_the_site(stated, expected):
    assert read(article(f'<link rel="canonical" href="{stated}">')).url == expected


@pytest.mark.parametrize(
    ("lines", "lang", "expected"),
    [(CHINESE, "en", "zh"), (GERMAN, "de-DE", "de"), (ENGLISH, "zh", ""), (ENGLISH, "", "")],
)
def test_the_language_is_stated_and_fits_the_script(lines, lang, expected):
    assert read(article(lines=lines, lang=lang)).language == expected


@pytest.mark.parametrize(
    ("head", "after"),
    [
        (linked(headline="T", isAccessibleForFree=False), ""),
        (linked(headline="T", isAccessibleForFree="False"), ""),
        ('<meta property="article:content_tier" content="locked">', ""),
        ("", "<p>Already a subscriber? Sign in to continue reading.</p>"),
        ("", "<div class='paywall'><p>Jetzt weiterlesen mit unserem Abo.</p></div>"),
        ("", "<div><p>登录后继续阅读全文</p></div>"),
    ],
)
def test_teasers_before_a_paywall_are_marked(head, after):
    found = read(page(f"<article><h1>T</h1>{paragraphs()}</article>{after}", head))
    assert found.restricted
    assert any("not free" in warning for warning in found.warnings)
    assert ENGLISH[0] in found.text


def test_a_free_article_is_not_marked():
    assert not read(article(linked(headline="T", isAccessibleForFree=True))).restricted


# What is no article


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n\x00", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image"),
        (b"PK\x03\x04" + bytes(50), "archive"),
        (b"\x1f\x8b\x08" + bytes(50), "packed"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_what_is_no_page_is_told(data, words):
    found = read(data)
    assert found.error is not None
    assert words in found.error
    assert found.text == ""


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (
            page("<h1>404 - Page not found</h1><p>The page you want has gone.</p>", title="Not found | Site"),
            "error page",
        ),
        (
            page("<h1>Seite nicht gefunden</h1><p>Bitte prüfen Sie die Adresse.</p>", title="Fehler"),
            "error page",
        ),
        (page("<div>抱歉，您访问的页面不存在</div>", title="提示"), "error page"),
        (page("<div>您的访问过于频繁，请稍后再试</div>", title="安全验证"), "blocks"),
        (page("<h1>Just a moment...</h1>", title="Just a moment..."), "blocks"),
        (page("<p>Please verify you are human to go on to the site.</p>", title="Site"), "blocks"),
        (
            page(
                "<form><label>User</label><input name=u><input type=password></form><p>Please log in.</p>",
                title="Log in",
            ),
            "log in",
        ),
        (
            page(
                "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=a.js></script>"
            ),
            "script",
        ),
        (page("<div id=app></div><script src=a.js></script><script src=b.js></script>"), "scripts fill"),
        (
            page(
                "<div class=consent-wall><p>We and our 700 partners use cookies. Accept all cookies or choose settings.</p></div>"
            ),
            "cookies",
        ),
        (
            page("", '<meta http-equiv="refresh" content="0; url=/other/page.html">'),
            "leads on to /other/page.html",
        ),
        (
            page("<script>window.location.href='http://www.example.org/real.html';</script>"),
            "leads on to http://www.example.org/real.html",
        ),
        (page("<iframe src='/real/page.html'></iframe>"), "in a frame: /real/page.html"),
        (page("<nav><a href=/a>Home</a></nav>"), "no text"),
    ],
)
def test_walls_shells_and_error_pages_are_told(markup, words):
    found = read(markup)
    assert found.error is not None
    assert words in found.error


def test_an_article_about_errors_and_robots_is_an_article():
    lines = (
        *ENGLISH,
        "Visitors of the fair were asked: are you a robot? The page not found became a joke, and access denied another one.",
        *ENGLISH,
    )
    found = read(
        page(f"<h1>Access denied, page not found: robots in Hefei</h1><div>{paragraphs(lines)}</div>")
    )
    assert found.error is None
    assert len(found.text.split("\n")) == 7


def test_plain_text_gives_its_text():
    found = read(
        ("合肥工厂签约\n\n" + "\n".join(CHINESE)).encode("gb18030"), content_type="text/plain; charset=gb2312"
    )
    assert found.title == "合肥工厂签约"
    assert found.text.split("\n") == list(CHINESE)
    assert found.error is None


def test_a_page_of_links_is_told():
    links = "".join(
        f"<li><a href='/{n}'>Invented headline number {n} that is long enough to be one</a></li>"
        for n in range(30)
    )
    found = read(page(f"<h1>All news of the day</h1><ul>{links}</ul>"))
    assert found.error is not None or any("list of articles" in warning for warning in found.warnings)


# Bounds


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + b"text " * 100,
        b"<html><body>" + b"<div>" * 1_900 + "".join(f"<p>{line}</p>" for line in ENGLISH).encode(),
        b"<p title='" + b"x" * 8_000_000 + b"'>abc",
        b"<table>" * 5_000 + b"<a href=x>" * 5_000,
        b"<p>" + b"a " * 3_000_000,
        b"<br>" * 300_000,
        b"<p><a href='/x'>y</a>" * 60_000,
        b"&lt;" * 500_000 + b"<p>",
        b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script><p>x</p>",
        b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + b"\\" * 200_000
        + b"</script>",
        b"<title>" + b"|-|" * 100_000 + b"</title><h1>x</h1>",
        b"<p>" + b"1.1.2026 " * 100_000,
    ],
    ids=range(12),
)
def test_monsters_end_in_a_value(data):
    found = read(data)
    assert isinstance(found, ExtractedPage)
    assert len(found.text) <= 200_000
    assert len(found.title) <= 500


def test_deeply_nested_articles_are_still_read():
    data = page("<div>" * 600 + f"<h1>Deep</h1>{paragraphs()}" + "</div>" * 600)
    assert read(data).text.split("\n") == list(ENGLISH)


def test_the_extractors_are_loaded_only_when_a_page_is_read():
    code = "import sys, crawler.pages; print('trafilatura' in sys.modules, 'readability' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
