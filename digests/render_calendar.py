"""The dated events of a digest as iCalendar (RFC 5545): signings, ground-breakings, openings as days of a calendar."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event, vUri

from digests.presentation import DealLines, put_into_words
from digests.values import ComposedDigest, DigestDeal
from digests.wording import wording_of

PRODUCT = "-//zhongde//digest//EN"


def render_calendar(digest: ComposedDigest) -> str:
    """One event for each step told whose day is known; its UID is the same in every digest that tells it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    lines = put_into_words(digest)
    calendar.add("x-wr-calname", lines.title)
    shown = {words.id: words for words in lines.deals}
    for entry in digest.deals:
        day = entry.step.date or entry.deal.date
        if day is not None:
            calendar.add_component(_event(digest, entry, shown[entry.deal.id]))
    encoded: bytes = calendar.to_ical()
    return encoded.decode("utf-8")


def _event(digest: ComposedDigest, entry: DigestDeal, words: DealLines) -> Event:
    wording = wording_of(digest.language)
    day = entry.step.date or entry.deal.date
    assert day is not None
    event = Event()
    event.add("uid", f"deal-{entry.deal.id}-{entry.step.status}@zhongde")
    event.add("dtstamp", digest.composed_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", f"{words.status}{wording.colon}{words.parties}")
    if words.place:
        event.add("location", words.place)
    told = [words.about]
    if words.quote:
        told.append(f"{wording.text('quote.open')}{words.quote}{wording.text('quote.close')}")
    if words.source is not None:
        told.append(words.source.outlet)
        if words.source.link:
            event.add("url", vUri(words.source.link))
    event.add("description", "\n\n".join(told))
    event.add("categories", [words.kind])
    # A signing elsewhere keeps nobody's day busy.
    event.add("transp", "TRANSPARENT")
    return event
