"""One deal in words: who, what, how far, how much, where, when, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from config.organisations import shipped_organisations
from digests.formats import Formats
from digests.links import address_of_deal
from digests.names import MAX_NAME, names_beside, organisation_name, place_name
from digests.outside_text import clean_text, safe_link
from digests.presentation_foot import more_in_words
from digests.presentation_spread import spread_in_words
from digests.values import DigestDeal, EuroAmount
from digests.wording import Wording
from storage.values import AmountValue, Conflict, PartyValue, SourceReport

MAX_PARTIES = 4
MAX_ALSO_IN = 8
MAX_REASONS = 6
MAX_WORD = 30
MAX_REASON = 60
MAX_CONFLICTS = 4
MAX_QUOTE = 600

_QUOTED = re.compile(r"“([^“”]+)”")
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
    """One deal in words. ``headline`` is all its facts in one line, ``about`` the same without the parties.

    ``page`` is the deal's page, empty where readers reach none.
    """

    id: int
    headline: str
    parties: str
    about: str
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
    spread: str
    recognised_by: str
    conflicts: tuple[str, ...]
    names: str
    doubts: str
    not_stated: str
    page: str


def deal_in_words(
    entry: DigestDeal, now: datetime, wording: Wording, formats: Formats, public_url: str = ""
) -> DealLines:
    """A deal in the digest's language; times of the year of ``now`` are written without it.

    ``public_url`` is where readers reach the page, empty if they do not.
    """
    deal = entry.deal
    parties = _parties(deal.parties, wording, formats)
    kind = wording.term("kind", deal.kind)
    status = wording.term("status", entry.step.status)
    if entry.previous_status is not None:
        before = wording.term("status", entry.previous_status)
        status = wording.text("status_change", before=before, now=status)
    amount = _amount(deal.amount, wording, formats)
    euros = ""
    if entry.euros is not None and entry.euros.is_approximate:
        euros = euros_in_words(entry.euros, wording, formats)
    place = place_name(deal.place or "", wording.language)
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
    about = " · ".join(part for part in (kind, status, sum_, place, date) if part)
    headline = f"{parties} · {about}"
    return DealLines(
        id=deal.id,
        headline=headline,
        parties=parties,
        about=about,
        kind=kind,
        status=status,
        tone=_TONES.get(entry.step.status, "done"),
        amount=amount,
        euros=euros,
        place=place,
        date=date,
        quote=clean_text(entry.step.evidence, MAX_QUOTE),
        quote_language=proving.language if proving else "",
        source=_source(proving, now, formats) if proving else None,
        also_in=tuple(_source(report, now, formats) for report in others[:MAX_ALSO_IN]),
        also_in_more=more_in_words(len(others) - MAX_ALSO_IN, wording, formats),
        spread=spread_in_words(deal.reports, wording, formats),
        recognised_by=_recognised_by(proving.reasons if proving else (), wording),
        conflicts=tuple(_conflict(conflict, wording, formats) for conflict in deal.conflicts[:MAX_CONFLICTS]),
        names=" · ".join(names_beside(deal.parties, deal.place, headline)[:MAX_PARTIES]),
        doubts=_labelled("doubts", _doubts(entry, wording), wording),
        not_stated=_labelled("not_stated", _not_stated(entry, wording), wording),
        page=address_of_deal(public_url, deal.id) if public_url else "",
    )


def euros_in_words(euros: EuroAmount, wording: Wording, formats: Formats) -> str:
    """A converted sum with the day or year of its rate."""
    amount = formats.money(euros.value, "EUR", digits=2)
    if euros.rate_day is not None:
        return wording.text("euros_daily", amount=amount, day=formats.day(euros.rate_day))
    return wording.text("euros", amount=amount, year=str(euros.rate_year))


def _doubts(entry: DigestDeal, wording: Wording) -> list[str]:
    """What the reader should look at twice before quoting it."""
    deal = entry.deal
    sides = {party.side for party in deal.parties}
    organisations = {party.organisation for party in deal.parties}
    doubts = []
    if deal.amount is not None and deal.amount.qualifier == "doubtful":
        doubts.append(wording.text("doubt.amount"))
    # A firm of both sides, such as a joint venture, stands under one of them; whoever builds abroad may do so alone.
    builds_alone = deal.kind == "investment" and deal.place is not None
    if (
        deal.parties
        and not builds_alone
        and len(sides & {"cn", "de"}) == 1
        and not organisations & _of_both_sides()
    ):
        doubts.append(wording.text("doubt.no_de" if "cn" in sides else "doubt.no_cn"))
    return doubts


def _not_stated(entry: DigestDeal, wording: Wording) -> list[str]:
    """The facts that no report tells although a deal of its kind has them."""
    deal = entry.deal
    return [
        wording.term("fact", fact)
        for fact, is_missing in (
            ("amount", deal.amount is None and deal.kind != "agreement"),
            ("place", not deal.place and deal.kind == "investment"),
            ("date", entry.step.date is None and deal.date is None),
        )
        if is_missing
    ]


def _labelled(label: str, parts: Sequence[str], wording: Wording) -> str:
    return f"{wording.text(f'label.{label}')}{wording.colon}{wording.semicolon.join(parts)}" if parts else ""


@cache
def _of_both_sides() -> frozenset[str | None]:
    return frozenset(entry.id for entry in shipped_organisations() if entry.also_side is not None)


def _recognised_by(reasons: Sequence[str], wording: Wording) -> str:
    """The words of the text by which it was recognised: reading quotes them in its reasons, which are in English.

    Reasons without such words are given as they are if they are short; weights, lists of names and whole sentences
    help no reader.
    """
    words = [word for reason in reasons for word in _QUOTED.findall(reason) if len(word) <= MAX_WORD]
    if words:
        shown = [
            f"{wording.text('quote.open')}{clean_text(word)}{wording.text('quote.close')}" for word in words
        ]
    else:
        shown = [clean_text(reason) for reason in reasons if len(reason) <= MAX_REASON and ": " not in reason]
    return wording.semicolon.join(dict.fromkeys(shown[:MAX_REASONS]))


def _conflict(conflict: Conflict, wording: Wording, formats: Formats) -> str:
    versions = (
        wording.text(
            "versus",
            value=_conflicting(conflict.fact, value, formats),
            sources=wording.comma.join(clean_text(source, 60) for source in sources[:3]),
        )
        for value, sources in conflict.values[:4]
    )
    return (
        wording.text("label.conflict", fact=wording.term("fact", conflict.fact))
        + wording.colon
        + wording.semicolon.join(versions)
    )


def _conflicting(fact: str, value: str, formats: Formats) -> str:
    """A value as storage writes it, ``7000000000 CNY`` or ``2023-01-12``, in the reader's form."""
    text = clean_text(value, 80)
    try:
        if fact == "amount":
            number, _, currency = text.partition(" ")
            return formats.money(Decimal(number), currency)
        if fact == "date":
            return formats.day(date.fromisoformat(text))
    except (InvalidOperation, ValueError, LookupError):
        return text
    return text


def _parties(parties: Iterable[PartyValue], wording: Wording, formats: Formats) -> str:
    names = (organisation_name(party.name, party.organisation, wording.language) for party in parties)
    cleaned = [name for name in names if name]
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


def _source(report: SourceReport, now: datetime, formats: Formats) -> SourceLine:
    return SourceLine(
        outlet=clean_text(report.source_name or report.source_id, MAX_NAME),
        title=clean_text(report.title, 200),
        language=formats.language_name(report.language),
        language_code=report.language,
        time=formats.moment(report.published or report.first_seen, now=now),
        link=safe_link(report.url),
    )
