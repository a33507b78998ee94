"""What a subscription would have been told, and when: the daemon's own decisions over what is stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.settings import SubscriptionSettings
from digests.compose import compose
from digests.values import ComposedDigest
from digests.windows import due_window, early_window, next_due_moment, next_sendable
from storage.values import SourceCoverage, UntoldStep

MOST_MOMENTS = 200_000
"""No rehearsal looks at more moments: every minute of four months, or every day for ever."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the digests compare with labelled items.

    ``labelled`` items are stored; of those ``wanted`` should be told, ``told`` were, ``rightly`` are both.
    ``missed`` and ``unwanted`` are the addresses of the others. ``not_stored`` items could not be judged.
    """

    labelled: int
    wanted: int
    told: int
    rightly: int
    missed: tuple[str, ...]
    unwanted: tuple[str, ...]
    not_stored: int

    @property
    def precision(self) -> float | None:
        """Share of the told items that were wanted; None if none was told."""
        return self.rightly / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        """Share of the wanted items that were told; None if none was wanted."""
        return self.rightly / self.wanted if self.wanted else None


def rehearse(
    subscription: SubscriptionSettings, steps: Sequence[UntoldStep], since: datetime, until: datetime
) -> list[ComposedDigest]:
    """The digests that would have been sent in (since, until], in order, each step told once.

    Args:
        subscription: As it is now; a review cannot be rehearsed this way, for it tells nothing once.
        steps: Steps first seen in that time that may alert, in any order.
        since: When the subscription would have begun.
        until: Up to when.
    """
    waiting = sorted(steps, key=lambda untold: (untold.step.first_seen, untold.step.id))
    served, digests = since, []
    for now in _moments(subscription, waiting, since, until):
        window = due_window(subscription, served, now)
        early = early_window(subscription, served, now) if window is None else None
        chosen = window or early
        if chosen is None:
            continue
        digest = compose(
            subscription,
            [untold for untold in waiting if untold.step.first_seen <= now],
            window_from=chosen.begin,
            window_to=chosen.end,
            coverage=SourceCoverage(),
            kind="scheduled" if chosen.scheduled_for else "instant",
            now=now,
            only=None if early is None else subscription.instant,
        )
        told = set(digest.step_ids)
        # What a filter kept out once is looked at no more, as in the daemon, whose window moves on.
        waiting = [
            untold
            for untold in waiting
            if untold.step.id not in told and (early is not None or untold.step.first_seen > now)
        ]
        served = chosen.served_until
        if not digest.is_empty or (chosen.scheduled_for and subscription.send_empty):
            digests.append(digest)
    return digests


def _moments(
    subscription: SubscriptionSettings, steps: Iterable[UntoldStep], since: datetime, until: datetime
) -> list[datetime]:
    """When the daemon would find something to do: at the moments of the schedule, and when a step turns up."""
    moments: set[datetime] = set()
    if subscription.schedule == "instant" or subscription.instant is not None:
        for untold in steps:
            moment = next_sendable(subscription, untold.step.first_seen)
            if since < moment <= until:
                moments.add(moment)
    now = since
    while subscription.schedule != "instant" and len(moments) < MOST_MOMENTS:
        following = next_due_moment(subscription, now)
        if following is None or following > until:
            break
        moments.add(following)
        now = following
    return sorted(moments)


def judge(digests: Iterable[ComposedDigest], labels: Mapping[str, bool], stored: Iterable[str]) -> Judgement:
    """Compare what was told with labels.

    An item counts as told if a deal in a digest has a report at its address.

    Args:
        digests: What would have been sent.
        labels: Whether each item, by its address, should be told.
        stored: Addresses of the articles that are stored; others cannot be judged.
    """
    reported = {
        report.url for digest in digests for entry in digest.all_deals for report in entry.deal.reports
    }
    kept = set(stored)
    known = {url: wanted for url, wanted in labels.items() if url in kept}
    wanted = {url for url, is_wanted in known.items() if is_wanted}
    told = {url for url in known if url in reported}
    return Judgement(
        labelled=len(known),
        wanted=len(wanted),
        told=len(told),
        rightly=len(wanted & told),
        missed=tuple(sorted(wanted - told)),
        unwanted=tuple(sorted(told - wanted)),
        not_stored=len(labels) - len(known),
    )
