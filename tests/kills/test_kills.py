"""The daemon is killed at random moments while receivers fail: nothing is lost, doubled or renamed.

``python -m benchmarks.kills`` is the long form: 200 kills on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills.world import KillWorld

pytestmark = pytest.mark.slow


def test_killed_in_the_middle_of_everything(tmp_path: Path) -> None:
    world = KillWorld(tmp_path, f"sqlite:///{tmp_path / 'zhongde.db'}", seed=11)
    try:
        world.first_look()
        for _ in range(3):
            world.kill()
        outcome = world.settle()
    finally:
        world.close()
    assert (outcome.lost, outcome.twice, outcome.renamed, outcome.damage) == ([], [], [], [])
    assert outcome.told > 0
    assert outcome.copies <= outcome.kills + outcome.cuts
