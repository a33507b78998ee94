"""The values of this room: a digest as it was composed, ready to be rendered in any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from digests.trend import Trend
from storage.values import DealFile, DigestKind, ReadingCounts, SourceCoverage, StepValue

GroupBy = Literal["none", "kind", "region", "sector"]
Review = Literal["none", "week", "month"]


@dataclass(frozen=True, slots=True)
class EuroAmount:
    """A sum in euros.

    ``rate_year`` is the year whose average rate was used, ``rate_day`` the day whose rate was; both are None where the
    sum is stated in euros already.
    """

    value: Decimal
    rate_year: int | None = None
    rate_day: date | None = None

    @property
    def is_approximate(self) -> bool:
        """Whether the sum was converted."""
        return self.rate_year is not None or self.rate_day is not None


@dataclass(frozen=True, slots=True)
class DigestDeal:
    """One deal in a digest, with the steps that it tells, oldest first.

    ``weight`` orders the deals (see :func:`digests.compose.weight_of`). ``is_update`` says that the deal itself
    had been known before.
    """

    deal: DealFile
    steps: tuple[StepValue, ...]
    euros: EuroAmount | None
    weight: float
    is_update: bool

    @property
    def step(self) -> StepValue:
        """The step that is the news: the latest one told."""
        return self.steps[-1]

    @property
    def previous_status(self) -> str | None:
        """The status that the deal had before the steps told here; None for a new deal."""
        told = {step.id for step in self.steps}
        earlier = [step for step in self.deal.steps if step.id not in told and step.id < self.steps[0].id]
        return earlier[-1].status if earlier and self.is_update else None


@dataclass(frozen=True, slots=True)
class ComposedDigest:
    """What one subscription is told at one moment.

    ``news`` and ``updates`` are shown, ``beyond`` are the deals that fit the filter but not under ``max_deals``.
    ``set_aside`` counts those that the filter kept out. ``step_ids`` are all steps that count as told with this digest,
    those of the deals beyond included. ``review`` says that it sums up a full week or month; its news are all deals
    first seen then, told before or not. ``readings`` and ``trend`` are left out where nobody asked for them.
    ``public_url`` is where readers reach the page, ``deals_page`` the list there that holds all these deals; both are
    empty where it is not shown to them.
    """

    id: str
    subscription: str
    title: str
    language: str
    timezone: str
    kind: DigestKind
    window_from: datetime
    window_to: datetime
    composed_at: datetime
    news: tuple[DigestDeal, ...]
    updates: tuple[DigestDeal, ...]
    beyond: tuple[DigestDeal, ...]
    set_aside: int
    step_ids: tuple[int, ...]
    coverage: SourceCoverage
    group_by: GroupBy = "none"
    review: Review = "none"
    readings: ReadingCounts | None = None
    trend: Trend | None = None
    public_url: str = ""
    deals_page: str = ""

    @property
    def rest(self) -> int:
        """How many deals fit the filter but are not shown."""
        return len(self.beyond)

    @property
    def all_deals(self) -> tuple[DigestDeal, ...]:
        """All deals that fit the filter, those beyond the limit included."""
        return (*self.news, *self.updates, *self.beyond)

    @property
    def all_news(self) -> tuple[DigestDeal, ...]:
        """All new deals that fit the filter, those beyond the limit included."""
        return tuple(entry for entry in self.all_deals if not entry.is_update)

    @property
    def deals(self) -> tuple[DigestDeal, ...]:
        """All deals shown, news first."""
        return self.news + self.updates

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.news and not self.updates
