"""The plan of retries grows, spreads, listens, and ends after about three days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.retries import JITTER, LONGEST_PAUSE, PLAN, next_try

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


@given(st.text(max_size=40))
def test_it_grows_and_ends_after_about_three_days(delivery_id: str) -> None:
    now, pauses = NOW, []
    for tries in range(1, len(PLAN) + 1):
        following = next_try(delivery_id, tries, now)
        assert following is not None
        pauses.append(following - now)
        now = following
    assert pauses == sorted(pauses)
    assert timedelta(days=3) < now - NOW < timedelta(days=3, hours=12)
    assert all(
        planned <= pause <= planned * (1 + JITTER) for planned, pause in zip(PLAN, pauses, strict=True)
    )
    assert next_try(delivery_id, len(PLAN) + 1, now) is None


def test_two_messages_do_not_come_back_at_once_but_one_always_does() -> None:
    moments = {next_try(f"message {number}", 4, NOW) for number in range(50)}
    assert len(moments) == 50
    assert next_try("a", 4, NOW) == next_try("a", 4, NOW)


@given(st.integers(1, len(PLAN)), st.timedeltas(timedelta(), timedelta(days=400)))
def test_retry_after_lengthens_up_to_a_day_and_shortens_nothing(tries: int, asked: timedelta) -> None:
    plain, moment = next_try("a", tries, NOW), next_try("a", tries, NOW, retry_after=asked)
    assert plain is not None
    assert moment is not None
    assert moment == max(plain, NOW + min(asked, LONGEST_PAUSE))


def test_no_try_no_plan() -> None:
    with pytest.raises(ValueError, match="first try"):
        next_try("a", 0, NOW)
