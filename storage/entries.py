"""The entries that a list brought, with the articles that they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from storage.dropping import dropped_keys
from storage.tables import Article, Entry
from storage.values import Entry as EntryValue
from storage.values import PollOutcome
from storage.writing import chunks, digest_of, insert_missing, sql_table


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry of a poll with the two keys under which it is stored."""

    entry: EntryValue
    entry_key: str
    article_key: str
    outcome: PollOutcome
    first_poll: bool


def known_keys(session: Session, source_id: str, keys: Collection[str]) -> set[str]:
    """Those of the given entry keys that the source has brought before."""
    wanted = {digest_of(key): key for key in keys}
    found: set[str] = set()
    for chunk in chunks(wanted):
        rows = session.exec(select(Entry.key).where(Entry.source_id == source_id, col(Entry.key).in_(chunk)))
        found.update(wanted[row] for row in rows)
    return found | {wanted[key] for _, key in dropped_keys(session, [source_id], wanted)}


def count_entries(session: Session) -> int:
    """Number of entries that lists have brought so far."""
    return session.exec(select(func.count()).select_from(Entry)).one()


def store_entries(session: Session, polls: Sequence[tuple[PollOutcome, bool]]) -> list[list[EntryValue]]:
    """Store what is new of the entries of polls, each with its article; those that are new are returned, by poll.

    An entry with a new key for an article that the source has listed before is no new one: some feeds make up new
    guids at every poll. It takes the old one's place.

    Args:
        session: A writing session.
        polls: Polls of different sources, each with whether it was its address's first: then its items are the
            source's past, which is no news.
    """
    listed = {
        (outcome.source_id, item.entry_key): item
        for outcome, first_poll in polls
        for item in _listed(outcome, first_poll=first_poll)
    }
    sources = {source_id for source_id, _ in listed}
    table = sql_table(Entry)
    connection = session.connection()
    for chunk in chunks({key for _, key in listed}):
        known = connection.execute(
            table.select()
            .with_only_columns(table.c.source_id, table.c.key)
            .where(table.c.source_id.in_(sources), table.c.key.in_(chunk))
        )
        for row in known:
            listed.pop((row.source_id, row.key), None)
    if not listed:
        return [[] for _ in polls]
    keys = {key for item in listed.values() for key in (item.entry_key, item.article_key)}
    if dropped := dropped_keys(session, sources, keys):
        for (source_id, entry_key), item in list(listed.items()):
            if not dropped.isdisjoint({(source_id, entry_key), (source_id, item.article_key)}):
                del listed[source_id, entry_key]
    for key in _renamed(session, listed):
        del listed[key]
    new = list(listed.values())
    insert_missing(session, Article, [_article_row(item) for item in new], ("key",))
    ids = article_ids(session, [item.article_key for item in new])
    rows = [
        {
            "source_id": item.outcome.source_id,
            "key": item.entry_key,
            "article_id": ids[item.article_key],
            "guid": item.entry.guid,
            "url": item.entry.url,
            "title": item.entry.title,
            "published": item.entry.published,
            "seen_at": item.outcome.at,
        }
        for item in new
    ]
    insert_missing(session, Entry, rows, ("source_id", "key"))
    brought: dict[str, list[EntryValue]] = {outcome.source_id: [] for outcome, _ in polls}
    for item in new:
        brought[item.outcome.source_id].append(item.entry)
    return [brought[outcome.source_id] for outcome, _ in polls]


def _listed(outcome: PollOutcome, *, first_poll: bool) -> list[_Listed]:
    """The entries of a poll, the oldest first."""
    return [
        _Listed(entry, digest_of(entry.key), digest_of(entry.url), outcome, first_poll)
        for entry in reversed(outcome.entries)
    ]


def _renamed(session: Session, listed: Mapping[tuple[str, str], _Listed]) -> set[tuple[str, str]]:
    """Entries whose article the source has listed under another key; the stored ones take the new key."""
    known = article_ids(session, {item.article_key for item in listed.values()})
    by_article = {
        (source_id, known[item.article_key]): item
        for (source_id, _), item in listed.items()
        if item.article_key in known
    }
    sources = {source_id for source_id, _ in by_article}
    renamed: set[tuple[str, str]] = set()
    for chunk in chunks({article_id for _, article_id in by_article}):
        rows = session.exec(
            select(Entry).where(col(Entry.source_id).in_(sources), col(Entry.article_id).in_(chunk))
        )
        for row in rows:
            item = by_article.get((row.source_id, row.article_id))
            if item is None or (row.source_id, item.entry_key) in renamed:
                continue  # another source's, or the article stands under two older keys; one of them is enough
            row.key, row.guid = item.entry_key, item.entry.guid
            session.add(row)
            renamed.add((row.source_id, item.entry_key))
    if renamed:
        session.flush()
    return renamed


def _article_row(item: _Listed) -> dict[str, Any]:
    entry, outcome = item.entry, item.outcome
    # Where pages are not to be read, there must be something else to read.
    text = entry.text or ("" if outcome.read_pages else entry.summary or entry.title or entry.url)
    return {
        "key": item.article_key,
        "source_id": entry.owner or outcome.source_id,
        "url": entry.url,
        "title": entry.title,
        "author": entry.author,
        "summary": entry.summary,
        "text": text,
        "language": "",
        "published": entry.published,
        "published_basis": entry.published_basis if entry.published else "",
        "first_seen": outcome.at,
        "first_poll": item.first_poll,
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
