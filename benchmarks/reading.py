"""What reading costs: each stage and the whole, start-up and memory, and the grouping of many articles.

Run ``python -m benchmarks.reading [articles]`` from the checkout; see README.md.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from analysis.amounts import find_amounts
from analysis.cleaning import clean
from analysis.dates import find_dates
from analysis.evaluation_items import load_items
from analysis.knowledge import Knowledge
from analysis.language import detect_language
from analysis.layout import lay_out
from analysis.likeness import fingerprint, group
from analysis.marking import mark
from analysis.reading import examine, read, reading_of
from analysis.sentences import split_sentences
from analysis.signals import signals_of
from analysis.stories_facts import story_facts
from analysis.values import Article, Reading
from benchmarks.articles import ReadLanguage, articles

SHORT: dict[ReadLanguage, int] = {"en": 250, "de": 250, "zh": 600}
LONG: dict[ReadLanguage, int] = {"en": 5_000, "de": 5_000, "zh": 10_000}
CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
GROUPED = (500, 1_000, 2_000)
_ROUNDS = 3
_PROBE = """
import re, time
start = time.process_time()
{code}
seconds = time.process_time() - start
# Not getrusage: its peak is that of the process that started this one, if that was larger.
status = open("/proc/self/status").read()
print(seconds, int(re.search(r"VmHWM:\\s+(\\d+)", status).group(1)) / 1024)
"""

_T = TypeVar("_T")


def milliseconds(work: Callable[[_T], object], things: list[_T]) -> float:
    """CPU time for one thing: the median over the things of the best of some rounds."""
    medians = []
    for thing in things:
        times = []
        for _ in range(_ROUNDS):
            start = time.process_time()
            work(thing)
            times.append(time.process_time() - start)
        medians.append(1000 * min(times))
    return statistics.median(medians)


def stages(knowledge: Knowledge, language: ReadLanguage, texts: list[Article]) -> dict[str, float]:
    """CPU milliseconds an article of each stage and of the whole."""
    wording, gazetteer = knowledge.wordings[language], knowledge.gazetteer
    layouts = [lay_out(article, language, wording) for article in texts]
    marked = [
        mark(layout, gazetteer, wording, article.published)
        for layout, article in zip(layouts, texts, strict=True)
    ]
    published = {article.text: article.published for article in texts}
    examined = [examine(article, knowledge) for article in texts]
    readings = [(article, read(article, knowledge)) for article in texts]
    plain = [article.text for article in texts]
    return {
        "language": milliseconds(lambda article: detect_language(article.title, article.text), texts),
        "repair": milliseconds(clean, plain),
        "sentences": milliseconds(lambda text: split_sentences(text, language), plain),
        "layout (with repair, sentences)": milliseconds(
            lambda article: lay_out(article, language, wording), texts
        ),
        "names": milliseconds(lambda text: gazetteer.find(text, language), plain),
        "sums": milliseconds(lambda text: find_amounts(text, language), plain),
        "dates": milliseconds(lambda text: find_dates(text, language, published[text]), plain),
        "marking (names, sums, dates, words)": milliseconds(
            lambda layout: mark(layout, gazetteer, wording, texts[0].published), layouts
        ),
        "signs": milliseconds(signals_of, marked),
        "verdict and deals": milliseconds(lambda examination: reading_of(examination, knowledge), examined),
        "whole reading": milliseconds(lambda article: read(article, knowledge), texts),
        "fingerprint for copies": milliseconds(
            lambda article: fingerprint(article.title, article.text, language), texts
        ),
        "facts for stories": milliseconds(lambda pair: story_facts(*pair, gazetteer), readings),
    }


def invented(sizes: dict[ReadLanguage, int], count: int) -> dict[ReadLanguage, list[Article]]:
    """So many invented articles of each language, in the sizes that are wanted."""
    return {language: articles(language, size, count) for language, size in sizes.items()}


def labelled(sizes: dict[ReadLanguage, int]) -> dict[ReadLanguage, list[Article]]:
    """The labelled items of tests/corpus that are about as long, alerts and others, as searches bring them."""
    found: dict[ReadLanguage, list[Article]] = {}
    for language, size in sizes.items():
        items = (item.article for path in sorted(CORPUS.glob(f"*.{language}*")) for item in load_items(path))
        found[language] = [
            article
            for article in items
            if 0.8 * size
            <= (len(article.text) if language == "zh" else len(article.text.split()))
            <= 1.25 * size
        ]
    return found


def stage_table(knowledge: Knowledge, title: str, texts: dict[ReadLanguage, list[Article]]) -> Table:
    """A row a stage, a column a language."""
    columns = {language: stages(knowledge, language, some) for language, some in texts.items()}
    counts = ", ".join(f"{len(some)} {language}" for language, some in texts.items())
    table = Table(title=f"{title} ({counts}): median CPU ms an article")
    table.add_column("stage")
    for language in texts:
        table.add_column(language, justify="right")
    for stage in columns["en"]:
        table.add_row(stage, *(f"{columns[language][stage]:.2f}" for language in texts))
    return table


def group_table(knowledge: Knowledge) -> Table:
    """How grouping grows with the number of articles; a third each in the three languages."""
    table = Table(title="Grouping into copies and stories")
    for name in ("articles", "CPU s", "CPU ms an article"):
        table.add_column(name, justify="right")
    for count in GROUPED:
        texts = [
            article
            for language, size in SHORT.items()
            for article in articles(language, size, count // 3, seed=7)
        ]
        readings: list[Reading] = [read(article, knowledge) for article in texts]
        start = time.process_time()
        group(texts, readings, knowledge.gazetteer)
        seconds = time.process_time() - start
        table.add_row(f"{len(texts):,}", f"{seconds:.1f}", f"{1000 * seconds / len(texts):.2f}")
    return table


def probe(code: str) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of a fresh process that runs some code."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def start_table() -> Table:
    """What a fresh process pays before its first article, and what it holds."""
    table = Table(title="A fresh process")
    for name in ("after", "CPU s", "peak MB"):
        table.add_column(name, justify="left" if name == "after" else "right")
    load = "from analysis.knowledge import Knowledge\nknowledge = Knowledge.shipped()"
    first = (
        f"{load}\nfrom analysis.reading import read\nfrom benchmarks.articles import articles\n"
        "texts = articles('en', 250, 1) + articles('de', 250, 1) + articles('zh', 600, 1)\n"
        "for article in texts: read(article, knowledge)"
    )
    doubt = f"{first}\nfrom analysis.language import detect_language\ndetect_language('Isarion Taizhou', '')"
    for name, code in (
        ("nothing", "pass"),
        ("importing reading", "import analysis.reading"),
        ("loading the knowledge", load),
        ("reading three articles", first),
        ("reading one whose language is in doubt", doubt),
    ):
        seconds, peak = probe(code)
        table.add_row(name, f"{seconds:.2f}", f"{peak:.0f}")
    return table


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    console = Console()
    knowledge = Knowledge.shipped()
    console.print(start_table())
    console.print(stage_table(knowledge, "Labelled items of 250 words, 600 characters", labelled(SHORT)))
    console.print(
        stage_table(knowledge, "Dense articles of 250 words, 600 characters", invented(SHORT, count))
    )
    dense = invented(LONG, max(2, count // 10))
    console.print(stage_table(knowledge, "Dense articles of 5,000 words, 10,000 characters", dense))
    console.print(group_table(knowledge))


if __name__ == "__main__":
    main()
