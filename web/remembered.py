"""Answers kept until a deal changes, or for seconds: many readers ask the same, and counting looks at everything."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session

from config.known_places import find_within
from storage.deal_counts import (
    DealCounts,
    DealFact,
    PartyCount,
    Worth,
    count_by,
    count_by_organisation,
    count_deals,
    deals_version,
    place_names,
)
from storage.health import ArchiveCounts, count_archive
from storage.values import DealQuery

KEPT = 500
COUNTED_FOR_SECONDS = 20.0

Answer = TypeVar("Answer")


@dataclass(slots=True)
class DealAnswers:
    """What storage answers, each question asked once as long as no deal is added or changed."""

    _version: tuple[object, ...] = ()
    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(
        self, session: Session, query: DealQuery, since: date | None = None, until: date | None = None
    ) -> DealCounts:
        """See :func:`storage.deal_counts.count_deals`."""
        key = ("counts", query, since, until)
        return self._ask(session, key, lambda: count_deals(session, query, since, until))

    def by(self, session: Session, query: DealQuery, *facts: DealFact) -> dict[DealFact, dict[str, Worth]]:
        """See :func:`storage.deal_counts.count_by`."""
        return self._ask(session, (facts, query), lambda: count_by(session, query, *facts))

    def by_organisation(self, session: Session, query: DealQuery, limit: int) -> list[PartyCount]:
        """See :func:`storage.deal_counts.count_by_organisation`."""
        key = ("organisation", query, limit)
        return self._ask(session, key, lambda: count_by_organisation(session, query, limit))

    def places_like(self, session: Session, text: str) -> tuple[str, ...]:
        """The places of deals whose name holds a text, and those that are the place of that name in other words."""
        return self._ask(session, ("places", text), lambda: _places_like(place_names(session), text))

    def _ask(self, session: Session, key: Hashable, question: Callable[[], Answer]) -> Answer:
        version = deals_version(session)
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._version = version
            elif key in self._kept:
                self._kept.move_to_end(key)
                known: Answer = self._kept[key]
                return known
        answer = question()
        with self._lock:
            # A request that began before the last change does not answer those after it.
            if version == self._version:
                self._kept[key] = answer
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return answer


@dataclass(slots=True)
class ArticleAnswers:
    """How many articles there are, counted anew when the last count is some seconds old."""

    clock: Callable[[], float] = time.monotonic
    _counted: ArchiveCounts | None = None
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self, session: Session) -> ArchiveCounts:
        """The last count; whoever comes while another counts anew gets it, too."""
        known = self._counted
        if known is not None and self.clock() - self._at < COUNTED_FOR_SECONDS:
            return known
        if known is not None and self._lock.locked():
            return known
        with self._lock:
            if self._counted is not known and self._counted is not None:
                return self._counted
            self._counted = count_archive(session)
            self._at = self.clock()
            return self._counted


def _places_like(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    folded, known = text.casefold(), find_within(text)
    return tuple(
        name
        for name in names
        if folded in name.casefold() or (known is not None and find_within(name) == known)
    )
