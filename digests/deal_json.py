"""A deal as JSON: one shape for ``zhongde deals --json``, ``zhongde deal ID --json`` and the webhook's body."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from storage.values import AmountValue, Conflict, DealFile, PartyValue, SourceReport, StepValue


def deal_as_json(deal: DealFile) -> dict[str, Any]:
    """The deal as plain JSON values. Moments are in UTC, days as YYYY-MM-DD, sums as numbers in the main unit."""
    return {
        "id": deal.id,
        "kind": deal.kind,
        "status": deal.status,
        "parties": [_party(party) for party in deal.parties],
        "amount": amount_as_json(deal.amount),
        "place": deal.place,
        "date": None if deal.date is None else deal.date.isoformat(),
        "headline": deal.headline,
        "first_seen": moment_as_json(deal.first_seen),
        "story": deal.story_id,
        "sources": [_report(report) for report in deal.reports],
        "steps": [step_as_json(step) for step in deal.steps],
        "conflicts": [_conflict(conflict) for conflict in deal.conflicts],
    }


def step_as_json(step: StepValue) -> dict[str, Any]:
    """A step of a deal as plain JSON values."""
    return {
        "status": step.status,
        "date": None if step.date is None else step.date.isoformat(),
        "evidence": step.evidence,
        "url": step.url,
        "first_seen": moment_as_json(step.first_seen),
    }


def amount_as_json(amount: AmountValue | None) -> dict[str, Any] | None:
    """A sum as plain JSON values; ``qualifier`` only where there is one."""
    if amount is None:
        return None
    result: dict[str, Any] = {"value": number_as_json(amount.value), "currency": amount.currency}
    if amount.qualifier:
        result["qualifier"] = amount.qualifier
    return result


def number_as_json(value: Decimal) -> int | float:
    """A decimal as a JSON number: whole ones without a fraction."""
    return int(value) if value == value.to_integral_value() else float(value)


def moment_as_json(value: datetime | None) -> str | None:
    """A moment in ISO 8601, to the second, with its offset from UTC."""
    return None if value is None else value.isoformat(timespec="seconds")


def _party(party: PartyValue) -> dict[str, Any]:
    return {"name": party.name, "side": party.side, "organisation": party.organisation}


def _report(report: SourceReport) -> dict[str, Any]:
    return {
        "source": report.source_id,
        "name": report.source_name,
        "url": report.url,
        "title": report.title,
        "language": report.language,
        "published": moment_as_json(report.published),
        "copy": report.is_copy,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "fact": conflict.fact,
        "values": [{"value": value, "sources": list(sources)} for value, sources in conflict.values],
    }
