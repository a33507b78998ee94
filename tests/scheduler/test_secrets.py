"""Ten planted secrets, every way to fail, at debug level: none is in any log, error, list or export."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest
import yaml

from tests.scheduler.conftest import stop, wait_until

pytestmark = pytest.mark.slow

SECRETS = {
    "webhook path": "PATH5ecret0fTheHook",
    "webhook query": "QUERY5ecret0fTheHook",
    "signing key": base64.b64encode(b"S1GNING-5ecret-of-thirty-two-by!").decode(),
    "chat token": "t0ken5ecretofthechat",
    "chat sign": "SEC5ecretsign0fthechat",
    "mail password": "MA1L-5ecret-password",
    "database password": "DB-5ecret-password",
    "feed login": "FEED-5ecret-password",
    "web token": "WEB-5ecret-token-of-thirty-bytes",
    "web password": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ5ecret",
}
PAGES = (
    "/", "/status", "/sources", "/deliveries", "/api/v1/deliveries", "/api/v1/sources", "/deals.atom", "/nowhere", "/login",
    "/healthz", "/unsubscribe/no-such-token", "/deliveries/no-such-message",
)  # fmt: skip


def _looked_at(port: int) -> list[str]:
    """All pages as one gets them with the token, with a wrong one, and with none."""
    shown = []
    for token in (SECRETS["web token"], SECRETS["web token"][:-1], ""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as client:
            answers = [client.get(page) for page in PAGES]
            answers.append(client.post("/login", data={"name": "", "password": token}))
            shown += [f"{answer.status_code} {answer.headers} {answer.text}" for answer in answers]
    return shown


def _run(world: Any, *arguments: str, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGDE_")}
    done = subprocess.run(
        [sys.executable, "-m", "zhongde", *arguments, "--config", str(world.config)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**clean, "ZHONGDE_TRACEBACK": "", **environment},
    )
    return done.stdout + done.stderr


def test_no_secret_is_told_whatever_fails(world: Any) -> None:
    world.configure(sites=("harbour-courier",))
    assert world.command("crawl", "--all").returncode in (0, 3)
    settings = yaml.safe_load(world.config.read_text(encoding="utf-8"))
    host = f"127.0.0.1:{world.hooks.port}"
    settings["log_level"] = "debug"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        page = probe.getsockname()[1]
    settings["web"] = {
        "address": f"127.0.0.1:{page}",
        "token": SECRETS["web token"],
        "users": [{"name": "anna", "password": SECRETS["web password"]}],
    }
    # The mail server takes no logins, the first webhook's port is closed, the second one does not verify, and the
    # chats are private addresses that are not allowed.
    settings["smtp"] |= {"username": "zhongde", "password": SECRETS["mail password"]}
    path = f"{SECRETS['webhook path']}?key={SECRETS['webhook query']}"
    settings["fetch"]["allow"].append("127.0.0.1:9")
    settings["subscriptions"][0]["channels"] = [
        {"type": "email", "to": ["desk@example.org"]},
        {"type": "webhook", "url": f"http://127.0.0.1:9/{path}", "secret": f"whsec_{SECRETS['signing key']}"},
        {"type": "webhook", "url": f"http://{host}/{path}", "secret": f"whsec_{SECRETS['signing key']}"},
        {"type": "webhook", "url": f"http://10.0.0.1/{path}"},
        {"type": "chat", "url": f"json://127.0.0.1:9/{SECRETS['chat token']}"},
        {"type": "chat", "url": f"json://10.0.0.1/{SECRETS['chat token']}?token={SECRETS['chat sign']}"},
        {"type": "chat", "url": f"nosuch://{SECRETS['chat token']}/{SECRETS['chat sign']}"},
    ]
    world.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    daemon = world.start()
    world.newsroom.publish_next()
    assert wait_until(lambda: len(world.json("deliveries", "list")) >= 7), world.log
    assert wait_until(lambda: all(row["attempts"] for row in world.json("deliveries", "list"))), world.log
    told = [_run(world, *words) for words in (("status",), ("deliveries", "list", "--json"), ("doctor",))]
    told += [_run(world, *words) for words in (("subscriptions", "list"), ("subscriptions", "test", "desk"))]
    told += [_run(world, "digest", "preview", "desk", "--format", "json")]
    told += [_run(world, "sources", "export"), _run(world, "deals", "--csv"), *_looked_at(page)]
    assert "200" in told[-len(PAGES) * 3 - 3]
    message = world.json("deliveries", "list")[0]["id"]
    told += [
        _run(world, "deliveries", "show", message, "--content"),
        _run(world, "deliveries", "replay", message),
    ]
    assert stop(daemon) == 0
    dead = f"postgresql+psycopg://zhongde:{SECRETS['database password']}@127.0.0.1:9/zhongde"
    told += [
        _run(world, *words, ZHONGDE_DATABASE=dead)
        for words in (("status",), ("db", "check"), ("run",), ("doctor",))
    ]
    parameter = f"postgresql://zhongde@127.0.0.1:9/zhongde?password={SECRETS['database password']}"
    told += [_run(world, *words, ZHONGDE_DATABASE=parameter) for words in (("status",), ("doctor",))]
    settings["sources"] = [{"id": "x", "url": f"http://reader:{SECRETS['feed login']}@127.0.0.1:9/feed"}]
    world.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    told += [_run(world, *words) for words in (("crawl", "--all"), ("sources", "list"), ("doctor",))]
    told += [_run(world, "fetch", f"http://reader:{SECRETS['feed login']}@127.0.0.1:9/feed")]
    everything = "\n".join([*told, world.log])
    assert "127.0.0.1" in everything  # hosts stay visible
    found = {
        name: line
        for name, secret in SECRETS.items()
        for line in everything.splitlines()
        if secret in line or base64.b64encode(secret.encode()).decode() in line
    }
    assert found == {}
