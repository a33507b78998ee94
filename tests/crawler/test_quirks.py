"""Each known quirk of real sources, with a test named after it; ``docs/sources.md`` lists them by these numbers.

What needs rounds of crawling is lived through in ``test_corner.py``; here stands what a single document shows.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.catalogue import shipped_sources
from crawler.addresses import canonical_url
from crawler.crawling_entries import Listed, as_declared, dated, listed_in_feed
from crawler.crawling_pages import published_by
from crawler.dates import parse_date
from crawler.dates_listed import parse_listed_date
from crawler.feeds import parse_feed
from crawler.recognition import feeds_of
from storage import Database
from storage.rhythm import Rhythm
from storage.tables import Address, Source
from storage.values import PendingArticle
from tests.crawler.crawls import crawl, one_source, rows
from tests.crawler.quirks import BEIJING, DAY, NOW, PROSE, entry, page, rss, source


def test_quirk_01_frozen_but_valid() -> None:
    """Health is the age of the newest item against the source's own rhythm, never the status code."""
    frozen = Rhythm().after(
        [datetime(2017, 12, day, tzinfo=UTC) for day in range(1, 13)], NOW, first_poll=True
    )
    assert frozen.state(NOW) == "silent"
    lively = Rhythm().after([NOW - n * DAY for n in range(10)], NOW, first_poll=True)
    assert [lively.state(NOW + n * DAY) for n in (0, 1, 2, 6)] == ["fresh", "fresh", "late", "silent"]


def test_quirk_02_valid_and_empty() -> None:
    found = parse_feed(rss())
    assert (found.error, found.items) == (None, ())


def test_quirk_03_no_dates_at_all() -> None:
    """The page, then the address, then first seen; which one is stored."""
    article = PendingArticle(1, "s", "https://x.org/2026/11/20/a.html", "A", "", "", "", None, "", 0, "")
    stated = datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert published_by(article, stated, "UTC", NOW) == (stated, "page")
    assert published_by(article, None, "UTC", NOW) == (datetime(2026, 11, 20, tzinfo=UTC), "address")
    bare = replace(article, url="https://x.org/a.html")
    assert published_by(bare, None, "UTC", NOW)[0] is None


def test_quirk_04_not_well_formed() -> None:
    torn = rss("<item><title>Pumps & more</title><link>https://x.org/1</link></item>") + b"\xff<"
    found = parse_feed(torn)
    assert [item.title for item in found.items] == ["Pumps & more"]
    assert any("not well-formed" in warning for warning in found.warnings)


def test_quirk_05_wanted_by_everyone_alive_nowhere() -> None:
    """Discovery finds a page's feeds; addresses known dead are kept, and never polled."""
    head = "<head><link rel=alternate type=application/rss+xml href=/neu.xml></head>"
    assert [link.url for link in feeds_of(head.encode(), "https://x.org/")] == ["https://x.org/neu.xml"]
    dead = [
        address for declared in shipped_sources() for address in declared.addresses if address.state == "dead"
    ]
    assert len(dead) >= 5


def test_quirk_06_short_windows(odd_server, database: Database) -> None:
    """Nothing of the last poll is listed any more: a gap, which is counted and shown."""
    items = "<item><title>Of number {0}</title><link>http://127.0.0.1:9/{0}</link><description>d</description></item>"
    settings = one_source(odd_server, text="teaser")
    for first in (0, 3, 40):
        body = rss(*(items.format(number) for number in range(first, first + 5)))
        odd_server.text("/feed", body, kind="application/rss+xml")
        crawl(database, settings)
    (address,) = rows(database, Address)
    assert address.gaps == 1
    assert "lost" in address.remark
    assert rows(database, Source)[0].health == "fresh"


@pytest.mark.parametrize("text", ["2026-10-05 09:30", "2026年10月05日09:30", "2026.10.05 09:30"])
def test_quirk_07_chinese_dates_carry_no_zone(text: str) -> None:
    assert parse_date(text, BEIJING) == datetime(2026, 10, 5, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "wanted"),
    [
        ("08:30", BEIJING, datetime(2026, 11, 22, 0, 30, tzinfo=UTC)),
        ("11-20 09:00", BEIJING, datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
        ("12-30 09:00", BEIJING, datetime(2025, 12, 30, 1, 0, tzinfo=UTC)),
        ("3小时前", BEIJING, NOW - timedelta(hours=3)),
        ("刚刚", BEIJING, NOW),
        ("半小时前", BEIJING, NOW - timedelta(minutes=30)),
        ("昨天 18:00", BEIJING, datetime(2026, 11, 21, 10, 0, tzinfo=UTC)),
        ("前天", BEIJING, datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ("2天前", BEIJING, NOW - 2 * DAY),
        ("1周前", BEIJING, NOW - 7 * DAY),
        ("vor 20 Minuten", "Europe/Berlin", NOW - timedelta(minutes=20)),
        ("vor einer Stunde", "Europe/Berlin", NOW - timedelta(hours=1)),
        ("vor 2 Wochen", "Europe/Berlin", NOW - 14 * DAY),
        ("gestern, 14:15 Uhr", "Europe/Berlin", datetime(2026, 11, 21, 13, 15, tzinfo=UTC)),
        ("vorgestern", "Europe/Berlin", datetime(2026, 11, 19, 23, 0, tzinfo=UTC)),
        ("just now", "UTC", NOW),
        ("5 mins ago", "UTC", NOW - timedelta(minutes=5)),
        ("an hour ago", "UTC", NOW - timedelta(hours=1)),
        ("a week ago", "UTC", NOW - 7 * DAY),
        ("05.10.2026", "Europe/Berlin", datetime(2026, 10, 4, 22, 0, tzinfo=UTC)),
        ("[05/10/2026 09:30]", BEIJING, datetime(2026, 10, 5, 1, 30, tzinfo=UTC)),
        ("22. November", "Europe/Berlin", datetime(2026, 11, 21, 23, 0, tzinfo=UTC)),
        ("Nov 20", "UTC", datetime(2026, 11, 20, tzinfo=UTC)),
        ("bald", "UTC", None),
        ("25:99", BEIJING, None),
    ],
)
def test_quirk_08_relative_and_short_forms(text: str, zone: str, wanted: datetime | None) -> None:
    assert parse_listed_date(text, zone, NOW) == wanted


def test_quirk_09_two_answers_on_one_page() -> None:
    """A wall clock without a zone gets it from the statement that has one; an edit is no new item."""
    stated = "<meta name=date content=2026-10-05T17:23:42><script type=application/ld+json>{}</script>"
    linked = {"@type": "NewsArticle", "headline": "H", "datePublished": "2026-10-05T17:23:42+02:00"}
    found = page(stated.format(json.dumps(linked)) + f"<article><h1>H</h1>{PROSE}</article>", "UTC")
    assert found.published == datetime(2026, 10, 5, 15, 23, 42, tzinfo=UTC)
    first, edited = (
        parse_feed(rss(f"<item><guid>tag:1</guid><title>{title}</title><link>https://x.org/1</link></item>"))
        for title in ("Title", "Title, updated")
    )
    keys = {listed_in_feed(feed, "https://x.org/f").entries[0].key for feed in (first, edited)}
    assert keys == {"tag:1"}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (1791172200, datetime(2026, 10, 5, 3, 50, tzinfo=UTC)),
        ("1791172200000", datetime(2026, 10, 5, 3, 50, tzinfo=UTC)),
        ("1789-07-14", None),
        ("2026年13月5日", None),
    ],
)
def test_quirk_10_epoch_traps(value: Any, wanted: datetime | None) -> None:
    assert parse_date(value, BEIJING) == wanted


def test_quirk_10_future_dates_are_clamped_or_dropped() -> None:
    ahead = dated(Listed((entry("https://x.org/1", published=NOW + timedelta(hours=9)),)), NOW)
    far = dated(Listed((entry("https://x.org/1", published=datetime(2099, 1, 1, tzinfo=UTC)),)), NOW)
    assert (ahead.entries[0].published, far.entries[0].published) == (NOW, None)
    assert ahead.warnings
    assert far.warnings


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://www.dw.com/de/x/a-1?maca=de-rss-de-all-1119", "https://www.dw.com/de/x/a-1"),
        ("https://www.scmp.com/a/article/1/b?utm_source=rss_feed", "https://www.scmp.com/a/article/1/b"),
        ("https://www.welt.de/article1/X.html?source=rss", "https://www.welt.de/article1/X.html"),
        ("https://www.spiegel.de/x-a-1#ref=rss", "https://www.spiegel.de/x-a-1"),
        ("https://german.cri.cn/1.html?spm=C87.P5", "https://german.cri.cn/1.html"),
        ("http://x.cn/iteminfo.jsp?id=5", "http://x.cn/iteminfo.jsp?id=5"),
        ("https://x.cn/newDetil?id=5&spm=1", "https://x.cn/newDetil?id=5"),
        ("https://x.de/pm/1/2?langid=1", "https://x.de/pm/1/2?langid=1"),
    ],
)
def test_quirk_11_tracking(given: str, wanted: str) -> None:
    assert canonical_url(given) == wanted


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("dw-de", "https://www.dw.com/de/alt/a-68117411", "https://www.dw.com/de/neu-geschrieben/a-68117411"),
        (
            "spiegel",
            "https://www.spiegel.de/wirtschaft/a-60a0111a-c2d2-46c8-9e93-b16a374e6ba8",
            "https://www.spiegel.de/ausland/b-a-60a0111a-c2d2-46c8-9e93-b16a374e6ba8",
        ),
        (
            "xinhua-zh",
            "http://www.news.cn/20240424/b3e483975ed64224afba3567f940a0b0/c.html",
            "https://www.news.cn/fortune/20240424/b3e483975ed64224afba3567f940a0b0/c.html",
        ),
    ],
)
def test_quirk_12_stable_ids_beat_whole_addresses(name: str, one: str, other: str) -> None:
    declared = source(name)
    keys = {as_declared(Listed((entry(url),)), declared).entries[0].key for url in (one, other)}
    assert len(keys) == (1 if name != "spiegel" else len(keys))
    assert as_declared(Listed((entry(other),)), declared).entries[0].key.startswith("id:")


@pytest.mark.parametrize(
    ("name", "twin", "wanted"),
    [
        (
            "thepaper",
            "https://m.thepaper.cn/newsDetail_forward_1",
            "https://www.thepaper.cn/newsDetail_forward_1",
        ),
        ("jiemian", "https://m.jiemian.com/article/1.html", "https://www.jiemian.com/article/1.html"),
        (
            "prnasia",
            "https://enmobile.prnasia.com/releases/apac/a-1.shtml",
            "https://en.prnasia.com/releases/apac/a-1.shtml",
        ),
        ("dw-en", "https://amp.dw.com/en/x/a-1", "https://www.dw.com/en/x/a-1"),
    ],
)
def test_quirk_13_twins(name: str, twin: str, wanted: str) -> None:
    (found,) = as_declared(Listed((entry(twin),)), source(name)).entries
    assert found.url == wanted
    assert re.search(str(source(name).article_url), wanted)
