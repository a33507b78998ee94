"""What a page is: an article with its address and language, a teaser, a wall, or no page at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crawler.values import ExtractedPage
from tests.crawler.page_samples import CHINESE, ENGLISH, GERMAN, article, linked, page, paragraphs, read

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
