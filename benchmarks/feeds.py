"""What a poll of a feed costs: read whole, and with its known entries cut out first.

Run ``python -m benchmarks.feeds`` from the checkout. Feeds are made up: items with summaries, some with full texts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from crawler.feeds import parse_feed
from crawler.feeds_known import cut, scan

ROUNDS = 9
PARAGRAPH = (
    "The invented maker of pumps signs an agreement on a plant in a city that may exist, it says. " * 3
)


def feed(items: int, paragraphs: int) -> bytes:
    """An RSS feed whose items have a summary and a full text of so many paragraphs."""
    entries = "".join(
        f"<item><title>Invented title number {number}</title><link>https://example.org/a/{number}</link>"
        f"<guid isPermaLink='false'>item-{number}</guid><pubDate>Mon, 05 Oct 2026 08:30:00 GMT</pubDate>"
        f"<description>{PARAGRAPH}</description>"
        f"<content:encoded><![CDATA[{('<p>' + PARAGRAPH + '</p>') * paragraphs}]]></content:encoded></item>"
        for number in range(items)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>T</title>{entries}</channel></rss>"
    ).encode()


def milliseconds(work: Callable[[], object]) -> float:
    """CPU time of one run, the median of several."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times)


def main() -> None:
    """Print a table."""
    print(f"{'items':>6} {'kB':>6} {'new':>4} {'whole ms':>9} {'cut ms':>8} {'ratio':>6}")
    for items, paragraphs in ((15, 0), (30, 0), (50, 2), (100, 0), (300, 2)):
        body = feed(items, paragraphs)
        whole = milliseconds(lambda body=body: parse_feed(body))
        for new in (0, 1, 5):
            known = {f"item-{number}" for number in range(new, items)}

            def cheap(body: bytes = body, known: set[str] = known) -> None:
                left = cut(body, scan(body), known, 3_000)
                if left is not None:
                    parse_feed(left)

            cost = milliseconds(cheap)
            print(
                f"{items:>6} {len(body) // 1000:>6} {new:>4} {whole:>9.1f} {cost:>8.2f} {whole / cost:>6.0f}"
            )


if __name__ == "__main__":
    main()
