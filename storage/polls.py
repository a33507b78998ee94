"""What polls brought: validators, next poll, health, new entries. Many at once are stored for little more than one.

Most polls bring nothing, and say little more than when to come again: those are two statements by SQLAlchemy Core for
all of them together. The others are read and written in common, entries too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Update, bindparam, case
from sqlmodel import Session, col, select

from config.declarations import SITEMAP_ACCESS
from storage.entries import store_entries
from storage.moves import follow_move
from storage.push import note_hubs
from storage.rhythm import Rhythm
from storage.sources import rhythm_of
from storage.tables import Address, Source
from storage.values import Entry, PollOutcome
from storage.writing import chunks, sql_table

FRESH = "fresh"


def record_poll(session: Session, outcome: PollOutcome) -> int:
    """Store a poll; the number of its new entries is returned. See :func:`record_polls`."""
    return record_polls(session, [outcome])[0]


def record_polls(session: Session, outcomes: Sequence[PollOutcome]) -> list[int]:
    """Store polls: validators, next poll, health, new entries with their articles. Returns the new entries of each.

    The caller's transaction makes it one step: entries are never lost by a validator that was kept without them. Polls
    of addresses that are gone are left out.
    """
    _record_quiet(session, [outcome for outcome in outcomes if _is_quiet(outcome)])
    found: dict[int, int] = {}
    for group in _of_different_sources(outcomes):
        found |= _record_loud(session, group)
    return [found.get(place, 0) for place in range(len(outcomes))]


def _is_quiet(outcome: PollOutcome) -> bool:
    return (
        outcome.result in {"not_modified", "unchanged"}
        and not outcome.entries
        and not outcome.gap
        and outcome.moved_to is None
        and outcome.hub is None
    )


def _record_quiet(session: Session, outcomes: Sequence[PollOutcome]) -> None:
    if not outcomes:
        return
    session.flush()
    by_columns: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        values = _after_success(outcome)
        by_columns[tuple(values)].append({"of_id": outcome.address_id, **values})
    connection = session.connection()
    for columns, rows in by_columns.items():
        connection.execute(_update_addresses(columns), rows)
    sources = {outcome.source_id: outcome.at for outcome in outcomes}
    connection.execute(_update_sources(), [{"of_id": id_, "at": at} for id_, at in sources.items()])
    session.expire_all()  # what the session has read before is no longer so


def _after_success(outcome: PollOutcome) -> dict[str, Any]:
    """What a poll that worked changes of its address, entries apart, by column."""
    values: dict[str, Any] = {
        "last_poll_at": outcome.at,
        "next_poll_at": outcome.next_poll_at,
        "interval_seconds": outcome.interval_seconds,
        "last_status": outcome.status,
        "error": outcome.error,
        "failures": 0,
        "last_success_at": outcome.at,
    }
    if outcome.result != "not_modified":
        values |= {
            "etag": outcome.etag,
            "last_modified": outcome.last_modified,
            "body_hash": outcome.body_hash,
        }
    if outcome.listed is not None:
        values |= {"last_items": outcome.listed, "remark": outcome.remark}
    return values


@cache
def _update_addresses(columns: tuple[str, ...]) -> Update:
    table = sql_table(Address)
    return (
        table.update()
        .where(table.c.id == bindparam("of_id"))
        .values({name: bindparam(name) for name in columns})
    )


@cache
def _update_sources() -> Update:
    table = sql_table(Source)
    at = bindparam("at", type_=table.c.health_since.type)
    return (
        table.update()
        .where(table.c.id == bindparam("of_id"))
        .values(
            health=FRESH,
            health_since=case((table.c.health == FRESH, table.c.health_since), else_=at),
            error="",
            last_success_at=at,
        )
    )


def _of_different_sources(outcomes: Sequence[PollOutcome]) -> Iterable[list[tuple[int, PollOutcome]]]:
    """The polls that are not quiet, with their places, in groups of which none holds a source twice."""
    left = [(place, outcome) for place, outcome in enumerate(outcomes) if not _is_quiet(outcome)]
    while left:
        group: dict[str, tuple[int, PollOutcome]] = {}
        later: list[tuple[int, PollOutcome]] = []
        for place, outcome in left:
            if group.setdefault(outcome.source_id, (place, outcome))[0] != place:
                later.append((place, outcome))
        yield list(group.values())
        left = later


def _record_loud(session: Session, group: Sequence[tuple[int, PollOutcome]]) -> dict[int, int]:
    addresses = _by_id(session, Address, [outcome.address_id for _, outcome in group])
    sources = _by_id(session, Source, [outcome.source_id for _, outcome in group])
    present = [(place, outcome) for place, outcome in group if outcome.address_id in addresses]
    first = {place: addresses[outcome.address_id].last_success_at is None for place, outcome in present}
    brought = store_entries(session, [(outcome, first[place]) for place, outcome in present])
    counts: dict[int, int] = {}
    for (place, outcome), new in zip(present, brought, strict=True):
        _update_address(session, addresses[outcome.address_id], outcome, len(new))
        source = sources.get(outcome.source_id)
        if source is not None:
            _update_source(session, source, outcome, new=new, first_poll=first[place])
        counts[place] = len(new)
    note_hubs(session, [outcome for _, outcome in present if outcome.hub is not None])
    return counts


def _by_id(session: Session, model: Any, ids: Iterable[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for chunk in chunks(set(ids)):
        found |= {row.id: row for row in session.exec(select(model).where(col(model.id).in_(chunk)))}
    return found


def _update_address(session: Session, address: Address, outcome: PollOutcome, new: int) -> None:
    if outcome.result == "failed":
        address.last_poll_at = outcome.at
        address.next_poll_at = outcome.next_poll_at
        address.interval_seconds = outcome.interval_seconds
        address.last_status = outcome.status
        address.error = outcome.error
        address.failures += 1
    else:
        for name, value in _after_success(outcome).items():
            setattr(address, name, value)
        if new:
            address.last_new_at = outcome.at
        # A list whose every item was new although its articles were known has only changed its keys.
        if outcome.gap and new == len(outcome.entries):
            _note_gap(session, address, outcome.at)
    follow_move(address, outcome)
    session.add(address)


def _note_gap(session: Session, address: Address, at: datetime) -> None:
    """Count a gap, and let the source's sitemaps, which hold what its list no longer does, be asked at once."""
    address.gaps += 1
    address.last_gap_at = at
    sitemaps = session.exec(
        select(Address).where(
            Address.source_id == address.source_id,
            col(Address.active),
            col(Address.access).in_(list(SITEMAP_ACCESS)),
            Address.id != address.id,
        )
    )
    for sitemap in sitemaps:
        sitemap.next_poll_at = min(sitemap.next_poll_at, at)
        session.add(sitemap)


def _update_source(
    session: Session, source: Source, outcome: PollOutcome, *, new: Sequence[Entry], first_poll: bool
) -> None:
    if outcome.result == "failed":
        session.flush()
        # A fallback that has never been needed says nothing on how the source is.
        others = session.exec(
            select(Address.failures).where(
                Address.source_id == outcome.source_id,
                col(Address.active),
                col(Address.last_poll_at).is_not(None),
            )
        ).all()
        if all(others) or not others:
            _set_health(source, "blocked" if outcome.blocked else "failing", outcome.at)
            source.error = outcome.error
    else:
        _set_health(source, FRESH, outcome.at)
        source.error = ""
        source.last_success_at = outcome.at
        if new:
            source.last_new_at = outcome.at
            published = [entry.published for entry in new]
            _keep_rhythm(source, rhythm_of(source).after(published, outcome.at, first_poll=first_poll))
    session.add(source)


def _keep_rhythm(source: Source, rhythm: Rhythm) -> None:
    source.newest_at = rhythm.newest_at
    source.longest_gap_seconds = None if rhythm.longest is None else rhythm.longest.total_seconds()


def _set_health(source: Source, health: str, at: datetime) -> None:
    if source.health != health:
        source.health = health
        source.health_since = at
