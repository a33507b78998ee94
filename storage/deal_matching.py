"""Which deal on file a report is about: candidates share a party, or sum and day; :mod:`analysis.matching` decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from analysis.matching import DealFacts, party_identity, same_deal
from analysis.values import Deal as DealReading
from storage.tables import Article, Deal, DealIdentity, DealReport
from storage.writing import insert_missing

STORY_WINDOW = timedelta(days=400)
MAX_CANDIDATES = 100
_MAX_IDENTITY = 200

PartyFacts = tuple[str, str, str | None]
"""Name, side and organisation of a party."""


def parties_of(reading: DealReading) -> list[PartyFacts]:
    """The parties that a reading names."""
    return [(party.name, party.side, party.organisation) for party in reading.parties]


def _identities(parties: Iterable[PartyFacts]) -> frozenset[tuple[str, str]]:
    # Cut, because PostgreSQL indexes no value of more than 2700 bytes.
    return frozenset(
        (party_identity(name, organisation)[:_MAX_IDENTITY], side) for name, side, organisation in parties
    )


def remember_identities(session: Session, deal_id: int, reading: DealReading) -> None:
    """Let the deal be found by every party that the report names, in the report's spelling too."""
    named = sorted({identity for identity, _ in _identities(parties_of(reading))})
    rows = [{"deal_id": deal_id, "identity": identity} for identity in named]
    insert_missing(session, DealIdentity, rows, ("deal_id", "identity"))


def _facts_of_reading(reading: DealReading, article: Article, now: datetime) -> DealFacts:
    return DealFacts(
        kind=reading.kind,
        status=reading.status,
        parties=_identities(parties_of(reading)),
        amount=reading.amount.value if reading.amount else None,
        currency=reading.amount.currency if reading.amount else None,
        place=reading.place,
        seen=(article.published or now).date(),
        date=reading.date,
    )


def _facts_of_report(report: DealReport, article: Article) -> DealFacts:
    return DealFacts(
        kind=report.kind,  # type: ignore[arg-type]  # stored from a reading
        status=report.status,  # type: ignore[arg-type]  # stored from a reading
        parties=_identities(
            (str(party["name"]), str(party["side"]), party.get("organisation")) for party in report.parties
        ),
        amount=report.amount,
        currency=report.currency,
        place=report.place,
        seen=(article.published or article.first_seen).date(),
        date=report.date_,
    )


def find_deal(
    session: Session, reading: DealReading, article: Article, now: datetime, used: Collection[int]
) -> Deal | None:
    """The deal on file that the report is about, one of the same kind before others; None if it is a new one.

    Args:
        session: A writing session.
        reading: What the report says of the deal.
        article: The article that reports it.
        now: The present moment; deals first seen long before it are no candidates.
        used: Ids of deals that the same article has told of already: its deals are different ones.
    """
    new = _facts_of_reading(reading, article, now)
    if not new.parties:
        return None
    session.flush()
    sharing = select(DealIdentity.deal_id).where(
        col(DealIdentity.identity).in_([identity for identity, _ in new.parties])
    )
    very_sum = and_(
        col(Deal.date_) == new.date, col(Deal.amount) == new.amount, col(Deal.currency) == new.currency
    )
    candidates = session.exec(
        select(Deal)
        .where(
            Deal.first_seen >= now - STORY_WINDOW,
            or_(col(Deal.id).in_(sharing), very_sum),
            col(Deal.id).not_in(used),
        )
        .order_by(col(Deal.updated_at).desc(), col(Deal.id).desc())
        .limit(MAX_CANDIDATES)
    ).all()
    if not candidates:
        return None
    known: dict[int, list[DealFacts]] = defaultdict(list)
    for report, other in session.exec(
        select(DealReport, Article)
        .join(Article, col(DealReport.article_id) == col(Article.id))
        .where(col(DealReport.deal_id).in_([deal.id for deal in candidates]))
    ):
        known[report.deal_id].append(_facts_of_report(report, other))
    matching = (
        deal
        for deal in sorted(candidates, key=lambda deal: deal.kind != reading.kind)
        if deal.id is not None and any(same_deal(facts, new) for facts in known[deal.id])
    )
    return next(matching, None)


def deal_of_original(
    session: Session, original: Article | None, reading: DealReading, used: Collection[int]
) -> Deal | None:
    """The deal of which the original tells in the very sentence of its copy.

    Position alone would not do: a headline of its own may give the copy another main deal.
    """
    if original is None:
        return None
    return session.exec(
        select(Deal)
        .join(DealReport, col(DealReport.deal_id) == col(Deal.id))
        .where(
            DealReport.article_id == original.id,
            DealReport.evidence == reading.evidence,
            DealReport.kind == reading.kind,
            col(Deal.id).not_in(used),
        )
        .order_by(col(DealReport.position))
    ).first()
