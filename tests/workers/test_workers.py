"""One scheduler and several workers as real processes: each host asked by one at a time, and nobody is missed."""

from __future__ import annotations

import pytest

from zhongde.main import main

pytestmark = pytest.mark.slow


def test_two_workers_share_the_work_and_ask_no_host_at_the_same_time(fleet_of) -> None:
    fleet = fleet_of(5, 5)
    scheduler, *workers = fleet.start("run"), fleet.start("worker"), fleet.start("worker")
    assert fleet.until(fleet.quiet) is not None, fleet.log()
    engine = fleet.status()["engine"]
    assert engine["scheduler"] is not None
    assert engine["standing_by"] == []
    assert len(engine["workers"]) == 2
    fleet.hosts.publish(fleet.hosts.addresses[0])
    assert fleet.until(fleet.quiet) is not None, fleet.log()
    for process in (*workers, scheduler):
        code, seconds = fleet.stop(process)
        assert code == 0, fleet.log()
        assert seconds < 10
    assert fleet.hosts.overlapping == []
    assert (fleet.lost(), fleet.doubled()) == ([], [])
    assert {count for (_, path), count in fleet.hosts.requests.items() if path.startswith("/item/")} == {1}
    assert "Traceback" not in fleet.log()
    assert fleet.count_jobs() == 0


def test_others_take_over_from_a_killed_worker_and_a_killed_scheduler(fleet_of) -> None:
    fleet = fleet_of(4, 3, latency=1.0)
    scheduler, worker = fleet.start("run"), fleet.start("worker")
    assert fleet.until(lambda: any(task.doing for task in fleet.state.tasks)) is not None, fleet.log()
    heir = fleet.start("run")
    assert fleet.until(lambda: len(fleet.state.standing_by) == 1) is not None, fleet.log()
    fleet.kill(worker)
    fleet.kill(scheduler)
    fleet.start("worker")
    assert fleet.until(lambda: fleet.state.scheduler is not None) is not None, fleet.log()
    assert fleet.until(fleet.quiet, 90) is not None, fleet.log()
    assert heir.poll() is None
    assert fleet.hosts.overlapping == []
    assert (fleet.lost(), fleet.doubled()) == ([], [])


def test_what_does_not_go_together_is_refused_with_words(tmp_path, capsys) -> None:
    def told(settings: str, command: str) -> str:
        config = tmp_path / "wrong.yaml"
        config.write_text(settings, encoding="utf-8")
        assert main([command, "--config", str(config)]) == 2
        return " ".join(capsys.readouterr().err.split())

    sqlite = told("engine: procrastinate\ndatabase: sqlite:///zhongde.db\n", "run")
    assert "needs PostgreSQL" in sqlite
    assert "engine: local" in sqlite
    local = told("engine: local\n", "worker")
    assert "Write 'engine: procrastinate'" in local
