"""Sources and their addresses: the catalogue in the database, what is due, and what a poll brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from config.declarations import SourceDeclaration
from storage.errors import StorageError
from storage.moves import give_back
from storage.rhythm import Rhythm
from storage.tables import Address, Source
from storage.values import DueAddress

FAILURES_BEFORE_FALLBACK = 3
BY_HAND = "by-hand"


def sync_catalogue(session: Session, catalogue: Mapping[str, SourceDeclaration], now: datetime) -> None:
    """Make the tables follow the catalogue. New addresses are due at once; those no longer named rest."""
    known = {source.id: source for source in session.exec(select(Source))}
    for declaration in catalogue.values():
        source = known.get(declaration.id) or Source(id=declaration.id, health_since=now)
        source.name = declaration.name
        source.languages = list(declaration.language)
        source.side = declaration.side
        source.enabled = declaration.enabled
        source.disabled_reason = declaration.disabled_reason
        session.add(source)
    session.flush()
    for source_id, source in known.items():
        if source_id not in catalogue and source_id != BY_HAND:
            source.enabled = False
            source.disabled_reason = "no longer in the catalogue"
    addresses = {(address.source_id, address.url): address for address in session.exec(select(Address))}
    declared: set[tuple[str, str]] = set()
    for declaration in catalogue.values():
        for item in declaration.addresses:
            key = (declaration.id, item.url)
            declared.add(key)
            address = addresses.get(key) or Address(
                source_id=declaration.id, url=item.url, access=item.access, next_poll_at=now
            )
            address.access = item.access
            address.fallback = item.fallback
            address.active = item.state not in {"dead", "blocked", "frozen"}
            session.add(address)
    for key, address in addresses.items():
        if key not in declared:
            address.active = False


def mute_source(session: Session, source_id: str, at: datetime | None) -> None:
    """Let a source rest from a moment on, or watch it again if that is None; the catalogue does not change this.

    Raises:
        StorageError: If there is none of that id.
    """
    source = session.get(Source, source_id)
    if source is None or source_id == BY_HAND:
        raise StorageError(f"there is no source {source_id!r}\n  'zhongde sources list --all' names them.")
    source.muted_at = at
    session.add(source)


def ensure_by_hand_source(session: Session, now: datetime) -> str:
    """The source under which pages crawled by hand are kept; its id is returned."""
    if session.get(Source, BY_HAND) is None:
        session.add(
            Source(
                id=BY_HAND,
                name="By hand",
                enabled=False,
                disabled_reason="holds what was crawled by hand",
                health_since=now,
            )
        )
        session.flush()
    return BY_HAND


def ensure_address(session: Session, source_id: str, url: str, access: str, now: datetime) -> int:
    """The row of an address that is crawled by hand; it is never polled by itself."""
    found = session.exec(select(Address).where(Address.source_id == source_id, Address.url == url)).first()
    if found is None:
        found = Address(source_id=source_id, url=url, access=access, active=False, next_poll_at=now)
        session.add(found)
        session.flush()
    assert found.id is not None
    return found.id


def due_addresses(
    session: Session,
    now: datetime,
    *,
    source_ids: Collection[str] | None = None,
    all_: bool = False,
    limit: int | None = None,
) -> list[DueAddress]:
    """Addresses to be polled, the longest due first.

    Args:
        session: An open session.
        now: The moment that decides what is due.
        source_ids: Only these sources, due or not, even if they are switched off.
        all_: All sources that are on and not muted, due or not.
        limit: At most so many.
    """
    query = select(Address).join(Source).where(col(Address.active)).order_by(col(Address.next_poll_at))
    if source_ids is None:
        query = query.where(col(Source.enabled), col(Source.muted_at).is_(None))
        if not all_:
            query = query.where(Address.next_poll_at <= now)
    else:
        query = query.where(col(Address.source_id).in_(list(source_ids)))
    primary = aliased(Address)
    answering = exists().where(
        col(primary.source_id) == col(Address.source_id),
        col(primary.active),
        ~col(primary.fallback),
        col(primary.failures) < FAILURES_BEFORE_FALLBACK,
    )
    # Two queries, each of which reads an index; with "or" PostgreSQL would go through all addresses.
    found = [
        *session.exec(query.where(~col(Address.fallback)).limit(limit)),
        *session.exec(query.where(col(Address.fallback), ~answering).limit(limit)),
    ]
    found.sort(key=lambda address: address.next_poll_at)
    return [due_address(address) for address in found[:limit]]


def address_by_id(session: Session, address_id: int) -> DueAddress | None:
    """One address as it would be polled."""
    address = session.get(Address, address_id)
    return None if address is None else due_address(address)


def due_address(address: Address) -> DueAddress:
    """A row as it is polled."""
    assert address.id is not None
    return DueAddress(
        id=address.id,
        source_id=address.source_id,
        url=address.url,
        access=address.access,
        etag=address.etag,
        last_modified=address.last_modified,
        body_hash=address.body_hash,
        interval_seconds=address.interval_seconds,
        failures=address.failures,
        first_poll=address.last_success_at is None,
        last_new_at=address.last_new_at,
        last_poll_at=address.last_poll_at,
        last_success_at=address.last_success_at,
        last_items=address.last_items,
        adopted_url=address.adopted_url,
        moving=bool(address.moved_to),
    )


def give_addresses_back(session: Session, source_id: str) -> list[str]:
    """Poll the declared addresses of a source again where they had moved for good; these are returned."""
    query = select(Address).where(Address.source_id == source_id, Address.adopted_url != "")
    moved = list(session.exec(query))
    for address in moved:
        give_back(address)
    return [address.url for address in moved]


def rhythm_of(source: Any) -> Rhythm:
    """The rhythm of a source as its row keeps it: a :class:`Source`, or a row of its columns."""
    gap = source.longest_gap_seconds
    return Rhythm(source.newest_at, None if gap is None else timedelta(seconds=gap))
