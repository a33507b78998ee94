"""Extraction measured on a public benchmark, by its own metric and its own labels.

Run ``python -m benchmarks.extraction FOLDER`` with a checkout of scrapinghub/article-extraction-benchmark (MIT).
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from pathlib import Path
from types import ModuleType

from crawler.pages import extract


def metric_of(folder: Path) -> ModuleType:
    """The benchmark's own ``evaluate.py`` as a module."""
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no evaluate.py; give a checkout of article-extraction-benchmark")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print F1, precision, recall, CPU a page, and the pages that are read worst."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--worst", type=int, default=10)
    options = arguments.parse_args()
    metric = metric_of(options.folder)
    truth = json.loads((options.folder / "ground-truth.json").read_text(encoding="utf-8"))
    counts, ranked = [], []
    start = time.process_time()
    for name, expected in sorted(truth.items()):
        data = gzip.decompress((options.folder / "html" / f"{name}.html.gz").read_bytes())
        page = extract(data, url=expected.get("url"), content_type=None)
        right, wrong, missed = metric.string_shingle_matching(expected["articleBody"], page.text)
        counts.append((right, wrong, missed))
        ranked.append((2 * right / max(1e-9, 2 * right + wrong + missed), name, page.error or ""))
    spent = time.process_time() - start
    result = metric.metrics_from_tp_fp_fns(counts)
    print(f"pages {len(counts)}  " + "  ".join(f"{key} {value:.4f}" for key, value in result.items()))
    print(f"CPU a page: {1000 * spent / len(counts):.0f} ms")
    for score, name, error in sorted(ranked)[: options.worst]:
        print(f"{score:.3f} {name[:12]} {error}")


if __name__ == "__main__":
    main()
