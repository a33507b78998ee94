"""A backfill that is killed goes on where it stood, and asks for nothing that it has."""

from __future__ import annotations

import pytest

from benchmarks.backfill import lives


@pytest.mark.slow
def test_a_backfill_resumes_after_a_kill_without_asking_again_for_what_it_has() -> None:
    first, second, third = lives(80, kills=2, per_page=10)
    assert first.code < 0
    assert second.code < 0
    assert (first.repeated, second.repeated, third.repeated) == (0, 0, 0)
    assert (third.code, third.read) == (0, 80)
    assert first.read < second.read < 80
