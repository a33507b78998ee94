"""How the sources and the whole installation are: for ``status``, the digest's foot, and the doctor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from storage.articles import count_articles
from storage.sources import BY_HAND, rhythm_of
from storage.tables import Address, Article, Source
from storage.values import SourceCoverage

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


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """How many articles there are: by source, by state, and with a deal. In a large archive counting takes a while."""

    by_source: Mapping[str, int]
    by_state: Mapping[str, int]
    alerts: int


def count_archive(session: Session) -> ArchiveCounts:
    """Count all articles."""
    by_source = session.exec(select(Article.source_id, func.count()).group_by(Article.source_id)).all()
    alerts = session.exec(select(func.count()).where(col(Article.alert).is_(True))).one()
    return ArchiveCounts(dict(by_source), count_articles(session), alerts)


def source_health(
    session: Session, now: datetime, counted: ArchiveCounts | None = None
) -> list[SourceHealth]:
    """Every source with its state at ``now``, by id; articles are counted now if that has not been done."""
    addresses: dict[str, list[Address]] = {}
    for address in session.exec(select(Address).where(col(Address.active))):
        addresses.setdefault(address.source_id, []).append(address)
    counts = (counted or count_archive(session)).by_source
    return [
        SourceHealth(
            id=source.id,
            name=source.name,
            languages=tuple(source.languages),
            state=_state(source, addresses.get(source.id, []), now),
            since=source.health_since,
            error=source.error or (source.disabled_reason if not source.enabled else ""),
            last_success_at=source.last_success_at,
            last_new_at=source.last_new_at,
            next_poll_at=min((item.next_poll_at for item in addresses.get(source.id, [])), default=None),
            addresses=len(addresses.get(source.id, [])),
            articles=counts.get(source.id, 0),
            newest_at=source.newest_at,
            silent_after=rhythm_of(source).silent_after,
            gaps=sum(item.gaps for item in addresses.get(source.id, [])),
            last_gap_at=max(
                (item.last_gap_at for item in addresses.get(source.id, []) if item.last_gap_at), default=None
            ),
            muted_at=source.muted_at,
            failures=min(
                (item.failures for item in addresses.get(source.id, []) if item.last_poll_at), default=0
            ),
            moved=tuple(item.adopted_url for item in addresses.get(source.id, []) if item.adopted_url),
        )
        for source in session.exec(select(Source).order_by(col(Source.id)))
        if source.id != BY_HAND or counts.get(BY_HAND)
    ]


def _state(source: Source, addresses: list[Address], now: datetime) -> str:
    if not source.enabled or not addresses or source.muted_at is not None:
        return "off"
    if source.health != "fresh":
        return source.health
    by_rhythm = rhythm_of(source).state(now)
    if by_rhythm == "silent":
        return "silent"
    polled = [address for address in addresses if address.last_success_at is not None]
    if polled and all(address.last_items == 0 for address in polled):
        return "empty"
    overdue = [
        now - address.next_poll_at
        for address in addresses
        if not address.fallback
        and now > address.next_poll_at
        and now - address.next_poll_at
        > max(LATE_GRACE, timedelta(seconds=address.interval_seconds) * (LATE_FACTOR - 1))
    ]
    return "late" if overdue else by_rhythm


def coverage(session: Session, now: datetime, counted: ArchiveCounts | None = None) -> SourceCoverage:
    """How many sources are in which state, with the troubled ones by name: the foot of every digest."""
    counted = counted or count_archive(session)
    healths = source_health(session, now, counted)
    counts = {state: sum(health.state == state for health in healths) for state in STATES}
    return SourceCoverage(
        **counts,
        troubled=tuple(
            (health.name, health.state, health.error) for health in healths if health.state in TROUBLED
        ),
        articles_read=counted.by_state["read"],
        articles_pending=counted.by_state["pending"],
        alerts=counted.alerts,
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
