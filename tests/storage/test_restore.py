"""A backup taken while another process writes, put back the documented way: whole, and work goes on from it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from sqlmodel import select

from storage import Database
from storage.tables import Source
from tests.storage.test_processes import WRITE, lines, process

pytestmark = pytest.mark.slow


def _restore(copy: Path, target: Path) -> None:
    """As SECURITY.md says: the files of the old one away, the copy in its place."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    copy.rename(target)


def test_a_backup_taken_while_another_process_writes_is_put_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'zhongde.db'}")
    database.upgrade()
    copies = [tmp_path / f"copy-{number}.db" for number in range(3)]
    done_before = []
    with process(WRITE, database) as writer:
        done = 0
        for line in lines(writer):
            word, number = line.split()
            done = int(number) if word == "done" else done
            if word == "done" and done % 10 == 0:
                done_before.append(done)
                database.backup(copies[len(done_before) - 1])
                if len(done_before) == len(copies):
                    break
        # What the write-ahead log held when the writer died must not be mixed into the copy.
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    database.dispose()
    for copy, least in zip(copies, done_before, strict=True):
        _restore(copy, tmp_path / "zhongde.db")
        restored = Database(database.url)
        assert restored.check() == []
        with restored.read() as session:
            names = set(session.exec(select(Source.id)).all())
        numbers = {int(name.partition("-")[2]) for name in names}
        assert numbers >= set(range(1, least + 1))
        assert names == {f"{half}-{number}" for half in ("first", "second") for number in numbers}
        restored.dispose()
    with process(WRITE.replace("number = 0", "number = 10_000"), Database(database.url)) as writer:
        assert next(lines(writer)) == "begun 10001"
        assert next(lines(writer)) == "done 10001"
