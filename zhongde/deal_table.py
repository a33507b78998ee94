"""Deals for people: a table of many, and the file of one."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.text import Text

from digests.formats import Formats
from storage.values import AmountValue, DealFile, SourceReport
from zhongde.output import console, local_time, plain, print_table, say

_FORMATS = Formats("en", ZoneInfo("UTC"))
_STATUS_STYLE = {
    "blocked": "red",
    "cancelled": "red",
    "opened": "green",
    "completed": "green",
    "approved": "cyan",
}


def amount_text(amount: AmountValue | None) -> str:
    """A sum as people write it, with what qualifies it."""
    if amount is None:
        return ""
    shown = _FORMATS.money(amount.value, amount.currency)
    return f"{amount.qualifier} {shown}" if amount.qualifier else shown


def parties_text(deal: DealFile, limit: int = 3) -> str:
    """The parties, the first ones by name."""
    names = [party.name for party in deal.parties[:limit]]
    more = len(deal.parties) - limit
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def print_deals(deals: Sequence[DealFile]) -> None:
    """A table of deals, one line each."""
    print_table(
        ("id>", "kind", "status", "parties", "amount>", "place", "date", "sources>"),
        [
            (
                deal.id,
                deal.kind,
                Text(deal.status, style=_STATUS_STYLE.get(deal.status, "")),
                parties_text(deal) or deal.headline,
                amount_text(deal.amount),
                deal.place or "",
                deal.date.isoformat() if deal.date else "",
                len(deal.reports),
            )
            for deal in deals
        ],
    )
    say(f"\n{len(deals)} deals. 'zhongde deal ID' shows one with its evidence.")


def print_deal(deal: DealFile) -> None:
    """One deal's file."""
    console.print(Text(plain(deal.headline), style="bold"))
    facts = [deal.kind, deal.status, amount_text(deal.amount), deal.place, deal.date]
    say(" · ".join(str(fact) for fact in facts if fact))
    say("\nParties")
    for party in deal.parties:
        known = f"  = {party.organisation}" if party.organisation else ""
        say(f"  {party.name} ({party.side}){known}")
    say("\nSteps")
    for step in deal.steps:
        say(f"  {step.status}{f', {step.date}' if step.date else ''}, seen {local_time(step.first_seen)}")
        say(f"    “{' '.join(step.evidence.split())}”")
        say(f"    {step.url}")
    if deal.conflicts:
        say("\nThe sources disagree")
        for conflict in deal.conflicts:
            for value, names in conflict.values:
                say(f"  {conflict.fact} {value}: {', '.join(names)}")
    say("\nSources")
    for report in deal.reports:
        _print_report(report)


def _print_report(report: SourceReport) -> None:
    copy = ", a copy" if report.is_copy else ""
    when = local_time(report.published or report.first_seen)
    say(f"  {report.source_name} ({report.language}), {when}{copy}: {report.title}")
    say(f"    {report.url}")
    for reason in report.reasons[:3]:
        say(f"    recognised by: {reason}")
