"""What a digest says, in its language, as plain text pieces that every form of it arranges in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from digests.formats import Formats
from digests.outside_text import clean_text
from digests.presentation_deals import DealLines, SourceLine, deal_in_words
from digests.presentation_foot import coverage_in_words, missing_in_words, rates_in_words, why_empty
from digests.presentation_groups import facet_name, grouped
from digests.presentation_totals import TotalsLines, TrendLines, totals_in_words, trend_in_words
from digests.totals import totals_of
from digests.values import ComposedDigest, DigestDeal
from digests.wording import Wording, wording_of

__all__ = ["DealLines", "DigestLines", "Group", "Section", "SourceLine", "put_into_words"]


@dataclass(frozen=True, slots=True)
class Group:
    """Deals of one kind, region or sector; the heading is empty where the subscriber wants no groups."""

    heading: str
    deals: tuple[DealLines, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """News, or updates, with their heading."""

    heading: str
    groups: tuple[Group, ...]

    @property
    def deals(self) -> tuple[DealLines, ...]:
        """All deals, in the order of the groups."""
        return tuple(deal for group in self.groups for deal in group.deals)


@dataclass(frozen=True, slots=True)
class DigestLines:
    """A digest in words.

    ``rest`` tells of the ``beyond`` deals that are not in the sections, ``deals_page`` is where all are listed, empty
    where readers reach no page.
    """

    language: str
    title: str
    subject: str
    counts: str
    window: str
    sections: tuple[Section, ...]
    rest: str
    beyond: int
    deals_page: str
    empty: str
    notice: str
    totals: TotalsLines | None
    trend: TrendLines | None
    coverage_heading: str
    coverage: tuple[str, ...]
    missing_heading: str
    missing: tuple[str, ...]
    rates: str
    times: str

    @property
    def deals(self) -> tuple[DealLines, ...]:
        """All deals, in the order of the sections."""
        return tuple(deal for section in self.sections for deal in section.deals)


def put_into_words(digest: ComposedDigest, *, sample: bool = False) -> DigestLines:
    """Say what the digest says in its language. ``sample`` marks it as a trial with an invented deal."""
    wording = wording_of(digest.language)
    formats = Formats(digest.language, ZoneInfo(digest.timezone))
    title = clean_text(digest.title, 120) or _usual_title(digest, wording, sample=sample)
    sections = tuple(
        Section(heading, _groups(digest, entries, wording, formats))
        for heading, entries in _headed(digest, wording)
        if entries
    )
    counts = _counts(digest, wording, formats)
    return DigestLines(
        language=digest.language,
        title=title,
        subject=_subject(digest, title, counts, sections, wording, formats, sample=sample),
        counts=counts,
        window=_window(digest, wording, formats),
        sections=sections,
        rest=wording.count("rest", digest.rest, formats.number(digest.rest)) if digest.rest else "",
        beyond=digest.rest,
        deals_page=digest.deals_page,
        empty=why_empty(digest, wording, formats) if digest.is_empty else "",
        notice=wording.text("sample_notice") if sample else "",
        totals=_totals(digest, wording, formats),
        trend=None if digest.trend is None else trend_in_words(digest.trend, wording, formats),
        coverage_heading=wording.text("coverage.heading"),
        coverage=coverage_in_words(digest, wording, formats),
        missing_heading=wording.text("coverage.missing"),
        missing=missing_in_words(digest.coverage, wording, formats),
        rates=rates_in_words(digest, wording),
        times=wording.text("times", zone=digest.timezone.replace("_", " ")),
    )


def _usual_title(digest: ComposedDigest, wording: Wording, *, sample: bool) -> str:
    if digest.review != "none":
        return wording.text(f"review_title.{digest.review}")
    return wording.text("sample_title" if sample else "title")


def _headed(digest: ComposedDigest, wording: Wording) -> tuple[tuple[str, tuple[DigestDeal, ...]], ...]:
    news, updates = "news", "updates"
    if digest.review != "none":
        news, updates = "biggest" if digest.rest else "all_deals", "changed"
    return (
        (wording.text(f"section.{news}"), digest.news),
        (wording.text(f"section.{updates}"), digest.updates),
    )


def _groups(
    digest: ComposedDigest, entries: tuple[DigestDeal, ...], wording: Wording, formats: Formats
) -> tuple[Group, ...]:
    by = digest.group_by
    return tuple(
        Group(
            "" if by == "none" else facet_name(by, key, wording),
            tuple(
                deal_in_words(entry, digest.composed_at, wording, formats, digest.public_url)
                for entry in members
            ),
        )
        for key, members in grouped(entries, by)
    )


def _totals(digest: ComposedDigest, wording: Wording, formats: Formats) -> TotalsLines | None:
    if digest.review == "none" or not digest.all_news:
        return None
    return totals_in_words(totals_of(digest.all_news), wording, formats)


def _counts(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    news = len(digest.all_news)
    updates = len(digest.all_deals) - news
    parts = [
        wording.count(f"counts.{name}", number, formats.number(number))
        for name, number in (("news", news), ("updates", updates))
        if number
    ]
    return ("，" if wording.language == "zh" else ", ").join(parts)


def _subject(
    digest: ComposedDigest,
    title: str,
    counts: str,
    sections: tuple[Section, ...],
    wording: Wording,
    formats: Formats,
    *,
    sample: bool,
) -> str:
    day = formats.day(digest.composed_at.astimezone(formats.zone).date())
    if sample:
        return wording.text("subject.sample", title=title)
    if digest.is_empty:
        return wording.text("subject.empty", title=title, day=day)
    if digest.review != "none":
        return wording.text(
            "subject.review", title=title, period=_window(digest, wording, formats), counts=counts
        )
    if digest.kind == "instant" and len(digest.deals) == 1 and not digest.rest:
        key = "subject.one_news" if digest.news else "subject.one_update"
        return wording.text(key, headline=sections[0].deals[0].headline)
    return wording.text("subject.counts", title=title, counts=counts, day=day)


def _window(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    if digest.review != "none":
        return _period(digest, wording, formats)
    if digest.kind == "instant" or digest.window_to - digest.window_from < timedelta(minutes=1):
        return formats.moment(digest.composed_at)
    return wording.text(
        "window", **{"from": formats.moment(digest.window_from), "to": formats.moment(digest.window_to)}
    )


def _period(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    """A full week or month by its name, several by their days."""
    first = (digest.window_from + timedelta(microseconds=1)).astimezone(formats.zone).date()
    last = digest.window_to.astimezone(formats.zone).date()
    if digest.review == "month" and (first.year, first.month) == (last.year, last.month):
        return formats.month(first)
    days = formats.days(first, last)
    if digest.review == "week" and (last - first).days < 7:
        return wording.text("week", number=str(first.isocalendar().week), days=days)
    return days
