"""Extraction measured on fundus' test pages: ``python -m benchmarks.extraction_german FOLDER BENCHMARK``.

FOLDER is ``tests/resources/parser/test_data/de`` of a checkout of flairNLP/fundus (MIT), whose labels are made by its
own parser for each publisher; BENCHMARK is a checkout of article-extraction-benchmark, whose metric is used. Neither is
part of this project. Pages and labels of a publisher are paired by their order, where there are as many of one as of
the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.extraction import metric_of
from crawler.cleaning import TEXT_LENGTH, plain_lines
from crawler.pages import extract


def labelled(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """File names of pages with their labels."""
    for labels in sorted(folder.glob("*.json")):
        versions = json.loads(labels.read_text(encoding="utf-8"))
        pages = sorted(page.name for page in folder.glob(f"{labels.stem}_[0-9]*.html.gz"))
        if len(pages) == len(versions):
            yield from zip(pages, (versions[key] for key in sorted(versions)), strict=True)


def text_of(body: dict[str, Any]) -> str:
    """The text of a label: summary, headlines and paragraphs, without soft hyphens and odd blanks, as we write it."""
    parts = list(body.get("summary") or [])
    for section in body.get("sections") or []:
        parts += [*(section.get("headline") or []), *(section.get("paragraphs") or [])]
    return plain_lines("\n".join(parts), TEXT_LENGTH)


def main() -> None:
    """Print F1, the share of right dates and titles, and CPU a page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("benchmark", type=Path)
    arguments.add_argument("--worst", type=int, default=10)
    options = arguments.parse_args()
    metric = metric_of(options.benchmark)
    addresses = json.loads((options.folder / "meta.info").read_text(encoding="utf-8"))
    counts, ranked, dates, spent = [], [], [], 0.0
    for name, label in labelled(options.folder):
        wanted = text_of(label.get("body") or {})
        if not wanted:
            continue
        data = gzip.decompress((options.folder / name).read_bytes())
        begun = time.process_time()
        page = extract(
            data,
            url=addresses.get(name, {}).get("url"),
            content_type="text/html; charset=utf-8",
            timezone="Europe/Berlin",
        )
        spent += time.process_time() - begun
        right, wrong, missed = metric.string_shingle_matching(wanted, page.text)
        counts.append((right, wrong, missed))
        ranked.append((2 * right / max(1e-9, 2 * right + wrong + missed), name, page.error or ""))
        if label.get("publishing_date"):
            stated = datetime.fromisoformat(label["publishing_date"])
            stated = stated if stated.tzinfo else stated.replace(tzinfo=ZoneInfo("Europe/Berlin"))
            dates.append(page.published is not None and abs(page.published - stated) < timedelta(days=1))
    result = metric.metrics_from_tp_fp_fns(counts)
    print(f"pages {len(counts)}  " + "  ".join(f"{key} {value:.4f}" for key, value in result.items()))
    print(f"dates right {sum(dates) / max(1, len(dates)):.3f} of {len(dates)}")
    print(f"CPU a page: {1000 * spent / max(1, len(counts)):.0f} ms")
    for score, name, error in sorted(ranked)[: options.worst]:
        print(f"{score:.3f} {name} {error}")


if __name__ == "__main__":
    main()
