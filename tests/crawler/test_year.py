"""A year of polling on a simulated clock; ``python -m benchmarks.year`` lives through it with 150 sources."""

from __future__ import annotations

from statistics import median

import pytest

from benchmarks.year import simulate


@pytest.mark.slow
def test_a_year_of_polling_keeps_its_promises() -> None:
    year = simulate(24, seed=3)
    assert median(year.ratios) <= 0.5
    assert year.dropped == 0
    assert year.outages >= 4
    assert year.outages_told_once == year.outages
    assert year.recoveries_told_once == year.recoveries
    assert (year.told_twice, year.false_alarms) == (0, 0)
    assert year.most_by_address <= 14  # one in five minutes, less the jitter
    assert year.lost < year.items / 100
