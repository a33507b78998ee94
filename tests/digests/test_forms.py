"""The forms for machines: JSON that its published schema holds, feeds, tables, calendars; nothing in them is active."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from jsonschema import Draft202012Validator
from lxml import etree

from config.settings import SubscriptionSettings
from digests.attachments import attachments_of
from digests.compose import compose
from digests.deal_csv import deals_as_csv
from digests.render import FORMS, render, render_bytes
from digests.render_json import payload_of, payload_schema
from digests.samples import sample_digest
from digests.trend import trend_of
from digests.values import ComposedDigest
from storage.values import (
    AmountValue,
    DealFile,
    DealMark,
    PartyValue,
    ReadingCounts,
    SourceCoverage,
    SourceReport,
    StepValue,
    UntoldStep,
)

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


def deal_file(
    number: int, text: str = "Bosch builds a plant in Suzhou.", kind: str = "investment"
) -> DealFile:
    url = f"https://wire.example/{number}"
    report = SourceReport(
        number, "wire", "Wire", url, text, "en", NOW, NOW, text, "signed", None, None, None, (), False, ("signed",),
    )  # fmt: skip
    steps = (
        StepValue(number * 10, "announced", None, text, url, NOW - timedelta(days=40), is_update=False),
        StepValue(number * 10 + 1, "signed", date(2026, 11, 26), text, url, NOW, is_update=True),
    )
    amount = AmountValue(Decimal("1234567.89") * number, "CNY", "about") if number % 3 else None
    return DealFile(
        number, number, kind, "signed", text, (PartyValue(text, "cn"), PartyValue("Bosch", "de", "bosch")),
        amount, "Suzhou", date(2026, 11, 26), NOW - timedelta(days=40 if number % 2 else 0), NOW, (report,), steps,
    )  # fmt: skip


def digest_of(*deals: DealFile, whole: bool = False, **more: Any) -> ComposedDigest:
    subscription = SubscriptionSettings.model_validate(
        {"name": "morning", "schedule": "0 8 * * *", "timezone": "Europe/Berlin"} | more
    )
    marks = [DealMark(NOW - timedelta(weeks=week), "investment", "Suzhou") for week in range(8)]
    return compose(
        subscription,
        [UntoldStep(step, deal) for deal in deals for step in (deal.steps if whole else deal.steps[1:])],
        window_from=NOW - timedelta(days=1),
        window_to=NOW,
        coverage=SourceCoverage(fresh=3, failing=1, troubled=(("Wuhan Daily", "failing", "503"),)),
        kind="scheduled",
        now=NOW,
        digest_id="d1",
        readings=ReadingCounts(read=10, unrelated=6, no_deal=1, copies=1, alerts=2),
        trend=trend_of(marks, 12, NOW, ZoneInfo("Europe/Berlin")),
    )


def closed(schema: Any) -> Any:
    """The schema with no key allowed that it does not name: a key that is new must be written into it."""
    if isinstance(schema, dict):
        result = {key: closed(value) for key, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            result["additionalProperties"] = False
        return result
    return [closed(value) for value in schema] if isinstance(schema, list) else schema


@pytest.fixture(scope="module")
def strict() -> Draft202012Validator:
    schema = json.loads(payload_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(closed(schema), format_checker=Draft202012Validator.FORMAT_CHECKER)


def payloads() -> dict[str, Any]:
    deals = [deal_file(number) for number in range(1, 8)]
    return {
        "morning": payload_of(digest_of(*deals, max_deals=4)),
        "empty": payload_of(digest_of()),
        "week": payload_of(digest_of(*deals, whole=True, review="week")),
        "month": payload_of(digest_of(*deals, whole=True, review="month", language="zh")),
        "sample": payload_of(sample_digest(SubscriptionSettings(name="x"), NOW), sample=True),
    }


@pytest.mark.parametrize("name", ["morning", "empty", "week", "month", "sample"])
def test_every_payload_holds_to_the_published_schema(strict: Draft202012Validator, name: str) -> None:
    payload = json.loads(json.dumps(payloads()[name]))
    assert [error.message for error in strict.iter_errors(payload)] == []


def test_a_change_of_the_payload_breaks_the_schema(strict: Draft202012Validator) -> None:
    def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(node, dict):
            return [path, *(found for key, value in node.items() for found in places(value, (*path, key)))]
        if isinstance(node, list) and node:
            return places(node[0], (*path, 0))
        return []

    def at(node: Any, path: tuple[Any, ...]) -> Any:
        for key in path:
            node = node[key]
        return node

    original = json.loads(json.dumps(payloads()["week"]))
    optional = {"qualifier", "review", "trend"}
    for path in places(original):
        added = json.loads(json.dumps(original))
        at(added, path)["surprise"] = 1
        assert not strict.is_valid(added), path
        for key in at(original, path):
            dropped = json.loads(json.dumps(original))
            del at(dropped, path)[key]
            assert strict.is_valid(dropped) == (key in optional), (path, key)


@pytest.mark.parametrize("form", ["atom", "rss", "jsonfeed"])
def test_feeds_are_read_by_a_feed_reader(form: Any) -> None:
    digest = digest_of(*(deal_file(number) for number in range(1, 4)), language="de")
    text = render(digest, form)
    if form == "jsonfeed":
        items = json.loads(text)["items"]
        ids, titles, links = ([item[key] for item in items] for key in ("id", "title", "url"))
    else:
        parsed = feedparser.parse(text.encode())
        assert not parsed.bozo
        assert parsed.feed.title == "Abschlüsse zwischen China und Deutschland"
        ids, titles, links = ([entry[key] for entry in parsed.entries] for key in ("id", "title", "link"))
        assert "„Bosch builds a plant in Suzhou.“" in parsed.entries[0].summary
    assert sorted(ids) == [f"urn:zhongde:deal:{number}:signed" for number in (1, 2, 3)]
    assert all("Investition · angekündigt → unterzeichnet" in title for title in titles)
    assert sorted(links) == [f"https://wire.example/{number}" for number in (1, 2, 3)]


def sheet_of(data: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet."""
    namespace = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = [
            "".join(node.itertext())
            for node in etree.fromstring(book.read("xl/sharedStrings.xml")).findall("s:si", namespace)
        ]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert not sheet.findall(".//s:f", namespace), "no cell is a formula"
    return [
        [
            strings[int(cell.findtext("s:v", "", namespace))]
            if cell.get("t") == "s"
            else cell.findtext("s:v", "", namespace)
            for cell in row
        ]
        for row in sheet.findall(".//s:row", namespace)
    ]


def test_tables_hold_every_deal_and_no_formula() -> None:
    hostile = '=HYPERLINK("http://evil.example")'
    digest = digest_of(
        *(deal_file(number, hostile if number == 1 else "Text") for number in range(1, 8)), max_deals=2
    )
    rows = list(csv.reader(io.StringIO(render(digest, "csv"))))
    assert len(rows) == 8
    assert rows[0][:4] == ["Number", "News or update", "Kind", "Status"]
    by_id = {row[0]: row for row in rows[1:]}
    assert by_id["2"][5:10] == ["2469135.78", "CNY", "about", "304080.76", "2025"]
    assert by_id["1"][-1] == "'" + hostile
    assert render_bytes(digest, "csv").startswith(b"\xef\xbb\xbf")
    sheet = sheet_of(render_bytes(digest, "xlsx"))
    assert len(sheet) == 8
    assert any(hostile in cell for row in sheet for cell in row)
    assert {row[0] for row in sheet[1:]} == set(by_id)


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        " =1",
        '"=1"',
        "\u00a0=1",
        "\u200b=1",
        "@SUM(1)",
        "x;=1+1",
        'x; "＝1"',
        "x;\t+1",
    ],
)
def test_no_spreadsheet_finds_a_formula_whatever_its_separator(hostile: str) -> None:
    text = deals_as_csv([deal_file(1, hostile)]) + render(digest_of(deal_file(1, hostile)), "csv")
    for separator, quotes in ((",", csv.QUOTE_MINIMAL), (";", csv.QUOTE_MINIMAL), (";", csv.QUOTE_NONE)):
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, quoting=quotes))
        cells = [cell.strip().strip('"').strip() for row in rows for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@＝＋－＠")], hostile


def test_a_calendar_holds_the_dated_events() -> None:
    undated = replace(deal_file(5), date=None, steps=(replace(deal_file(5).steps[0], id=99),))
    digest = digest_of(deal_file(1), deal_file(2), language="zh")
    text = render(digest, "ics")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events = Calendar.from_ical(text).walk("VEVENT")
    assert {str(event["uid"]) for event in events} == {"deal-1-signed@zhongde", "deal-2-signed@zhongde"}
    assert all(event["dtstart"].dt == date(2026, 11, 26) for event in events)
    assert str(events[0]["location"]) == "江苏苏州"
    whole = digest_of(undated, whole=True)
    assert Calendar.from_ical(render(whole, "ics")).walk("VEVENT") == []


def test_attachments_are_named_after_subscription_and_day() -> None:
    digest = digest_of(deal_file(1))
    files = attachments_of(digest, ("csv", "xlsx", "ics", "csv"))
    assert [file.name for file in files] == [
        "morning-2026-11-27.csv", "morning-2026-11-27.xlsx", "morning-2026-11-27.ics",
    ]  # fmt: skip
    assert attachments_of(digest_of(), ("csv",)) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_from_outside_breaks_a_form(text: str) -> None:
    digest = digest_of(deal_file(1, text), deal_file(2, text))
    for form in FORMS:
        data = render_bytes(digest, form)
        assert data
    assert not feedparser.parse(render(digest, "rss").encode()).bozo
    etree.fromstring(render(digest, "atom").encode())
    json.loads(render(digest, "jsonfeed"))
    Calendar.from_ical(render(digest, "ics"))
    assert "<script" not in render(digest, "atom").lower()
