"""Dates are read strictly: certain ones in UTC, all others not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import date_in_address, not_in_future, parse_date
from crawler.dates_listed import parse_listed_date

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("Mon, 05 Oct 2026 08:30:00 GMT", "UTC", "2026-10-05T08:30:00"),
        ("Mon, 05 Oct 2026 08:30:00 +0800", "UTC", "2026-10-05T00:30:00"),
        ("05 Oct 26 08:30 EST", "UTC", "2026-10-05T13:30:00"),
        ("Mo, 05 Okt 2026 08:30:00 MESZ", "UTC", "2026-10-05T06:30:00"),
        ("2026-10-05T08:30:00Z", "Asia/Shanghai", "2026-10-05T08:30:00"),
        ("2026-10-05T08:30:00.123456+02:00", "UTC", "2026-10-05T06:30:00"),
        ("2026-10-05T08:30+0200", "UTC", "2026-10-05T06:30:00"),
        ("20261005T083000Z", "UTC", "2026-10-05T08:30:00"),
        ("20261005083000", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("2026-10-05 08:30:00", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("2026-10-05 08:30", "Europe/Berlin", "2026-10-05T06:30:00"),
        ("2026-01-05 08:30", "Europe/Berlin", "2026-01-05T07:30:00"),
        ("2026.10.05", "UTC", "2026-10-05T00:00:00"),
        ("2026/10/5", "UTC", "2026-10-05T00:00:00"),
        ("20261005", "UTC", "2026-10-05T00:00:00"),
        ("2026年10月5日", "Asia/Shanghai", "2026-10-04T16:00:00"),
        ("2026年10月5日 星期一 08:30", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("2026年10月5日下午3:05", "Asia/Shanghai", "2026-10-05T07:05:00"),
        ("2026年10月05日08时30分", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("5. Oktober 2026, 08:30 Uhr", "Europe/Berlin", "2026-10-05T06:30:00"),
        ("5. März 2026", "UTC", "2026-03-05T00:00:00"),
        ("05.10.2026 - 08:30", "UTC", "2026-10-05T08:30:00"),
        ("[05/10/2026 08:30]", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("October 5th, 2026 at 3:05 p.m.", "UTC", "2026-10-05T15:05:00"),
        ("Oct 5, 2026 12:00 AM", "UTC", "2026-10-05T00:00:00"),
        ("1791160200", "UTC", "2026-10-05T00:30:00"),
        ("1791160200000", "UTC", "2026-10-05T00:30:00"),
        ("Mon Oct  5 08:30:00 CST 2026", "Asia/Shanghai", "2026-10-05T00:30:00"),
        ("Mon Oct  5 08:30:00 CST 2026", "America/Chicago", "2026-10-05T14:30:00"),
        ("2026-10-05T24:00:00Z", "UTC", "2026-10-06T00:00:00"),
        ("13/10/2026", "UTC", "2026-10-13T00:00:00"),
        ("10/13/2026", "UTC", "2026-10-13T00:00:00"),
    ],
)
def test_dates_that_are_certain(text, zone, expected):
    assert parse_date(text, zone) == utc(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "heute", "2026", "2026-10", "10/2026", "2026-13-05", "2026-02-30", "32.10.2026"),
        *(
            "0000-00-00",
            "0001-01-01T00:00:00Z",
            "1789-07-14",
            "2101-01-01",
            "05.10",
            "8:30",
            "2026-10-05 25:00",
        ),
        *(
            "1",
            "12345",
            "99999999999999",
            "-1",
            "2026-10-05T08:30:00+25:00",
            "5 Foo 2026",
            "1970-01-01T00:00:00Z",
        ),
        *("2026-10-05 and 2026-10-06", "x" * 500, "05/10/2026\x00", "NaN", "Infinity"),
    ],
)
def test_what_is_no_certain_date_is_none(text):
    assert parse_date(text) is None


def test_a_short_year_is_certain_only_in_europe():
    assert parse_date("Do 25.04.24 | 14:07 Uhr", "Europe/Berlin") == utc("2024-04-25T12:07:00")
    assert parse_date("26.10.05", "Asia/Shanghai") is None
    assert parse_date("26.10.05", "UTC") is None


def test_an_ambiguous_order_is_decided_by_the_zone_or_not_at_all():
    assert parse_date("05/10/2026", "Europe/Berlin") == utc("2026-10-04T22:00:00")
    assert parse_date("05/10/2026", "America/New_York") == utc("2026-05-10T04:00:00")
    assert parse_date("05/10/2026", "UTC") is None


@pytest.mark.parametrize("value", [None, True, [], {}, object()])
def test_other_values_are_none(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30", "2026-10-05T00:30:00"),
        ("今天 08:30", "2026-10-05T00:30:00"),
        ("昨天 08:30", "2026-10-04T00:30:00"),
        ("Yesterday", "2026-10-03T16:00:00"),
        ("10-04 08:30", "2026-10-04T00:30:00"),
        ("10月4日", "2026-10-03T16:00:00"),
        ("12-31", "2025-12-30T16:00:00"),
        ("4.10.", "2026-10-03T16:00:00"),
        ("5分钟前", "2026-10-05T11:55:00"),
        ("2 hours ago", "2026-10-05T10:00:00"),
        ("vor einer Stunde", "2026-10-05T11:00:00"),
        ("3天前", "2026-10-02T12:00:00"),
        ("2026-10-01", "2026-09-30T16:00:00"),
    ],
)
def test_short_forms_of_listings(text, expected):
    assert parse_listed_date(text, "Asia/Shanghai", NOW) == utc(expected)


@pytest.mark.parametrize("text", ["", "mehr", "02-30", "99:99", "13-13", "vor langer Zeit"])
def test_short_forms_that_are_none(text):
    assert parse_listed_date(text, "Asia/Shanghai", NOW) is None


def test_the_future_is_clamped_or_no_publication():
    assert not_in_future(None, NOW) is None
    assert not_in_future(NOW - timedelta(days=1), NOW) == NOW - timedelta(days=1)
    assert not_in_future(NOW + timedelta(hours=5), NOW) == NOW
    assert not_in_future(NOW + timedelta(days=5), NOW) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/10/05/slug", "2026-10-05"),
        ("/english/20261005/0123456789abcdef0123456789abcdef/c.html", "2026-10-05"),
        ("/xwfb/202610/t20261005_123456.html", "2026-10-05"),
        ("/n3/2026/1005/c90000-1.html", "2026-10-05"),
        ("/2026-10/05/c_112.htm", "2026-10-05"),
        ("/2026-10-5-slug", "2026-10-05"),
        ("/202610/x.html", None),
        ("/a/20261399/x", None),
        ("/a/1234567890123", None),
        ("/2026/10/05/t20261006_1.html", None),
        ("/a-2026", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(path, expected):
    assert date_in_address(path) == (None if expected is None else utc(expected))


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"[0-9]{1,4}[-/.年 ][0-9]{1,2}[-/.月 ][0-9]{1,4}日?( [0-9]{1,2}:[0-9]{2})?.{0,3}"),
    ),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]),
)
def test_parse_date_is_total_and_plausible(text, zone):
    found = parse_date(text, zone)
    assert found is None or (found.tzinfo is UTC and 1990 <= found.year <= 2100)
    listed = parse_listed_date(text, zone, NOW)
    assert listed is None or listed.tzinfo is UTC


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)), st.integers(-12, 14))
def test_iso_dates_with_zone_come_back_exactly(moment, hours):
    moment = moment.replace(microsecond=0)
    stated = f"{moment.isoformat()}{hours:+03d}:00"
    assert parse_date(stated, "Asia/Shanghai") == moment.replace(tzinfo=UTC) - timedelta(hours=hours)
