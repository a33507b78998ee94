"""A disk that fills up, and a folder that may not be written: told in words, and nothing stored so far is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import Database, StorageError
from storage.digests import ensure_subscription
from tests.storage.samples import NOW

FILL = """
import json, resource, signal, sys
from datetime import UTC, datetime
from storage import Database, StorageError
from storage.digests import ensure_subscription

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
database = Database(sys.argv[1])
database.upgrade()
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
stored, told = 0, ""
try:
    for number in range(100_000):
        with database.write() as session:
            ensure_subscription(session, f"name-{number}", datetime.now(UTC))
        stored += 1
except StorageError as error:
    told = str(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with database.write() as session:
    ensure_subscription(session, "afterwards", datetime.now(UTC))
print(json.dumps([stored, told]))
"""


@pytest.mark.slow
def test_a_full_disk_is_told_and_what_was_stored_stays(tmp_path: Path) -> None:
    from sqlmodel import func, select

    from storage.tables import Subscription

    url = f"sqlite:///{tmp_path / 'full.db'}"
    done = subprocess.run(
        [sys.executable, "-c", FILL, url], capture_output=True, text=True, timeout=100, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    stored, told = json.loads(done.stdout)
    assert stored > 0
    assert "nothing stored so far is lost" in told
    database = Database(url)
    with database.read() as session:
        kept = session.exec(select(func.count()).select_from(Subscription)).one()
    assert kept == stored + 1
    assert database.check() == []
    database.dispose()


@contextmanager
def somebody_else() -> Iterator[None]:
    """As a user without rights: root may write everywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="zhongde-folder-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_may_not_be_written_is_told(open_folder: Path) -> None:
    folder = open_folder / "closed"
    folder.mkdir(mode=0o555)
    with somebody_else(), pytest.raises(StorageError, match=r"cannot be used: [\s\S]*folder"):
        Database(f"sqlite:///{folder / 'zhongde.db'}").upgrade()


def test_a_database_that_may_not_be_written_is_told_and_stays_as_it_is(open_folder: Path) -> None:
    path = open_folder / "zhongde.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.dispose()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    before = path.read_bytes()
    with (
        somebody_else(),
        pytest.raises(StorageError, match=r"cannot be used: [\s\S]*folder"),
        database.write() as session,
    ):
        ensure_subscription(session, "late", NOW)
    open_folder.chmod(0o755)
    database.dispose()
    assert path.read_bytes() == before
    assert Database(f"sqlite:///{path}").check() == []
