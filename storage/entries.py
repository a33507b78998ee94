"""The entries that a list brought, with the articles that they name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from storage.tables import Article, Entry
from storage.values import Entry as EntryValue
from storage.values import PollOutcome
from storage.writing import chunks, digest_of, insert_missing, sql_table


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry with the two keys under which it is stored."""

    entry: EntryValue
    entry_key: str
    article_key: str


def known_keys(session: Session, source_id: str, keys: Collection[str]) -> set[str]:
    """Those of the given entry keys that the source has brought before."""
    wanted = {digest_of(key): key for key in keys}
    found: set[str] = set()
    for chunk in chunks(wanted):
        rows = session.exec(select(Entry.key).where(Entry.source_id == source_id, col(Entry.key).in_(chunk)))
        found.update(wanted[row] for row in rows)
    return found


def store_entries(session: Session, outcome: PollOutcome, *, first_poll: bool) -> list[EntryValue]:
    """Store what is new of a poll's entries, each with its article; those that are new are returned.

    An entry with a new key for an article that the source has listed before is no new one: some feeds make up new
    guids at every poll. It takes the old one's place.

    Args:
        session: A writing session.
        outcome: The poll.
        first_poll: Whether its items are the source's past, which is no news.
    """
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
        return []
    candidates = list(listed.values())
    before = article_ids(session, [item.article_key for item in candidates])
    renamed = _renamed(session, outcome.source_id, candidates, before)
    new = [item for item in candidates if item.entry_key not in renamed]
    if not new:
        return []
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
    return [item.entry for item in new]


def _renamed(
    session: Session, source_id: str, candidates: Collection[_Listed], articles: dict[str, int]
) -> set[str]:
    """Keys of entries whose article the source has listed under another key; the stored ones take the new key."""
    by_article = {articles[item.article_key]: item for item in candidates if item.article_key in articles}
    renamed: set[str] = set()
    for chunk in chunks(list(by_article)):
        rows = session.exec(
            select(Entry).where(Entry.source_id == source_id, col(Entry.article_id).in_(chunk))
        )
        for row in rows:
            item = by_article[row.article_id]
            if item.entry_key in renamed:
                continue  # the article stands under two older keys; one of them is enough
            row.key, row.guid = item.entry_key, item.entry.guid
            session.add(row)
            renamed.add(item.entry_key)
    if renamed:
        session.flush()
    return renamed


def _article_row(item: _Listed, outcome: PollOutcome, *, first_poll: bool) -> dict[str, Any]:
    entry = item.entry
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
