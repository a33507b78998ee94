"""Progress bars on a terminal; nothing where standard error is no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zhongde.output import error_console

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.values import CrawlProgress

_T = TypeVar("_T")
_WORTH_A_BAR = 30


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=error_console,
        transient=True,
        disable=not error_console.is_terminal,
    )


def followed(items: Sequence[_T], what: str) -> Iterator[_T]:
    """The items one by one, with a bar if there are many."""
    if len(items) < _WORTH_A_BAR:
        yield from items
        return
    with _bars() as bars:
        task = bars.add_task(what, total=len(items), note="")
        for item in items:
            yield item
            bars.advance(task)


@contextmanager
def crawl_bars() -> Iterator[Callable[[CrawlProgress], None]]:
    """Two bars for a crawl, addresses and pages; what is given to the crawl as ``progress``."""
    with _bars() as bars:
        polls = bars.add_task("Sources", total=None, note="")
        pages = bars.add_task("Articles", total=None, note="")

        def show(progress: CrawlProgress) -> None:
            bars.update(
                polls, completed=progress.polls_done, total=progress.polls_total or None, note=progress.source
            )
            note = f"{progress.deals} deals" if progress.deals else ""
            bars.update(pages, completed=progress.pages_done, total=progress.pages_total or None, note=note)

        yield show
