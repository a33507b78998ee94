"""A source is judged by its own rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.rhythm import SILENT_AT_LEAST, SILENT_AT_MOST, Rhythm

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def after(*days: float) -> Rhythm:
    return Rhythm().after([NOW - day * DAY for day in days], NOW, first_poll=True)


def test_a_monthly_bulletin_is_not_silent_when_a_wire_would_be() -> None:
    monthly, hourly = after(*range(1, 360, 30)), after(*(hour / 24 for hour in range(30)))
    assert [monthly.state(NOW + days * DAY) for days in (10, 60, 130)] == ["fresh", "late", "silent"]
    assert [hourly.state(NOW + days * DAY) for days in (0.5, 2, 6)] == ["fresh", "late", "silent"]


def test_weekends_and_holidays_of_the_past_are_no_silence() -> None:
    working = [day for day in range(60) if (NOW - day * DAY).weekday() < 5]
    rhythm = after(*working)
    assert rhythm.state(NOW + 4 * DAY) != "silent"
    assert rhythm.state(NOW + 15 * DAY) == "silent"


def test_of_a_source_little_known_silence_is_judged_with_patience() -> None:
    few = after(0, 1, 2)
    assert few.state(NOW + 20 * DAY) == "late"
    assert few.state(NOW + 41 * DAY) == "silent"
    assert Rhythm().state(NOW) == "fresh"


def test_items_without_dates_count_when_they_are_seen_but_not_on_a_first_poll() -> None:
    first = Rhythm().after([None, None], NOW, first_poll=True)
    assert first == Rhythm()
    later = first.after([None], NOW + DAY, first_poll=False)
    assert later.newest_at == NOW + DAY


def test_a_date_in_the_future_does_not_keep_a_source_alive() -> None:
    rhythm = Rhythm().after([NOW + 9_000 * DAY], NOW, first_poll=False)
    assert rhythm.newest_at == NOW


def test_a_long_pause_is_forgotten_in_time() -> None:
    rhythm = after(*range(100, 109))
    paused = rhythm.after([NOW], NOW, first_poll=False)
    assert paused.longest is not None
    assert paused.longest >= 99 * DAY
    for day in range(1, 365):
        paused = paused.after([NOW + day * DAY], NOW + day * DAY, first_poll=False)
    assert paused.longest is not None
    assert paused.longest < 10 * DAY


@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(-400, 400)), max_size=12), max_size=8),
    st.booleans(),
)
def test_whatever_comes_the_bounds_hold(polls: list[list[int | None]], first: bool) -> None:
    rhythm = Rhythm()
    for number, offsets in enumerate(polls):
        at = NOW + number * DAY
        published = [None if offset is None else at + offset * DAY for offset in offsets]
        following = rhythm.after(published, at, first_poll=first and number == 0)
        assert following.newest_at is None or following.newest_at <= at
        assert rhythm.newest_at is None or following.newest_at >= rhythm.newest_at  # type: ignore[operator]
        assert SILENT_AT_LEAST <= following.silent_after <= SILENT_AT_MOST
        assert following.late_after <= following.silent_after
        rhythm = following
