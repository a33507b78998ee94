"""Deal files put together and taken apart: reports move, and state and steps follow from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from analysis.matching import RANK
from storage.deal_index import forget_words, index_deal, place_of
from storage.deal_matching import parties_of_report, remember_identities
from storage.tables import Article, Deal, DealIdentity, DealParty, DealReport, DealStep, DigestEntry
from storage.writing import insert_missing


def merge_deals(session: Session, kept_id: int, gone_id: int) -> None:
    """Make two files of one deal one: ``gone_id`` goes into ``kept_id``.

    Of a status that both had reached the step first told stays, and who has been told of either has been told of it.
    """
    session.flush()
    kept, gone = session.get(Deal, kept_id), session.get(Deal, gone_id)
    assert kept is not None
    assert gone is not None
    connection = session.connection()
    connection.execute(update(DealReport).where(col(DealReport.deal_id) == gone_id).values(deal_id=kept_id))
    known = {step.status: step for step in _steps(session, kept_id)}
    for step in _steps(session, gone_id):
        ours = known.get(step.status)
        if ours is None:
            step.deal_id = kept_id
            session.add(step)
            continue
        assert ours.id is not None
        assert step.id is not None
        first, later = sorted((ours, step), key=lambda item: (item.first_seen, item.id or 0))
        assert first.id is not None
        assert later.id is not None
        _tell_as(session, later.id, first.id)
        first.alertable = first.alertable or later.alertable
        session.expunge(later)
        connection.execute(delete(DealStep).where(col(DealStep.id) == later.id))
        first.deal_id = kept_id
        session.add(first)
    session.flush()
    identities = session.exec(select(DealIdentity.identity).where(DealIdentity.deal_id == gone_id)).all()
    rows = [{"deal_id": kept_id, "identity": identity} for identity in identities]
    insert_missing(session, DealIdentity, rows, ("deal_id", "identity"))
    sides = set(session.exec(select(DealParty.side).where(DealParty.deal_id == kept_id)))
    fresh = [
        party
        for party in session.exec(select(DealParty).where(DealParty.deal_id == gone_id)).all()
        if party.side not in sides
    ]
    position = len(session.exec(select(DealParty.position).where(DealParty.deal_id == kept_id)).all())
    for place, party in enumerate(fresh, start=position):
        session.add(
            DealParty(
                deal_id=kept_id,
                position=place,
                name=party.name,
                side=party.side,
                organisation=party.organisation,
            )
        )
    if gone.first_seen < kept.first_seen:
        kept.first_seen, kept.headline = gone.first_seen, gone.headline
    if kept.amount is None:
        kept.amount, kept.currency, kept.qualifier = gone.amount, gone.currency, gone.qualifier
    kept.place = kept.place if kept.place is not None else gone.place
    kept.date_ = kept.date_ or gone.date_
    kept.updated_at = max(kept.updated_at, gone.updated_at)
    session.add(kept)
    session.flush()
    session.expunge(gone)
    connection.execute(delete(Deal).where(col(Deal.id) == gone_id))
    forget_words(session, gone_id)
    _order_steps(session, kept)
    index_deal(session, kept_id)


def _tell_as(session: Session, step_id: int, as_step_id: int) -> None:
    """Who has been told of one step counts as told of another."""
    entries = session.exec(select(DigestEntry).where(DigestEntry.step_id == step_id)).all()
    rows = [
        {"subscription": entry.subscription, "step_id": as_step_id, "digest_id": entry.digest_id}
        for entry in entries
    ]
    insert_missing(session, DigestEntry, rows, ("subscription", "step_id"))


def _steps(session: Session, deal_id: int) -> list[DealStep]:
    return list(
        session.exec(
            select(DealStep)
            .where(DealStep.deal_id == deal_id)
            .order_by(col(DealStep.first_seen), col(DealStep.id))
        )
    )


def _order_steps(session: Session, deal: Deal) -> None:
    """The first step is the news and later ones are updates; the file has the furthest status."""
    steps = _steps(session, deal.id or 0)
    for number, step in enumerate(steps):
        step.is_update = number > 0
        session.add(step)
    if steps:
        deal.status = max((step.status for step in steps), key=lambda status: RANK[status])  # type: ignore[index]
        session.add(deal)
    session.flush()


def split_deal(
    session: Session, deal: Deal, article_ids: Collection[int], story_id: int, now: datetime
) -> Deal:
    """Move what these articles report of a deal to a file of its own, in another story.

    Steps that they told first go with them; a status that they only repeated is a new step there, and may alert: it
    had been taken for a repetition. A status that the old file keeps by other reports stays with it, in silence.
    """
    session.flush()
    moved = _reports(session, deal.id, article_ids)
    first, first_article = moved[0]
    new = Deal(
        story_id=story_id,
        kind=first.kind,
        status=first.status,
        headline=first_article.title or first.evidence,
        day=first.date_ or now.date(),
        first_seen=now,
        updated_at=now,
    )
    session.add(new)
    session.flush()
    assert new.id is not None
    assert deal.id is not None
    for report, _ in moved:
        report.deal_id = new.id
        session.add(report)
    session.flush()
    for step in _steps(session, deal.id):
        if step.article_id in article_ids:
            step.deal_id = new.id
            session.add(step)
    session.flush()
    _rebuild(session, new, now, alertable=True)
    _rebuild(session, deal, now, alertable=False)
    return new


def _reports(
    session: Session, deal_id: int | None, article_ids: Collection[int] | None = None
) -> list[tuple[DealReport, Article]]:
    statement = (
        select(DealReport, Article)
        .join(Article, col(Article.id) == col(DealReport.article_id))
        .where(DealReport.deal_id == deal_id)
        .order_by(col(Article.first_seen), col(Article.id), col(DealReport.position))
    )
    if article_ids is not None:
        statement = statement.where(col(DealReport.article_id).in_(sorted(article_ids)))
    return list(session.exec(statement).all())


def _rebuild(session: Session, deal: Deal, now: datetime, *, alertable: bool) -> None:
    """Let a file follow from its reports: facts, parties, and a step for every status that they tell."""
    assert deal.id is not None
    reports = _reports(session, deal.id)
    deal.place = deal.date_ = deal.amount = deal.currency = deal.qualifier = None
    connection = session.connection()
    connection.execute(delete(DealParty).where(col(DealParty.deal_id) == deal.id))
    connection.execute(delete(DealIdentity).where(col(DealIdentity.deal_id) == deal.id))
    parties: list[DealParty] = []
    known = {step.status for step in _steps(session, deal.id)}
    for report, article in reports:
        deal.place = deal.place if deal.place is not None else place_of(report.place)
        deal.date_ = deal.date_ or report.date_
        if deal.amount is None:
            deal.amount, deal.currency, deal.qualifier = report.amount, report.currency, report.qualifier
        remember_identities(session, deal.id, parties_of_report(report))
        sides = {party.side for party in parties}
        parties += [
            DealParty(
                name=str(party["name"]),
                side=str(party["side"]),
                organisation=party.get("organisation"),
                deal_id=deal.id,
                position=0,
            )
            for party in report.parties
            if party["side"] not in sides
        ]
        if report.status not in known:
            known.add(report.status)
            assert article.id is not None
            session.add(
                DealStep(
                    deal_id=deal.id,
                    status=report.status,
                    date_=report.date_,
                    evidence=report.evidence,
                    article_id=article.id,
                    first_seen=now if alertable else article.first_seen,
                    alertable=alertable,
                )
            )
    for position, party in enumerate(parties):
        party.position = position
        session.add(party)
    deal.updated_at = now
    session.add(deal)
    session.flush()
    _order_steps(session, deal)
    index_deal(session, deal.id)
