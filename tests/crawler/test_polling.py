"""When an address is polled next, and a page tried again: promised as pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import PollingSettings
from crawler.polling import (
    FINAL_FOR_PAGES,
    LASTING,
    RETRY_AFTER_CAP,
    after_failure,
    after_page_failure,
    after_success,
)
from crawler.polling_hints import freshness_seconds, retry_after_seconds
from storage.values import DueAddress

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
POLLING = PollingSettings()
KINDS = ["timeout", "connection", "busy", "server", "not_found", "gone", "refused", "robots", "content"]


def address(**changes: object) -> DueAddress:
    known = DueAddress(
        id=7,
        source_id="s",
        url="https://example.org/feed",
        access="rss",
        etag=None,
        last_modified=None,
        body_hash=None,
        interval_seconds=3600,
        failures=0,
        first_poll=False,
        last_new_at=NOW - timedelta(hours=6),
        last_poll_at=NOW - timedelta(hours=1),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def hours_ago(*hours: float) -> list[datetime | None]:
    return [NOW - timedelta(hours=each) for each in hours]


def test_a_declared_interval_is_kept_whatever_comes() -> None:
    plan = after_success(address(), NOW, POLLING, every=timedelta(seconds=30), hint_seconds=86400)
    assert plan.interval == timedelta(seconds=30)
    assert timedelta(seconds=27) <= plan.next_poll_at - NOW <= timedelta(seconds=30)


def test_a_new_source_starts_with_the_rhythm_of_its_own_dates() -> None:
    new = address(first_poll=True, interval_seconds=0, last_new_at=None, last_poll_at=None)
    every_two_hours = hours_ago(*range(0, 40, 2))
    assert after_success(new, NOW, POLLING, new=every_two_hours).interval == timedelta(hours=1)
    assert after_success(new, NOW, POLLING, new=[None] * 9).interval == POLLING.initial
    assert (
        after_success(new, NOW, POLLING, new=hours_ago(24 * 90, 24 * 99, 24 * 120)).interval
        == POLLING.initial
    )


def test_a_busy_source_is_asked_more_often_and_a_quiet_one_less() -> None:
    busy = after_success(address(), NOW, POLLING, new=hours_ago(0.1, 0.2, 0.3, 0.4, 0.5, 0.6))
    assert busy.interval < timedelta(hours=1)
    quiet = after_success(address(last_new_at=NOW - timedelta(days=9)), NOW, POLLING)
    assert quiet.interval == timedelta(minutes=66)


def test_the_pause_stays_below_a_quarter_of_the_silence() -> None:
    plan = after_success(address(interval_seconds=3600 * 5.0), NOW, POLLING)
    assert plan.interval == timedelta(hours=5)  # six hours of silence do not lengthen it


def test_the_servers_hint_lengthens_the_pause_to_an_hour_at_most() -> None:
    short = address(interval_seconds=300, last_new_at=NOW - timedelta(minutes=30))
    assert after_success(short, NOW, POLLING, hint_seconds=2000).next_poll_at == NOW + timedelta(seconds=2000)
    assert after_success(short, NOW, POLLING, hint_seconds=10**9).next_poll_at == NOW + timedelta(hours=1)


@given(
    kind=st.sampled_from(KINDS),
    failures=st.integers(0, 10_000),
    interval=st.floats(0, 1e6),
    wait=st.none() | st.floats(0, 1e12),
)
def test_failures_back_off_within_bounds_and_never_for_ever(kind, failures, interval, wait) -> None:
    failing = address(failures=failures, interval_seconds=interval)
    plan = after_failure(failing, kind, NOW, POLLING, retry_after_seconds=wait)
    pause = plan.next_poll_at - NOW
    cap = POLLING.maximum_backoff if kind in LASTING else max(POLLING.maximum, RETRY_AFTER_CAP)
    assert POLLING.minimum * 0.9 <= pause <= cap
    later = after_failure(
        replace(failing, failures=failures + 1), kind, NOW, POLLING, retry_after_seconds=wait
    )
    assert later.next_poll_at >= plan.next_poll_at


def test_refusals_back_off_faster_than_trouble_that_passes() -> None:
    failing = address(failures=3)
    soft = after_failure(failing, "timeout", NOW, POLLING).next_poll_at
    hard = after_failure(failing, "gone", NOW, POLLING).next_poll_at
    assert hard - NOW > 2 * (soft - NOW)


def test_retry_after_is_obeyed() -> None:
    plan = after_failure(address(), "busy", NOW, POLLING, retry_after_seconds=7200)
    assert plan.next_poll_at == NOW + timedelta(hours=2)
    assert plan.interval == timedelta(hours=1)  # the learnt rhythm survives an outage


@given(st.integers(1, 10**6), st.floats(0, 1e7), st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30))
def test_every_plan_lies_within_the_bounds(number, interval, dates) -> None:
    for first in (True, False):
        asked = address(id=number, interval_seconds=interval, first_poll=first)
        plan = after_success(asked, NOW, POLLING, new=dates)
        assert POLLING.minimum <= plan.interval <= POLLING.maximum
        assert plan.interval * 0.9 <= plan.next_poll_at - NOW <= plan.interval


def test_addresses_added_together_drift_apart() -> None:
    moments = {after_success(address(id=number), NOW, POLLING).next_poll_at for number in range(50)}
    assert len(moments) > 40


def test_a_page_is_tried_as_often_as_allowed_with_growing_pauses() -> None:
    tries = [after_page_failure("timeout", attempt, NOW, POLLING) for attempt in range(1, 7)]
    assert tries[-1] is None
    pauses = [moment - NOW for moment in tries[:-1] if moment is not None]
    assert len(pauses) == 5
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=5)


@pytest.mark.parametrize("kind", sorted(FINAL_FOR_PAGES))
def test_some_failures_of_a_page_are_final(kind) -> None:
    assert after_page_failure(kind, 1, NOW, POLLING) is None


def test_a_page_that_refuses_us_is_tried_once_more_only() -> None:
    assert after_page_failure("refused", 1, NOW, POLLING) is not None
    assert after_page_failure("refused", 2, NOW, POLLING) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 28 Nov 2026 12:01:00 GMT", 60.0),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("９９", None),
    ],
)
def test_retry_after_in_both_forms(value, seconds) -> None:
    assert retry_after_seconds(value, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600.0),
        ({"cache-control": "max-age=600, no-cache"}, None),
        ({"cache-control": "s-maxage=30"}, None),
        ({"expires": "Sat, 28 Nov 2026 12:10:00 GMT"}, 600.0),
        ({"expires": "Sat, 28 Nov 2026 12:10:00 GMT", "date": "Sat, 28 Nov 2026 12:05:00 GMT"}, 300.0),
        ({"expires": "0"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_may_be_kept(headers, seconds) -> None:
    assert freshness_seconds(headers, NOW) == seconds


@given(st.text(max_size=60))
def test_wild_headers_never_raise(value) -> None:
    wait = retry_after_seconds(value, NOW)
    kept = freshness_seconds({"cache-control": value, "expires": value, "date": value}, NOW)
    assert wait is None or wait >= 0
    assert kept is None or kept >= 0
