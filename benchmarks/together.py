"""A daemon, crawls by hand and readers of the page on one SQLite database for ten minutes: how often one met a lock.

Run ``python -m benchmarks.together`` from the checkout; a number says how many seconds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.scheduler.together import all_at_once


def main() -> None:
    """Print the account; exit code 1 if anybody met a lock or another fault."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory(prefix="zhongde-together-") as folder:
        seen = all_at_once(Path(folder), seconds)
    print(
        f"{seconds} s: {seen.published} items published, {seen.articles} articles read, {seen.sent} messages sent"
    )
    print(f"{seen.crawls} crawls by hand, {seen.reads} pages read, answers {dict(seen.answers)}")
    for name, found in (("locked", seen.locked), ("faults", seen.faults)):
        print(f"{name}: {len(found)}", *found[:10], sep="\n  " if found else "")
    sys.exit(bool(seen.locked or seen.faults))


if __name__ == "__main__":
    main()
