"""What a digest says, in its language, as plain text pieces that every form of it arranges in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from digests.formats import Formats
from digests.outside_text import clean_text, safe_link
from digests.values import ComposedDigest, DigestDeal
from digests.wording import Wording, wording_of
from storage.values import AmountValue, SourceCoverage, SourceReport

MAX_PARTIES = 4
MAX_ALSO_IN = 8
MAX_TROUBLED = 8
MAX_REASONS = 6
MAX_CONFLICTS = 4
MAX_QUOTE = 600
MAX_NAME = 120

_TONES = {
    "planned": "quiet",
    "announced": "open",
    "started": "open",
    "blocked": "stop",
    "cancelled": "stop",
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One report: outlet, title, language and time, and its address if that is a safe one."""

    outlet: str
    title: str
    language: str
    language_code: str
    time: str
    link: str | None


@dataclass(frozen=True, slots=True)
class DealLines:
    """One deal in words. ``headline`` is all its facts in one line; the other fields are its parts."""

    headline: str
    parties: str
    kind: str
    status: str
    tone: str
    amount: str
    euros: str
    place: str
    date: str
    quote: str
    quote_language: str
    source: SourceLine | None
    also_in: tuple[SourceLine, ...]
    also_in_more: str
    recognised_by: str
    conflicts: tuple[str, ...]


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


def put_into_words(digest: ComposedDigest, *, sample: bool = False) -> DigestLines:
    """Say what the digest says in its language. ``sample`` marks it as a trial with an invented deal."""
    wording = wording_of(digest.language)
    formats = Formats(digest.language, ZoneInfo(digest.timezone))
    title = clean_text(digest.title, 120) or wording.text("sample_title" if sample else "title")
    sections = tuple(
        Section(
            wording.text(f"section.{name}"),
            tuple(_deal(entry, wording, formats) for entry in entries),
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
        empty=_why_empty(digest, wording, formats) if digest.is_empty else "",
        notice=wording.text("sample_notice") if sample else "",
        coverage_heading=wording.text("coverage.heading"),
        coverage=_coverage(digest, wording, formats),
        missing_heading=wording.text("coverage.missing"),
        missing=_missing(digest.coverage, wording, formats),
        rates=_rates(digest, wording),
    )


def _deal(entry: DigestDeal, wording: Wording, formats: Formats) -> DealLines:
    deal = entry.deal
    parties = _parties([party.name for party in deal.parties], wording, formats)
    kind = wording.term("kind", deal.kind)
    status = wording.term("status", entry.step.status)
    if entry.previous_status is not None:
        before = wording.term("status", entry.previous_status)
        status = wording.text("status_change", before=before, now=status)
    amount = _amount(deal.amount, wording, formats)
    euros = ""
    if entry.euros is not None and entry.euros.is_approximate:
        euros = wording.text("euros", amount=formats.money(entry.euros.value, "EUR", digits=2))
    place = clean_text(deal.place or "", MAX_NAME)
    day = entry.step.date or deal.date
    date = formats.day(day) if day else ""
    proving = next((report for report in deal.reports if report.url == entry.step.url), None)
    others = sorted(
        (report for report in deal.reports if report is not proving), key=lambda other: other.is_copy
    )
    sum_ = (
        f"{amount} ({euros})"
        if euros and wording.language != "zh"
        else f"{amount}（{euros}）"
        if euros
        else amount
    )
    return DealLines(
        headline=" · ".join(part for part in (parties, kind, status, sum_, place, date) if part),
        parties=parties,
        kind=kind,
        status=status,
        tone=_TONES.get(entry.step.status, "done"),
        amount=amount,
        euros=euros,
        place=place,
        date=date,
        quote=clean_text(entry.step.evidence, MAX_QUOTE),
        quote_language=proving.language if proving else "",
        source=_source(proving, formats) if proving else None,
        also_in=tuple(_source(report, formats) for report in others[:MAX_ALSO_IN]),
        also_in_more=_more(len(others) - MAX_ALSO_IN, wording, formats),
        recognised_by="; ".join(
            clean_text(reason, 160) for reason in (proving.reasons if proving else ())[:MAX_REASONS]
        ),
        conflicts=tuple(
            wording.text("label.conflict", fact=wording.term("fact", conflict.fact))
            + (": " if wording.language != "zh" else "：")
            + "; ".join(
                wording.text(
                    "versus",
                    value=clean_text(value, 80),
                    sources=", ".join(clean_text(source, 60) for source in sources[:3]),
                )
                for value, sources in conflict.values[:4]
            )
            for conflict in deal.conflicts[:MAX_CONFLICTS]
        ),
    )


def _parties(names: list[str], wording: Wording, formats: Formats) -> str:
    cleaned = [name for name in (clean_text(name, MAX_NAME) for name in names) if name]
    if not cleaned:
        return wording.text("unnamed_parties")
    if len(cleaned) > MAX_PARTIES:
        hidden = len(cleaned) - MAX_PARTIES + 1
        cleaned = cleaned[: MAX_PARTIES - 1]
        cleaned.append(wording.count("more_parties", hidden, formats.number(hidden)))
    return formats.names(cleaned)


def _amount(amount: AmountValue | None, wording: Wording, formats: Formats) -> str:
    if amount is None:
        return ""
    text = formats.money(amount.value, clean_text(amount.currency, 8))
    key = f"qualifier.{amount.qualifier}"
    return wording.text(key, amount=text) if key in wording.messages else text


def _source(report: SourceReport, formats: Formats) -> SourceLine:
    return SourceLine(
        outlet=clean_text(report.source_name or report.source_id, MAX_NAME),
        title=clean_text(report.title, 200),
        language=formats.language_name(report.language),
        language_code=report.language,
        time=formats.moment(report.published or report.first_seen),
        link=safe_link(report.url),
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


def _more(number: int, wording: Wording, formats: Formats) -> str:
    return wording.count("coverage.more", number, formats.number(number)) if number > 0 else ""


def _watched(coverage: SourceCoverage) -> int:
    return coverage.fresh + coverage.late + coverage.silent + coverage.failing + coverage.blocked


def _why_empty(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    coverage = digest.coverage
    troubled = coverage.silent + coverage.failing + coverage.blocked
    if not _watched(coverage):
        return wording.text("empty.no_sources")
    if digest.set_aside:
        return wording.count("empty.filtered", digest.set_aside, formats.number(digest.set_aside))
    if troubled:
        return wording.count("empty.troubled", troubled, formats.number(troubled))
    return wording.text("empty.quiet")


def _coverage(digest: ComposedDigest, wording: Wording, formats: Formats) -> tuple[str, ...]:
    coverage = digest.coverage
    watched = _watched(coverage)
    states = [
        wording.text(f"coverage.{name}", number=formats.number(number))
        for name in ("fresh", "late", "silent", "failing", "blocked", "off")
        if (number := getattr(coverage, name))
    ]
    sources = wording.count("coverage.sources", watched, formats.number(watched))
    counted = [
        wording.count(f"coverage.{name}", number, formats.number(number))
        for name, number, always in (
            ("articles", coverage.articles_read, True),
            ("pending", coverage.articles_pending, False),
            ("set_aside", digest.set_aside, False),
        )
        if number or always
    ]
    colon = "：" if wording.language == "zh" else ": "
    return (sources + (colon + " · ".join(states) if states else ""), " · ".join(counted))


def _missing(coverage: SourceCoverage, wording: Wording, formats: Formats) -> tuple[str, ...]:
    colon = "：" if wording.language == "zh" else ": "
    lines = []
    for name, state, reason in coverage.troubled[:MAX_TROUBLED]:
        told = clean_text(reason, 120)
        lines.append(
            wording.text(
                "coverage.troubled",
                name=clean_text(name, MAX_NAME),
                state=wording.term("health", state),
                reason=colon + told if told else "",
            )
        )
    more = _more(len(coverage.troubled) - MAX_TROUBLED, wording, formats)
    return (*lines, more) if more else tuple(lines)


def _rates(digest: ComposedDigest, wording: Wording) -> str:
    years = sorted(
        {
            entry.euros.rate_year
            for entry in digest.deals
            if entry.euros is not None and entry.euros.rate_year is not None
        }
    )
    return wording.text("rates", years=", ".join(str(year) for year in years)) if years else ""
