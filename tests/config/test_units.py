"""Durations and sizes are read as people write them, and refused with words where they are none."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.units import format_duration, parse_duration, parse_size


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("15m", 900),
        ("2h", 7200),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("7d", 604_800),
        ("2w", 1_209_600),
        ("500ms", 0.5),
        (90, 90),
        (1.5, 1.5),
    ],
)
def test_a_duration_is_read(written, seconds):
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "soon", "15", "-5m", "5 parsecs", True, None, [], -1, "200y"])
def test_what_is_no_duration_is_refused(written):
    with pytest.raises(ValueError, match="duration"):
        parse_duration(written)


@given(st.integers(min_value=0, max_value=10**12))
def test_a_written_duration_reads_back(milliseconds):
    value = timedelta(milliseconds=milliseconds)
    assert parse_duration(format_duration(value)) == value


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("20MiB", 20 * 1024**2),
        ("500kB", 500_000),
        ("500KiB", 512_000),
        ("1.5MB", 1_500_000),
        ("17", 17),
        (17, 17),
    ],
)
def test_a_size_is_read(written, size):
    assert parse_size(written) == size


@pytest.mark.parametrize("written", ["", "big", "-5", "5 XB", True, -1, None])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(ValueError, match="size"):
        parse_size(written)
