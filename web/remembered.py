"""Answers kept until a deal changes, or for seconds: many readers ask the same, and counting looks at everything."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from markupsafe import Markup
from sqlmodel import Session

from config.known_places import find_within
from digests.rates import ReferenceRates, rates_at
from storage.article_counts import count_by_source
from storage.deal_counts import (
    DealCounts,
    DealFact,
    PartyCount,
    PlaceOfParty,
    Worth,
    count_by,
    count_by_organisation,
    count_by_party_and_place,
    count_deals,
    deals_version,
    place_names,
)
from storage.values import DealFile, DealQuery
from web.deal_view import DealView, deal_view
from web.viewer import Viewer

KEPT_ROWS = 10_000
"""Rows of all answers together: the collector looks at each, and answers on a hundred filters are enough."""
KEPT_VIEWS = 2000
COUNTED_FOR_SECONDS = 20.0
RATES_FOR_SECONDS = 60.0

Answer = TypeVar("Answer")


@dataclass(slots=True)
class DealAnswers:
    """What storage answers, each question asked once as long as no deal is added or changed."""

    _version: tuple[object, ...] = ()
    _kept: OrderedDict[Hashable, tuple[Any, int]] = field(default_factory=OrderedDict)
    _rows: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(
        self, session: Session, query: DealQuery, spans: Sequence[tuple[date, date]] = ()
    ) -> DealCounts:
        """See :func:`storage.deal_counts.count_deals`."""
        key = ("counts", query, tuple(spans[:1]), tuple(spans[-1:]))
        return self._ask(session, key, lambda: count_deals(session, query, spans), lambda one: len(one.spans))

    def by(self, session: Session, query: DealQuery, *facts: DealFact) -> dict[DealFact, dict[str, Worth]]:
        """See :func:`storage.deal_counts.count_by`."""
        return self._ask(session, (facts, query), lambda: count_by(session, query, *facts), _rows)

    def by_organisation(self, session: Session, query: DealQuery, limit: int) -> list[PartyCount]:
        """See :func:`storage.deal_counts.count_by_organisation`."""
        key = ("organisation", query, limit)
        return self._ask(session, key, lambda: count_by_organisation(session, query, limit), len)

    def by_party_and_place(self, session: Session, query: DealQuery, limit: int) -> list[PlaceOfParty]:
        """See :func:`storage.deal_counts.count_by_party_and_place`."""
        key = ("party and place", query, limit)
        return self._ask(session, key, lambda: count_by_party_and_place(session, query, limit), len)

    def places_like(self, session: Session, text: str) -> tuple[str, ...]:
        """The places of deals whose name holds a text, and those that are the place of that name in other words."""
        return self._ask(session, ("places", text), lambda: _places_like(place_names(session), text), len)

    def _ask(
        self,
        session: Session,
        key: Hashable,
        question: Callable[[], Answer],
        rows: Callable[[Answer], int],
    ) -> Answer:
        version = deals_version(session)
        with self._lock:
            if version != self._version:
                self._kept.clear()
                self._rows = 0
                self._version = version
            elif key in self._kept:
                self._kept.move_to_end(key)
                known: Answer = self._kept[key][0]
                return known
        answer = question()
        with self._lock:
            # A request that began before the last change does not answer those after it.
            if version == self._version and key not in self._kept:
                self._kept[key] = (answer, 1 + rows(answer))
                self._rows += 1 + rows(answer)
                while self._rows > KEPT_ROWS:
                    _, (_, gone) = self._kept.popitem(last=False)
                    self._rows -= gone
        return answer


@dataclass(slots=True)
class ArticleAnswers:
    """How many articles each source has, counted anew when the last count is some seconds old."""

    clock: Callable[[], float] = time.monotonic
    _counted: Mapping[str, int] | None = None
    _at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def by_source(self, session: Session) -> Mapping[str, int]:
        """The last count; whoever comes while another counts anew gets it, too."""
        known = self._counted
        if known is not None and self.clock() - self._at < COUNTED_FOR_SECONDS:
            return known
        if known is not None and self._lock.locked():
            return known
        with self._lock:
            if self._counted is not known and self._counted is not None:
                return self._counted
            self._counted = count_by_source(session)
            self._at = self.clock()
            return self._counted


@dataclass(slots=True)
class RateAnswers:
    """The rates to convert by, asked anew after a minute; the same object as long as they are the same."""

    clock: Callable[[], float] = time.monotonic
    _rates: ReferenceRates | None = None
    _at: float = 0.0

    def at(self, session: Session, now: datetime) -> ReferenceRates:
        """See :func:`digests.rates.rates_at`."""
        known = self._rates
        if known is not None and self.clock() - self._at < RATES_FOR_SECONDS:
            return known
        found = rates_at(session, now)
        self._rates = known if known == found and known is not None else found
        self._at = self.clock()
        return self._rates


@dataclass(slots=True)
class DealViews:
    """Deals in readers' words, put into words once for each language as long as file and rates stay the same."""

    _kept: OrderedDict[tuple[int, str], tuple[DealFile, ReferenceRates, DealView]] = field(
        default_factory=OrderedDict
    )
    _pieces: OrderedDict[tuple[int, str, str], tuple[DealView, Markup]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def view(self, deal: DealFile, viewer: Viewer, rates: ReferenceRates) -> DealView:
        """See :func:`web.deal_view.deal_view`; viewers of one language must have the same zone."""
        key = (deal.id, viewer.language)
        known = self._kept.get(key)
        if known is not None and known[0] is deal and known[1] is rates:
            return known[2]
        view = deal_view(deal, viewer, rates)
        with self._lock:
            self._kept[key] = (deal, rates, view)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT_VIEWS:
                self._kept.popitem(last=False)
        return view

    def piece(self, name: str, view: DealView, language: str, write: Callable[[], Markup]) -> Markup:
        """A piece of a page on a deal, written once as long as the view stays the same."""
        key = (view.id, language, name)
        known = self._pieces.get(key)
        if known is not None and known[0] is view:
            return known[1]
        piece = write()
        with self._lock:
            self._pieces[key] = (view, piece)
            self._pieces.move_to_end(key)
            while len(self._pieces) > KEPT_VIEWS:
                self._pieces.popitem(last=False)
        return piece


def _rows(counted: Mapping[DealFact, Sized]) -> int:
    return sum(len(values) for values in counted.values())


def _places_like(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    folded, known = text.casefold(), find_within(text)
    return tuple(
        name
        for name in names
        if folded in name.casefold() or (known is not None and find_within(name) == known)
    )
