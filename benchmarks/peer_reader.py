"""lemon24/reader as the peer of ``benchmarks.polling``: run by the Python of an environment that has it.

Reads lines on standard input: first the addresses, separated by spaces, then ``poll`` for each round, and answers each
with one of JSON: CPU seconds, entries stored in all, and peak memory in MiB.
"""

import json
import resource
import sys
import time

from reader import make_reader  # type: ignore[import-not-found]


def main() -> None:
    """Poll when told."""
    reader = make_reader(sys.argv[1])
    for address in sys.stdin.readline().split():
        reader.add_feed(address)
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "poll":
            break
        before = time.process_time()
        reader.update_feeds(scheduled=False)
        spent = time.process_time() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([spent, reader.get_entry_counts().total, peak]), flush=True)


if __name__ == "__main__":
    main()
