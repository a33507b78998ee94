"""A site's own JSON: read by declared paths, or by what keys are commonly called."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config import Settings
from config.declarations import AddressDeclaration, BehindDeclaration, PathsDeclaration
from crawler.lists_json import parse_json_list
from crawler.values import ParsedFeed
from storage import Database
from storage.tables import Address, Article
from tests.crawler.crawls import PAGE, crawl, rows

BASE = "https://news.example.cn/ds_1.json"


def read(document: Any, timezone: str = "Asia/Shanghai", **paths: str) -> ParsedFeed:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    declared = PathsDeclaration(**paths) if paths else None
    return parse_json_list(body, url=BASE, paths=declared, timezone=timezone)


def test_the_list_of_an_agency_section_is_read_by_its_paths() -> None:
    document = {
        "datasource": [
            {
                "contentId": "5a16c54f",
                "showTitle": "<em>Hafen</em> &amp; Werk",
                "publishUrl": "../20261005/5a16c54f/c.html",
                "publishTime": "2026-10-05 09:30:00",
                "summary": None,
            },
            {"showTitle": "", "publishUrl": ""},
            "no item",
        ]
    }
    found = read(
        document, items="datasource", title="showTitle", url="publishUrl", date="publishTime", id="contentId"
    )
    assert found.error is None
    (item,) = found.items
    assert (item.title, item.guid) == ("Hafen & Werk", "5a16c54f")
    assert item.link == "https://news.example.cn/20261005/5a16c54f/c.html"
    assert item.published == datetime(2026, 10, 5, 1, 30, tzinfo=UTC)


def test_a_value_may_be_a_form_of_others_and_has_alternatives() -> None:
    document = {
        "data": {"list": [{"nid": 7, "day": "2026.10.05", "hm": "08:15", "names": {"en": "", "zh": "签约"}}]}
    }
    found = read(
        document,
        items="result.rows|data.list",
        title="names.en|names.zh",
        url="/brief/{nid}.html",
        date="{day} {hm}",
        id="nid",
    )
    (item,) = found.items
    assert (item.title, item.link) == ("签约", "https://news.example.cn/brief/7.html")
    assert item.published == datetime(2026, 10, 5, 0, 15, tzinfo=UTC)


def test_epochs_in_seconds_and_milliseconds_are_told_apart() -> None:
    rows_ = [{"t": "a", "u": "/a", "c": 1791172200}, {"t": "b", "u": "/b", "c": 1791172200000}]
    found = read(rows_, title="t", url="u", date="c")
    assert {item.published for item in found.items} == {datetime(2026, 10, 5, 3, 50, tzinfo=UTC)}


def test_lists_within_lists_are_strung_together_and_items_may_stand_under_their_ids() -> None:
    days = {"days": [{"rows": [{"title": "a", "url": "/a"}]}, {"rows": [{"title": "b", "url": "/b"}]}]}
    assert [item.title for item in read(days, items="days.*.rows", title="title").items] == ["a", "b"]
    by_id = {"news": {"1": {"title": "a", "url": "/a"}, "2": {"title": "b", "url": "/b"}}}
    assert [item.title for item in read(by_id, items="news", title="title").items] == ["a", "b"]


@pytest.mark.parametrize(
    "body",
    [
        b'callback({"list":[{"title":"a","url":"/a"}]});',
        b'var data = {"list":[{"title":"a","url":"/a"}]};',
        b'\xef\xbb\xbf window.news=  {"list":[{"title":"a","url":"/a"}]}',
        '{"list":[{"title":"a","url":"/a","x":"中"}]}'.encode("gb18030"),
    ],
)
def test_json_in_a_wrapper_or_another_encoding_is_unwrapped(body: bytes) -> None:
    assert [item.title for item in read(body, items="list").items] == ["a"]


def test_without_declared_paths_common_names_are_enough() -> None:
    document = {
        "nav": [{"name": "Home", "url": "/"}],
        "result": {
            "articles": [{"headline": str(n), "link": f"/{n}", "pubDate": "2026-10-05"} for n in range(3)]
        },
    }
    found = read(document)
    assert [item.link for item in found.items] == [f"https://news.example.cn/{n}" for n in range(3)]
    assert all(item.published for item in found.items)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "url": "https://example.org/1"}],
    }
    assert [item.guid for item in read(feed).items] == ["1"]
    assert "declare its paths" in str(read({"a": [1, 2]}).error)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<html>403</html>", "web page"),
        (b'{"a": ', "not valid JSON"),
        (b'{"other": []}', "no list at 'list'"),
    ],
)
def test_what_is_no_such_list_is_told(body: bytes, words: str) -> None:
    assert words in str(read(body, items="list").error)


def test_an_empty_list_is_no_error() -> None:
    assert read({"list": []}, items="list") == ParsedFeed()


@given(st.binary(max_size=300), st.text(max_size=30))
def test_nothing_makes_it_raise(body: bytes, path: str) -> None:
    parse_json_list(body, url=BASE, paths=PathsDeclaration(items=path, date=path), timezone="UTC")


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.sampled_from(["", "a", "a.b", "*", "a.*.b", "0.a", "b|a", "*.*"]))
def test_any_json_is_survived(document: Any, path: str) -> None:
    body = json.dumps(document).encode()
    for paths in (PathsDeclaration(items=path, title="a", url="{b}/{c}", date="c"), None):
        parse_json_list(body, url=BASE, paths=paths, timezone="UTC")


def test_declarations_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValidationError, match="paths belong"):
        AddressDeclaration(url=BASE, access="rss", paths=PathsDeclaration())
    with pytest.raises(ValidationError, match="one group"):
        BehindDeclaration(pattern="ds_", address="https://example.org/{}")
    with pytest.raises(ValidationError, match="one \\{"):
        BehindDeclaration(pattern="ds_(.)", address="https://example.org/")


def test_a_list_behind_a_page_is_crawled_and_asked_conditionally(odd_server, database: Database) -> None:
    odd_server.text(
        "/section.htm", '<ul class="list" data="datasource:abc123"></ul><script src="/x.js"></script>'
    )
    document = {"datasource": [{"title": "On a thing", "url": "/a.html", "time": "2026-10-05 09:30"}]}
    odd_server.text("/ds_abc123.json", json.dumps(document), kind="application/json", ETag='"1"')
    odd_server.text("/a.html", PAGE)
    address = {
        "url": odd_server.url("/section.htm"),
        "access": "json",
        "paths": {"items": "datasource", "date": "time"},
        "behind": {"pattern": "datasource:([0-9a-f]+)", "address": odd_server.url("/ds_{}.json")},
    }
    settings = Settings(
        catalogue="none",
        sources=[{"id": "odd", "timezone": "Asia/Shanghai", "addresses": [address]}],  # type: ignore[list-item]
        fetch={"allow": [odd_server.pair]},  # type: ignore[arg-type]
    )
    report = crawl(database, settings)
    assert (report.failures, report.entries, report.pages) == ((), 1, 1)
    (article,) = rows(database, Article)
    assert article.published == datetime(2026, 10, 5, 1, 30, tzinfo=UTC)
    assert article.published_basis == "json"
    crawl(database, settings)
    assert odd_server.headers("/ds_abc123.json")["if-none-match"] == '"1"'
    odd_server.text("/section.htm", "<p>redesigned</p>")
    report = crawl(database, settings)
    assert "behind" in report.failures[0].error
    (row,) = rows(database, Address)
    assert row.failures == 1
