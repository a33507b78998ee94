"""A sample through every channel of a subscription, to see that messages arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from config.settings import Channel, Settings, SubscriptionSettings
from digests.channels.opening import channel_key, open_sender, recipients_of
from digests.channels.values import Letter
from digests.compose import compose
from digests.contents import messages_of, new_id
from digests.leaving import who_has_left
from digests.values import ComposedDigest
from digests.wording import wording_of
from storage.values import (
    AmountValue,
    DealFile,
    NewDelivery,
    PartyValue,
    SourceCoverage,
    SourceReport,
    StepValue,
    UntoldStep,
)


@dataclass(frozen=True, slots=True)
class SampleResult:
    """How a channel took the sample, in plain words."""

    channel: str
    recipient: str
    ok: bool
    detail: str


def sample_digest(subscription: SubscriptionSettings, now: datetime) -> ComposedDigest:
    """A digest with one invented deal, whatever the subscription's filter is."""
    wording = wording_of(subscription.language)
    parties = (
        PartyValue(wording.text("sample.chinese_party"), "cn"),
        PartyValue(wording.text("sample.german_party"), "de"),
    )
    amount = AmountValue(Decimal(120_000_000), "CNY")
    url = "https://example.org/sample"
    evidence = wording.text("sample.evidence")
    report = SourceReport(
        article_id=1,
        source_id="sample",
        source_name=wording.text("sample.outlet"),
        url=url,
        title=wording.text("sample.headline"),
        language=subscription.language,
        published=now,
        first_seen=now,
        evidence=evidence,
        status="signed",
        amount=amount,
        place=wording.text("sample.place"),
        date=now.date(),
        parties=parties,
        is_copy=False,
    )
    step = StepValue(1, "signed", now.date(), evidence, url, now, is_update=False)
    deal = DealFile(
        id=1,
        story_id=1,
        kind="investment",
        status="signed",
        headline=report.title,
        parties=parties,
        amount=amount,
        place=report.place,
        date=now.date(),
        first_seen=now,
        updated_at=now,
        reports=(report,),
        steps=(step,),
    )
    unfiltered = subscription.model_copy(update={"filter": type(subscription.filter)()})
    return compose(
        unfiltered,
        [UntoldStep(step, deal)],
        window_from=now - timedelta(days=1),
        window_to=now,
        coverage=SourceCoverage(fresh=1, articles_read=1, alerts=1),
        kind="manual",
        now=now,
        digest_id=f"sample-{new_id()[:12]}",
    )


async def send_sample_to(
    settings: Settings,
    subscription: SubscriptionSettings,
    departed: Collection[str] = (),
    now: datetime | None = None,
) -> list[SampleResult]:
    """Send the sample through every channel; nothing is stored or tried again, and nothing sent to who has left.

    A chat that would get it in several messages counts as one.
    """
    now = now or datetime.now(UTC)
    rows: dict[str, list[NewDelivery]] = defaultdict(list)
    for row in messages_of(sample_digest(subscription, now), subscription, settings, sample=True):
        rows[row.channel_key].append(row)
    results = []
    for channel in subscription.channels:
        for recipient in recipients_of(channel):
            key = channel_key(channel, recipient)
            own = rows[key]
            if key in departed:
                results.append(SampleResult(channel.type, recipient, False, who_has_left(subscription.name)))
                continue
            results.append(await _send(settings, subscription.name, channel, recipient, own, now))
    return results


async def _send(
    settings: Settings, name: str, channel: Channel, recipient: str, rows: list[NewDelivery], now: datetime
) -> SampleResult:
    sender = open_sender(channel, settings)
    detail = ""
    try:
        for row in rows:
            answer = await sender.send(Letter(row.id, name, row.recipient, row.content, now, now))
            detail = answer.detail
            if answer.outcome != "sent":
                return SampleResult(channel.type, recipient, False, detail)
    finally:
        await sender.close()
    return SampleResult(channel.type, recipient, True, detail)
