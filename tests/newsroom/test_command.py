"""``python -m newsroom`` and its control port, as another process uses them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from config.declarations import SourceDeclaration
from newsroom import Newsroom
from newsroom.control import Control

WEB = httpx.Client(verify=False, trust_env=False)  # loopback only: no certificates, no proxies
COMMAND = (sys.executable, "-m", "newsroom", "--first-port", "0", "--control-port", "0")


@pytest.fixture
def control(fresh: Newsroom) -> Iterator[Control]:
    control = Control(fresh)
    yield control
    control.stop()


def test_the_next_held_item_is_published_on_request(fresh: Newsroom, control: Control) -> None:
    first = fresh.held[0]
    answer = WEB.post(f"{control.url}/publish")
    assert answer.status_code == 200
    assert [item["id"] for item in answer.json()["published"]] == [first]
    assert answer.json()["held"] == len(fresh.held)
    named = WEB.post(f"{control.url}/publish", params={"item": ["held-weather", "held-fair-talks"]})
    assert [item["id"] for item in named.json()["published"]] == ["held-weather", "held-fair-talks"]
    generated = WEB.post(f"{control.url}/generate", params={"count": 3, "site": "musterticker"}).json()
    assert [item["site"] for item in generated["published"]] == ["musterticker"] * 3
    assert WEB.get(generated["published"][0]["url"]).status_code == 200


def test_sites_fail_and_recover_on_request(fresh: Newsroom, control: Control) -> None:
    url = fresh.site("kammerblatt").url
    answer = WEB.post(f"{control.url}/fail", params={"site": "kammerblatt", "status": 500, "retry_after": 7})
    assert answer.json() == {"site": "kammerblatt", "failing": True}
    assert (WEB.get(url).status_code, WEB.get(url).headers["Retry-After"]) == (500, "7")
    assert WEB.post(f"{control.url}/recover?site=kammerblatt").status_code == 200
    assert WEB.get(url).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/publish?item=nothing", 400, "there is no item 'nothing'"),
        ("/generate?count=many", 400, "count must be a whole number"),
        ("/generate?site=nowhere", 400, "there is no site 'nowhere'"),
        ("/fail", 400, "needs ?site=ID"),
        ("/fail?site=kammerblatt&status=200", 400, "from 400 to 599"),
        ("/nothing", 404, "there are /publish"),
    ],
)
def test_wrong_requests_are_told_what_is_wrong(control: Control, path: str, status: int, words: str) -> None:
    answer = WEB.post(control.url + path)
    assert answer.status_code == status
    assert words in answer.json()["error"]


def test_the_state_and_the_configuration_can_be_asked_for(fresh: Newsroom, control: Control) -> None:
    state = WEB.get(control.url).json()
    assert [site["id"] for site in state["sites"]] == [site.id for site in fresh.sites]
    assert state["held"] == list(fresh.held)
    settings = yaml.safe_load(WEB.get(f"{control.url}/zhongde.yaml").text)
    assert settings["fetch"]["allow"] == fresh.allow()
    for source in settings["sources"]:
        assert SourceDeclaration(**source).id in {site.id for site in fresh.sites}
    assert WEB.get(f"{control.url}/nothing").status_code == 404
    assert WEB.post(f"{control.url}/publish", content=b"x" * 70_000).status_code == 413


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    lines = ""
    for line in process.stdout:
        lines += line
        if word in line:
            return lines
    raise AssertionError(f"{word!r} was not said: {lines}")


def test_the_command_serves_publishes_on_enter_and_stops_on_sigterm(tmp_path: Path) -> None:
    config = tmp_path / "zhongde.yaml"
    with running("--config", str(config), "--every", "30s") as process:
        said = read_until(process, "Enter publishes")
        assert said.count("http://127.0.0.1:") == 16
        sources = yaml.safe_load(config.read_text("utf-8"))["sources"]
        assert {source["every"] for source in sources} == {"30s"}
        assert WEB.get(sources[0]["url"]).status_code == 200
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert "Nordlicht" in read_until(process, "Published (deal)")
        process.stdin.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_command_publishes_by_itself() -> None:
    with running("--publish-every", "0.05") as process:
        assert "Nordlicht" in read_until(process, "Published (deal)")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--host", "0.0.0.0"), "loopback"),
        (("--first-port", "65535"), "cannot be the first"),
        (("--control-port", "99999"), "Choose another control port"),
        (("--today", "yesterday"), "yesterday"),
        (("--config", "/nowhere/zhongde.yaml"), "/nowhere/zhongde.yaml cannot be written"),
    ],
)
def test_wrong_use_is_told_in_words(arguments: tuple[str, ...], words: str) -> None:
    result = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=30)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
