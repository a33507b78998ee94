"""Real processes: one daemon a database, and SIGKILL in the middle of a transaction."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import select

from storage import Database, StorageError
from storage.lock import DaemonRunningError, daemon_lock
from storage.tables import Source
from tests.storage.samples import NOW

HOLD = """
import sys, time
from storage import Database
from storage.lock import daemon_lock
with daemon_lock(Database(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
HOG = """
import sys, time
from datetime import UTC, datetime
from storage import Database
from storage.tables import Source
database = Database(sys.argv[1])
print("begun", flush=True)
number = 0
while True:
    number += 1
    with database.write() as session:
        session.add(Source(id=f"{time.time_ns()}-{number}", health_since=datetime.now(UTC)))
        session.flush()
        time.sleep(0.05)
"""
WRITE = """
import sys, time
from datetime import UTC, datetime
from storage import Database
from storage.tables import Source
database = Database(sys.argv[1])
number = 0
while True:
    number += 1
    with database.write() as session:
        session.add(Source(id=f"first-{number}", health_since=datetime.now(UTC)))
        session.flush()
        session.add(Source(id=f"second-{number}", health_since=datetime.now(UTC)))
        session.flush()
        print("begun", number, flush=True)
    print("done", number, flush=True)
"""


@contextmanager
def process(program: str, database: Database) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", program, database.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        try:
            yield running
        finally:
            running.kill()


def lines(running: subprocess.Popen[str]) -> Iterator[str]:
    assert running.stdout is not None
    return (line.strip() for line in running.stdout)


def test_one_daemon_a_database_and_its_lock_ends_with_it(database: Database) -> None:
    with process(HOLD, database) as daemon:
        assert next(lines(daemon)) == "held"
        with (
            pytest.raises(DaemonRunningError, match=r"running on .* already") as caught,
            daemon_lock(database),
        ):
            raise AssertionError("two daemons at once")
        if database.is_sqlite:
            assert f"process {daemon.pid}" in str(caught.value)
        daemon.send_signal(signal.SIGKILL)
        daemon.wait()
        with daemon_lock(database):
            pass
    with daemon_lock(database), pytest.raises(DaemonRunningError), daemon_lock(database):
        raise AssertionError("two daemons at once")


def test_a_link_to_the_database_leads_to_the_same_lock(sqlite_database: Database, tmp_path: Path) -> None:
    assert sqlite_database.file is not None
    link = tmp_path / "link.db"
    link.symlink_to(sqlite_database.file)
    other = Database(f"sqlite:///{link}")
    with daemon_lock(sqlite_database), pytest.raises(DaemonRunningError), daemon_lock(other):
        raise AssertionError("two daemons at once")
    other.dispose()


def test_the_lock_needs_a_folder_or_a_server(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none/x.db", "postgresql://u@127.0.0.1:1/x"):
        with pytest.raises(StorageError, match="cannot be used"), daemon_lock(Database(url)):
            raise AssertionError("there is nothing to lock")


@pytest.mark.slow
def test_writers_without_pause_keep_nobody_out(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite alone lets a third writer wait for half a minute and more, and then says that it is locked."""
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_SECONDS", 10)
    with process(HOG, sqlite_database) as one, process(HOG, sqlite_database) as other:
        assert next(lines(one)) == next(lines(other)) == "begun"
        late = Database(sqlite_database.url)
        for number in range(10):
            with late.write() as session:
                session.add(Source(id=f"late-{number}", health_since=NOW))
        late.dispose()
    with sqlite_database.read() as session:
        names = session.exec(select(Source.id)).all()
    assert sum(name.startswith("late-") for name in names) == 10
    assert sqlite_database.check() == []


@pytest.mark.parametrize("kills", range(2))
def test_sigkill_in_a_transaction_loses_nothing_that_was_committed(database: Database, kills: int) -> None:
    with process(WRITE, database) as writer:
        done = 0
        for line in lines(writer):
            word, number = line.split()
            done = int(number) if word == "done" else done
            # Killed once right after "begun", in the transaction, and once after "done", at the next one's beginning.
            if int(number) == 15 and word == ("begun", "done")[kills]:
                writer.send_signal(signal.SIGKILL)
                break
        writer.wait()
        done = max([done, *(int(line.split()[1]) for line in lines(writer) if line.startswith("done"))])
    with database.read() as session:
        stored = set(session.exec(select(Source.id)).all())
    for done_number in range(1, done + 1):
        assert {f"first-{done_number}", f"second-{done_number}"} <= stored
    halves = {name.partition("-")[2] for name in stored}
    assert all({f"first-{number}", f"second-{number}"} <= stored for number in halves)
    assert database.check() == []
    with database.write() as session:
        session.add(Source(id="afterwards", health_since=NOW))
