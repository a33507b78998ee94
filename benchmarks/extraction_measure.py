"""What the benchmarks of extraction share: the metric, and one table for the careful and the cheap reading.

The metric is that of scrapinghub/article-extraction-benchmark (MIT), taken from a checkout of it. trafilatura reads the
same pages in the same run, for its CPU time is the measure of ours.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import trafilatura

from analysis.knowledge import Knowledge
from crawler.pages import Matters, extract


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with what it says; without ``published`` its date is not judged.

    ``wanted`` is the text of the article.
    """

    name: str
    data: bytes
    wanted: str
    url: str | None = None
    content_type: str | None = None
    published: datetime | None = None


def metric_of(folder: Path) -> ModuleType:
    """The benchmark's own ``evaluate.py`` as a module."""
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no evaluate.py; give a checkout of article-extraction-benchmark")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _never(said: str) -> bool:
    return False


def print_table(
    pages: Sequence[Labelled],
    metric: ModuleType,
    *,
    timezone: str = "UTC",
    worst: int = 0,
    prepared: Callable[[str], str] = str,
) -> None:
    """Print F1, precision, recall, the share of right dates and CPU a page for each way to read; then the worst pages.

    Args:
        pages: The pages.
        metric: As :func:`metric_of` gives it.
        timezone: Of dates without one.
        worst: How many of the pages that the careful reading reads worst are named.
        prepared: What is done to both texts before they are compared.
    """
    may_name_both = Knowledge.shipped().gazetteer.may_name_both
    ways: dict[str, Matters | None] = {"careful": None, "cheap": _never, "as in a crawl": may_name_both}
    floor = _cpu_of_trafilatura(pages)
    print(f"pages {len(pages)}; trafilatura alone {floor:.1f} ms CPU a page")
    for name, matters in ways.items():
        counts, ranked, dates, careful, spent = [], [], [], 0, 0.0
        for page in pages:
            begun = time.process_time()
            found = extract(
                page.data, url=page.url, content_type=page.content_type, timezone=timezone, matters=matters
            )
            spent += time.process_time() - begun
            careful += found.careful
            right, wrong, missed = metric.string_shingle_matching(prepared(page.wanted), prepared(found.text))
            counts.append((right, wrong, missed))
            ranked.append((2 * right / max(1e-9, 2 * right + wrong + missed), page.name, found.error or ""))
            if page.published is not None:
                near = found.published is not None and abs(found.published - page.published)
                dates.append(near is not False and near < timedelta(days=1))
        result = metric.metrics_from_tp_fp_fns(counts)
        milliseconds = 1000 * spent / max(1, len(pages))
        print(
            f"{name}: " + "  ".join(f"{key} {result[key]:.4f}" for key in ("f1", "precision", "recall")),
            f" {milliseconds:.1f} ms CPU a page, {milliseconds / floor:.2f} x trafilatura;"
            f" {careful} read carefully",
            *([f"; dates right {sum(dates)} of {len(dates)}"] if dates else []),
            sep="",
        )
        if matters is None:
            for score, page_name, error in sorted(ranked)[:worst]:
                print(f"  {score:.3f} {page_name[:60]} {error}")


def _cpu_of_trafilatura(pages: Sequence[Labelled]) -> float:
    """Milliseconds that ``trafilatura.extract`` takes for a page, as it is and without metadata."""
    begun = time.process_time()
    for page in pages:
        trafilatura.extract(page.data, url=page.url)
    return max(1e-9, 1000 * (time.process_time() - begun) / max(1, len(pages)))
