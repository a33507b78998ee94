"""What the tests of reading share."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

Growth = Callable[[Callable[[str], object], str], float]


@pytest.fixture
def growth() -> Growth:
    """By what factor the processor time grows when a text of 2,000 characters becomes eight times as long.

    About 8 where the work is linear and 64 where it is quadratic; the best of several runs counts, so that a busy
    machine does not decide.
    """

    def measure(work: Callable[[str], object], piece: str) -> float:
        def best(length: int) -> float:
            text = (piece * (length // len(piece) + 1))[:length]
            times = []
            for _ in range(3):
                start = time.process_time()
                work(text)
                times.append(time.process_time() - start)
            return min(times)

        return best(16_000) / max(best(2_000), 0.0005)

    return measure
