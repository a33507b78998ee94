"""The foot of a digest in words: what it rests on, what may be missing, and why it is empty if it is."""

from __future__ import annotations

from digests.formats import Formats
from digests.names import MAX_NAME
from digests.outside_text import clean_text
from digests.values import ComposedDigest
from digests.wording import Wording
from storage.values import ReadingCounts, SourceCoverage

MAX_TROUBLED = 8


def more_in_words(number: int, wording: Wording, formats: Formats) -> str:
    """How many more there are than shown; empty for none."""
    return wording.count("coverage.more", number, formats.number(number)) if number > 0 else ""


def _watched(coverage: SourceCoverage) -> int:
    answering = coverage.fresh + coverage.late + coverage.silent + coverage.empty
    return answering + coverage.failing + coverage.blocked


def why_empty(digest: ComposedDigest, wording: Wording, formats: Formats) -> str:
    """Why there is nothing to tell."""
    coverage = digest.coverage
    troubled = coverage.silent + coverage.failing + coverage.blocked
    if not _watched(coverage):
        return wording.text("empty.no_sources")
    if digest.set_aside:
        return wording.count("empty.filtered", digest.set_aside, formats.number(digest.set_aside))
    if troubled:
        return wording.count("empty.troubled", troubled, formats.number(troubled))
    return wording.text("empty.quiet")


def coverage_in_words(digest: ComposedDigest, wording: Wording, formats: Formats) -> tuple[str, ...]:
    """How many sources were watched, in which state, and how much was read."""
    coverage = digest.coverage
    watched = _watched(coverage)
    states = [
        wording.text(f"coverage.{name}", number=formats.number(number))
        for name in ("fresh", "late", "silent", "empty", "failing", "blocked")
        if (number := getattr(coverage, name))
    ]
    sources = wording.count("coverage.sources", watched, formats.number(watched))
    counted = [
        wording.count(f"coverage.{name}", number, formats.number(number))
        for name, number, always in (
            ("articles", coverage.articles_read, digest.readings is None),
            ("pending", coverage.articles_pending, False),
            ("set_aside", digest.set_aside, False),
        )
        if (number and name != "articles") or always
    ]
    line = sources + (wording.colon + " · ".join(states) if states else "")
    for name in ("new", "off"):
        if number := getattr(coverage, name):
            line += wording.text(f"coverage.besides_{name}", number=formats.number(number))
    read = "" if digest.readings is None else _readings(digest.readings, wording, formats)
    return tuple(text for text in (line, read, " · ".join(counted)) if text)


def _readings(readings: ReadingCounts, wording: Wording, formats: Formats) -> str:
    """How many items were read in the digest's time, and why the others told nothing."""
    reasons = [
        wording.count(f"readings.{name}", number, formats.number(number))
        if name == "copies"
        else wording.text(f"readings.{name}", number=formats.number(number))
        for name in ("unrelated", "no_deal", "copies", "unread")
        if (number := getattr(readings, name))
    ]
    line = wording.count("readings.read", readings.read, formats.number(readings.read))
    if reasons:
        line += wording.semicolon + wording.text("readings.set_aside", reasons=wording.comma.join(reasons))
    return line


def missing_in_words(coverage: SourceCoverage, wording: Wording, formats: Formats) -> tuple[str, ...]:
    """The sources from which something may be missing, with the reasons."""
    lines = []
    for name, state, reason in coverage.troubled[:MAX_TROUBLED]:
        told = clean_text(reason, 120)
        lines.append(
            wording.text(
                "coverage.troubled",
                name=clean_text(name, MAX_NAME),
                state=wording.term("health", state),
                reason=wording.colon + told if told else "",
            )
        )
    more = more_in_words(len(coverage.troubled) - MAX_TROUBLED, wording, formats)
    return (*lines, more) if more else tuple(lines)


def rates_in_words(digest: ComposedDigest, wording: Wording) -> str:
    """Which rates were used, empty if none."""
    years = sorted(
        {
            entry.euros.rate_year
            for entry in digest.deals
            if entry.euros is not None and entry.euros.rate_year is not None
        }
    )
    parts = [wording.text("rates", years=wording.comma.join(str(year) for year in years))] if years else []
    if any(entry.euros is not None and entry.euros.rate_day is not None for entry in digest.deals):
        parts.append(wording.text("rates_daily"))
    return wording.space.join(parts)
