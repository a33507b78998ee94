"""Extraction measured on a public benchmark, by its own metric and its own labels.

Run ``python -m benchmarks.extraction FOLDER`` with a checkout of scrapinghub/article-extraction-benchmark (MIT).
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from benchmarks.extraction_measure import Labelled, metric_of, print_table


def main() -> None:
    """Print the table and the pages that are read worst."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--worst", type=int, default=0)
    options = arguments.parse_args()
    truth = json.loads((options.folder / "ground-truth.json").read_text(encoding="utf-8"))
    pages = [
        Labelled(
            name,
            gzip.decompress((options.folder / "html" / f"{name}.html.gz").read_bytes()),
            expected["articleBody"],
            url=expected.get("url"),
        )
        for name, expected in sorted(truth.items())
    ]
    print_table(pages, metric_of(options.folder), worst=options.worst)


if __name__ == "__main__":
    main()
