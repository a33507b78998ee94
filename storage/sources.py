"""Sources and their addresses: the catalogue in the database, what is due, and what a poll brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from config.declarations import SourceDeclaration
from storage.tables import Address, Article, Entry, Source
from storage.values import DueAddress, PollOutcome
from storage.values import Entry as EntryValue
from storage.writing import chunks, digest_of, insert_missing, sql_table

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
        all_: All enabled sources, due or not.
        limit: At most so many.
    """
    query = select(Address).join(Source).where(col(Address.active)).order_by(col(Address.next_poll_at))
    if source_ids is None:
        query = query.where(col(Source.enabled))
        if not all_:
            query = query.where(Address.next_poll_at <= now)
    else:
        query = query.where(col(Address.source_id).in_(list(source_ids)))
    chosen = [
        address
        for address in session.exec(query)
        if not address.fallback or _primaries_fail(session, address.source_id)
    ]
    return [_due(address) for address in chosen[:limit]]


def address_by_id(session: Session, address_id: int) -> DueAddress | None:
    """One address as it would be polled."""
    address = session.get(Address, address_id)
    return None if address is None else _due(address)


def _primaries_fail(session: Session, source_id: str) -> bool:
    failures = session.exec(
        select(Address.failures).where(
            Address.source_id == source_id, col(Address.active), ~col(Address.fallback)
        )
    ).all()
    return all(count >= FAILURES_BEFORE_FALLBACK for count in failures)


def _due(address: Address) -> DueAddress:
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
    )


def known_keys(session: Session, source_id: str, keys: Collection[str]) -> set[str]:
    """Those of the given entry keys that the source has brought before."""
    wanted = {digest_of(key): key for key in keys}
    found: set[str] = set()
    for chunk in chunks(wanted):
        rows = session.exec(select(Entry.key).where(Entry.source_id == source_id, col(Entry.key).in_(chunk)))
        found.update(wanted[row] for row in rows)
    return found


def record_poll(session: Session, outcome: PollOutcome) -> int:
    """Store a poll: validators, next poll, health, and new entries with their articles. Returns the new entries.

    The caller's transaction makes it one step: entries are never lost by a validator that was kept without them.
    """
    address = session.get(Address, outcome.address_id)
    if address is None:
        return 0
    first_poll = address.last_success_at is None
    new = _store_entries(session, outcome, first_poll=first_poll) if outcome.entries else 0
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
        if new:
            address.last_new_at = outcome.at
    session.add(address)
    _update_source(session, outcome, new=bool(new))
    return new


def _update_source(session: Session, outcome: PollOutcome, *, new: bool) -> None:
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
    session.add(source)


def _set_health(source: Source, health: str, at: datetime) -> None:
    if source.health != health:
        source.health = health
        source.health_since = at


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry with the two keys under which it is stored."""

    entry: EntryValue
    entry_key: str
    article_key: str


def _store_entries(session: Session, outcome: PollOutcome, *, first_poll: bool) -> int:
    listed = {
        digest_of(entry.key): _Listed(entry, digest_of(entry.key), digest_of(entry.url))
        for entry in reversed(outcome.entries)
    }
    for chunk in chunks(list(listed)):
        known = session.exec(
            select(Entry.key).where(Entry.source_id == outcome.source_id, col(Entry.key).in_(chunk))
        )
        for key in known:
            del listed[key]
    if not listed:
        return 0
    new = list(listed.values())
    articles = [_article_row(item, outcome, first_poll=first_poll) for item in new]
    insert_missing(session, Article, articles, ("key",))
    ids = article_ids(session, [item.article_key for item in new])
    rows = [
        {
            "source_id": outcome.source_id,
            "key": item.entry_key,
            "article_id": ids[item.article_key],
            "guid": item.entry.guid,
            "url": item.entry.url,
            "title": item.entry.title,
            "published": item.entry.published,
            "seen_at": outcome.at,
        }
        for item in new
    ]
    insert_missing(session, Entry, rows, ("source_id", "key"))
    return len(rows)


def _article_row(item: _Listed, outcome: PollOutcome, *, first_poll: bool) -> dict[str, Any]:
    entry = item.entry
    text = entry.text or ("" if outcome.read_pages else entry.summary or entry.title)
    return {
        "key": item.article_key,
        "source_id": outcome.source_id,
        "url": entry.url,
        "title": entry.title,
        "author": entry.author,
        "summary": entry.summary,
        "text": text,
        "language": "",
        "published": entry.published,
        "published_basis": entry.published_basis if entry.published else "",
        "first_seen": outcome.at,
        "first_poll": first_poll,
        "state": "pending",
        "attempts": 0,
        "next_attempt_at": outcome.at,
        "error": "",
        "warnings": [],
        "reasons": [],
    }


def article_ids(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Row ids of articles by their keys."""
    found: dict[str, int] = {}
    table = sql_table(Article)
    for chunk in chunks(set(keys)):
        rows = session.connection().execute(
            table.select().with_only_columns(table.c.key, table.c.id).where(table.c.key.in_(chunk))
        )
        found.update({row.key: row.id for row in rows})
    return found
