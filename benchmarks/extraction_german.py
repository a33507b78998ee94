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
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.extraction_measure import Labelled, metric_of, print_table
from crawler.cleaning import TEXT_LENGTH, plain_lines


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
    """Print the table and the pages that are read worst."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("benchmark", type=Path)
    arguments.add_argument("--worst", type=int, default=0)
    options = arguments.parse_args()
    addresses = json.loads((options.folder / "meta.info").read_text(encoding="utf-8"))
    pages = [
        Labelled(
            name,
            gzip.decompress((options.folder / name).read_bytes()),
            wanted,
            url=addresses.get(name, {}).get("url"),
            content_type="text/html; charset=utf-8",
            published=date_of(label),
        )
        for name, label in labelled(options.folder)
        if (wanted := text_of(label.get("body") or {}))
    ]
    print_table(pages, metric_of(options.benchmark), timezone="Europe/Berlin", worst=options.worst)


def date_of(label: dict[str, Any]) -> datetime | None:
    """The date of a label; one without a zone is Berlin's."""
    if not label.get("publishing_date"):
        return None
    stated = datetime.fromisoformat(label["publishing_date"])
    return stated if stated.tzinfo else stated.replace(tzinfo=ZoneInfo("Europe/Berlin"))


if __name__ == "__main__":
    main()
