"""A folder of feeds through our reader, against feedparser's own: ``python -m benchmarks.feed_documents FOLDER``.

Meant for feedparser's test documents: ``tests`` of a checkout of kurtmckee/feedparser, no part of this project.
Counts the documents, those that raise or take longer than a bound, and the items that feedparser yields and we do not.
"""

from __future__ import annotations

import argparse
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import feedparser

from crawler.cleaning import markup_to_line
from crawler.feeds import parse_feed
from crawler.values import ParsedFeed

_ENDINGS = {".xml", ".gz", ".html", ".json", ".rss", ".atom", ".txt", ".z"}
_SECONDS = 10


class _TooLong(Exception):  # noqa: N818
    """The bound on one document was passed."""


@contextmanager
def bounded(seconds: int) -> Iterator[None]:
    """Raise what takes longer."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def missing(reference: Any, ours: ParsedFeed) -> list[str]:
    """The titles of feedparser's entries that no item of ours has, and a mark for each item too few."""
    shown = {text for item in ours.items for text in (item.title, item.link, item.guid, item.summary[:80])}
    lost = []
    for entry in reference.entries:
        title = markup_to_line(str(dict.get(entry, "title") or ""))
        if title and title not in shown:
            lost.append(title)
    return lost + ["(an item)"] * max(0, len(reference.entries) - len(ours.items))


def main() -> None:
    """Print the counts, and every document that falls short."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    options = arguments.parse_args()
    totals: Counter[str] = Counter()
    slowest = (0.0, "")
    for path in sorted(options.folder.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in _ENDINGS:
            continue
        data = path.read_bytes()
        name = str(path.relative_to(options.folder))
        totals["documents"] += 1
        try:
            reference = feedparser.parse(data)
        except Exception:  # noqa: BLE001, what is to be measured is ours
            reference = None
            totals["feedparser raises"] += 1
        begun = time.process_time()
        try:
            with bounded(_SECONDS):
                ours = parse_feed(data, url="http://example.com/feed")
        except _TooLong:
            totals["too long"] += 1
            print(f"too long: {name}")
            continue
        except Exception as error:  # noqa: BLE001, that is what is counted
            totals["raised"] += 1
            print(f"raised: {name}: {error!r}")
            continue
        slowest = max(slowest, (time.process_time() - begun, name))
        totals["items"] += len(ours.items)
        if reference is None:
            continue
        totals["feedparser's items"] += len(reference.entries)
        lost = missing(reference, ours)
        if lost:
            totals["documents with lost items"] += 1
            totals["lost items"] += len(lost)
            print(f"lost: {name}: {lost[0][:80]!r} ({ours.error})")
    print("  ".join(f"{name} {count}" for name, count in totals.items()))
    print(f"slowest: {slowest[0]:.2f} s CPU ({slowest[1]})")


if __name__ == "__main__":
    main()
