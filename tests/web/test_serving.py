"""Serving by the commands: beside the daemon's work and alone, with clear words where it cannot."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storage import Database
from tests.web.serving import Site, free_port

pytestmark = pytest.mark.slow


@contextmanager
def _command(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "zhongde", *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _configured(folder: Path, database: Database) -> Path:
    file = folder / "zhongde.yaml"
    file.write_text(f"catalogue: none\nrates: {{daily: false}}\ndatabase: {database.url}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("command", ["run", "serve"])
def test_the_page_is_there_and_ends_with_the_command(
    tmp_path: Path, web_database: Database, command: str
) -> None:
    port = free_port()
    config = _configured(tmp_path, web_database)
    with _command(tmp_path, command, "--web", f"127.0.0.1:{port}", "--config", str(config)) as process:
        for _ in range(600):
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/deals", timeout=20)
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.1)
        assert "60 deals" in answer.text
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{taken}", "Address already in use"),
        ("0.0.0.0:0", "nobody could log in"),
        ("nonsense", "write for instance 127.0.0.1:8000"),
    ],
)
def test_an_address_that_cannot_be_served_is_told(
    tmp_path: Path, web_database: Database, site: Site, address: str, words: str
) -> None:
    config = _configured(tmp_path, web_database)
    place = address.format(taken=site.base.removeprefix("http://"))
    with _command(tmp_path, "serve", "--web", place, "--config", str(config)) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert words in said
    assert "Traceback" not in said
