"""A process of its own that composes and delivers until it is killed: the daemon's part that must lose nothing.

Its clock runs 1500 times as fast as the true one, so that leases and pauses end within the test.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from config.settings import Settings
from digests.outbox import compose_due, deliver_due
from storage.database import Database

SPEED = 1500


def fast_clock(begun: datetime) -> datetime:
    return begun + (datetime.now(UTC) - begun) * SPEED


async def main(arguments: dict[str, Any]) -> None:
    database = Database(arguments["database"])
    settings = Settings(**arguments["settings"])
    begun = datetime.fromisoformat(arguments["begun"])
    print("ready", flush=True)  # noqa: T201
    while True:
        compose_due(database, settings, fast_clock(begun))
        await deliver_due(database, settings, fast_clock(begun), owner="killed", limit=3)
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
