"""The values that go into storage and come out of it. Frozen, typed, and free of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

PublishedBasis = Literal["feed", "listing", "sitemap", "json", "page", "address", "first_seen"]
"""Where the date in use comes from: the list that named the article, its page, its address, or our own eyes."""

PollResult = Literal["new", "unchanged", "not_modified", "failed"]
DigestKind = Literal["scheduled", "instant", "manual", "notice"]
DeliveryState = Literal["pending", "sent", "failed"]
AttemptOutcome = Literal["sent", "retry", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a feed, listing or sitemap lists it.

    ``key`` is stable within its source: the declared id, the guid, or else the canonical address.
    ``url`` is the canonical address of the article. ``text`` is the full text where the feed brings it. ``origin`` is
    the site from which an item was taken over, if the list says so; ``owner`` the id of the source that the article
    belongs to, where a search found it for another.
    """

    key: str
    url: str
    title: str
    guid: str = ""
    author: str = ""
    summary: str = ""
    text: str = ""
    published: datetime | None = None
    published_basis: PublishedBasis = "feed"
    origin: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class DueAddress:
    """An address that is to be polled, with what is needed for a conditional request.

    ``url`` is as declared; ``adopted_url`` is asked in its place where it has moved for good, and
    ``moving`` tells that redirects have been seen which may come to that.
    """

    id: int
    source_id: str
    url: str
    access: str
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    interval_seconds: float
    failures: int
    first_poll: bool
    last_new_at: datetime | None
    last_poll_at: datetime | None
    last_success_at: datetime | None = None
    last_items: int | None = None
    adopted_url: str = ""
    moving: bool = False


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What a poll of one address brought. Stored as a whole in one transaction: validators with entries.

    ``blocked`` marks a failure by refusal (robots.txt, 401, 403, 451, a block page). ``read_pages`` is False for
    sources of which only title and teaser are kept. ``listed`` counts the items of the list, known ones included; None
    if it was not read. ``gap``: items may have been lost since the last poll. ``remark`` is shown with the address.
    ``moved_to`` is where redirects for good led, None if that is no news. ``hub`` and ``topic`` are what the list says
    of push (WebSub): None if it was not read, empty if it names no hub.
    """

    address_id: int
    source_id: str
    at: datetime
    result: PollResult
    next_poll_at: datetime
    interval_seconds: float
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str = ""
    blocked: bool = False
    read_pages: bool = True
    listed: int | None = None
    gap: bool = False
    remark: str = ""
    moved_to: str | None = None
    hub: str | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """An article whose page or text is still to be read."""

    id: int
    source_id: str
    url: str
    title: str
    summary: str
    text: str
    author: str
    published: datetime | None
    published_basis: str
    attempts: int
    language: str


@dataclass(frozen=True, slots=True)
class PageText:
    """What an article's page said, as stored with the article."""

    url: str
    title: str
    text: str
    author: str = ""
    language: str = ""
    published: datetime | None = None
    published_basis: PublishedBasis = "page"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountValue:
    """A sum as stored: see :class:`analysis.values.Amount`."""

    value: Decimal
    currency: str
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class PartyValue:
    """A party as stored: see :class:`analysis.values.Party`."""

    name: str
    side: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One article under a deal: who reported it, where, in which language, when, and in which words."""

    article_id: int
    source_id: str
    source_name: str
    url: str
    title: str
    language: str
    published: datetime | None
    first_seen: datetime
    evidence: str
    status: str
    amount: AmountValue | None
    place: str | None
    date: date | None
    parties: tuple[PartyValue, ...]
    is_copy: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepValue:
    """A status that a deal reached, and where that stands."""

    id: int
    status: str
    date: date | None
    evidence: str
    url: str
    first_seen: datetime
    is_update: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A fact on which sources disagree: each value with the sources that give it."""

    fact: str
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DealFile:
    """A deal with all that is known of it."""

    id: int
    story_id: int
    kind: str
    status: str
    headline: str
    parties: tuple[PartyValue, ...]
    amount: AmountValue | None
    place: str | None
    date: date | None
    first_seen: datetime
    updated_at: datetime
    reports: tuple[SourceReport, ...]
    steps: tuple[StepValue, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article of a story; ``copy_of`` is the id of its original, ``alert`` whether it reports a deal as news."""

    id: int
    source_id: str
    source_name: str
    url: str
    title: str
    language: str
    published: datetime | None
    first_seen: datetime
    alert: bool
    copy_of: int | None


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A story with its deals and articles.

    ``by_hand``: a person made several stories this one. ``apart_from`` are the ids of those that a person took apart
    from it.
    """

    id: int
    title: str
    first_seen: datetime
    last_seen: datetime
    by_hand: bool
    deals: tuple[DealFile, ...]
    articles: tuple[StoryArticle, ...]
    apart_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DealQuery:
    """Which deals are wanted; what is left out does not restrict.

    ``since`` and ``until`` bound the moment at which the deal was first seen, both inclusive; ``day_since`` and
    ``day_until`` the deal's own day, else the one on which it was first seen; ``min_euros`` and ``max_euros`` its sum
    at the rate of its year, so that one without a sum is left out. ``party`` is a name in any spelling or a part of
    one, ``organisation`` the id of one. ``languages``: those of the articles that report it; ``sectors``: those of its
    parties, groups or trades. ``place`` is a part of the place's name, ``places`` are whole names as files write them,
    ``regions`` ids of Länder and provinces. ``query``: words of headline, parties, place or evidence.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    party: str | None = None
    organisation: str | None = None
    place: str | None = None
    places: tuple[str, ...] | None = None
    query: str | None = None
    day_since: date | None = None
    day_until: date | None = None
    min_euros: float | None = None
    max_euros: float | None = None


@dataclass(frozen=True, slots=True)
class UntoldStep:
    """A step that a subscription has not been told of yet, with its deal."""

    step: StepValue
    deal: DealFile


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """An outbox row to be written with its digest."""

    id: str
    channel: str
    channel_key: str
    recipient: str
    content: str


@dataclass(frozen=True, slots=True)
class NewDigest:
    """A digest to be stored, with the steps it tells and its outbox rows: all in one transaction.

    ``served_until``: up to when the subscription counts as served by it, ``window_to`` if left out. A manual digest
    serves nothing.
    """

    id: str
    subscription: str
    kind: DigestKind
    window_from: datetime
    window_to: datetime
    content: Mapping[str, Any]
    step_ids: tuple[int, ...]
    deliveries: tuple[NewDelivery, ...]
    served_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeasedDelivery:
    """An outbox row that this process may try until its lease ends. ``error`` is how its last try ended."""

    id: str
    digest_id: str
    subscription: str
    channel: str
    channel_key: str
    recipient: str
    content: str
    attempts: int
    created_at: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """An outbox row as people see it."""

    id: str
    digest_id: str
    subscription: str
    channel: str
    recipient: str
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    sent_at: datetime | None
    error: str
    history: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """How many sources are in which state, and which ones need attention: the foot of every digest."""

    fresh: int = 0
    late: int = 0
    silent: int = 0
    failing: int = 0
    blocked: int = 0
    off: int = 0
    new: int = 0
    empty: int = 0
    troubled: tuple[tuple[str, str, str], ...] = ()
    articles_read: int = 0
    articles_pending: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class ReadingCounts:
    """What became of the articles first seen in some time: how many were read, and why the others told nothing.

    ``unrelated`` are not about both countries, ``no_deal`` are but report none as news, ``copies`` repeat another
    article, ``alerts`` report a deal; ``unread`` pages could not be fetched, ``pending`` are still to be read.
    """

    read: int = 0
    unrelated: int = 0
    no_deal: int = 0
    copies: int = 0
    alerts: int = 0
    unread: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class DealMark:
    """When a deal was first seen, with what a picture of many deals needs of it."""

    first_seen: datetime
    kind: str
    place: str | None
