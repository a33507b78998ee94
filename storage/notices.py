"""What is to be told of sources: each outage once, and its recovery once. Pure decisions, and their memory.

An outage is a source that fails or refuses for three polls and an hour at least, or that has fallen silent by its own
rhythm. Whatever it turns into meanwhile, it stays one outage until the source brings something again or, if it had
failed, answers as it should.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, select

from storage.health import SourceHealth
from storage.tables import Source

TOLD_AFTER = timedelta(hours=1)
TOLD_AFTER_FAILURES = 3

_ANSWERING = frozenset({"fresh", "late", "empty", "silent"})


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell of a source: that it is in trouble, or that it has recovered from what was told.

    ``state`` is its health, for a recovery that which was told.
    """

    source_id: str
    name: str
    change: Literal["outage", "recovery"]
    state: str
    reason: str
    since: datetime


def decide(healths: Iterable[SourceHealth], told: Mapping[str, str], now: datetime) -> tuple[Notice, ...]:
    """What is to be told now.

    Args:
        healths: The sources as they are.
        told: The state that was told of each source in an outage.
        now: The present moment.
    """
    notices = []
    for health in healths:
        known = told.get(health.id, "")
        if known and _is_over(health, known):
            notices.append(Notice(health.id, health.name, "recovery", known, "", now))
        elif not known and _is_outage(health, now):
            since = health.newest_at if health.state == "silent" and health.newest_at else health.since
            notices.append(Notice(health.id, health.name, "outage", health.state, health.error, since))
    return tuple(notices)


def _is_outage(health: SourceHealth, now: datetime) -> bool:
    if health.state == "silent":
        return True
    lasting = health.failures >= TOLD_AFTER_FAILURES and now - health.since >= TOLD_AFTER
    return health.state in {"failing", "blocked"} and lasting


def _is_over(health: SourceHealth, known: str) -> bool:
    if health.state == "off":
        return True
    return health.state in ({"fresh"} if known == "silent" else _ANSWERING)


def told_states(session: Session) -> dict[str, str]:
    """The state that was told of each source in an outage."""
    rows = session.exec(select(Source.id, Source.told_state).where(Source.told_state != "")).all()
    return dict(rows)


def record_told(session: Session, notices: Collection[Notice], now: datetime) -> bool:
    """Keep that these were told; False, and nothing is kept, if another process was quicker.

    The caller's transaction also writes the messages, so that neither is there without the other.
    """
    states = {notice.source_id: notice for notice in notices}
    sources = session.exec(select(Source).where(col(Source.id).in_(list(states)))).all()
    for source in sources:
        if bool(source.told_state) == (states[source.id].change == "outage"):
            return False
    for source in sources:
        notice = states[source.id]
        source.told_state = notice.state if notice.change == "outage" else ""
        source.told_at = now
        session.add(source)
    return True
