"""Odd feeds, each with the items that must come out of it."""

from __future__ import annotations

import json

import pytest

from crawler.cleaning import TITLE_LENGTH
from crawler.crawling_entries import listed_in_feed
from crawler.feeds import parse_feed

URL = "https://x.org/f/feed.xml"
A, B = ("One", "https://x.org/1"), ("Two", "https://x.org/2")
Items = list[tuple[str, str]]


def item(title: str = "One", link: str = "https://x.org/1", more: str = "", tag: str = "item") -> str:
    return f"<{tag}><title>{title}</title><link>{link}</link>{more}</{tag}>"


TWO = item() + item(*B)


def rss(body: str = TWO, *, head: str = '<?xml version="1.0"?>', attributes: str = 'version="2.0"') -> bytes:
    return f"{head}<rss {attributes}><channel><title>C</title>{body}</channel></rss>".encode()


def atom(body: str, attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>C</title>{body}</feed>'.encode()


def entry(title: str = "One", link: str = "<link href='https://x.org/1'/>", more: str = "") -> str:
    return f"<entry><title>{title}</title>{link}{more}</entry>"


def rdf(body: str) -> bytes:
    spaces = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    return f"<rdf:RDF {spaces}><channel><title>C</title></channel>{body}</rdf:RDF>".encode()


def jsonfeed(*items: dict[str, object], **more: object) -> bytes:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": list(items), **more}
    return json.dumps(feed, ensure_ascii=False).encode()


CHINESE = item("中德签约", "https://x.org/1")
FEEDS: dict[str, tuple[bytes, Items]] = {
    # shape
    "plain": (rss(), [A, B]),
    "no prolog": (rss(head=""), [A, B]),
    "blank lines before the prolog": (b"\n\n  " + rss(), [A, B]),
    "a byte order mark": (b"\xef\xbb\xbf" + rss(), [A, B]),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbf" + rss(), [A, B]),
    "version 0.91": (rss(attributes='version="0.91"'), [A, B]),
    "version 0.92 with no version": (rss(attributes=""), [A, B]),
    "a doctype": (rss(head='<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.test/rss.dtd">'), [A, B]),
    "comments between items": (rss(f"<!-- a -->{item()}<!-- b -->{item(*B)}"), [A, B]),
    "items outside the channel": (
        b"<rss version='2.0'><channel><title>C</title></channel>" + TWO.encode() + b"</rss>",
        [A, B],
    ),
    "two channels": (rss(item()).replace(b"</rss>", f"<channel>{item(*B)}</channel></rss>".encode()), [A, B]),
    "upper-case elements": (rss().replace(b"item", b"ITEM").replace(b"title", b"TITLE"), [A, B]),
    "cut off within the second item": (rss()[:-45], [A, ("Two", "")]),
    "cut off after the first item": (rss(item())[: -len("</channel></rss>")], [A]),
    "a stylesheet": (rss(head='<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?>'), [A, B]),
    "nested in html": (b"<html><body>" + rss(head="") + b"</body></html>", [A, B]),
    "an item of nothing": (rss("<item></item>" + item()), [A]),
    "white space all over": (rss(item("\n  One\n ", "\n https://x.org/1 \n")), [A]),
    "no title": (
        rss("<item><link>https://x.org/1</link><description>Words</description></item>"),
        [("", "https://x.org/1")],
    ),
    "guid as the only link": (rss("<item><title>One</title><guid>https://x.org/1</guid></item>"), [A]),
    "guid that is no link": (
        rss("<item><title>One</title><guid isPermaLink='false'>7</guid></item>"),
        [("One", "")],
    ),
    "a relative link": (rss(item(link="/1")), [A]),
    "a link without scheme": (rss(item(link="//x.org/1")), [A]),
    "a link in CDATA": (rss(item(link="<![CDATA[https://x.org/1]]>")), [A]),
    "a link with an ampersand": (
        rss(item(link="https://x.org/1?a=1&b=2")),
        [("One", "https://x.org/1?a=1&b=2")],
    ),
    "a script as link": (rss(item(link="javascript:alert(1)")), [("One", "")]),
    "a data address as link": (rss(item(link="data:text/html,x")), [("One", "")]),
    "an Atom link in RSS": (
        rss(
            "<item><title>One</title><a:link xmlns:a='http://www.w3.org/2005/Atom' href='https://x.org/1'/></item>"
        ),
        [A],
    ),
    "an enclosure beside the link": (
        rss(item(more="<enclosure url='https://x.org/a.mp3' type='audio/mpeg' length='1'/>")),
        [A],
    ),
    "media content": (
        rss(
            item(
                more="<media:content xmlns:media='http://search.yahoo.com/mrss/' url='https://x.org/a.jpg'/>"
            )
        ),
        [A],
    ),
    "a media title": (
        rss(
            item(
                more="<media:group xmlns:media='http://search.yahoo.com/mrss/'><media:title>Other</media:title></media:group>"
            )
        ),
        [A],
    ),
    "a source element": (rss(item(more="<source url='https://y.org/'>Y</source>")), [A]),
    # text
    "mark-up in the title": (rss(item("<![CDATA[<b>One</b>]]>")), [A]),
    "escaped mark-up in the title": (rss(item("&lt;em&gt;One&lt;/em&gt;")), [A]),
    "escaped twice": (rss(item("Q&amp;amp;A")), [("Q&A", "https://x.org/1")]),
    "a bare ampersand": (rss(item("Q & A")), [("Q & A", "https://x.org/1")]),
    "html entities without a doctype": (rss(item("F&uuml;r&nbsp;alle")), [("Für alle", "https://x.org/1")]),
    "an unknown entity": (rss(item("One &foo; Two")), [("One &foo; Two", "https://x.org/1")]),
    "numbered entities": (rss(item("&#20013;&#x5FB7;")), [("中德", "https://x.org/1")]),
    "a control character": (rss(item("O\x0bne")), [A]),
    "a null byte": (rss(item("O\x00ne")), [A]),
    "a less-than sign": (rss(item("<![CDATA[5 < 6]]>")), [("5 < 6", "https://x.org/1")]),
    "a line break in the title": (rss(item("One\nTwo")), [("One Two", "https://x.org/1")]),
    "a title of 5,000 letters": (rss(item("a" * 5_000)), [("a" * TITLE_LENGTH, "https://x.org/1")]),
    # encodings
    "utf-16 with a mark": (
        rss(CHINESE, head='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"),
        [("中德签约", "https://x.org/1")],
    ),
    "gb2312 that is gb18030": (
        rss(item("镕基喆"), head='<?xml version="1.0" encoding="gb2312"?>').decode().encode("gb18030"),
        [("镕基喆", "https://x.org/1")],
    ),
    "gbk without a label": (
        rss(item("中德企业在青岛签署合作协议")).decode().encode("gbk"),
        [("中德企业在青岛签署合作协议", "https://x.org/1")],
    ),
    "big5": (
        rss(item("簽約儀式在臺北舉行"), head='<?xml version="1.0" encoding="big5"?>').decode().encode("big5"),
        [("簽約儀式在臺北舉行", "https://x.org/1")],
    ),
    "utf-8 labelled latin-1": (
        rss(CHINESE, head='<?xml version="1.0" encoding="iso-8859-1"?>'),
        [("中德签约", "https://x.org/1")],
    ),
    "latin-1 labelled utf-8": (
        rss(item("Für"), head='<?xml version="1.0" encoding="utf-8"?>').decode().encode("latin-1"),
        [("Für", "https://x.org/1")],
    ),
    "windows quotes labelled latin-1": (
        rss(item("„Eins“"), head='<?xml version="1.0" encoding="iso-8859-1"?>').decode().encode("cp1252"),
        [("„Eins“", "https://x.org/1")],
    ),
    "windows quotes as characters of their numbers": (
        rss(item("&#132;Eins&#147;")),
        [("„Eins“", "https://x.org/1")],
    ),
    "beyond the basic plane": (rss(item("Eins 🚆 \U00020bb7")), [("Eins 🚆 \U00020bb7", "https://x.org/1")]),
    "an unknown encoding": (
        rss(CHINESE, head='<?xml version="1.0" encoding="utf-99"?>'),
        [("中德签约", "https://x.org/1")],
    ),
    # Atom
    "atom": (atom(entry() + entry("Two", "<link href='https://x.org/2'/>")), [A, B]),
    "atom with a base": (atom(entry(link="<link href='1'/>"), 'xml:base="https://x.org/"'), [A]),
    "atom, several links": (
        atom(
            entry(
                link="<link rel='self' href='https://x.org/s'/><link rel='alternate' href='https://x.org/1'/>"
            )
        ),
        [A],
    ),
    "atom, only a related link": (
        atom(entry(link="<link rel='enclosure' href='https://x.org/a.mp3'/>")),
        [("One", "")],
    ),
    "atom, id as address": (atom(entry(link="", more="<id>https://x.org/1</id>")), [A]),
    "atom, xhtml title": (
        atom(
            "<entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>O<b>ne</b></div></title><link href='https://x.org/1'/></entry>"
        ),
        [A],
    ),
    "atom, html title": (
        atom(
            "<entry><title type='html'>&lt;i&gt;One&lt;/i&gt;</title><link href='https://x.org/1'/></entry>"
        ),
        [A],
    ),
    "atom 0.3": (
        b"<feed version='0.3' xmlns='http://purl.org/atom/ns#'>" + entry().encode() + b"</feed>",
        [A],
    ),
    "atom with a prefix": (
        b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>One</a:title><a:link href='https://x.org/1'/></a:entry></a:feed>",
        [A],
    ),
    "atom, a lone entry": (b"<feed xmlns='http://www.w3.org/2005/Atom'>" + entry().encode(), [A]),
    # RDF
    "rdf": (
        rdf("<item rdf:about='https://x.org/1'><title>One</title><link>https://x.org/1</link></item>"),
        [A],
    ),
    "rdf, about only": (rdf("<item rdf:about='https://x.org/1'><title>One</title></item>"), [A]),
    "rdf with dublin core": (
        rdf(
            "<item><title>One</title><link>https://x.org/1</link><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-10-05</dc:date></item>"
        ),
        [A],
    ),
    # JSON Feed
    "json": (jsonfeed({"id": "1", "url": "https://x.org/1", "title": "One"}), [A]),
    "json, id as address": (jsonfeed({"id": "https://x.org/1", "title": "One"}), [A]),
    "json, a number as id": (jsonfeed({"id": 7, "url": "/1", "title": "One"}), [A]),
    "json, external address": (jsonfeed({"id": "1", "external_url": "https://x.org/1", "title": "One"}), [A]),
    "json with a mark and blanks": (
        b"\xef\xbb\xbf \n" + jsonfeed({"id": "1", "url": "https://x.org/1", "title": "One"}),
        [A],
    ),
    "json, odd values": (
        jsonfeed(
            {"id": None, "url": [], "title": ["x"]}, {"id": "1", "url": "https://x.org/1", "title": "One"}
        ),
        [A],
    ),
    # nothing
    "no items": (rss(""), []),
    "an empty atom feed": (atom(""), []),
    "an empty json feed": (jsonfeed(), []),
}


@pytest.mark.parametrize("name", FEEDS)
def test_the_items_of_an_odd_feed(name: str) -> None:
    body, wanted = FEEDS[name]
    found = parse_feed(body, url=URL)
    assert found.error is None
    assert [(each.title, each.link) for each in found.items if each.title or each.link] == wanted
    assert len(listed_in_feed(found, URL).entries) == len(wanted)


def test_there_are_many_of_them() -> None:
    assert len(FEEDS) >= 60
