"""Feeds as they come: every form, every fault, and never an exception."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.crawling_entries import listed_in_feed
from crawler.feeds import MAX_ITEMS, parse_feed
from crawler.values import FeedItem, ParsedFeed

URL = "https://www.example.org/feeds/news.xml"


def rss(
    *items: str,
    channel: str = "<title>T</title>",
    declaration: str = '<?xml version="1.0" encoding="utf-8"?>',
) -> str:
    return (
        f'{declaration}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel>{channel}{''.join(items)}</channel></rss>"
    )


def item(fields: str = "", title: str = "Headline", link: str = "https://x.org/a") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{fields}</item>"


def read(document: str | bytes, **options: str | None) -> ParsedFeed:
    data = document if isinstance(document, bytes) else document.encode()
    return parse_feed(data, url=URL, **options)  # type: ignore[arg-type]


def only(document: str | bytes, **options: str | None) -> FeedItem:
    found = read(document, **options)
    assert found.error is None
    assert len(found.items) == 1
    return found.items[0]


FORMS = {
    "RSS 2.0": rss(item("<guid>g1</guid><pubDate>Mon, 05 Oct 2026 08:30:00 GMT</pubDate>")),
    "RSS 0.91": '<rss version="0.91"><channel><title>T</title><item><title>Headline</title><link>https://x.org/a</link></item></channel></rss>',
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title></channel><item rdf:about="https://x.org/a"><title>Headline</title><link>https://x.org/a</link></item></rdf:RDF>',
    "RSS 0.90": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel><item><title>Headline</title><link>https://x.org/a</link></item></rdf:RDF>',
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>Headline</title><link href="https://x.org/a"/><id>g1</id></entry></feed>',
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry><title>Headline</title><link rel="alternate" type="text/html" href="https://x.org/a"/></entry></feed>',
    "JSON Feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "T",
            "items": [{"id": "g1", "url": "https://x.org/a", "title": "Headline"}],
        }
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_title_link_and_item(form):
    found = read(FORMS[form])
    assert found.error is None
    assert found.title == "T"
    assert [(each.title, each.link) for each in found.items] == [("Headline", "https://x.org/a")]


@pytest.mark.parametrize(
    ("fields", "zone", "expected"),
    [
        ("<pubDate>Mon, 05 Oct 2026 08:30:00 +0800</pubDate>", "UTC", "2026-10-05T00:30:00"),
        ("<pubDate>2026-10-05 08:30:00</pubDate>", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("<pubDate>2026年10月5日 08:30</pubDate>", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("<dc:date>2026-10-05T08:30:00+02:00</dc:date>", "UTC", "2026-10-05T06:30:00"),
        ("<pubDate>1791160200000</pubDate>", "UTC", "2026-10-05T00:30:00"),
        ("<pubDate>\n Mon, 05 Oct 2026 08:30:00 GMT\n</pubDate>", "UTC", "2026-10-05T08:30:00"),
        ("<pubDate>next week</pubDate>", "UTC", None),
        ("<pubDate>Fri, 14 Jul 1789 10:00:00 GMT</pubDate>", "UTC", None),
        ("<pubDate></pubDate>", "UTC", None),
        ("", "UTC", None),
    ],
)
def test_dates_are_certain_or_none(fields, zone, expected):
    found = only(rss(item(fields)), timezone=zone)
    assert found.published == (
        None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("link", "guid", "expected"),
    [
        ("/a/b", "", "https://www.example.org/a/b"),
        ("//y.org/a", "", "https://y.org/a"),
        (" \n https://x.org/a \t", "", "https://x.org/a"),
        ("https://x.org/a?b=1&amp;utm_source=rss#c", "", "https://x.org/a?b=1&utm_source=rss#c"),
        ("", "<guid>https://x.org/from-guid</guid>", "https://x.org/from-guid"),
        ("javascript:alert(1)", "", ""),
        ("data:text/html,x", "<guid isPermaLink='false'>7</guid>", ""),
        ("<![CDATA[https://x.org/a]]>", "", "https://x.org/a"),
    ],
)
def test_links_are_web_addresses_or_nothing(link, guid, expected):
    assert only(rss(item(guid, link=link))).link == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A &amp;amp; B", "A & B"),
        ("A &lt;b&gt;bold&lt;/b&gt; one", "A bold one"),
        ("<![CDATA[<em>中德</em>合作]]>", "中德合作"),
        ("\n  Wrapped \t title \n", "Wrapped title"),
        ("Zero\u200bwidth \u202eand\u202c more", "Zerowidth and more"),
        ("x &lt;script&gt;alert(1)&lt;/script&gt; y", "x y"),
        ("5 &lt; 6 und 7 &gt; 3", "5 < 6 und 7 > 3"),
        ("U&#x308;bersee", "Übersee"),
    ],
)
def test_titles_are_one_plain_line(title, expected):
    assert only(rss(item(title=title))).title == expected


def test_summary_and_full_text_are_plain_lines():
    fields = (
        "<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;</description>"
        "<content:encoded><![CDATA[<p>First.</p><p>Second.</p><script>x()</script><p>Third, which is only here.</p>]]></content:encoded>"
    )
    found = only(rss(item(fields)))
    assert found.summary == "First.\nSecond."
    assert found.text == "First.\nSecond.\nThird, which is only here."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("<author>a@x.org (Erika Muster)</author>", "Erika Muster"),
        ("<dc:creator>Erika Muster</dc:creator>", "Erika Muster"),
        ("<author>a@x.org</author>", ""),
        ("<dc:creator>admin</dc:creator>", ""),
        ("", ""),
    ],
)
def test_authors_are_names(fields, expected):
    assert only(rss(item(fields))).author == expected


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("<ttl>30</ttl>", 1800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999999</ttl>", None),
        ("", None),
    ],
)
def test_the_feeds_own_word_on_its_rhythm(channel, seconds):
    assert read(rss(item(), channel=channel)).ttl_seconds == seconds


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("gb18030", "gb2312", None),
        ("gb18030", "gbk", "text/xml; charset=gb2312"),
        ("gb18030", "utf-8", "text/xml; charset=gbk"),
        ("utf-8", "gb2312", None),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "gb2312", None),
        ("utf-16", "utf-16", None),
        ("big5", "big5", None),
    ],
)
def test_chinese_feeds_are_read_whatever_they_declare(encoding, declared, content_type):
    declaration = f'<?xml version="1.0" encoding="{declared}"?>'
    document = rss(item(title="中德合作" * 5), declaration=declaration).encode(encoding)
    assert only(document, content_type=content_type).title == "中德合作" * 5


@pytest.mark.parametrize(
    "document",
    [
        rss(item(title="A & B")),
        rss(item(title="A &nbsp; B &unknown; C")),
        rss(item(title="A \x0b\x00 B")),
        rss(item(title="A &#0; &#xD800; &#x1F; B")),
        "\n\n" + rss(item()),
        rss(item()).replace("</channel></rss>", ""),
        rss(item("<description>open <b>tag</description>")),
        rss(item("<media:thumbnail url='x'/>")),
        rss(item()) + "<script>trailing</script>",
        rss(item("<description><![CDATA[never closed</description>")),
    ],
)
def test_feeds_that_are_not_well_formed_still_give_their_item(document):
    found = read(document)
    assert found.error is None
    assert len(found.items) == 1
    assert found.items[0].link == "https://x.org/a"
    assert unicodedata.normalize("NFC", found.items[0].title) == found.items[0].title


def test_entities_of_the_document_itself_are_not_resolved():
    bomb = '<!DOCTYPE rss [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    found = read(rss(item(title="x &b; &f; y")).replace("<rss", bomb + "<rss"))
    assert all("boom" not in each.title and "root:" not in each.title for each in found.items)
    assert any("entities" in warning for warning in found.warnings)


def test_items_without_title_link_and_text_are_told_and_no_entries():
    found = read(rss("<item></item>", item()))
    assert len(found.items) == 2
    assert [entry.title for entry in listed_in_feed(found, "https://x.org/f").entries] == ["Headline"]
    assert any("says nothing" in warning for warning in found.warnings)


def test_an_item_without_link_keeps_its_text():
    found = only(rss("<item><description>Only words.</description></item>"))
    assert (found.title, found.link, found.summary) == ("", "", "Only words.")


def test_at_most_so_many_items_are_read():
    found = read(rss(*(item(link=f"https://x.org/{number}") for number in range(MAX_ITEMS + 3))))
    assert len(found.items) == MAX_ITEMS
    assert any(str(MAX_ITEMS) in warning for warning in found.warnings)


def test_an_empty_feed_is_empty_and_no_error():
    found = read(rss())
    assert found.error is None
    assert found.items == ()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"<html><body><p>Not found</p></body></html>", "web page"),
        (b"Just words", "no feed"),
        (b"%PDF-1.4", "PDF"),
        (b"{", "JSON"),
        (b'{"a": 1}', "JSON Feed"),
        (b"[1, 2]", "JSON Feed"),
        (b"[" * 200_000, "JSON"),
    ],
)
def test_what_is_no_feed_is_told(document, words):
    found = read(document)
    assert found.items == ()
    assert found.error is not None
    assert words in found.error


def test_deep_nesting_ends_in_a_value():
    found = read(rss(item("<x>" * 5_000)))
    assert isinstance(found, ParsedFeed)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"content_html": "<p>A</p><p>B</p>"}, "A\nB"),
        ({"content_text": "A\nB"}, "A\nB"),
        ({"content_html": 7}, "7"),
        ({}, ""),
    ],
)
def test_json_feeds_give_text(fields, expected):
    document = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [{"id": 7, "title": "T", **fields}]}
    )
    found = only(document)
    assert (found.guid, found.text) == ("7", expected)


def test_json_feed_authors_come_from_item_or_feed():
    items = [
        {"id": "1", "authors": [{"name": "A"}, {"name": "B"}]},
        {"id": "2", "author": {"name": "C"}},
        {"id": "3"},
        4,
        None,
    ]
    found = read(
        json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "authors": [{"name": "Z"}], "items": items}
        )
    )
    assert [each.author for each in found.items] == ["A, B", "C", "Z"]


pieces = st.sampled_from(
    [
        *(
            "<rss>",
            "<channel>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<link>",
            "<guid>",
            "</guid>",
            "<entry>",
        ),
        *(
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "&#x;",
            "&#99999999;",
            "&",
        ),
        *(
            '<?xml version="1.0" encoding="gb2312"?>',
            "<!DOCTYPE x [",
            "]>",
            "<pubDate>",
            "2026年10月5日",
            "中德",
            "\x00",
        ),
        *(
            '{"items":[',
            '{"title":',
            "<content type='xhtml'>",
            "<author>",
            "<a:b xmlns:a='x'>",
            "http://x.org/",
        ),
    ]
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.one_of(pieces, st.text(max_size=10)), max_size=40).map(
            lambda parts: "".join(parts).encode("utf-8", "replace")
        ),
    ),
    st.one_of(st.none(), st.text(max_size=30)),
)
def test_parse_feed_is_total_and_its_texts_are_plain(document, content_type):
    found = parse_feed(document, url=URL, content_type=content_type)
    for each in found.items:
        assert each.link == "" or each.link.startswith(("http://", "https://"))
        for text in (each.title, each.summary, each.author, each.guid, each.text):
            text.encode("utf-8")
            assert all(
                unicodedata.category(character) not in {"Cc", "Cs"} or character == "\n" for character in text
            )
