"""The measure of large digests runs: what it writes is what the program reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_cost_of_a_large_digest_can_be_measured() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.digests", "12"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    for language in ("en", "de", "zh"):
        assert f"{language}  a mail and webhook" in told
    composed = [line for line in told.splitlines() if "load and compose" in line]
    assert all(line.endswith(" 12") for line in composed)
    assert len(composed) == 3
