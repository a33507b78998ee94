"""How readings are printed: JSON lines for machines, and for people."""

from __future__ import annotations

from typing import Any

from rich.text import Text

from analysis.values import Amount, Article, Deal, Reading
from zhongde.output import console, json_number, plain, say

_SIDES = {"cn": "Chinese side", "de": "German side", "other": "elsewhere"}


def reading_as_json(
    article_id: str, reading: Reading, story: str | None, copy_of: str | None
) -> dict[str, Any]:
    """One line of ``zhongde analyse --jsonl``."""
    return {
        "id": article_id,
        "language": reading.language,
        "sino_german": reading.sino_german,
        "alert": reading.alert,
        "score": round(reading.score, 4),
        "deals": [deal_as_json(deal) for deal in reading.deals],
        "story": story,
        "copy_of": copy_of,
        "reasons": list(reading.reasons),
    }


def deal_as_json(deal: Deal) -> dict[str, Any]:
    """One deal of such a line."""
    return {
        "kind": deal.kind,
        "status": deal.status,
        "parties": [
            {"name": party.name, "side": party.side, "organisation": party.organisation}
            for party in deal.parties
        ],
        "amount": None if deal.amount is None else _amount_as_json(deal.amount),
        "place": deal.place,
        "date": None if deal.date is None else deal.date.isoformat(),
        "evidence": deal.evidence,
    }


def _amount_as_json(amount: Amount) -> dict[str, Any]:
    value: dict[str, Any] = {"value": json_number(amount.value), "currency": amount.currency}
    if amount.qualifier is not None:
        value["qualifier"] = amount.qualifier
    return value


def print_reading(article: Article, reading: Reading, story: str | None, copy_of: str | None) -> None:
    """A reading as a person wants to see it."""
    verdict = Text("ALERT", style="bold green") if reading.alert else Text("no alert", style="bold yellow")
    line = Text.assemble(verdict, f"  {plain(article.title or article.id)[:200]}")
    console.print(line)
    say(
        f"  language {reading.language} · about both countries: {'yes' if reading.sino_german else 'no'} · "
        f"score {reading.score:.2f}"
        + (f" · story {story}" if story else "")
        + (f" · copy of {copy_of}" if copy_of else "")
    )
    for number, deal in enumerate(reading.deals, start=1):
        amount = ""
        if deal.amount is not None:
            qualifier = f" ({deal.amount.qualifier})" if deal.amount.qualifier else ""
            amount = f" · {deal.amount.value:,} {deal.amount.currency}{qualifier}"
        say(
            f"  {number}. {deal.kind}, {deal.status}{amount}"
            + (f" · {deal.place}" if deal.place else "")
            + (f" · {deal.date.isoformat()}" if deal.date else "")
        )
        for party in deal.parties:
            known = f" [{party.organisation}]" if party.organisation else ""
            say(f"     - {party.name} ({_SIDES[party.side]}){known}")
        say(f"     “{deal.evidence}”")
    for reason in reading.reasons:
        say(f"  · {reason}")
