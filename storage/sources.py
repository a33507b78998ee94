"""Sources and their addresses: the catalogue in the database, what is due, and what a poll brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from config.declarations import SITEMAP_ACCESS, SourceDeclaration
from storage.entries import store_entries
from storage.errors import StorageError
from storage.rhythm import Rhythm
from storage.tables import Address, Source
from storage.values import DueAddress, PollOutcome
from storage.values import Entry as EntryValue

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
    query = query.where(or_(~col(Address.fallback), ~answering)).limit(limit)
    return [due_address(address) for address in session.exec(query)]


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
    )


def record_poll(session: Session, outcome: PollOutcome) -> int:
    """Store a poll: validators, next poll, health, and new entries with their articles. Returns the new entries.

    The caller's transaction makes it one step: entries are never lost by a validator that was kept without them.
    """
    address = session.get(Address, outcome.address_id)
    if address is None:
        return 0
    first_poll = address.last_success_at is None
    new: list[EntryValue] = []
    if outcome.entries:
        new = store_entries(session, outcome, first_poll=first_poll)
    address.last_poll_at = outcome.at
    address.next_poll_at = outcome.next_poll_at
    address.interval_seconds = outcome.interval_seconds
    address.last_status = outcome.status
    address.error = outcome.error
    if outcome.result == "failed":
        address.failures += 1
    else:
        address.failures = 0
        address.last_success_at = outcome.at
        if outcome.result != "not_modified":
            address.etag = outcome.etag
            address.last_modified = outcome.last_modified
            address.body_hash = outcome.body_hash
        if outcome.listed is not None:
            address.last_items = outcome.listed
            address.remark = outcome.remark
        if new:
            address.last_new_at = outcome.at
        # A list whose every item was new although its articles were known has only changed its keys.
        if outcome.gap and len(new) == len(outcome.entries):
            _note_gap(session, address, outcome.at)
    session.add(address)
    _update_source(session, outcome, new=new, first_poll=first_poll)
    return len(new)


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
    session: Session, outcome: PollOutcome, *, new: Sequence[EntryValue], first_poll: bool
) -> None:
    source = session.get(Source, outcome.source_id)
    if source is None:
        return
    session.flush()
    if outcome.result == "failed":
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
        _set_health(source, "fresh", outcome.at)
        source.error = ""
        source.last_success_at = outcome.at
        if new:
            source.last_new_at = outcome.at
            _keep_rhythm(
                source,
                rhythm_of(source).after(
                    [entry.published for entry in new], outcome.at, first_poll=first_poll
                ),
            )
    session.add(source)


def rhythm_of(source: Source) -> Rhythm:
    """The rhythm of a source as its row keeps it."""
    gap = source.longest_gap_seconds
    return Rhythm(source.newest_at, None if gap is None else timedelta(seconds=gap))


def _keep_rhythm(source: Source, rhythm: Rhythm) -> None:
    source.newest_at = rhythm.newest_at
    source.longest_gap_seconds = None if rhythm.longest is None else rhythm.longest.total_seconds()


def _set_health(source: Source, health: str, at: datetime) -> None:
    if source.health != health:
        source.health = health
        source.health_since = at
