"""What a query for deals means as conditions on the tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import false, func, or_, union
from sqlmodel import Session, col, select

from analysis.matching import party_identity
from storage.deal_index import deals_with_words
from storage.tables import Deal, DealIdentity, DealParty
from storage.values import DealQuery

NO_SUM = -1.0


def matching(session: Session, query: DealQuery) -> list[Any]:
    """The conditions that a deal must meet, all of them."""
    conditions: list[Any] = []
    bounds: tuple[tuple[Any, Any, Any], ...] = (
        (col(Deal.first_seen), query.since, query.until),
        (col(Deal.day), query.day_since, query.day_until),
        # Not by the index of sums: most deals have one, and looking at each row takes longer than at all in one index.
        (func.coalesce(col(Deal.euros), NO_SUM), query.min_euros, query.max_euros),
    )
    for column, least, most in bounds:
        if least is not None:
            conditions.append(column >= least)
        if most is not None:
            conditions.append(column <= most)
    if query.max_euros is not None:
        conditions.append(col(Deal.euros).is_not(None))
    for chosen, column in (
        (query.kinds, col(Deal.kind)),
        (query.statuses, col(Deal.status)),
        (query.directions, col(Deal.direction)),
        (query.regions, col(Deal.region)),
    ):
        if chosen:
            conditions.append(column.in_(chosen))
    for words, listed in ((query.languages, col(Deal.languages)), (query.sectors, col(Deal.sectors))):
        if words:
            conditions.append(or_(*(listed.contains(f" {word} ", autoescape=True) for word in words)))
    if query.places is not None:
        conditions.append(col(Deal.place).in_(query.places))
    if query.place:
        conditions.append(col(Deal.place).icontains(query.place, autoescape=True))
    if query.party:
        conditions.append(col(Deal.id).in_(_deals_of_party(session, query.party)))
    if query.organisation:
        conditions.append(col(Deal.id).in_(_deals_of_organisation(query.organisation)))
    if query.query:
        found = deals_with_words(session.get_bind().dialect.name, query.query)
        conditions.append(false() if found is None else col(Deal.id).in_(found))
    return conditions


def _deals_of_organisation(organisation: str) -> Any:
    return select(DealParty.deal_id).where(DealParty.organisation == organisation)


def _deals_of_party(session: Session, name: str) -> Any:
    """Deals of a party by its id, by words of a name that any report gives it, or by that name in its bare form."""
    found: list[Any] = [_deals_of_organisation(name)]
    identity = party_identity(name, None)
    if identity:
        found.append(select(DealIdentity.deal_id).where(DealIdentity.identity == identity))
    by_words = deals_with_words(session.get_bind().dialect.name, name, in_names=True)
    return union(*found, *(() if by_words is None else (by_words,)))
