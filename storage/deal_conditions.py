"""What a query for deals means as conditions on the tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, false, func
from sqlmodel import col, or_, select

from analysis.matching import party_identity
from storage.tables import Article, Deal, DealIdentity, DealParty, DealReport
from storage.values import DealQuery


def matching(query: DealQuery) -> list[Any]:
    """The conditions that a deal must meet, all of them."""
    conditions: list[Any] = []
    if query.since is not None:
        conditions.append(col(Deal.first_seen) >= query.since)
    if query.until is not None:
        conditions.append(col(Deal.first_seen) <= query.until)
    if query.day_since is not None:
        conditions.append(day_of_deal() >= query.day_since)
    if query.day_until is not None:
        conditions.append(day_of_deal() <= query.day_until)
    if query.kinds:
        conditions.append(col(Deal.kind).in_(query.kinds))
    if query.statuses:
        conditions.append(col(Deal.status).in_(query.statuses))
    if query.languages:
        told = select(DealReport.deal_id).join(Article).where(col(Article.language).in_(query.languages))
        conditions.append(col(Deal.id).in_(told))
    if query.place:
        conditions.append(_contains(Deal.place, query.place))
    if query.party:
        conditions.append(col(Deal.id).in_(_deals_of_party(query.party)))
    if query.organisation:
        named = select(DealParty.deal_id).where(DealParty.organisation == query.organisation)
        conditions.append(col(Deal.id).in_(named))
    if query.organisations is not None:
        named = select(DealParty.deal_id).where(col(DealParty.organisation).in_(query.organisations))
        conditions.append(col(Deal.id).in_(named))
    if query.min_amount is not None:
        reached = [
            and_(col(Deal.currency) == currency, col(Deal.amount) >= least)
            for currency, least in sorted(query.min_amount.items())
        ]
        conditions.append(or_(*reached) if reached else false())
    conditions += [_says(word) for word in (query.query or "").split()]
    return conditions


def day_of_deal() -> Any:
    """The deal's own day, else the one on which it was first seen."""
    return func.coalesce(col(Deal.date_), func.date(col(Deal.first_seen)))


def _says(word: str) -> Any:
    """Whether headline, parties, place or evidence hold a word."""
    reports = select(DealReport.deal_id).where(
        or_(_contains(DealReport.evidence, word), _contains(DealReport.place, word))
    )
    return or_(
        _contains(Deal.headline, word),
        col(Deal.id).in_(_deals_of_party(word)),
        col(Deal.id).in_(reports),
    )


def _contains(column: Any, word: str) -> Any:
    return col(column).icontains(word, autoescape=True)


def _deals_of_party(word: str) -> Any:
    """Deals of a party by its id, a part of its name as shown, or any name under which a report has it."""
    shown = select(DealParty.deal_id).where(
        or_(col(DealParty.organisation) == word, _contains(DealParty.name, word))
    )
    identity = party_identity(word, None)
    if not identity:
        return shown
    return shown.union(select(DealIdentity.deal_id).where(_contains(DealIdentity.identity, identity)))
