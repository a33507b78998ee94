"""What a digest tells besides its deals: how much was read, and how many deals turned up over the last weeks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, case, col, func, select

from storage.tables import Article, Deal
from storage.values import DealMark, ReadingCounts
from storage.writing import chunks


def reading_counts(session: Session, since: datetime, until: datetime) -> ReadingCounts:
    """What became of the articles first seen in (since, until]. Each is counted once, by the first that holds."""
    fate = case(
        (col(Article.state) == "pending", "pending"),
        (col(Article.state) == "failed", "unread"),
        (col(Article.copy_of_id).is_not(None), "copies"),
        (col(Article.alert).is_(True), "alerts"),
        (col(Article.sino_german).is_(True), "no_deal"),
        else_="unrelated",
    )
    rows = session.exec(
        select(fate, func.count())
        .where(Article.first_seen > since, Article.first_seen <= until)
        .group_by(fate)
    ).all()
    counts = {str(name): int(number) for name, number in rows}
    read = sum(number for name, number in counts.items() if name not in {"pending", "unread"})
    return ReadingCounts(read=read, **counts)


def stored_addresses(session: Session, urls: Iterable[str]) -> set[str]:
    """Those of the addresses at which an article is stored."""
    found: set[str] = set()
    for chunk in chunks(sorted(set(urls))):
        found.update(session.exec(select(Article.url).where(col(Article.url).in_(chunk))))
    return found


def deal_marks(session: Session, since: datetime, until: datetime) -> list[DealMark]:
    """The deals first seen in (since, until], the oldest first, each with as little as a picture needs."""
    rows = session.exec(
        select(Deal.first_seen, Deal.kind, Deal.place)
        .where(Deal.first_seen > since, Deal.first_seen <= until)
        .order_by(col(Deal.first_seen), col(Deal.id))
    )
    return [DealMark(first_seen, kind, place) for first_seen, kind, place in rows]
