"""What is remembered, as SQLModel tables. Only this room speaks SQL; see ``docs/data-model.md`` for the whole."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlmodel import Field

from storage.columns import ExactDecimal, Number64
from storage.table_base import Table, json_value, long_text, moment


class Source(Table, table=True):
    """A source of the catalogue and its health. ``muted_at``: since when a person wants it to rest."""

    __tablename__ = "source"

    id: str = Field(primary_key=True, max_length=80)
    name: str = ""
    languages: list[str] = json_value()
    side: str = "third"
    enabled: bool = True
    disabled_reason: str = ""
    health: str = Field(default="new", index=True)
    health_since: datetime = moment(nullable=False)
    error: str = long_text()
    last_success_at: datetime | None = moment()
    last_new_at: datetime | None = moment()
    newest_at: datetime | None = moment()
    longest_gap_seconds: float | None = None
    muted_at: datetime | None = moment()
    told_state: str = ""
    told_at: datetime | None = moment()


class Address(Table, table=True):
    """One address of a source: its validators and when it is polled next.

    ``last_items`` counts what its last list held; ``gaps`` how often items may have been lost between two polls.
    ``moved_to`` is where its last polls were led for good, ``adopted_url`` what is polled in its place since.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("source_id", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(foreign_key="source.id", ondelete="CASCADE")
    url: str = long_text()
    access: str
    fallback: bool = False
    active: bool = True
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    interval_seconds: float = 0
    next_poll_at: datetime = moment(nullable=False, index=True)
    last_poll_at: datetime | None = moment()
    last_success_at: datetime | None = moment()
    last_new_at: datetime | None = moment()
    last_status: int | None = None
    failures: int = 0
    error: str = long_text()
    last_items: int | None = None
    gaps: int = 0
    last_gap_at: datetime | None = moment()
    remark: str = long_text()
    moved_to: str = long_text()
    moved_since: datetime | None = moment()
    moved_polls: int = 0
    adopted_url: str = long_text()


class Entry(Table, table=True):
    """One item as a source listed it. ``key`` is its stable identity within that source."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(foreign_key="source.id", ondelete="CASCADE")
    key: str = Field(max_length=64)
    article_id: int = Field(foreign_key="article.id", index=True, ondelete="CASCADE")
    guid: str = long_text()
    url: str = long_text()
    title: str = long_text()
    published: datetime | None = moment()
    seen_at: datetime = moment(nullable=False)


class Article(Table, table=True):
    """One article, whoever listed it; ``pending`` until its page has been read.

    States: ``pending``, ``read``, ``failed`` (given up after all attempts; the teaser was read instead).
    """

    __tablename__ = "article"
    __table_args__ = (Index("ix_article_state_next_attempt_at", "state", "next_attempt_at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64, unique=True)
    source_id: str = Field(foreign_key="source.id", index=True, ondelete="CASCADE")
    url: str = long_text()
    title: str = long_text()
    author: str = long_text()
    summary: str = long_text()
    text: str = long_text()
    language: str = ""
    published: datetime | None = moment(index=True)
    published_basis: str = ""
    first_seen: datetime = moment(nullable=False, index=True)
    first_poll: bool = False
    state: str = "pending"
    attempts: int = 0
    next_attempt_at: datetime | None = moment()
    error: str = long_text()
    warnings: list[str] = json_value()
    sino_german: bool | None = None
    alert: bool | None = Field(default=None, index=True)
    score: float | None = None
    reasons: list[str] = json_value()
    copy_of_id: int | None = Field(default=None, foreign_key="article.id", index=True, ondelete="SET NULL")
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True, ondelete="SET NULL")


class ArticleCount(Table, table=True):
    """How many articles there are by state, and under ``alert`` how many alert; triggers on ``article`` keep it."""

    __tablename__ = "article_count"

    name: str = Field(primary_key=True)
    number: int


class Story(Table, table=True):
    """All articles on one real-world deal or piece of news. ``by_hand``: stories that a person made one."""

    __tablename__ = "story"

    id: int | None = Field(default=None, primary_key=True)
    title: str = long_text()
    first_seen: datetime = moment(nullable=False)
    last_seen: datetime = moment(nullable=False, index=True)
    by_hand: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class StoryApart(Table, table=True):
    """Two stories that a person took apart: no reading joins them again. The smaller number stands first."""

    __tablename__ = "story_apart"

    story_id: int = Field(foreign_key="story.id", primary_key=True, ondelete="CASCADE")
    other_id: int = Field(foreign_key="story.id", primary_key=True, ondelete="CASCADE")


class ArticleImprint(Table, table=True):
    """What is kept of an article to know copies and stories by (:mod:`storage.imprint_bytes`).

    ``day`` is that of publication, else the one on which the article was first seen.
    """

    __tablename__ = "article_imprint"

    article_id: int = Field(foreign_key="article.id", primary_key=True, ondelete="CASCADE")
    day: date
    wording: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    facts: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))


class ArticleTerm(Table, table=True):
    """A shingle, name, number or day: how many articles have it, and the latest of them (:mod:`storage.terms`)."""

    __tablename__ = "article_term"

    term: int = Field(sa_column=Column(Number64(), primary_key=True, autoincrement=False))
    articles: int
    last_day: date
    recent: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))


class Deal(Table, table=True):
    """A deal's file: its present state, put together from the reports on it.

    ``day`` is its own day, else the one on which it was first seen; ``direction`` and ``region`` (a Land or province)
    are empty if it has none; ``languages`` (of its reports) and ``sectors`` (of its parties) have a blank before and
    behind each; ``euros`` is its sum at the rate of the year. These follow from the rest (:mod:`storage.deal_index`),
    and stand here so that lists and counts need no other table: counting reads one index from end to end.
    """

    __tablename__ = "deal"
    __table_args__ = (
        Index(
            "ix_deal_facets", "day", "kind", "status", "direction", "languages", "region", "sectors", "place", "euros",
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True, ondelete="CASCADE")
    kind: str
    status: str
    headline: str = long_text()
    place: str | None = long_text(nullable=True)
    date_: date | None = Field(default=None, sa_column_kwargs={"name": "date"}, index=True)
    day: date
    direction: str = Field(default="", max_length=8)
    region: str = Field(default="", max_length=80)
    languages: str = Field(default="", max_length=80)
    sectors: str = Field(default="", max_length=400)
    euros: float | None = Field(default=None, index=True)
    amount: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal(), nullable=True))
    currency: str | None = Field(default=None, max_length=3)
    qualifier: str | None = None
    first_seen: datetime = moment(nullable=False, index=True)
    updated_at: datetime = moment(nullable=False, index=True)


class DealParty(Table, table=True):
    """One party to a deal, in the order of the main report."""

    __tablename__ = "deal_party"

    deal_id: int = Field(foreign_key="deal.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: str = long_text()
    side: str
    organisation: str | None = Field(default=None, index=True)


class DealIdentity(Table, table=True):
    """Whom any report on a deal names as a party, in the form that :func:`analysis.matching.party_identity` gives.

    Finds the deals that a new report may be about, whichever spelling or legal form it uses.
    """

    __tablename__ = "deal_identity"

    deal_id: int = Field(foreign_key="deal.id", primary_key=True, ondelete="CASCADE")
    identity: str = Field(primary_key=True, index=True)


class DealReport(Table, table=True):
    """What one article says of a deal: the facts as that source gives them, with the sentence that states them."""

    __tablename__ = "deal_report"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", index=True, ondelete="CASCADE")
    article_id: int = Field(foreign_key="article.id", ondelete="CASCADE")
    position: int
    kind: str
    status: str
    place: str | None = long_text(nullable=True)
    date_: date | None = Field(default=None, sa_column_kwargs={"name": "date"})
    amount: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal(), nullable=True))
    currency: str | None = Field(default=None, max_length=3)
    qualifier: str | None = None
    parties: list[dict[str, Any]] = json_value()
    evidence: str = long_text()


class DealStep(Table, table=True):
    """One status that a deal has reached, and the report that told of it first. Alerts are about steps."""

    __tablename__ = "deal_step"
    __table_args__ = (UniqueConstraint("deal_id", "status"),)

    id: int | None = Field(default=None, primary_key=True)
    deal_id: int = Field(foreign_key="deal.id", ondelete="CASCADE")
    status: str
    date_: date | None = Field(default=None, sa_column_kwargs={"name": "date"})
    evidence: str = long_text()
    article_id: int = Field(foreign_key="article.id", index=True, ondelete="CASCADE")
    first_seen: datetime = moment(nullable=False, index=True)
    is_update: bool = False
    alertable: bool = True


class Subscription(Table, table=True):
    """Up to when a subscription of the configuration has been served."""

    __tablename__ = "subscription"

    name: str = Field(primary_key=True, max_length=64)
    window_to: datetime = moment(nullable=False)
    created_at: datetime = moment(nullable=False)


class Departure(Table, table=True):
    """A recipient who has unsubscribed, known by the key of the channel: the address itself is not kept here."""

    __tablename__ = "departure"

    subscription: str = Field(primary_key=True, max_length=64)
    channel_key: str = Field(primary_key=True, max_length=64)
    left_at: datetime = moment(nullable=False)


class Secret(Table, table=True):
    """A random secret of this installation, made when it is first needed."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=128)


class Digest(Table, table=True):
    """One digest as it was composed. ``kind``: ``scheduled``, ``instant``, ``manual``, or ``notice`` (on sources)."""

    __tablename__ = "digest"

    id: str = Field(primary_key=True, max_length=36)
    subscription: str = Field(index=True, max_length=64)
    kind: str
    window_from: datetime = moment(nullable=False)
    window_to: datetime = moment(nullable=False)
    created_at: datetime = moment(nullable=False, index=True)
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON(), nullable=False))


class DigestEntry(Table, table=True):
    """A step told to a subscription. The primary key keeps it from being told twice."""

    __tablename__ = "digest_entry"

    subscription: str = Field(primary_key=True, max_length=64)
    step_id: int = Field(foreign_key="deal_step.id", primary_key=True, ondelete="CASCADE")
    digest_id: str = Field(foreign_key="digest.id", index=True, max_length=36, ondelete="CASCADE")


class Delivery(Table, table=True):
    """The outbox: one message to one recipient, with one id for life.

    States: ``pending`` (to be tried at ``next_attempt_at``; leased while ``lease_until`` is in the future),
    ``sent``, ``failed`` (given up; can be replayed).
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_state_next_attempt_at", "state", "next_attempt_at"),)

    id: str = Field(primary_key=True, max_length=36)
    digest_id: str = Field(foreign_key="digest.id", index=True, max_length=36, ondelete="CASCADE")
    subscription: str = Field(max_length=64)
    channel: str
    channel_key: str = Field(max_length=64)
    recipient: str = long_text()
    content: str = long_text()
    state: str = "pending"
    attempts: int = 0
    next_attempt_at: datetime | None = moment()
    lease_until: datetime | None = moment()
    lease_owner: str | None = None
    error: str = long_text()
    created_at: datetime = moment(nullable=False, index=True)
    sent_at: datetime | None = moment()


class DeliveryAttempt(Table, table=True):
    """One try at a delivery and how it ended: ``sent``, ``retry`` or ``failed``."""

    __tablename__ = "delivery_attempt"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: str = Field(
        sa_column=Column(
            String(36), ForeignKey("delivery.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    at: datetime = moment(nullable=False)
    outcome: str
    detail: str = long_text()


class CrawlRun(Table, table=True):
    """One crawl: by hand, or one round of the daemon."""

    __tablename__ = "crawl_run"

    id: int | None = Field(default=None, primary_key=True)
    trigger: str
    started_at: datetime = moment(nullable=False, index=True)
    finished_at: datetime | None = moment()
    polls: int = 0
    not_modified: int = 0
    unchanged: int = 0
    entries: int = 0
    pages: int = 0
    deals: int = 0
    failures: list[dict[str, Any]] = json_value()
