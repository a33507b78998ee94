"""From a reading to deal files: deals, their reports and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, select

from analysis.matching import RANK
from analysis.values import Deal as DealReading
from analysis.values import Reading
from storage.deal_index import facets_of_reading, keep_words, place_of
from storage.deal_matching import deals_of_report, is_of_others, parties_of, remember_identities
from storage.story_files import open_story, touch_story
from storage.tables import Article, Deal, DealParty, DealReport, DealStep
from storage.writing import sql_table

ALERT_AGE = timedelta(days=7)
LATE_AGE = timedelta(days=60)
MAX_AMOUNT = Decimal(10) ** 15
"""From this sum on a figure is a mistake in the text or in its reading: it is more than all the world's money."""
# Rows that nothing looks at again are written without the session's bookkeeping, which costs more than the writing.
_INSERT_PARTIES = sql_table(DealParty).insert()
_INSERT_REPORT = sql_table(DealReport).insert()


@dataclass(frozen=True, slots=True)
class AlertAges:
    """Up to which age, counted from its own date, an item raises an alert.

    ``first_poll`` holds for items of a source's first poll: its past is no news. ``later`` holds afterwards:
    what a known source lists late is news, unless it is very old.
    """

    first_poll: timedelta = ALERT_AGE
    later: timedelta = LATE_AGE


def attach_deals(
    session: Session,
    article: Article,
    original: Article | None,
    reading: Reading,
    now: datetime,
    ages: AlertAges,
    window: timedelta,
) -> tuple[list[DealStep], list[Deal]]:
    """Put the deals that an article tells on file.

    Args:
        session: A writing session without automatic flushes: what is read here is never what is still to be written.
        article: The article; its story is known.
        original: The article that it is a copy of.
        reading: What was read in it.
        now: The present moment.
        ages: Up to which age an item raises an alert.
        window: How far apart in time reports of one story may be.

    Returns:
        The new steps, and the deals that the index of deals must learn of: all but new ones, which it knows.
    """
    if not (reading.alert and reading.deals):
        return [], []
    repeats = original is not None and _tells_deals(session, original)
    is_news = _is_alertable(article, now, ages)
    readings = [_with_possible_amount(deal) for deal in reading.deals]
    chosen = deals_of_report(session, article, original, readings, now, window)
    steps: list[DealStep] = []
    completed: list[Deal] = []
    for position, (deal_reading, deal) in enumerate(zip(readings, chosen, strict=True)):
        sides: Sequence[str] = ()
        statuses: Sequence[str] = ()
        alertable = is_news and not repeats
        if deal is None:
            if original is not None and repeats:
                alertable = is_news and is_of_others(session, original, deal_reading)
            deal = _open_deal(session, deal_reading, article, now)
        else:
            sides = session.exec(select(DealParty.side).where(DealParty.deal_id == deal.id)).all()
            statuses = session.exec(select(DealStep.status).where(DealStep.deal_id == deal.id)).all()
            _complete(deal, deal_reading, now)
            session.add(deal)
            completed.append(deal)
        _add_report(session, deal, article, position, deal_reading, now)
        _add_parties(session, deal, deal_reading, sides)
        step = _new_step(deal, deal_reading, article, now, statuses, alertable=alertable)
        if step is not None:
            session.add(step)
            steps.append(step)
    return steps, completed


def _tells_deals(session: Session, article: Article) -> bool:
    statement = select(DealReport.id).where(DealReport.article_id == article.id).limit(1)
    return session.exec(statement).first() is not None


def _is_alertable(article: Article, now: datetime, ages: AlertAges) -> bool:
    if article.published is None:
        return not article.first_poll
    age = now - article.published
    return age <= (ages.first_poll if article.first_poll else ages.later)


def _open_deal(session: Session, reading: DealReading, article: Article, now: datetime) -> Deal:
    if article.story_id is None:
        article.story_id = open_story(session, article.title, now)
        session.add(article)
    assert article.story_id is not None
    amount = reading.amount
    headline, place = article.title or reading.evidence, place_of(reading.place)
    facets = facets_of_reading(reading, article, now)
    deal = Deal(
        story_id=article.story_id,
        kind=reading.kind,
        status=reading.status,
        headline=headline,
        place=place,
        date_=reading.date,
        **facets.columns(),
        amount=amount.value if amount else None,
        currency=amount.currency if amount else None,
        qualifier=amount.qualifier if amount else None,
        first_seen=now,
        updated_at=now,
    )
    session.add(deal)
    session.flush()
    assert deal.id is not None
    keep_words(session, deal.id, facets)
    return deal


def _complete(deal: Deal, reading: DealReading, now: datetime) -> None:
    """Fill what the file lacked; what is on file is not overwritten."""
    if deal.place is None:
        deal.place = place_of(reading.place)
    if deal.date_ is None:
        deal.date_ = reading.date
    if deal.amount is None and reading.amount is not None:
        deal.amount = reading.amount.value
        deal.currency = reading.amount.currency
        deal.qualifier = reading.amount.qualifier
    deal.updated_at = now


def _add_parties(session: Session, deal: Deal, reading: DealReading, known_sides: Sequence[str]) -> None:
    """Add the parties of sides that the file knows nobody of; the same party in another spelling is no new one."""
    assert deal.id is not None
    missing = [party for party in reading.parties if party.side not in known_sides]
    rows = [
        {
            "deal_id": deal.id,
            "position": position,
            "name": party.name,
            "side": party.side,
            "organisation": party.organisation,
        }
        for position, party in enumerate(missing, start=len(known_sides))
    ]
    if rows:
        session.connection().execute(_INSERT_PARTIES, rows)
    remember_identities(session, deal.id, parties_of(reading))


def _with_possible_amount(reading: DealReading) -> DealReading:
    """The deal, without its amount if no sum can be that large or it is none at all."""
    amount = reading.amount
    if amount is None or (amount.value.is_finite() and 0 <= amount.value < MAX_AMOUNT):
        return reading
    return replace(reading, amount=None)


def _add_report(
    session: Session, deal: Deal, article: Article, position: int, reading: DealReading, now: datetime
) -> None:
    """Add one source's facts to the file."""
    assert deal.id is not None
    assert article.id is not None
    amount = reading.amount
    row = {
        "deal_id": deal.id,
        "article_id": article.id,
        "position": position,
        "kind": reading.kind,
        "status": reading.status,
        "place": reading.place,
        "date": reading.date,
        "amount": amount.value if amount else None,
        "currency": amount.currency if amount else None,
        "qualifier": amount.qualifier if amount else None,
        "parties": [
            {"name": party.name, "side": party.side, "organisation": party.organisation}
            for party in reading.parties
        ],
        "evidence": reading.evidence,
    }
    session.connection().execute(_INSERT_REPORT, row)
    if article.story_id is None:
        article.story_id = deal.story_id
        session.add(article)
        touch_story(session, deal.story_id, now)


def _new_step(
    deal: Deal,
    reading: DealReading,
    article: Article,
    now: datetime,
    known: Sequence[str],
    *,
    alertable: bool,
) -> DealStep | None:
    """The status as a step if the deal has not reached it. Only a step forward is news: a late report of an
    earlier status completes the file without an alert."""
    if reading.status in known:
        return None
    forward = RANK[reading.status] > max(_ranks(known), default=-1)
    if forward:
        deal.status = reading.status
    assert deal.id is not None
    assert article.id is not None
    return DealStep(
        deal_id=deal.id,
        status=reading.status,
        date_=reading.date,
        evidence=reading.evidence,
        article_id=article.id,
        first_seen=now,
        is_update=bool(known),
        alertable=alertable and forward,
    )


def _ranks(statuses: Sequence[str]) -> list[int]:
    return [rank for status, rank in RANK.items() if status in statuses]
