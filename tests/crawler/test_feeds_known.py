"""Cutting known entries gives the same new entries as reading the whole feed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.addresses import canonical_url, entry_key
from crawler.feeds import parse_feed
from crawler.feeds_known import cut, scan
from crawler.values import FeedItem

HEAD = '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><link>https://x.org/</link>'
TAIL = "</channel></rss>"
ATOM_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><id>urn:feed</id>'


def rss(*items: str, between: str = "\n") -> bytes:
    return (HEAD + between.join(items) + TAIL).encode()


def item(number: int, guid: str | None = None, more: str = "") -> str:
    identity = guid if guid is not None else f'<guid isPermaLink="false">item-{number}</guid>'
    return f"<item><title>Title {number}</title><link>https://x.org/{number}</link>{identity}{more}</item>"


def key_of(found: FeedItem) -> str:
    return entry_key(found.guid, canonical_url(found.link) if found.link else None, fallback=found.title)


def assert_cut_is_exact(body: bytes, known_places: set[int]) -> bool:
    """Compare both ways; whether anything was cut."""
    whole = parse_feed(body, url="https://x.org/feed").items
    known = {key_of(found) for place, found in enumerate(whole) if place in known_places}
    expected = [found for found in whole if key_of(found) not in known]
    blocks = scan(body)
    left = cut(body, blocks, known, len(blocks)) if blocks else body
    rest = parse_feed(left, url="https://x.org/feed").items if left is not None else ()
    assert [found for found in rest if key_of(found) not in known] == expected
    return left != body


identities = st.sampled_from(
    [
        None,
        "",
        "<guid>https://x.org/permalink</guid>",
        "<guid>relative/path</guid>",
        "<guid isPermaLink='false'>plain id</guid>",
        "<guid><![CDATA[https://x.org/in-cdata]]></guid>",
        "<guid>https://x.org/?a=1&amp;b=2</guid>",
        "<guid>one</guid><guid>two</guid>",
        "<guid isPermaLink='false'>a</guid><atom:id>b</atom:id>",
        "<guid isPermaLink='false'>a</guid><dc:identifier>c</dc:identifier>",
        "<GUID>upper</GUID>",
        "<guid/>",
        "<guid isPermaLink='false'>doubled</guid>",
    ]
)
extras = st.sampled_from(
    [
        "",
        "<description>text &lt;item&gt;</description>",
        "<description><![CDATA[<item><guid>fake</guid></item>]]></description>",
        "<description><![CDATA[ plain ]]></description>",
        "<!-- <guid>hidden</guid> -->",
        "<source url='https://y.org'>Y</source>",
        "<description>&undefined; & broken < text</description>",
        "<item><guid>nested</guid></item>",
        "<dc:creator>A</dc:creator><pubDate>Mon, 05 Oct 2026 08:30:00 GMT</pubDate>",
    ]
)
gaps = st.sampled_from(
    [
        "\n",
        "",
        "<!-- <item><guid>gone</guid></item> -->",
        "<image><title>x</title></image>",
        "</channel><channel>",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(st.tuples(identities, extras), min_size=1, max_size=6),
    gap=gaps,
    known=st.sets(st.integers(0, 6)),
    truncate=st.integers(0, 60),
)
def test_cutting_and_reading_whole_agree_on_new_entries(parts, gap, known, truncate):
    body = rss(*(item(place, guid, more) for place, (guid, more) in enumerate(parts)), between=gap)
    if truncate > 40:
        body = body[: -(truncate - 40)]
    assert_cut_is_exact(body, known)


@pytest.mark.parametrize(
    "guid",
    [
        None,
        "<guid>https://x.org/p?utm_source=rss</guid>",
        "<guid><![CDATA[https://x.org/c]]></guid>",
        "<guid isPermaLink='false'> padded </guid>",
    ],
)
def test_ordinary_feeds_are_cut(guid):
    body = rss(item(1, guid), item(2), item(3))
    assert assert_cut_is_exact(body, {0, 2})


def test_atom_entries_are_cut():
    entries = [
        f"<entry><id>urn:x:{n}</id><title>T{n}</title><link href='https://x.org/{n}'/></entry>"
        for n in range(4)
    ]
    body = (ATOM_HEAD + "".join(entries) + "</feed>").encode()
    assert assert_cut_is_exact(body, {0, 1, 3})


def test_rdf_items_are_cut():
    items = "".join(
        f'<item rdf:about="https://x.org/{n}"><title>T{n}</title><link>https://x.org/{n}</link></item>'
        for n in range(3)
    )
    body = f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://x.org/"><title>T</title></channel>{items}</rdf:RDF>'.encode()
    assert assert_cut_is_exact(body, {1})


def test_gb18030_feeds_are_cut_in_their_own_bytes():
    body = (
        '<?xml version="1.0" encoding="gb2312"?>'
        + HEAD[21:]
        + item(1, more="<description>合肥工厂签约</description>")
        + item(2)
        + TAIL
    ).encode("gb18030")
    assert assert_cut_is_exact(body, {1})


def test_when_all_is_known_nothing_is_left_to_read():
    body = rss(item(1), item(2))
    blocks = scan(body)
    assert {block.key for block in blocks} == {"item-1", "item-2"}
    assert cut(body, blocks, {"item-1", "item-2"}, 10) is None


def test_at_most_the_limit_of_items_stays():
    body = rss(*(item(number) for number in range(20)))
    left = cut(body, scan(body), set(), 5)
    assert left is not None
    assert [found.guid for found in parse_feed(left).items] == [f"item-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><p>no feed</p></html>",
        b"<rss><channel><item><title>cut off",
        rss("<!-- comment -->", item(1)),
        rss(item(1), item(2), between="<!-- half "),
        (HEAD + "<description><![CDATA[<item>" + item(1) + TAIL).encode(),
        rss(item(1)).decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="iso-2022-jp"?>' + rss(item(1, more="<d>\x1b$B</d>")),
    ],
)
def test_what_cannot_be_cut_safely_is_left_whole(body):
    assert scan(body) == ()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_scan_is_total(body: bytes):
    for block in scan(b"<item>" + body):
        assert 0 <= block.start < block.end
