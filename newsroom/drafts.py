"""Items as they are written down: texts with placeholders, and their rendering for one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from datetime import date as Date  # noqa: N812  # a field below has the name date
from zoneinfo import ZoneInfo

from newsroom.addresses import article_path
from newsroom.dates import fill_dates
from newsroom.values import ExpectedAmount, ExpectedDeal, Item, Language, Outlet


@dataclass(frozen=True, slots=True)
class DraftDeal:
    """An expected deal before its date is known: ``date`` is a day, or a count of days from the item's day."""

    kind: str
    status: str
    parties: tuple[str, ...]
    amount: ExpectedAmount | None
    place: str | None
    date: Date | int | None
    evidence: str

    def on(self, day: Date, language: Language) -> ExpectedDeal:
        """The deal as an item of ``day`` reports it."""
        moment = day + timedelta(days=self.date) if isinstance(self.date, int) else self.date
        return ExpectedDeal(
            self.kind,  # type: ignore[arg-type]  # checked when the text file is read
            self.status,
            self.parties,
            self.amount,
            self.place,
            moment,
            fill_dates(self.evidence, day, language),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """An item as written. Either ``published`` (absolute) or ``days_ago`` and ``time``, or ``held``.

    A copy has the paragraphs ``keep`` (counted from 1) of the item ``copy_of`` behind its own lead-in.
    """

    id: str
    site: str
    language: Language
    title: str
    teaser: str
    author: str
    section: str
    paragraphs: tuple[str, ...]
    alert: bool
    sino_german: bool
    story: str
    deals: tuple[DraftDeal, ...]
    published: datetime | None
    days_ago: int
    clock: time
    held: bool
    copy_of: str | None
    prefix: str
    note: str

    def moment(self, today: date, zone: ZoneInfo) -> datetime | None:
        """When the item was published as seen from ``today``; none if it is held or still to come."""
        if self.held:
            return None
        if self.published is not None:
            return self.published if self.published.date() <= today else None
        return datetime.combine(today - timedelta(days=self.days_ago), self.clock, zone)


def render(
    draft: Draft,
    outlet: Outlet,
    base: str,
    published: datetime | None,
    seen: datetime,
    text_day: date | None = None,
) -> Item:
    """The item that ``draft`` gives on the site at ``base``.

    Args:
        published: Publication time, none while it is held back.
        seen: What placeholders count from while the item is held back.
        text_day: Day from which placeholders of the text count, if it is not the day of publication
            (a copy keeps the dates of its original).
    """
    zone = ZoneInfo(outlet.timezone)
    moment = (published or seen).astimezone(zone)
    day = text_day or moment.date()
    forbidden = any(draft.prefix.startswith(path.rstrip("/")) for path in outlet.disallow if draft.prefix)
    return Item(
        id=draft.id,
        site=outlet.id,
        language=draft.language,
        url=base + article_path(outlet, draft.id, moment, draft.prefix),
        published=moment if published else None,
        title=fill_dates(draft.title, day, draft.language),
        teaser=fill_dates(draft.teaser, day, draft.language),
        author=draft.author,
        section=draft.section,
        paragraphs=tuple(fill_dates(paragraph, day, draft.language) for paragraph in draft.paragraphs),
        alert=draft.alert,
        sino_german=draft.sino_german,
        story=draft.story,
        deals=tuple(deal.on(day, draft.language) for deal in draft.deals),
        copy_of=draft.copy_of,
        readable=not forbidden,
        note=draft.note,
    )


def check_links(drafts: Mapping[str, Draft], outlets: Mapping[str, Outlet]) -> list[str]:
    """What is wrong between the drafts: unknown sites, copies of nothing."""
    faults = [
        f"{draft.id}: there is no site {draft.site!r}"
        for draft in drafts.values()
        if draft.site not in outlets
    ]
    faults += [
        f"{draft.id}: copies {draft.copy_of!r}, which does not exist or is a copy itself"
        for draft in drafts.values()
        if draft.copy_of and (draft.copy_of not in drafts or drafts[draft.copy_of].copy_of)
    ]
    return faults
