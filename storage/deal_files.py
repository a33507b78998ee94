"""Deal files as the other rooms see them: loaded in a few queries however many are wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.deal_conditions import matching
from storage.tables import Article, Deal, DealParty, DealReport, DealStep, DigestEntry, Source
from storage.values import (
    AmountValue,
    Conflict,
    DealFile,
    DealQuery,
    PartyValue,
    SourceReport,
    StepValue,
    UntoldStep,
)
from storage.writing import chunks


def find_deals(session: Session, query: DealQuery) -> list[DealFile]:
    """The deals that meet every condition, the newest first."""
    statement = select(Deal.id).order_by(col(Deal.first_seen).desc(), col(Deal.id).desc())
    ids = [
        deal_id for deal_id in session.exec(statement.where(*matching(session, query))) if deal_id is not None
    ]
    files = load_deal_files(session, ids)
    return [files[deal_id] for deal_id in ids]


def deal_file(session: Session, deal_id: int) -> DealFile | None:
    """One deal's file, None if there is none of that id."""
    return load_deal_files(session, [deal_id]).get(deal_id)


def load_deal_files(session: Session, deal_ids: Sequence[int]) -> dict[int, DealFile]:
    """The files of these deals by id."""
    files: dict[int, DealFile] = {}
    for chunk in chunks(dict.fromkeys(deal_ids)):
        files.update(_load_chunk(session, chunk))
    return files


def _load_chunk(session: Session, ids: list[int]) -> dict[int, DealFile]:
    deals = session.exec(select(Deal).where(col(Deal.id).in_(ids))).all()
    parties: dict[int, list[PartyValue]] = defaultdict(list)
    # Columns, not entities: lists show hundreds of them, and making an entity takes as long as asking for it.
    for party in session.execute(
        sql_select(*_PARTY_COLUMNS)
        .where(col(DealParty.deal_id).in_(ids))
        .order_by(col(DealParty.deal_id), col(DealParty.position))
    ):
        parties[party.deal_id].append(PartyValue(party.name, party.side, party.organisation))
    reports: dict[int, list[SourceReport]] = defaultdict(list)
    rows = session.execute(
        sql_select(*_REPORT_COLUMNS)
        .join(Article, col(DealReport.article_id) == col(Article.id))
        .join(Source, col(Article.source_id) == col(Source.id))
        .where(col(DealReport.deal_id).in_(ids))
        .order_by(col(Article.first_seen), col(Article.id), col(DealReport.position))
    )
    for row in rows:
        reports[row.deal_id].append(_source_report(row))
    steps: dict[int, list[StepValue]] = defaultdict(list)
    for step in session.execute(
        sql_select(*_STEP_COLUMNS)
        .join(Article, col(DealStep.article_id) == col(Article.id))
        .where(col(DealStep.deal_id).in_(ids))
        .order_by(col(DealStep.first_seen), col(DealStep.id))
    ):
        steps[step.deal_id].append(step_value(step, step.url))
    return {
        deal.id: _deal_file(deal, parties[deal.id], reports[deal.id], steps[deal.id])
        for deal in deals
        if deal.id is not None
    }


_PARTY_COLUMNS: tuple[Any, ...] = (
    col(DealParty.deal_id), col(DealParty.name), col(DealParty.side), col(DealParty.organisation),
)  # fmt: skip
_STEP_COLUMNS: tuple[Any, ...] = (
    col(DealStep.id), col(DealStep.deal_id), col(DealStep.status), col(DealStep.date_).label("date_"),
    col(DealStep.evidence), col(DealStep.first_seen), col(DealStep.is_update), col(Article.url),
)  # fmt: skip
_REPORT_COLUMNS: tuple[Any, ...] = (
    col(DealReport.deal_id),
    col(DealReport.article_id),
    col(DealReport.status),
    col(DealReport.evidence),
    col(DealReport.place),
    col(DealReport.date_).label("day"),
    col(DealReport.amount),
    col(DealReport.currency),
    col(DealReport.qualifier),
    col(DealReport.parties),
    col(Source.id).label("source_id"),
    col(Source.name).label("source_name"),
    col(Article.url),
    col(Article.title),
    col(Article.language),
    col(Article.published),
    col(Article.first_seen),
    col(Article.copy_of_id),
    col(Article.reasons),
)


def _source_report(row: Any) -> SourceReport:
    return SourceReport(
        article_id=row.article_id,
        source_id=row.source_id,
        source_name=row.source_name,
        url=row.url,
        title=row.title,
        language=row.language,
        published=row.published,
        first_seen=row.first_seen,
        evidence=row.evidence,
        status=row.status,
        amount=_amount(row.amount, row.currency, row.qualifier),
        place=row.place,
        date=row.day,
        parties=tuple(
            PartyValue(str(party["name"]), str(party["side"]), party.get("organisation"))
            for party in row.parties
        ),
        is_copy=row.copy_of_id is not None,
        reasons=tuple(row.reasons),
    )


def _amount(value: Any, currency: str | None, qualifier: str | None) -> AmountValue | None:
    return None if value is None or currency is None else AmountValue(value, currency, qualifier)


def step_value(step: Any, url: str) -> StepValue:
    """A step as the other rooms see it, from a :class:`DealStep` or a row of its columns."""
    assert step.id is not None
    return StepValue(
        id=step.id,
        status=step.status,
        date=step.date_,
        evidence=step.evidence,
        url=url,
        first_seen=step.first_seen,
        is_update=step.is_update,
    )


def _deal_file(
    deal: Deal, parties: list[PartyValue], reports: list[SourceReport], steps: list[StepValue]
) -> DealFile:
    assert deal.id is not None
    return DealFile(
        id=deal.id,
        story_id=deal.story_id,
        kind=deal.kind,
        status=deal.status,
        headline=deal.headline,
        parties=tuple(parties),
        amount=_amount(deal.amount, deal.currency, deal.qualifier),
        place=deal.place,
        date=deal.date_,
        first_seen=deal.first_seen,
        updated_at=deal.updated_at,
        reports=tuple(reports),
        steps=tuple(steps),
        conflicts=conflicts_among(reports),
    )


def conflicts_among(reports: Sequence[SourceReport]) -> tuple[Conflict, ...]:
    """The facts on which the sources of one deal disagree, each value with who gives it.

    Amounts are compared within one currency (a conversion is no contradiction), dates within one status.
    """
    conflicts: list[Conflict] = []
    amounts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    dates: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        if report.amount is not None:
            shown = f"{report.amount.value:f}".removesuffix(".00")
            amounts[report.amount.currency][f"{shown} {report.amount.currency}"].append(report.source_name)
        if report.date is not None:
            dates[report.status][report.date.isoformat()].append(report.source_name)
    for fact, groups in (("amount", amounts), ("date", dates)):
        for values in groups.values():
            if len(values) > 1:
                conflicts.append(
                    Conflict(
                        fact,
                        tuple((value, tuple(dict.fromkeys(names))) for value, names in values.items()),
                    )
                )
    return tuple(conflicts)


def untold_steps(
    session: Session, subscription: str, until: datetime, *, since: datetime
) -> list[UntoldStep]:
    """Steps first seen in (since, until] that may alert and that the subscription has not been told of."""
    told = select(DigestEntry.step_id).where(DigestEntry.subscription == subscription)
    return _steps(
        session,
        col(DealStep.alertable),
        DealStep.first_seen > since,
        DealStep.first_seen <= until,
        col(DealStep.id).not_in(told),
    )


def steps_between(session: Session, since: datetime, until: datetime) -> list[UntoldStep]:
    """All steps first seen in (since, until], told or not: what a preview shows."""
    return _steps(session, DealStep.first_seen > since, DealStep.first_seen <= until)


def alertable_steps(session: Session, since: datetime, until: datetime) -> list[UntoldStep]:
    """Steps first seen in (since, until] that may alert, told or not: what a rehearsal goes through."""
    return _steps(session, col(DealStep.alertable), DealStep.first_seen > since, DealStep.first_seen <= until)


def _steps(session: Session, *conditions: Any) -> list[UntoldStep]:
    rows = session.exec(
        select(DealStep, Article.url)
        .join(Article, col(DealStep.article_id) == col(Article.id))
        .where(*conditions)
        .order_by(col(DealStep.first_seen), col(DealStep.id))
    ).all()
    files = load_deal_files(session, [step.deal_id for step, _ in rows])
    return [UntoldStep(step_value(step, url), files[step.deal_id]) for step, url in rows]
