"""The terms by which deals are told everywhere: kinds, statuses in the order of a deal's life, and directions."""

from __future__ import annotations

from typing import Literal, get_args

Kind = Literal["agreement", "investment", "acquisition"]
Status = Literal[
    "planned",
    "announced",
    "signed",
    "approved",
    "started",
    "opened",
    "completed",
    "blocked",
    "cancelled",
]
Direction = Literal["de-cn", "cn-de"]
"""``de-cn``: German money or work goes to China; ``cn-de``: the other way."""

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
