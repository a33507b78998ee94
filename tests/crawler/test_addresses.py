"""Canonical addresses: two of one article become one, two articles never."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.addresses import absolute_url, canonical_url, entry_key, readable, site_of, slot_of

BASE = "https://www.example.org/news/list/index.html"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://www.dw.com/de/titel/a-123?maca=de-rss-de-all-1119-rdf",
            "https://www.dw.com/de/titel/a-123",
        ),
        ("https://www.scmp.com/a/1?utm_source=rss_feed&module=x&pgtype=article", "https://www.scmp.com/a/1"),
        ("https://www.welt.de/a1/?source=rss", "https://www.welt.de/a1/"),
        ("https://www.spiegel.de/a-1#ref=rss", "https://www.spiegel.de/a-1"),
        ("https://german.cri.cn/a.html?spm=C1.2", "https://german.cri.cn/a.html"),
        ("https://x.org/iteminfo.jsp?id=7", "https://x.org/iteminfo.jsp?id=7"),
        ("https://x.org/newDetil?id=7&utm_medium=x", "https://x.org/newDetil?id=7"),
        (
            "https://www.presseportal.de/en/pm/6570/2479852?langid=1",
            "https://www.presseportal.de/en/pm/6570/2479852?langid=1",
        ),
        ("https://x.org/a?source=germany", "https://x.org/a?source=germany"),
        ("HTTP://X.org:80/a", "http://x.org/a"),
        ("https://x.org:8443/a", "https://x.org:8443/a"),
        ("https://x.org", "https://x.org/"),
        ("https://x.org/a/./b/../c/", "https://x.org/a/c/"),
        ("https://x.org/%7Euser/%e4%b8%ad", "https://x.org/~user/%E4%B8%AD"),
        ("https://x.org/中德", "https://x.org/%E4%B8%AD%E5%BE%B7"),
        ("https://x.org/%25E4%25B8%25AD", "https://x.org/%25E4%25B8%25AD"),
        ("https://x.org/100%", "https://x.org/100%25"),
        ("https://müller.de/a", "https://xn--mller-kva.de/a"),
        ("https://x.org/app#/article/7", "https://x.org/app#/article/7"),
        ("https://x.org/app#!/article/7", "https://x.org/app#!/article/7"),
        ("https://x.org./a", "https://x.org/a"),
        ("../2026/a.html", "https://www.example.org/news/2026/a.html"),
        ("./a.html", "https://www.example.org/news/list/a.html"),
        ("../../../a.html", "https://www.example.org/a.html"),
        ("//m.example.org/a", "https://m.example.org/a"),
        ("?page=2", "https://www.example.org/news/list/index.html?page=2"),
        (" \r\n/a\tb ", "https://www.example.org/ab"),
    ],
)
def test_canonical_forms(link, expected):
    assert canonical_url(link, BASE) == expected


@pytest.mark.parametrize(
    "link",
    [
        "",
        " ",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.org",
        "ftp://x.org/",
        "https://",
        "https:///a",
        "https://user@x.org/",
        "https://x.org:99999/",
        "https://[::1/",
        "https://a b.org/",
        "https://x.org/" + "a" * 3_000,
        "https://x\\@y.org/",
    ],
)
def test_what_is_no_web_address_is_none(link):
    assert canonical_url(link) is None
    assert absolute_url(link) is None


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("htTp://x.org/A", "http://x.org/A"),
        ("HTTPS://X.org/?Q=a:b", "https://X.org/?Q=a:b"),
        ("//x.org/A", "https://x.org/A"),
    ],
)
def test_the_scheme_is_in_lower_case_and_the_rest_as_given(link, absolute):
    assert absolute_url(link, BASE) == absolute


def test_a_relative_link_needs_a_base():
    assert absolute_url("/a/b") is None


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(["", "https://x.org/", "https://x.org/a?b=", "//y.org/", "/p/", "?q="]),
)
def test_canonical_is_idempotent_ascii_and_http(text, prefix):
    found = canonical_url(prefix + text, BASE)
    if found is not None:
        assert found.isascii()
        assert found.startswith(("http://", "https://"))
        assert canonical_url(found) == found


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"https?://[a-z0-9.-]{1,12}(/[A-Za-z0-9._~%/=?&,+-]{0,20})?", fullmatch=True))
def test_plain_absolute_links_stay_as_they_are(link):
    found = absolute_url(link, BASE)
    assert found is None or found in {link, urljoin(BASE, link)}


@settings(max_examples=300, deadline=None)
@given(
    st.from_regex(
        r"https?://[a-z0-9.-]{1,12}(:(80|443|8080|65535|65536|0?99))?(/[A-Za-z0-9._~/=,+-]{0,15}(\?[a-z0-9=&./_-]{0,15})?)?",
        fullmatch=True,
    ),
    st.sampled_from(["", "?utm_source=rss", "?id=7&ref=feed", "/../a/./b"]),
)
def test_addresses_that_need_little_work_get_the_same_form_as_by_all_of_it(link, end):
    # A scheme in capitals takes the long way.
    assert canonical_url(link + end) == canonical_url("HTTP" + (link + end)[4:])


@pytest.mark.parametrize(
    ("guid", "url", "expected"),
    [
        ("urn:uuid:1", "https://x.org/a", "urn:uuid:1"),
        ("https://x.org/a?utm_source=rss", "https://x.org/b", "https://x.org/a"),
        ("  7 ", None, "7"),
        ("", "https://x.org/a", "https://x.org/a"),
        ("", None, "title|date"),
        ("http://", None, "http://"),
    ],
)
def test_the_key_of_an_entry_is_its_guid_else_its_address(guid, url, expected):
    assert entry_key(guid, url, fallback="title|date") == expected


def test_hosts_of_one_site_are_told_to_be_one():
    assert {
        site_of(f"https://{host}/a")
        for host in ("www.x.org", "m.x.org", "mobile.x.org", "amp.x.org", "X.org")
    } == {"x.org"}
    assert site_of("https://news.x.org/") != site_of("https://x.org/")


def test_the_unit_of_politeness_is_the_host_with_an_unusual_port():
    assert slot_of("https://x.org:443/a") == slot_of("http://X.org/b") == "x.org"
    assert slot_of("http://127.0.0.1:8099/") == "127.0.0.1:8099"


def test_readable_forms():
    assert readable("https://x.org/%E4%B8%AD") == "https://x.org/中"
    assert readable("https://x.org/%FF") == "https://x.org/%FF"
