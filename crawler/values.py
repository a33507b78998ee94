"""The values of the crawler: what a feed, a page, a request and a crawl brought. Frozen, typed, picklable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from storage.crawl_runs import CrawlTotals
from storage.values import Entry

FailureKind = Literal[
    "timeout",
    "connection",
    "name",
    "certificate",
    "address",
    "robots",
    "too_large",
    "redirects",
    "broken",
    "not_found",
    "gone",
    "refused",
    "busy",
    "server",
    "status",
    "content",
    "stopped",
]
"""Why a request or reading failed.

``timeout``: not finished in time. ``connection``: no connection, or it broke. ``name``: the host name has no address.
``certificate``: TLS failed. ``address``: forbidden by the guard. ``robots``: forbidden by robots.txt. ``too_large``:
over ``fetch.max_bytes``. ``redirects``: too many, or to nowhere. ``broken``: not HTTP, or cut off. ``not_found``: 404.
``gone``: 410. ``refused``: 401, 403, 451. ``busy``: 429 or 503. ``server``: other 5xx. ``status``: other 4xx.
``content``: what came is not what was asked for. ``stopped``: the program is ending.
"""


def iso(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC with seconds, for JSON."""
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed, as plain text. ``link`` is absolute; empty if the item has none that is http(s).

    ``origin`` is the address of the site that the item was taken from, where the feed is an aggregator's and says so.
    """

    title: str
    link: str
    guid: str
    author: str = ""
    published: datetime | None = None
    summary: str = ""
    text: str = ""
    origin: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape of ``zhongde parse-feed --json``."""
        return {
            "title": self.title,
            "link": self.link,
            "guid": self.guid,
            "author": self.author,
            "published": iso(self.published),
            "summary": self.summary,
        }


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as read. ``error`` says why it could not be read; ``warnings`` what was odd about it.

    ``ttl_seconds`` is how long the feed itself says that it may be kept. ``next_page`` is the address of the feed's
    older part, if it names one (RFC 5005). By ``hub`` and ``topic`` its news is pushed (WebSub).
    """

    title: str = ""
    language: str = ""
    items: tuple[FeedItem, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    ttl_seconds: float | None = None
    next_page: str | None = None
    hub: str = ""
    topic: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape of ``zhongde parse-feed --json``."""
        return {
            "feed": {"title": self.title, "language": self.language},
            "items": [item.as_json() for item in self.items],
            "warnings": list(self.warnings),
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names. ``access`` is what its type says: ``rss``, ``atom`` or ``jsonfeed``."""

    url: str
    access: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One address of a sitemap. Title, publication and language come from the news extension (``news:…``)."""

    url: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class ParsedSitemap:
    """A sitemap as read: its entries, or the sitemaps that an index names (newest first where dated).

    ``error`` says why it could not be read; ``warnings`` what was odd about it.
    """

    entries: tuple[SitemapEntry, ...] = ()
    sitemaps: tuple[SitemapEntry, ...] = ()
    is_news: bool = False
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A listing page as read. ``next_page`` is the address of the page that follows, if it names one."""

    entries: tuple[Entry, ...] = ()
    next_page: str | None = None
    title: str = ""
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What an article page says, as plain text with a paragraph a line.

    ``url`` is the page's own canonical address, if it names one within its site. ``restricted`` is True where the
    page says that its text is not free to read. ``careful`` is False where one extractor alone was asked for the text.
    """

    title: str = ""
    author: str = ""
    published: datetime | None = None
    language: str = ""
    text: str = ""
    warnings: tuple[str, ...] = ()
    error: str | None = None
    url: str | None = None
    restricted: bool = False
    careful: bool = True

    def as_json(self) -> dict[str, Any]:
        """The shape of ``zhongde extract --json``."""
        return {
            "title": self.title,
            "author": self.author,
            "published": iso(self.published),
            "language": self.language,
            "text": self.text,
            "warnings": list(self.warnings),
            "error": self.error,
        }


class FetchFailure(Exception):  # noqa: N818, it is one of our words
    """A request that brought nothing usable.

    Args:
        kind: Why, for the polling policy.
        message: Why, in words for people.
        status: The HTTP status, if there was an answer.
        retry_after_seconds: How long the server asks us to wait.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(kind, message, status, retry_after_seconds)
        self.kind: FailureKind = kind
        self.message = message
        self.status = status
        self.retry_after_seconds = retry_after_seconds

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Fetched:
    """An answer with its body unpacked. Header names are in lower case; ``not_modified`` is a 304.

    ``moved_to`` is where redirects for good (301, 308) led before any other kind; empty if there were none.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str = ""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header."""
        return self.headers.get("content-type")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing changed."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class FetchResult:
    """One guarded request, for ``zhongde fetch``."""

    url: str
    final_url: str | None = None
    status: int | None = None
    bytes: int | None = None
    content_type: str | None = None
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of ``zhongde fetch --json``."""
        return {
            "url": self.url,
            "final_url": self.final_url,
            "status": self.status,
            "bytes": self.bytes,
            "content_type": self.content_type,
            "error": self.error,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """A source or page that could not be read, in plain words."""

    source: str
    url: str
    error: str

    def as_json(self) -> dict[str, str]:
        """For reports."""
        return {"source": self.source, "url": self.url, "error": self.error}


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is. Totals grow while it runs: each poll may bring new pages."""

    polls_done: int = 0
    polls_total: int = 0
    entries: int = 0
    pages_done: int = 0
    pages_total: int = 0
    deals: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl did.

    ``not_modified`` polls were answered 304, ``unchanged`` ones brought a known body or known entries only.
    ``found`` holds the new entries of a dry run, which stores nothing.
    """

    polls: int = 0
    not_modified: int = 0
    unchanged: int = 0
    entries: int = 0
    pages: int = 0
    deals: int = 0
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    found: tuple[Entry, ...] = field(default=())

    def totals(self) -> CrawlTotals:
        """As storage keeps it."""
        return CrawlTotals(
            polls=self.polls,
            not_modified=self.not_modified,
            unchanged=self.unchanged,
            entries=self.entries,
            pages=self.pages,
            deals=self.deals,
            failures=tuple(failure.as_json() for failure in self.failures),
        )

    def as_json(self) -> dict[str, Any]:
        """For ``zhongde crawl --json``."""
        return {
            "polls": self.polls,
            "not_modified": self.not_modified,
            "unchanged": self.unchanged,
            "entries": self.entries,
            "pages": self.pages,
            "deals": self.deals,
            "failures": [failure.as_json() for failure in self.failures],
            "warnings": list(self.warnings),
        }
