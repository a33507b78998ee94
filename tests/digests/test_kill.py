"""A process that is killed again and again in the middle of its work loses nothing and renames nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digests.outbox import compose_due
from storage.database import Database

KILLS = 3
DEALS = 9
SPEED = 1500
HERE = Path(__file__).parent


@pytest.mark.slow
def test_nothing_is_lost_or_sent_under_a_second_id(
    tmp_path: Path, desk_on: Any, receiver: Any, settings_for: Any
) -> None:
    """The receiver cuts a third of the conversations: before it has read, or after, without an answer."""
    database = Database(f"sqlite:///{tmp_path / 'kill.db'}")
    database.upgrade()
    desk = desk_on(database)
    channels = [{"type": "webhook", "url": receiver.url}]
    settings = {
        "subscriptions": [{"name": "now", "channels": channels, "filter": {}}],
        "fetch": {"allow": [f"127.0.0.1:{receiver.port}"]},
    }
    begun = datetime.now(UTC)
    compose_due(database, settings_for(*settings["subscriptions"]), begun - timedelta(minutes=1))
    chance = random.Random(20260303)
    receiver.plan = [(0 if chance.random() < 0.3 else 204, {}, b"") for _ in range(200)]
    arguments = {"database": database.url, "settings": settings, "begun": begun.isoformat()}
    command = [sys.executable, str(HERE / "outbox_process.py"), json.dumps(arguments)]
    told = 0
    cuts = sum(status == 0 for status, _, _ in receiver.plan)
    for kill in range(KILLS + 1):
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=HERE.parents[1], text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            for _ in range(DEALS // (KILLS + 1) + 1):
                told += 1
                now = begun + (datetime.now(UTC) - begun) * SPEED
                desk.report(
                    desk.deal(german=f"Firma {told} GmbH", place=f"Ort {told}", amount=str(told)), at=now
                )
                time.sleep(chance.uniform(0.02, 0.15))
            if kill == KILLS:
                deadline = time.monotonic() + 30
                while (
                    _steps(receiver, answered=True).keys() != set(range(1, told + 1))
                    and time.monotonic() < deadline
                ):
                    time.sleep(0.05)
            process.kill()
    cuts -= sum(status == 0 for status, _, _ in receiver.plan)
    ids = _steps(receiver)
    assert ids.keys() == set(range(1, told + 1))
    assert all(len(own) == 1 for own in ids.values())
    copies = len(receiver.received) - len({message.headers["webhook-id"] for message in receiver.received})
    assert copies <= KILLS + cuts
    assert database.check() == []
    database.dispose()


def _steps(receiver: Any, *, answered: bool = False) -> dict[int, set[str]]:
    """The ids under which each deal arrived; the deals are told apart by their sums."""
    ids: dict[int, set[str]] = defaultdict(set)
    for message in list(receiver.received):
        if answered and not message.answered:
            continue
        for deal in message.json["data"]["news"]:
            ids[deal["amount"]["value"]].add(message.headers["webhook-id"])
    return ids
