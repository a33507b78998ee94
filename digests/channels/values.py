"""What goes into a channel, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from storage.values import AttemptOutcome


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient.

    ``id`` is that of its outbox row and the same at every try. ``content`` is what :mod:`digests.contents` made
    for its channel. ``made_at`` is when it was composed, ``tried_at`` the moment of this try.
    """

    id: str
    subscription: str
    recipient: str
    content: str
    made_at: datetime
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """How a try ended, in words for people that hold no secret.

    Attributes:
        outcome: ``sent``; ``retry`` if a later try may succeed; ``failed`` if it is of no use.
        detail: What happened and, where there is something to do, what.
        retry_after: How long the other side asked us to wait.
        channel_down: Whether every other message for this channel would meet the same now.
    """

    outcome: AttemptOutcome
    detail: str
    retry_after: timedelta | None = None
    channel_down: bool = False


class Sender(Protocol):
    """Sends letters by one channel, one after the other."""

    async def send(self, letter: Letter) -> Answer:
        """Try to send one letter; whatever goes wrong outside is an answer, not an exception."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
