"""From untold steps to a digest: filter, order, news and updates, limit. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from config.filters import FilterSettings
from config.settings import SubscriptionSettings
from digests.filters import fits
from digests.links import address_of_deals
from digests.rates import ReferenceRates, shipped_rates
from digests.trend import Trend
from digests.values import ComposedDigest, DigestDeal, EuroAmount
from storage.values import DealFile, DigestKind, ReadingCounts, SourceCoverage, StepValue, UntoldStep

__all__ = ["ComposedDigest", "DigestDeal", "compose", "weight_of"]

_STATUS_WEIGHT = {
    "completed": 1.5,
    "signed": 1.5,
    "blocked": 1.5,
    "cancelled": 1.5,
    "approved": 1.25,
    "opened": 1.25,
    "started": 1.0,
    "announced": 1.0,
    "planned": 0.0,
}


def compose(
    subscription: SubscriptionSettings,
    steps: Sequence[UntoldStep],
    *,
    window_from: datetime,
    window_to: datetime,
    coverage: SourceCoverage,
    kind: DigestKind,
    now: datetime,
    digest_id: str = "",
    rates: ReferenceRates | None = None,
    only: FilterSettings | None = None,
    readings: ReadingCounts | None = None,
    trend: Trend | None = None,
    public_url: str | None = None,
) -> ComposedDigest:
    """Put a digest together: news, an alert or a review.

    Several steps of one deal make one entry. Deals are ordered by weight, then by the time they were first seen,
    latest first, those of a review by their sums; news come before updates and take their places under ``max_deals``
    first. A deal beyond the limit is counted as the rest and counts as told.

    Args:
        subscription: Filter, limit, language and title.
        steps: What the subscription has not been told.
        window_from: Begin of the time that the digest covers, exclusive.
        window_to: Its end, inclusive.
        coverage: The state of the sources, for the foot.
        kind: How the digest came about.
        now: The moment of composing.
        digest_id: The digest's id, empty for a preview.
        rates: Reference rates, the shipped ones if left out.
        only: A second filter; what it keeps out is neither told nor counted as set aside, for its time comes later.
        readings: What became of the articles of that time.
        trend: The deals of the last weeks.
        public_url: Where readers reach the page, to link to it.
    """
    table = rates or shipped_rates()
    news: list[DigestDeal] = []
    updates: list[DigestDeal] = []
    set_aside = 0
    for deal, told in _by_deal(steps):
        euros = _in_euros(deal, table)
        if not fits(subscription.filter, deal, told, euros):
            set_aside += 1
            continue
        if only is not None and not fits(only, deal, told, euros):
            continue
        is_update = _is_update(subscription, deal, told, window_from)
        entry = DigestDeal(deal, told, euros, weight_of(deal, told[-1].status, euros), is_update)
        (updates if is_update else news).append(entry)
    order = _order if subscription.review == "none" else _order_by_sum
    news.sort(key=order)
    updates.sort(key=order)
    shown_news = tuple(news[: subscription.max_deals])
    shown_updates = tuple(updates[: subscription.max_deals - len(shown_news)])
    return ComposedDigest(
        id=digest_id,
        subscription=subscription.name,
        title=subscription.title,
        language=subscription.language,
        timezone=subscription.timezone,
        kind=kind,
        window_from=window_from,
        window_to=window_to,
        composed_at=now,
        news=shown_news,
        updates=shown_updates,
        beyond=(*news[len(shown_news) :], *updates[len(shown_updates) :]),
        set_aside=set_aside,
        step_ids=tuple(step.id for entry in (*news, *updates) for step in entry.steps),
        coverage=coverage,
        group_by=subscription.group_by,
        review=subscription.review,
        readings=readings,
        trend=trend if trend is not None and trend.tells_something else None,
        public_url=public_url or "",
        deals_page=address_of_deals(public_url, subscription.filter, [*news, *updates]) if public_url else "",
    )


def _is_update(
    subscription: SubscriptionSettings, deal: DealFile, told: Sequence[StepValue], window_from: datetime
) -> bool:
    """A review's news are the deals that came to be known in its period, whatever became of them since."""
    if subscription.review != "none":
        return deal.first_seen <= window_from
    return all(step.is_update for step in told)


def weight_of(deal: DealFile, status: str, euros: EuroAmount | None) -> float:
    """How much a deal weighs: its sum, its status and the number of sources that tell of it by themselves.

    A sum counts by its order of magnitude: 0 for 100,000 euros or less, 4 for a billion; an unknown one counts as
    one of a million. A status counts up to 1.5, since an accomplished fact outweighs a plan. Sources other than
    copies count 0.5 for each doubling, at most 2.
    """
    size = 1.0 if euros is None else min(6.0, math.log10(max(float(euros.value), 1e5) / 1e5))
    originals = len({report.source_id for report in deal.reports if not report.is_copy})
    corroboration = min(2.0, 0.5 * math.log2(max(originals, 1)))
    return size + _STATUS_WEIGHT.get(status, 0.0) + corroboration


def _order(entry: DigestDeal) -> tuple[float, float, int]:
    return (-round(entry.weight, 6), -entry.step.first_seen.timestamp(), entry.deal.id)


def _order_by_sum(entry: DigestDeal) -> tuple[Decimal, tuple[float, float, int]]:
    return (-entry.euros.value if entry.euros is not None else Decimal(0), _order(entry))


def _by_deal(steps: Sequence[UntoldStep]) -> list[tuple[DealFile, tuple[StepValue, ...]]]:
    deals: dict[int, DealFile] = {}
    told: dict[int, dict[int, StepValue]] = {}
    for untold in steps:
        deals[untold.deal.id] = untold.deal
        told.setdefault(untold.deal.id, {})[untold.step.id] = untold.step
    return [
        (deal, tuple(sorted(told[deal_id].values(), key=lambda step: (step.first_seen, step.id))))
        for deal_id, deal in deals.items()
    ]


def _in_euros(deal: DealFile, rates: ReferenceRates) -> EuroAmount | None:
    if deal.amount is None:
        return None
    day = deal.date or deal.first_seen.date()
    return rates.to_euros(deal.amount, day.year, day)
