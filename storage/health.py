"""How the sources and the whole installation are: for ``status``, the digest's foot, and the doctor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, case, exists, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from storage.article_counts import count_articles
from storage.sources import BY_HAND, rhythm_of
from storage.tables import Address, Article, Source
from storage.values import SourceCoverage
from storage.writing import sql_table

LATE_FACTOR = 2
LATE_GRACE = timedelta(minutes=5)
STATES = ("fresh", "late", "silent", "empty", "failing", "blocked", "new", "off")
TROUBLED = frozenset({"late", "silent", "failing", "blocked"})


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source as people want to see it.

    ``state``: ``fresh`` answers and brings items in its own rhythm; ``late`` is behind it, or has not been asked when
    it was due; ``silent`` answers, but has brought nothing for far longer than it ever paused; ``empty`` answers with
    a list of nothing; ``failing`` does not answer as it should; ``blocked`` refuses; ``new`` has not been asked;
    ``off`` is not asked, be it that a person has muted it. ``newest_at`` is the date of its newest item,
    ``silent_after`` the silence that its own rhythm allows. ``gaps`` counts how often items may have been lost between
    two polls. ``moved`` names the addresses that are polled in place of declared ones that have moved for good.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    state: str
    since: datetime
    error: str
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_poll_at: datetime | None
    addresses: int
    articles: int
    newest_at: datetime | None = None
    silent_after: timedelta | None = None
    gaps: int = 0
    last_gap_at: datetime | None = None
    failures: int = 0
    muted_at: datetime | None = None
    moved: tuple[str, ...] = ()


_source, _address = sql_table(Source), sql_table(Address)
_answered = _address.c.last_success_at.is_not(None)
_JUDGED = (
    _source.c.id, _source.c.name, _source.c.enabled, _source.c.disabled_reason, _source.c.health, _source.c.error,
    _source.c.newest_at, _source.c.longest_gap_seconds, _source.c.muted_at,
)  # fmt: skip
_POLLS = (
    _address.c.source_id,
    func.count().label("addresses"),
    func.count(_address.c.last_success_at).label("answered"),
    func.count(
        case((and_(_answered, or_(_address.c.last_items.is_(None), _address.c.last_items != 0)), 1))
    ).label("with_items"),
)
_MORE_OF_SOURCE = (
    _source.c.languages, _source.c.health_since, _source.c.last_success_at, _source.c.last_new_at,
)  # fmt: skip
_MORE_OF_POLLS = (
    func.min(_address.c.next_poll_at).label("next_poll_at"),
    func.sum(_address.c.gaps).label("gaps"),
    func.max(_address.c.last_gap_at).label("last_gap_at"),
    func.min(case((_address.c.last_poll_at.is_not(None), _address.c.failures))).label("failures"),
)
"""Columns and sums made by the database, not entities: making an object of each of thousands takes long."""
_HAS_A_USE = or_(_source.c.id != BY_HAND, exists().where(col(Article.source_id) == BY_HAND))
"""What is crawled by hand belongs to a source that stays unseen until then."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A source's row and the sums of its active addresses' rows, with its state; ``polls`` is None if it has none."""

    source: Any
    polls: Any
    state: str

    @property
    def error(self) -> str:
        """Why it is not asked, or does not answer as it should."""
        return self.source.error or (self.source.disabled_reason if not self.source.enabled else "")


def source_health(
    session: Session, now: datetime, articles: Mapping[str, int] = MappingProxyType({})
) -> list[SourceHealth]:
    """Every source with its state at ``now``, by id.

    Args:
        session: A session.
        now: The moment.
        articles: How many each source has (:func:`storage.article_counts.count_by_source`), if that is to be told.
    """
    adopted: dict[str, list[str]] = {}
    for source_id, url in session.connection().execute(
        sql_select(_address.c.source_id, _address.c.adopted_url)
        .where(_address.c.active, _address.c.adopted_url != "")
        .order_by(_address.c.id)
    ):
        adopted.setdefault(source_id, []).append(url)
    return [
        SourceHealth(
            id=judged.source.id,
            name=judged.source.name,
            languages=tuple(judged.source.languages),
            state=judged.state,
            since=judged.source.health_since,
            error=judged.error,
            last_success_at=judged.source.last_success_at,
            last_new_at=judged.source.last_new_at,
            next_poll_at=judged.polls and judged.polls.next_poll_at,
            addresses=judged.polls.addresses if judged.polls else 0,
            articles=articles.get(judged.source.id, 0),
            newest_at=judged.source.newest_at,
            silent_after=rhythm_of(judged.source).silent_after,
            gaps=judged.polls.gaps if judged.polls else 0,
            last_gap_at=judged.polls and judged.polls.last_gap_at,
            muted_at=judged.source.muted_at,
            failures=(judged.polls and judged.polls.failures) or 0,
            moved=tuple(adopted.get(judged.source.id, ())),
        )
        for judged in _judged(session, now, _MORE_OF_SOURCE, _MORE_OF_POLLS)
    ]


def _judged(
    session: Session,
    now: datetime,
    more_of_source: Any = (),
    more_of_polls: Any = (),
) -> Iterator[_Judged]:
    connection = session.connection()
    statement = sql_select(*_POLLS, *more_of_polls).where(_address.c.active).group_by(_address.c.source_id)
    polls = {row.source_id: row for row in connection.execute(statement)}
    overdue = _overdue(session, now)
    for source in connection.execute(
        sql_select(*_JUDGED, *more_of_source).where(_HAS_A_USE).order_by(_source.c.id)
    ):
        of_source = polls.get(source.id)
        yield _Judged(source, of_source, _state(source, of_source, source.id in overdue, now))


def _overdue(session: Session, now: datetime) -> set[str]:
    """Sources of which an address has not been asked when it was due."""
    statement = sql_select(_address.c.source_id, _address.c.next_poll_at, _address.c.interval_seconds).where(
        _address.c.active, ~_address.c.fallback, _address.c.next_poll_at < now - LATE_GRACE
    )
    return {
        row.source_id
        for row in session.connection().execute(statement)
        if now - row.next_poll_at > timedelta(seconds=row.interval_seconds) * (LATE_FACTOR - 1)
    }


def _state(source: Any, polls: Any, is_overdue: bool, now: datetime) -> str:
    if not source.enabled or polls is None or source.muted_at is not None:
        return "off"
    if source.health != "fresh":
        return str(source.health)
    by_rhythm = rhythm_of(source).state(now)
    if by_rhythm == "silent":
        return "silent"
    if polls.answered and not polls.with_items:
        return "empty"
    return "late" if is_overdue else by_rhythm


def coverage(session: Session, now: datetime) -> SourceCoverage:
    """How many sources are in which state, with the troubled ones by name: the foot of every digest."""
    numbers = dict.fromkeys(STATES, 0)
    troubled = []
    for judged in _judged(session, now):
        numbers[judged.state] += 1
        if judged.state in TROUBLED:
            troubled.append((judged.source.name, judged.state, judged.error))
    articles = count_articles(session)
    return SourceCoverage(
        **numbers,
        troubled=tuple(troubled),
        articles_read=articles.read,
        articles_pending=articles.pending,
        alerts=articles.alerts,
    )


@dataclass(frozen=True, slots=True)
class AddressHealth:
    """An address of a source with the state of its polls. ``conditional``: it has validators to ask with.

    ``adopted`` is what is polled in its place since it has moved for good, ``moving_to`` where it may be moving.
    """

    url: str
    access: str
    active: bool
    fallback: bool
    last_status: int | None
    last_poll: datetime | None
    last_success: datetime | None
    last_new: datetime | None
    next_poll: datetime
    interval_seconds: float
    failures: int
    error: str
    conditional: bool
    items: int | None = None
    gaps: int = 0
    last_gap: datetime | None = None
    remark: str = ""
    adopted: str = ""
    moving_to: str = ""


def addresses_of(session: Session, source_id: str) -> list[AddressHealth]:
    """Every address of a source with the state of its polls."""
    rows = session.exec(select(Address).where(Address.source_id == source_id).order_by(col(Address.id)))
    return [
        AddressHealth(
            url=row.url,
            access=row.access,
            active=row.active,
            fallback=row.fallback,
            last_status=row.last_status,
            last_poll=row.last_poll_at,
            last_success=row.last_success_at,
            last_new=row.last_new_at,
            next_poll=row.next_poll_at,
            interval_seconds=row.interval_seconds,
            failures=row.failures,
            error=row.error,
            conditional=bool(row.etag or row.last_modified),
            items=row.last_items,
            gaps=row.gaps,
            last_gap=row.last_gap_at,
            remark=row.remark,
            adopted=row.adopted_url,
            moving_to=row.moved_to,
        )
        for row in rows
    ]
