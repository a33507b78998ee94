"""Sitemaps, indexes and news sitemaps: whole, packed, broken, and hostile."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from crawler.sitemaps import MAX_ENTRIES, parse_sitemap

URL = "https://www.example.org/sitemap.xml"
PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*entries: str, attributes: str = NAMESPACE) -> bytes:
    return f"{PROLOG}<urlset {attributes}>{''.join(entries)}</urlset>".encode()


def entry(number: int, more: str = "") -> str:
    return f"<url><loc>https://www.example.org/a/{number}</loc>{more}</url>"


def test_a_plain_sitemap_keeps_its_last_changes():
    found = parse_sitemap(
        urlset(
            entry(1, "<lastmod>2026-10-05T08:30:00+02:00</lastmod>"),
            entry(2, "<lastmod>2026-10-05</lastmod>"),
            entry(3),
        ),
        url=URL,
    )
    assert [each.modified for each in found.entries] == [
        datetime(2026, 10, 5, 6, 30, tzinfo=UTC),
        datetime(2026, 10, 5, tzinfo=UTC),
        None,
    ]
    assert [each.published for each in found.entries] == [None, None, None]
    assert not found.is_news
    assert found.warnings == ()


def test_a_news_sitemap_gives_title_publication_and_language():
    news = "<news:news><news:publication><news:name>P</news:name><news:language>zh-cn</news:language></news:publication><news:publication_date>2026-10-05 08:30</news:publication_date><news:title>合作 &amp;amp; 投资</news:title></news:news>"
    found = parse_sitemap(
        urlset(entry(1, news), attributes=f"{NAMESPACE} {NEWS}"), url=URL, timezone="Asia/Shanghai"
    )
    assert found.is_news
    assert found.entries[0].title == "合作 & 投资"
    assert found.entries[0].language == "zh-cn"
    assert found.entries[0].published == datetime(2026, 10, 5, 0, 30, tzinfo=UTC)


def test_addresses_of_pictures_and_translations_are_not_the_article():
    more = '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" href="https://x.org/de"/><image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><image:loc>https://x.org/p.jpg</image:loc><image:title>P</image:title></image:image>'
    found = parse_sitemap(urlset(entry(1, more)), url=URL)
    assert [each.url for each in found.entries] == ["https://www.example.org/a/1"]
    assert found.entries[0].title == ""


def test_an_index_names_its_sitemaps_newest_first():
    body = f"{PROLOG}<sitemapindex {NAMESPACE}><sitemap><loc>https://x.org/1.xml</loc><lastmod>2025-01-01</lastmod></sitemap><sitemap><loc>https://x.org/2.xml.gz</loc><lastmod>2026-01-01</lastmod></sitemap><sitemap><loc>https://x.org/3.xml</loc></sitemap></sitemapindex>".encode()
    found = parse_sitemap(body, url=URL)
    assert [each.url for each in found.sitemaps] == [
        "https://x.org/2.xml.gz",
        "https://x.org/1.xml",
        "https://x.org/3.xml",
    ]
    assert found.entries == ()


@pytest.mark.parametrize(
    "attributes", ["", 'xmlns="https://www.google.com/schemas/sitemap/0.84"', 'xmlns:s="x"']
)
def test_the_namespace_does_not_matter(attributes):
    assert len(parse_sitemap(urlset(entry(1), attributes=attributes), url=URL).entries) == 1


def test_prefixed_elements_are_read():
    body = b'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>https://x.org/1</s:loc></s:url></s:urlset>'
    assert [each.url for each in parse_sitemap(body, url=URL).entries] == ["https://x.org/1"]


@pytest.mark.parametrize(
    "loc", ["\n  https://www.example.org/a/1 \n", "/a/1", "<![CDATA[https://www.example.org/a/1]]>"]
)
def test_addresses_are_trimmed_and_made_absolute(loc):
    found = parse_sitemap(urlset(f"<url><loc>{loc}</loc></url>"), url=URL)
    assert [each.url for each in found.entries] == ["https://www.example.org/a/1"]


@pytest.mark.parametrize("loc", ["", "javascript:alert(1)", "ftp://x.org/a", "https://a b.org/"])
def test_entries_without_a_web_address_are_left_out_and_counted(loc):
    found = parse_sitemap(urlset(entry(1), f"<url><loc>{loc}</loc></url>"), url=URL)
    assert len(found.entries) == 1
    assert any("1 entries" in warning for warning in found.warnings)


def test_packed_sitemaps_are_unpacked_even_when_cut_off():
    packed = gzip.compress(urlset(*(entry(number) for number in range(2_000))))
    assert len(parse_sitemap(packed, url=URL).entries) == 2_000
    cut = parse_sitemap(packed[: len(packed) // 2], url=URL)
    assert 0 < len(cut.entries) < 2_000
    assert any("cut off" in warning for warning in cut.warnings)
    assert parse_sitemap(b"\x1f\x8bnonsense", url=URL).error is not None


def test_an_entry_that_is_cut_off_is_no_entry():
    body = urlset(entry(1), entry(2))
    for length in range(len(body) - 10, len(body) - 60, -1):
        found = parse_sitemap(body[:length], url=URL)
        assert {each.url for each in found.entries} <= {
            "https://www.example.org/a/1",
            "https://www.example.org/a/2",
        }


@pytest.mark.parametrize(
    "body",
    [
        urlset(entry(1), "<url><loc>https://www.example.org/?a=1&b=2</loc></url>", entry(3)),
        urlset(entry(1), "<url><loc>https://www.example.org/b\x0bc</loc></url>", entry(3)),
        urlset(entry(1), "<url><loc>https://www.example.org/b</url>", entry(3)),
        b"\xef\xbb\xbf \n" + urlset(entry(1), entry(2), entry(3)),
    ],
)
def test_broken_mark_up_is_read_as_far_as_it_can_be(body):
    found = parse_sitemap(body, url=URL)
    assert found.error is None
    assert (
        body.startswith(b"\xef\xbb\xbf")
        or b"\x0b" in body
        or any("not well-formed" in w for w in found.warnings)
    )
    assert {"https://www.example.org/a/1", "https://www.example.org/a/3"} <= {
        each.url for each in found.entries
    }


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
    ],
)
def test_declarations_of_entities_are_refused(doctype):
    body = (
        f"{PROLOG}{doctype}<urlset {NAMESPACE}><url><loc>https://x.org/&c;&a;</loc></url></urlset>".encode()
    )
    for data in (body, body.decode().encode("utf-16"), gzip.compress(body)):
        found = parse_sitemap(data, url=URL)
        assert found.error is not None
        assert "entities" in found.error
        assert found.entries == ()


def test_a_bomb_of_zeros_is_bounded():
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(64)) + packer.flush()
    found = parse_sitemap(bomb, url=URL)
    assert found.entries == ()
    assert found.error is not None


def test_what_is_full_of_faults_is_given_up_and_told():
    found = parse_sitemap(urlset(entry(1))[: -len("</urlset>")] + b"<a b=" * 50_000, url=URL)
    assert [each.url for each in found.entries] == ["https://www.example.org/a/1"]
    assert any("faults" in warning or "cut off" in warning for warning in found.warnings)


def test_no_more_entries_are_read_than_the_protocol_allows():
    found = parse_sitemap(urlset(*(entry(number) for number in range(MAX_ENTRIES + 5))), url=URL)
    assert len(found.entries) == MAX_ENTRIES
    assert any("50,000" in warning for warning in found.warnings)


def test_doubled_addresses_are_one_entry():
    assert len(parse_sitemap(urlset(entry(1), entry(1), entry(2)), url=URL).entries) == 2


def test_dates_that_cannot_be_read_are_dropped_and_told():
    found = parse_sitemap(
        urlset(entry(1, "<lastmod>yesterday</lastmod>"), entry(2, "<lastmod>0001-01-01</lastmod>")), url=URL
    )
    assert [each.modified for each in found.entries] == [None, None]
    assert any("yesterday" in warning for warning in found.warnings)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
def test_titles_in_other_encodings_are_read(encoding):
    news = "<news:news><news:title>合肥工厂签约</news:title></news:news>"
    body = (
        urlset(entry(1, news), attributes=f"{NAMESPACE} {NEWS}")
        .decode()
        .replace("UTF-8", "gb2312" if encoding == "gb18030" else encoding)
    )
    assert parse_sitemap(body.encode(encoding), url=URL).entries[0].title == "合肥工厂签约"


def test_a_list_of_addresses_as_text_is_a_sitemap():
    found = parse_sitemap(b"https://x.org/1\r\nhttps://x.org/2\n\nhttps://x.org/1\n", url=URL)
    assert [each.url for each in found.entries] == ["https://x.org/1", "https://x.org/2"]


@pytest.mark.parametrize(
    "body",
    [b"", b"  \n", b"Not found", b"<html><body><p>404</p></body></html>", b"{}", b"<rss><channel/></rss>"],
)
def test_what_is_no_sitemap_is_an_error(body):
    found = parse_sitemap(body, url=URL)
    assert found.error is not None
    assert found.entries == ()


def test_an_empty_sitemap_is_empty_and_no_error():
    found = parse_sitemap(urlset(), url=URL)
    assert found.error is None
    assert found.entries == ()
