"""What a fetched body is, and which feeds a page names."""

from __future__ import annotations

import pytest

from crawler.recognition import feeds_of, kind_of

URL = "https://www.example.org/"
TEXT = (
    "<p>The invented pump maker Lindacker of Musterstadt will build a plant in the Chinese city of Hefei, it said on Tuesday.</p>"
    * 5
)
LINKS = "".join(f"<li><a href='/a/{n}'>Invented headline number {n} of the day</a></li>" for n in range(20))


@pytest.mark.parametrize(
    ("body", "content_type", "url", "expected"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel/></rss>', None, None, "rss"),
        ("\ufeff \n<!-- made by hand --><rss><channel/></rss>", "text/html", None, "rss"),
        ('<?xml-stylesheet href="x"?><!DOCTYPE rss [<!ENTITY nbsp "x">]><rss/>', None, None, "rss"),
        ('<rdf:RDF xmlns:rdf="x"><channel/></rdf:RDF>', None, None, "rss"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "text/plain", None, "atom"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>', None, None, "atom"),
        ('{"version":"https://jsonfeed.org/version/1.1","items":[]}', "application/json", None, "jsonfeed"),
        ('{"items":[{"content_html":"x"}]}', None, None, "jsonfeed"),
        ('{"datasource":[{"title":"x"}]}', "application/json", None, "json"),
        ('[{"title":"x"}]', None, None, "json"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', None, None, "sitemap"),
        (
            '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"></urlset>',
            None,
            None,
            "news_sitemap",
        ),
        ("<sitemapindex><sitemap/></sitemapindex>", None, None, "sitemap"),
        (f"<html><h1>T</h1>{TEXT}</html>", "text/html", URL + "a/1", "article"),
        (f"<html><h1>T</h1>{TEXT}<aside><ul>{LINKS}</ul></aside></html>", None, URL + "a/1", "article"),
        (f"<html><h1>T</h1>{TEXT}<div class=related><ul>{LINKS}</ul></div></html>", None, None, "article"),
        (f"<html><h1>All news</h1><ul>{LINKS}</ul></html>", None, URL + "news/", "listing"),
        (f"<html><p>Short welcome.</p><ul>{LINKS}</ul></html>", None, URL, "listing"),
        (
            '<html><meta property="og:type" content="article"><p>Short.</p></html>',
            None,
            URL + "a/1",
            "article",
        ),
        (
            '<html><script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script><p>x</p></html>',
            None,
            URL,
            "article",
        ),
        (
            '<html><script type="application/ld+json">{"@type":"CollectionPage"}</script><p>x</p></html>',
            None,
            None,
            "listing",
        ),
        ("Just a text of several words.", "text/plain", None, "text"),
        ("", None, None, "empty"),
        (" \n\x00", None, None, "empty"),
    ],
)
def test_the_kind_is_told_from_the_body(body, content_type, url, expected):
    assert kind_of(body.encode(), content_type, url) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + bytes(9),
        b"PK\x03\x04",
        b"\x00\x00\x00\x18ftypmp42",
        b"RIFF1234WEBP",
        b"\x1f\x8b\x08",
    ],
)
def test_files_of_other_kinds_are_binary(data):
    assert kind_of(data + bytes(100), "text/html") == "binary"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030", "utf-32"])
def test_the_encoding_does_not_hide_the_kind(encoding):
    body = '<?xml version="1.0"?><rss version="2.0"><channel><title>中德合作</title></channel></rss>'
    assert kind_of(body.encode(encoding), None) == "rss"


def test_feeds_are_named_in_order_absolute_and_once():
    head = """<link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/feed.xml">
    <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="//atom.example.org/f">
    <link rel="alternate" type="application/feed+json" href="feed.json"><link rel=alternate type="application/rss+xml" href="/feed.xml">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
    <link rel="stylesheet" type="text/xml" href="/x.xsl"><link rel="alternate" type="application/rss+xml" href="javascript:x">"""
    found = feeds_of(f"<html><head>{head}</head><body></body></html>".encode(), URL + "sub/")
    assert [(feed.url, feed.access, feed.title) for feed in found] == [
        ("https://www.example.org/feed.xml", "rss", "News & more"),
        ("https://atom.example.org/f", "atom", ""),
        ("https://www.example.org/sub/feed.json", "jsonfeed", ""),
    ]


def test_the_base_of_a_page_counts_for_its_feeds():
    markup = (
        b'<base href="https://cdn.example.org/x/"><link rel=alternate type="application/rss+xml" href="f">'
    )
    assert [feed.url for feed in feeds_of(markup, URL)] == ["https://cdn.example.org/x/f"]


@pytest.mark.parametrize("data", [b"", b"<p>", b"\x00\xff", b"<rss/>"])
def test_pages_without_feeds_name_none(data):
    assert feeds_of(data, URL) == ()
