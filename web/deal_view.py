"""Deals as the pages show them: facts in the reader's language and script. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from digests.names import organisation_name, place_name
from digests.outside_text import clean_text, safe_link
from digests.presentation_deals import euros_in_words
from digests.rates import ReferenceRates
from storage.values import AmountValue, Conflict, DealFile, PartyValue, SourceReport, StepValue
from web.viewer import Viewer

TONES = {"planned": "quiet", "announced": "open", "started": "open", "blocked": "stop", "cancelled": "stop"}
STATUS_TRACK = ("planned", "announced", "signed", "approved", "started", "opened", "completed")
MAX_QUOTE = 600


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party: its name, side, and the id under which all its deals are found."""

    name: str
    side: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A status that the deal has reached, with the sentence that says so."""

    status: str
    status_name: str
    tone: str
    day: str
    seen: str
    evidence: str
    language: str
    outlet: str
    link: str | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """What one article says."""

    article: int
    outlet: str
    source: str
    title: str
    language: str
    language_name: str
    time: str
    link: str | None
    is_copy: bool
    evidence: str
    facts: str


@dataclass(frozen=True, slots=True)
class DealView:
    """One deal in the reader's words. ``track``: the steps of a life cycle, reached or not."""

    id: int
    parties: tuple[PartyView, ...]
    title: str
    kind: str
    kind_name: str
    status: str
    status_name: str
    tone: str
    amount: str
    euros: str
    place: str
    day: str
    seen: str
    evidence: str
    evidence_language: str
    outlets: int
    languages: tuple[str, ...]
    conflicts: tuple[str, ...]


def deal_view(deal: DealFile, viewer: Viewer, rates: ReferenceRates) -> DealView:
    """A deal as one entry of a list."""
    parties = tuple(_party(party, viewer) for party in deal.parties)
    names = [party.name for party in parties]
    latest = deal.steps[-1] if deal.steps else None
    proving = _report_of(latest, deal) if latest else None
    return DealView(
        id=deal.id,
        parties=parties,
        title=viewer.formats.names(names) if names else viewer.wording.text("unnamed_parties"),
        kind=deal.kind,
        kind_name=viewer.term("kind", deal.kind),
        status=deal.status,
        status_name=viewer.term("status", deal.status),
        tone=TONES.get(deal.status, "done"),
        amount=amount_in_words(deal.amount, viewer),
        euros=_euros(deal, viewer, rates),
        place=place_name(deal.place or "", viewer.language),
        day=viewer.formats.day(deal.date) if deal.date else "",
        seen=viewer.formats.moment(deal.first_seen),
        evidence=clean_text(latest.evidence, MAX_QUOTE) if latest else "",
        evidence_language=proving.language if proving else "",
        outlets=len({report.source_id for report in deal.reports}),
        languages=tuple(sorted({report.language for report in deal.reports if report.language})),
        conflicts=tuple(conflict_in_words(conflict, viewer) for conflict in deal.conflicts),
    )


def steps_of(deal: DealFile, viewer: Viewer) -> tuple[StepView, ...]:
    """The steps in the order in which we learnt of them."""
    return tuple(_step(step, deal, viewer) for step in deal.steps)


def reports_of(deal: DealFile, viewer: Viewer) -> tuple[ReportView, ...]:
    """The reports, the earliest first."""
    ordered = sorted(deal.reports, key=lambda report: report.published or report.first_seen)
    return tuple(_report(report, viewer) for report in ordered)


def amount_in_words(amount: AmountValue | None, viewer: Viewer) -> str:
    """A sum with its qualifier, empty if there is none."""
    if amount is None:
        return ""
    text = viewer.formats.money(amount.value, clean_text(amount.currency, 8))
    key = f"qualifier.{amount.qualifier}"
    return viewer.wording.text(key, amount=text) if key in viewer.wording.messages else text


def conflict_in_words(conflict: Conflict, viewer: Viewer) -> str:
    """Which values the sources give, and which source gives which."""
    comma = viewer.wording.comma
    versions = (
        viewer.wording.text("versus", value=clean_text(value, 80), sources=comma.join(sources[:3]))
        for value, sources in conflict.values
    )
    label = viewer.wording.text("label.conflict", fact=viewer.term("fact", conflict.fact))
    return label + viewer.wording.colon + viewer.wording.semicolon.join(versions)


def _euros(deal: DealFile, viewer: Viewer, rates: ReferenceRates) -> str:
    if deal.amount is None:
        return ""
    day = deal.date or deal.first_seen.date()
    euros = rates.to_euros(deal.amount, day.year, day)
    return euros_in_words(euros, viewer.wording, viewer.formats) if euros and euros.is_approximate else ""


def _party(party: PartyValue, viewer: Viewer) -> PartyView:
    name = organisation_name(party.name, party.organisation, viewer.language)
    return PartyView(name, party.side, party.organisation)


def _report_of(step: StepValue, deal: DealFile) -> SourceReport | None:
    return next((report for report in deal.reports if report.url == step.url), None)


def _step(step: StepValue, deal: DealFile, viewer: Viewer) -> StepView:
    report = _report_of(step, deal)
    return StepView(
        status=step.status,
        status_name=viewer.term("status", step.status),
        tone=TONES.get(step.status, "done"),
        day=viewer.formats.day(step.date) if step.date else "",
        seen=viewer.formats.moment(step.first_seen),
        evidence=clean_text(step.evidence, MAX_QUOTE),
        language=report.language if report else "",
        outlet=clean_text(report.source_name, 120) if report else "",
        link=safe_link(step.url),
    )


def _report(report: SourceReport, viewer: Viewer) -> ReportView:
    facts = (
        viewer.term("status", report.status),
        amount_in_words(report.amount, viewer),
        place_name(report.place or "", viewer.language),
        viewer.formats.day(report.date) if report.date else "",
    )
    return ReportView(
        article=report.article_id,
        outlet=clean_text(report.source_name or report.source_id, 120),
        source=report.source_id,
        title=clean_text(report.title, 300),
        language=report.language,
        language_name=viewer.formats.language_name(report.language),
        time=viewer.formats.moment(report.published or report.first_seen),
        link=safe_link(report.url),
        is_copy=report.is_copy,
        evidence=clean_text(report.evidence, MAX_QUOTE),
        facts=" · ".join(fact for fact in facts if fact),
    )
