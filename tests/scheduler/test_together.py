"""A daemon, crawls by hand and readers of the page share one SQLite database: nobody meets a lock.

``python -m benchmarks.together`` is the long form: ten minutes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scheduler.together import all_at_once

pytestmark = pytest.mark.slow


def test_nobody_meets_a_lock(tmp_path: Path) -> None:
    seen = all_at_once(tmp_path, 4, crawlers=1)
    assert (seen.locked, seen.faults) == ([], [])
    assert seen.crawls > 0
    assert seen.reads > 0
    assert seen.articles > 0
