"""Whatever bytes come, a value comes out: bounded, plain, and without an exception."""

from __future__ import annotations

import unicodedata
from datetime import UTC

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.declarations import SourceDeclaration
from crawler.listing import links_of
from crawler.pages import extract
from crawler.recognition import feeds_of, kind_of
from crawler.sitemaps import parse_sitemap

URL = "https://www.example.org/news/"
TAGS = (
    "p",
    "div",
    "a href='/x'",
    "h1",
    "table",
    "td",
    "li",
    "ul",
    "article",
    "nav",
    "pre",
    "br",
    "b",
    "time datetime='2026-10-05'",
)
PIECES = (
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag.split()[0]}>" for tag in TAGS),
    *("<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>", "</textarea>", "<textarea>", "<title>"),
    *("<meta name='date' content='", "'>", '<script type="application/ld+json">', '{"@type":"NewsArticle","headline":', "[{"),
    *("&#0;", "&#xD800;", "&#x202e;", "&amp", "&nbsp;", "\x00", "\ufffe", "\U000e0041", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")),
    *("Ein Satz, der lang genug ist, um für einen Absatz gehalten zu werden, endet hier.", "一个足够长的句子，可以被当作一个段落来读取，在这里结束。"),
    *("2026年10月5日 08:30", "10.5.2026", "<link rel=canonical href='", "<base href='//", "<urlset>", "<url><loc>http://a.b/c", "</loc></url>"),
)  # fmt: skip

markup = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=60).map("".join)
encodings = st.sampled_from(["utf-8", "gb18030", "utf-16", "big5", "cp1252", "utf-32"])
wild = st.one_of(
    st.binary(max_size=600),
    st.builds(lambda text, name: text.encode(name, "replace"), markup, encodings),
)
content_types = st.one_of(st.none(), st.sampled_from(["text/html", "text/plain", "text/html; charset=gb2312", "x/y; charset=utf-7"]), st.text(max_size=40))  # fmt: skip
bounded = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_plain(text: str) -> None:
    for character in text:
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"}
    text.encode("utf-8")


@bounded
@given(data=wild, content_type=content_types)
def test_extract_is_total_and_its_result_is_plain(data: bytes, content_type: str | None):
    page = extract(data, url=URL, content_type=content_type, timezone="Asia/Shanghai")
    for text in (page.title, page.author, page.text, page.error or ""):
        assert_plain(text)
    assert "\n" not in page.title
    assert "\n\n" not in page.text
    assert page.published is None or page.published.tzinfo == UTC
    assert page.error is not None or page.text
    assert page.url is None or page.url.startswith(("http://", "https://"))


@bounded
@given(data=wild, content_type=content_types)
def test_links_are_absolute_canonical_and_each_once(data: bytes, content_type: str | None):
    declaration = SourceDeclaration(id="x", url=URL, access="listing", max_pages=3)
    page = links_of(data, url=URL, content_type=content_type, declaration=declaration)
    addresses = [entry.url for entry in page.entries]
    assert len(addresses) == len(set(addresses))
    assert all(address.startswith(("http://", "https://")) for address in addresses)
    assert page.next_page is None or page.next_page.startswith(("http://", "https://"))
    for entry in page.entries:
        assert_plain(entry.title)


@bounded
@given(data=wild, content_type=content_types)
def test_sitemaps_and_recognition_are_total(data: bytes, content_type: str | None):
    sitemap = parse_sitemap(data, url=URL)
    assert all(
        entry.url.startswith(("http://", "https://")) for entry in (*sitemap.entries, *sitemap.sitemaps)
    )
    assert sitemap.error is None or not sitemap.entries
    assert kind_of(data, content_type, URL)
    assert all(feed.url.startswith(("http://", "https://")) for feed in feeds_of(data, URL, content_type))


@bounded
@given(data=wild)
def test_reading_twice_gives_the_same(data: bytes):
    assert extract(data, url=URL, content_type=None) == extract(data, url=URL, content_type=None)
