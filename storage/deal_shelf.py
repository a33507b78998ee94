"""Deal files kept at hand: lists show the newest deals again and again, whatever they are narrowed to."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session

from storage.deal_files import load_deal_files
from storage.tables import Deal, DealReport
from storage.values import DealFile
from storage.writing import chunks, sql_table

KEPT = 1000
KEPT_REPORTS = 4000
KEPT_AT_ONCE = 200
"""Who asks for more takes it away whole, and would drive out what others look at."""
KEPT_FOR_SECONDS = 60.0
"""A source that gets another name changes no deal: its name is read anew after so long."""

_deal, _report = sql_table(Deal), sql_table(DealReport)
_REPORTS = sql_select(func.count()).where(_report.c.deal_id == _deal.c.id).correlate(_deal).scalar_subquery()

State = tuple[datetime, int, int]
"""When a deal was last changed, its story, and how many reports it has: what is joined keeps the later moment."""


@dataclass(frozen=True, slots=True)
class _Kept:
    state: State
    loaded_at: float
    file: DealFile


@dataclass(slots=True)
class DealShelf:
    """Loads files as :func:`storage.deal_files.load_deal_files` does, those that have not changed from memory."""

    clock: Callable[[], float] = time.monotonic
    _files: OrderedDict[int, _Kept] = field(default_factory=OrderedDict)
    _reports: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, session: Session, deal_ids: Sequence[int]) -> dict[int, DealFile]:
        """The files of these deals by id, as the session sees them."""
        if len(deal_ids) > KEPT_AT_ONCE:
            return load_deal_files(session, deal_ids)
        states = _states(session, deal_ids)
        now = self.clock()
        with self._lock:
            known = {one: self._files[one] for one in states if one in self._files}
            found = {
                one: kept.file
                for one, kept in known.items()
                if kept.state == states[one] and now - kept.loaded_at < KEPT_FOR_SECONDS
            }
            for one in found:
                self._files.move_to_end(one)
        fresh = load_deal_files(session, [one for one in states if one not in found])
        with self._lock:
            for one, file in fresh.items():
                self._forget(one)
                self._files[one] = _Kept(states[one], now, file)
                self._reports += len(file.reports)
            while len(self._files) > KEPT or self._reports > KEPT_REPORTS:
                self._forget(next(iter(self._files)))
        return found | fresh

    def _forget(self, deal_id: int) -> None:
        gone = self._files.pop(deal_id, None)
        self._reports -= len(gone.file.reports) if gone is not None else 0


def _states(session: Session, deal_ids: Sequence[int]) -> dict[int, State]:
    states: dict[int, State] = {}
    for chunk in chunks(dict.fromkeys(deal_ids)):
        statement = sql_select(_deal.c.id, _deal.c.updated_at, _deal.c.story_id, _REPORTS).where(
            _deal.c.id.in_(chunk)
        )
        for deal_id, *state in session.connection().execute(statement):
            states[deal_id] = tuple(state)
    return states
