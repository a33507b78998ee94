"""Outbox rows for people and machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhongde.output import local_time, print_table

if TYPE_CHECKING:
    from storage.values import DeliveryView


def print_deliveries(rows: Sequence[DeliveryView]) -> None:
    """A table of outbox rows, one line each."""
    print_table(
        ("delivery", "subscription", "channel", "recipient", "state", "tries>", "made", "next try", "answer"),
        [
            (
                row.id[:13],
                row.subscription,
                row.channel,
                row.recipient,
                row.state,
                row.attempts,
                local_time(row.created_at),
                local_time(row.next_attempt_at) if row.state == "pending" else "",
                row.error,
            )
            for row in rows
        ],
    )


def delivery_as_json(row: DeliveryView) -> dict[str, object]:
    """One outbox row as plain values."""
    return {
        "id": row.id,
        "digest": row.digest_id,
        "subscription": row.subscription,
        "channel": row.channel,
        "recipient": row.recipient,
        "state": row.state,
        "attempts": row.attempts,
        "created": row.created_at,
        "next_attempt": row.next_attempt_at,
        "sent": row.sent_at,
        "error": row.error,
        "history": [{"at": at, "outcome": outcome, "detail": detail} for at, outcome, detail in row.history],
    }
