"""From a reading to deal files: copies, stories, deals, their reports and steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analysis.likeness import text_key
from sqlalchemy import text as sql_text
from sqlmodel import Session, col, or_, select

from analysis.matching import RANK, DealFacts, party_identity, same_deal
from analysis.values import Deal as DealReading
from analysis.values import Reading
from storage.articles import get_article
from storage.search import index_article
from storage.tables import Article, Deal, DealParty, DealReport, DealStep, Story
from storage.writing import digest_of

ALERT_AGE = timedelta(days=7)
LATE_AGE = timedelta(days=60)
STORY_WINDOW = timedelta(days=400)
MIN_COPY_CHARACTERS = 120
_ATTACH_LOCK = 0x7A64_6E67


@dataclass(frozen=True, slots=True)
class AlertAges:
    """Up to which age, counted from its own date, an item raises an alert.

    ``first_poll`` holds for items of a source's first poll: its past is no news. ``later`` holds afterwards:
    what a known source lists late is news, unless it is very old.
    """

    first_poll: timedelta = ALERT_AGE
    later: timedelta = LATE_AGE


def attach_reading(
    session: Session,
    article_id: int,
    reading: Reading,
    now: datetime,
    *,
    ages: AlertAges | None = None,
) -> list[int]:
    """Store what an article says: it is ``read`` afterwards, and its deals have their files and steps.

    Returns:
        The ids of new steps; they are what alerts are about.

    Raises:
        StorageError: If there is no such article.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two processes attaching reports of one deal at once would each find no file and open one.
        session.execute(sql_text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ATTACH_LOCK})
    article = get_article(session, article_id)
    _mark_read(article, reading)
    session.add(article)
    index_article(session, article)
    if not (reading.alert and reading.deals):
        return []
    original = _original_of(session, article)
    if original is not None:
        article.copy_of_id = original.id
    alertable = _is_alertable(article, now, ages or AlertAges())
    steps: list[int] = []
    used: set[int] = set()
    for position, deal_reading in enumerate(reading.deals):
        deal = _deal_of_original(session, original, position) or _find_deal(
            session, deal_reading, article, now, used
        )
        is_new = deal is None
        if deal is None:
            deal = _open_deal(session, deal_reading, article, now)
        assert deal.id is not None
        used.add(deal.id)
        _add_report(session, deal, article, position, deal_reading, now)
        step = _add_step(session, deal, deal_reading, article, now, is_new=is_new, alertable=alertable)
        if step is not None:
            steps.append(step)
    return steps


def _mark_read(article: Article, reading: Reading) -> None:
    article.language = reading.language
    article.sino_german = reading.sino_german
    article.alert = reading.alert
    article.score = reading.score
    article.reasons = list(reading.reasons)
    article.state = "read"
    article.next_attempt_at = None
    if len(article.text) >= MIN_COPY_CHARACTERS:
        article.text_key = digest_of(text_key(article.text))


def _is_alertable(article: Article, now: datetime, ages: AlertAges) -> bool:
    if article.published is None:
        return not article.first_poll
    age = now - article.published
    return age <= (ages.first_poll if article.first_poll else ages.later)


def _original_of(session: Session, article: Article) -> Article | None:
    """The first article with the very same text, if there is one."""
    if article.text_key is None:
        return None
    return session.exec(
        select(Article)
        .where(
            Article.text_key == article.text_key,
            Article.id != article.id,
            Article.state == "read",
            col(Article.copy_of_id).is_(None),
        )
        .order_by(col(Article.id))
    ).first()


def _deal_of_original(session: Session, original: Article | None, position: int) -> Deal | None:
    if original is None:
        return None
    return session.exec(
        select(Deal)
        .join(DealReport)
        .where(DealReport.article_id == original.id, DealReport.position == position)
    ).first()


def _identities(parties: Iterable[tuple[str, str, str | None]]) -> frozenset[tuple[str, str]]:
    return frozenset((party_identity(name, organisation), side) for name, side, organisation in parties)


def _facts_of_reading(reading: DealReading, article: Article, now: datetime) -> DealFacts:
    return DealFacts(
        kind=reading.kind,
        status=reading.status,
        parties=_identities((party.name, party.side, party.organisation) for party in reading.parties),
        amount=reading.amount.value if reading.amount else None,
        currency=reading.amount.currency if reading.amount else None,
        place=reading.place,
        seen=(article.published or now).date(),
        date=reading.date,
    )


def _facts_of_report(report: DealReport, seen: datetime) -> DealFacts:
    return DealFacts(
        kind=report.kind,  # type: ignore[arg-type]  # stored from a reading
        status=report.status,  # type: ignore[arg-type]  # stored from a reading
        parties=_identities(
            (str(party["name"]), str(party["side"]), party.get("organisation")) for party in report.parties
        ),
        amount=report.amount,
        currency=report.currency,
        place=report.place,
        seen=seen.date(),
        date=report.date_,
    )


def _find_deal(
    session: Session, reading: DealReading, article: Article, now: datetime, used: set[int]
) -> Deal | None:
    """The deal on file that the report is about: candidates share a party; the facts decide."""
    if not reading.parties:
        return None
    organisations = [party.organisation for party in reading.parties if party.organisation]
    names = [party.name for party in reading.parties]
    candidates = session.exec(
        select(Deal)
        .where(
            Deal.first_seen >= now - STORY_WINDOW,
            col(Deal.id).in_(
                select(DealParty.deal_id).where(
                    or_(col(DealParty.organisation).in_(organisations), col(DealParty.name).in_(names))
                )
            ),
        )
        .order_by(col(Deal.updated_at).desc())
        .limit(100)
    ).all()
    new = _facts_of_reading(reading, article, now)
    for deal in candidates:
        if deal.id in used:
            continue
        reports = session.exec(
            select(DealReport, Article).join(Article).where(DealReport.deal_id == deal.id)
        ).all()
        if any(
            same_deal(_facts_of_report(report, other.published or other.first_seen), new)
            for report, other in reports
        ):
            return deal
    return None


def _open_deal(session: Session, reading: DealReading, article: Article, now: datetime) -> Deal:
    if article.story_id is None:
        story = Story(title=article.title, first_seen=now, last_seen=now)
        session.add(story)
        session.flush()
        article.story_id = story.id
    assert article.story_id is not None
    deal = Deal(
        story_id=article.story_id,
        kind=reading.kind,
        status=reading.status,
        headline=article.title or reading.evidence,
        first_seen=now,
        updated_at=now,
    )
    session.add(deal)
    session.flush()
    assert deal.id is not None
    _add_parties(session, deal.id, reading, first_position=0)
    return deal


def _add_parties(session: Session, deal_id: int, reading: DealReading, *, first_position: int) -> None:
    for position, party in enumerate(reading.parties, start=first_position):
        session.add(
            DealParty(
                deal_id=deal_id,
                position=position,
                name=party.name,
                side=party.side,
                organisation=party.organisation,
            )
        )


def _add_report(
    session: Session, deal: Deal, article: Article, position: int, reading: DealReading, now: datetime
) -> None:
    """Add one source's facts to the file and fill what the file lacked; what is on file is not overwritten."""
    assert deal.id is not None
    assert article.id is not None
    session.add(
        DealReport(
            deal_id=deal.id,
            article_id=article.id,
            position=position,
            kind=reading.kind,
            status=reading.status,
            place=reading.place,
            date_=reading.date,
            amount=reading.amount.value if reading.amount else None,
            currency=reading.amount.currency if reading.amount else None,
            qualifier=reading.amount.qualifier if reading.amount else None,
            parties=[
                {"name": party.name, "side": party.side, "organisation": party.organisation}
                for party in reading.parties
            ],
            evidence=reading.evidence,
        )
    )
    if deal.place is None:
        deal.place = reading.place
    if deal.date_ is None:
        deal.date_ = reading.date
    if deal.amount is None and reading.amount is not None:
        deal.amount = reading.amount.value
        deal.currency = reading.amount.currency
        deal.qualifier = reading.amount.qualifier
    deal.updated_at = now
    session.add(deal)
    if article.story_id is None:
        article.story_id = deal.story_id
        story = session.get(Story, deal.story_id)
        if story is not None:
            story.last_seen = now
            session.add(story)


def _add_step(
    session: Session,
    deal: Deal,
    reading: DealReading,
    article: Article,
    now: datetime,
    *,
    is_new: bool,
    alertable: bool,
) -> int | None:
    """Add the status to the deal's steps if it is new. Only a step forward is news: a late report of an
    earlier status completes the file without an alert."""
    known = session.exec(select(DealStep.status).where(DealStep.deal_id == deal.id)).all()
    if reading.status in known:
        return None
    forward = is_new or RANK[reading.status] > max(_ranks(known), default=-1)
    if forward:
        deal.status = reading.status
        session.add(deal)
    assert deal.id is not None
    assert article.id is not None
    step = DealStep(
        deal_id=deal.id,
        status=reading.status,
        date_=reading.date,
        evidence=reading.evidence,
        article_id=article.id,
        first_seen=now,
        is_update=not is_new,
        alertable=alertable and forward,
    )
    session.add(step)
    session.flush()
    return step.id


def _ranks(statuses: Sequence[str]) -> list[int]:
    return [rank for status, rank in RANK.items() if status in statuses]
