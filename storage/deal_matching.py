"""Which deals on file a report is about: those of its story; what it tells besides may be the deal of another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, and_, col, func, or_, select

from analysis.deal_choice import choose_deals
from analysis.facts_patterns import counts_deals
from analysis.matching import DealFacts, party_identity, same_deal
from analysis.values import Deal as DealReading
from storage.tables import Article, Deal, DealIdentity, DealReport
from storage.writing import insert_missing, sql_table

MAX_CANDIDATES = 100
MAX_REPORTS = 400
_MAX_IDENTITY = 200

# Plain rows: as objects of the session, which nobody would look at again, they cost several times as much.
_report, _article = sql_table(DealReport), sql_table(Article)
_REPORTS = (
    sql_select(
        _report.c.deal_id, _report.c.article_id, _report.c.evidence, _report.c.kind, _report.c.status,
        _report.c.parties, _report.c.amount, _report.c.currency, _report.c.place, _report.c.date,
        _article.c.language, func.coalesce(_article.c.published, _article.c.first_seen).label("seen"),
    )
    .join_from(_report, _article, _report.c.article_id == _article.c.id)
    .where(_report.c.deal_id.in_(bindparam("deals", expanding=True)))
    .order_by(_report.c.id)
    .limit(MAX_REPORTS)
)  # fmt: skip

PartyFacts = tuple[str, str, str | None]
"""Name, side and organisation of a party."""


@dataclass(frozen=True, slots=True)
class ReportedFacts:
    """What one article says of a deal on file."""

    article_id: int
    evidence: str
    facts: DealFacts


def parties_of(reading: DealReading) -> list[PartyFacts]:
    """The parties that a reading names."""
    return [(party.name, party.side, party.organisation) for party in reading.parties]


def _identities(parties: Iterable[PartyFacts]) -> frozenset[tuple[str, str]]:
    # Cut, because PostgreSQL indexes no value of more than 2700 bytes.
    return frozenset(
        (party_identity(name, organisation)[:_MAX_IDENTITY], side) for name, side, organisation in parties
    )


def remember_identities(session: Session, deal_id: int, parties: Iterable[PartyFacts]) -> None:
    """Let the deal be found by every party that a report names, in the report's spelling too."""
    named = sorted({identity for identity, _ in _identities(parties)})
    rows = [{"deal_id": deal_id, "identity": identity} for identity in named]
    insert_missing(session, DealIdentity, rows, ("deal_id", "identity"))


def is_of_others(session: Session, original: Article, reading: DealReading) -> bool:
    """Whether a deal told by a copy is between quite other parties than all that the original tells.

    Texts by one template share their wording; whom they name tells them apart.
    """
    named = {identity for identity, _ in _identities(parties_of(reading))}
    statement = (
        select(DealIdentity.identity)
        .join(DealReport, col(DealReport.deal_id) == col(DealIdentity.deal_id))
        .where(DealReport.article_id == original.id)
    )
    known = session.exec(statement).all()
    return bool(named and known) and named.isdisjoint(known)


def facts_of_reading(reading: DealReading, article: Article, now: datetime) -> DealFacts:
    """What identifies a deal as an article tells it."""
    return DealFacts(
        kind=reading.kind,
        status=reading.status,
        parties=_identities(parties_of(reading)),
        amount=reading.amount.value if reading.amount else None,
        currency=reading.amount.currency if reading.amount else None,
        place=reading.place,
        seen=(article.published or now).date(),
        date=reading.date,
        counts_deals=_counts_deals(reading.evidence, article.language),
    )


def parties_of_report(report: DealReport) -> list[PartyFacts]:
    """The parties that a stored report names."""
    return [(str(party["name"]), str(party["side"]), party.get("organisation")) for party in report.parties]


def _facts_of_row(row: Any) -> DealFacts:
    return DealFacts(
        kind=row.kind,
        status=row.status,
        parties=_identities(
            (party["name"], party["side"], party.get("organisation")) for party in row.parties
        ),
        amount=row.amount,
        currency=row.currency,
        place=row.place,
        seen=row.seen.date(),
        date=row.date,
        counts_deals=_counts_deals(row.evidence, row.language),
    )


# The same sentences are looked at with each new report of a story.
@lru_cache(maxsize=4_096)
def _counts_deals(evidence: str, language: str) -> bool:
    return counts_deals(evidence, language or "other")  # type: ignore[arg-type]  # stored from a reading


def facts_of_deals(session: Session, deal_ids: Collection[int]) -> dict[int, list[ReportedFacts]]:
    """By deal what its reports say, the first ones first; deals that nobody reports are left out."""
    known: dict[int, list[ReportedFacts]] = defaultdict(list)
    if not deal_ids:
        return known
    for row in session.connection().execute(_REPORTS, {"deals": sorted(deal_ids)}):
        known[row.deal_id].append(ReportedFacts(row.article_id, row.evidence, _facts_of_row(row)))
    return known


def deals_of_report(
    session: Session,
    article: Article,
    original: Article | None,
    readings: Sequence[DealReading],
    now: datetime,
    window: timedelta,
) -> list[Deal | None]:
    """For each deal that an article tells the one on file, None for a new one.

    Args:
        session: A writing session.
        article: The article; its story is known.
        original: The article that it is a copy of.
        readings: Its deals; they are different ones.
        now: The present moment.
        window: Deals first seen longer ago are looked for in the article's story only.
    """
    chosen: list[Deal | None] = [None] * len(readings)
    facts = [facts_of_reading(reading, article, now) for reading in readings]
    if article.story_id is not None:
        statement = select(Deal).where(Deal.story_id == article.story_id).order_by(col(Deal.id).desc())
        deals = {deal.id: deal for deal in session.exec(statement.limit(MAX_CANDIDATES)) if deal.id}
        known = facts_of_deals(session, deals)
        if original is not None:
            for number, reading in enumerate(readings):
                for deal_id, reports in known.items():
                    if (
                        chosen[number] is None
                        and deals[deal_id] not in chosen
                        and any(
                            report.article_id == original.id
                            and report.evidence == reading.evidence
                            and report.facts.kind == reading.kind
                            for report in reports
                        )
                    ):
                        chosen[number] = deals[deal_id]
        open_ = [number for number, deal in enumerate(chosen) if deal is None]
        left = {
            deal_id: [report.facts for report in reports]
            for deal_id, reports in known.items()
            if deals[deal_id] not in chosen
        }
        for number, choice in zip(open_, choose_deals([facts[n] for n in open_], left), strict=True):
            if choice is not None:
                chosen[number] = deals[choice]
    for number, deal in enumerate(chosen):
        # The article's own story decides on its main deal; what it tells besides may be another story's deal.
        if number > 0 and deal is None and original is None:
            used = [known_deal.id for known_deal in chosen if known_deal is not None and known_deal.id]
            chosen[number] = _found_by_party(session, readings[number], facts[number], now, window, used)
    return chosen


def _found_by_party(
    session: Session,
    reading: DealReading,
    new: DealFacts,
    now: datetime,
    window: timedelta,
    used: Collection[int],
) -> Deal | None:
    """A deal of another story that shares a party, or the very sum and day, and by its facts is the same."""
    if not new.parties:
        return None
    sharing = select(DealIdentity.deal_id).where(
        col(DealIdentity.identity).in_([identity for identity, _ in new.parties])
    )
    very_sum = and_(
        col(Deal.date_) == new.date, col(Deal.amount) == new.amount, col(Deal.currency) == new.currency
    )
    candidates = session.exec(
        select(Deal)
        .where(
            Deal.first_seen >= now - window,
            or_(col(Deal.id).in_(sharing), very_sum),
            col(Deal.id).not_in(used),
        )
        .order_by(col(Deal.updated_at).desc(), col(Deal.id).desc())
        .limit(MAX_CANDIDATES)
    ).all()
    known = facts_of_deals(session, [deal.id for deal in candidates if deal.id is not None])
    matching = (
        deal
        for deal in sorted(candidates, key=lambda deal: deal.kind != reading.kind)
        if deal.id in known and any(same_deal(report.facts, new) for report in known[deal.id])
    )
    return next(matching, None)
