"""What is out and what is held back: the newsroom's memory, safe to use from several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from newsroom.drafts import Draft, render
from newsroom.errors import NewsroomError
from newsroom.values import Item, Outlet


@dataclass(frozen=True, slots=True)
class SiteState:
    """What a site shows at one time, newest first. ``modified`` never repeats from one ``version`` to the next,
    so that even clients that compare whole seconds see every change."""

    version: int
    modified: datetime
    items: tuple[Item, ...]


class Edition:
    """The items of all sites and their publication."""

    def __init__(
        self,
        outlets: Mapping[str, Outlet],
        drafts: Iterable[Draft],
        today: date,
        base: Callable[[str], str],
        now: Callable[[], datetime],
    ) -> None:
        self._outlets = outlets
        self._base = base
        self._now = now
        self._lock = threading.RLock()
        self._drafts = {draft.id: draft for draft in drafts}
        self._published: dict[str, datetime] = {}
        self._states: dict[str, SiteState] = {}
        for draft in self._drafts.values():
            moment = draft.moment(today, ZoneInfo(outlets[draft.site].timezone))
            if moment is not None:
                self._published[draft.id] = moment
        for site in outlets:
            dates = [moment for item, moment in self._published.items() if self._drafts[item].site == site]
            self._refresh(
                site, max(dates, default=datetime.combine(today, datetime.min.time(), ZoneInfo("UTC")))
            )

    def state(self, site: str) -> SiteState:
        """What ``site`` shows now."""
        with self._lock:
            return self._states[site]

    def items(self) -> tuple[Item, ...]:
        """Every item, the held ones included, in the order in which they were written."""
        with self._lock:
            return tuple(self._item(draft) for draft in self._drafts.values())

    def held(self) -> tuple[str, ...]:
        """Ids of the items that can be published, in order."""
        with self._lock:
            return tuple(
                draft.id for draft in self._drafts.values() if draft.held and draft.id not in self._published
            )

    def publish(self, item_ids: Iterable[str]) -> tuple[Item, ...]:
        """Publish held items now; each site they belong to changes once.

        Raises:
            NewsroomError: If an item does not exist or is out already; then nothing is published.
        """
        with self._lock:
            chosen = [self._publishable(item_id) for item_id in item_ids]
            moment = self._now()
            for draft in chosen:
                self._published[draft.id] = moment
            for site in dict.fromkeys(draft.site for draft in chosen):
                self._refresh(site, moment)
            return tuple(self._item(draft) for draft in chosen)

    def add(self, drafts: Iterable[Draft]) -> tuple[Item, ...]:
        """Take further drafts in and publish them now.

        Raises:
            NewsroomError: If an id is taken already.
        """
        with self._lock:
            new = list(drafts)
            taken = [draft.id for draft in new if draft.id in self._drafts]
            if taken:
                raise NewsroomError(f"the item {taken[0]!r} exists already")
            self._drafts |= {draft.id: draft for draft in new}
            return self.publish(draft.id for draft in new)

    def _publishable(self, item_id: str) -> Draft:
        draft = self._drafts.get(item_id)
        if draft is None:
            raise NewsroomError(
                f"there is no item {item_id!r}; held items: {', '.join(self.held()) or 'none'}"
            )
        if item_id in self._published:
            raise NewsroomError(f"the item {item_id!r} is published already")
        if not draft.held:
            raise NewsroomError(
                f"the item {item_id!r} belongs to a later day and cannot be published by hand"
            )
        return draft

    def _item(self, draft: Draft) -> Item:
        outlet = self._outlets[draft.site]
        text_day = None
        if draft.copy_of:
            original = self._drafts[draft.copy_of]
            moment = self._published.get(original.id)
            if moment is not None:
                text_day = moment.astimezone(ZoneInfo(self._outlets[original.site].timezone)).date()
        return render(
            draft, outlet, self._base(outlet.id), self._published.get(draft.id), self._now(), text_day
        )

    def _refresh(self, site: str, moment: datetime) -> None:
        previous = self._states.get(site)
        modified = moment.replace(microsecond=0)
        if previous is not None:
            modified = max(modified, previous.modified + timedelta(seconds=1))
        dated = [
            (self._published[draft.id], self._item(draft))
            for draft in self._drafts.values()
            if draft.site == site and draft.id in self._published
        ]
        dated.sort(key=lambda pair: (-pair[0].timestamp(), pair[1].id))
        version = previous.version + 1 if previous else 1
        self._states[site] = SiteState(version, modified, tuple(item for _, item in dated))
