"""What a crawl has done so far: counted for its report, and told while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from crawler.values import CrawlProgress, CrawlReport, Failure
from storage.values import Entry, PollResult

ProgressCallback = Callable[[CrawlProgress], None]


@dataclass(slots=True)
class Tally:
    """The counts of one crawl. Used on the event loop only."""

    progress: ProgressCallback | None = None
    polls: int = 0
    polls_total: int = 0
    not_modified: int = 0
    unchanged: int = 0
    entries: int = 0
    pages: int = 0
    pages_total: int = 0
    deals: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    found: list[Entry] = field(default_factory=list)
    _source: str = ""

    def poll(self, source: str, result: PollResult, new: int) -> None:
        """A poll is done and stored."""
        self.polls += 1
        self.not_modified += result == "not_modified"
        self.unchanged += result == "unchanged"
        self.entries += new
        self.tell(source)

    def page(self, source: str, deals: int) -> None:
        """An article is done with."""
        self.pages += 1
        self.deals += deals
        self.tell(source)

    def fail(self, source: str, url: str, error: str) -> None:
        """Something could not be read."""
        self.failures.append(Failure(source, url, error))

    def warn(self, source: str, words: str) -> None:
        """Something is odd, but was read."""
        self.warnings.append(f"{source}: {words}")

    def tell(self, source: str = "") -> None:
        """Say how far it is."""
        self._source = source or self._source
        if self.progress is not None:
            self.progress(
                CrawlProgress(
                    polls_done=self.polls,
                    polls_total=max(self.polls_total, self.polls),
                    entries=self.entries,
                    pages_done=self.pages,
                    pages_total=max(self.pages_total, self.pages),
                    deals=self.deals,
                    source=self._source,
                )
            )

    def clear(self) -> None:
        """Begin anew."""
        fresh = Tally(self.progress)
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def add(self, done: CrawlReport) -> None:
        """Count what was counted before."""
        self.polls += done.polls
        self.not_modified += done.not_modified
        self.unchanged += done.unchanged
        self.entries += done.entries
        self.pages += done.pages
        self.deals += done.deals
        self.failures[:0] = done.failures
        self.warnings[:0] = done.warnings
        self.found[:0] = done.found

    def report(self) -> CrawlReport:
        """The report as of now."""
        return CrawlReport(
            polls=self.polls,
            not_modified=self.not_modified,
            unchanged=self.unchanged,
            entries=self.entries,
            pages=self.pages,
            deals=self.deals,
            failures=tuple(self.failures),
            warnings=tuple(dict.fromkeys(self.warnings)),
            found=tuple(self.found),
        )
