"""What a digest says, in its language, as plain text pieces that every form of it arranges in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from digests.formats import Formats
from digests.outside_text import clean_text
from digests.presentation_deals import DealLines, SourceLine, deal_in_words
from digests.presentation_foot import coverage_in_words, missing_in_words, rates_in_words, why_empty
from digests.values import ComposedDigest
from digests.wording import Wording, wording_of

__all__ = ["DealLines", "DigestLines", "Section", "SourceLine", "put_into_words"]


@dataclass(frozen=True, slots=True)
class Section:
    """News, or updates, with their heading."""

    heading: str
    deals: tuple[DealLines, ...]


@dataclass(frozen=True, slots=True)
class DigestLines:
    """A digest in words."""

    language: str
    title: str
    subject: str
    counts: str
    window: str
    sections: tuple[Section, ...]
    rest: str
    empty: str
    notice: str
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
    title = clean_text(digest.title, 120) or wording.text("sample_title" if sample else "title")
    sections = tuple(
        Section(
            wording.text(f"section.{name}"),
            tuple(deal_in_words(entry, digest.composed_at, wording, formats) for entry in entries),
        )
        for name, entries in (("news", digest.news), ("updates", digest.updates))
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
        empty=why_empty(digest, wording, formats) if digest.is_empty else "",
        notice=wording.text("sample_notice") if sample else "",
        coverage_heading=wording.text("coverage.heading"),
        coverage=coverage_in_words(digest, wording, formats),
        missing_heading=wording.text("coverage.missing"),
        missing=missing_in_words(digest.coverage, wording, formats),
        rates=rates_in_words(digest, wording),
        times=wording.text("times", zone=digest.timezone.replace("_", " ")),
    )


def _counts(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    parts = [
        wording.count(f"counts.{name}", len(entries), formats.number(len(entries)))
        for name, entries in (("news", digest.news), ("updates", digest.updates))
        if entries
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
    if digest.kind == "instant" and len(digest.deals) == 1 and not digest.rest:
        key = "subject.one_news" if digest.news else "subject.one_update"
        return wording.text(key, headline=sections[0].deals[0].headline)
    return wording.text("subject.counts", title=title, counts=counts, day=day)


def _window(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    if digest.kind == "instant" or digest.window_to - digest.window_from < timedelta(minutes=1):
        return formats.moment(digest.composed_at)
    return wording.text(
        "window", **{"from": formats.moment(digest.window_from), "to": formats.moment(digest.window_to)}
    )
