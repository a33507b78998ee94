"""The values of the newsroom: sites, items with the facts expected of a reader, and what was requested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Language = Literal["en", "de", "zh"]
Access = Literal["rss", "atom", "jsonfeed", "listing", "sitemap", "news_sitemap"]
Form = Literal["rss", "rss_full", "atom", "rdf", "json", "listing", "sitemap", "news_sitemap"]
Validators = Literal["both", "etag", "modified", "none"]


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the articles of an outlet: navigation, notes, teasers that are no part of any article."""

    tagline: str
    navigation: tuple[str, ...]
    cookie: str
    related: str
    teasers: tuple[str, ...]
    footer: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet as ``sites.yaml`` declares it, before it has a port.

    ``form`` is the exact shape of the address, ``style`` the template of its article pages. ``path`` holds
    the fields of ``newsroom.addresses``. ``charset`` encodes pages and feeds, ``declared_charset`` is what the
    HTTP header claims (null: no claim). ``tracking`` is a query that the feed adds to its links.
    """

    id: str
    name: str
    language: Language
    side: Literal["cn", "de", "third"]
    timezone: str
    form: Form
    address: str
    path: str
    style: str
    validators: Validators
    furniture: Furniture
    charset: str = "utf-8"
    declared_charset: str | None = "utf-8"
    dated_feed: bool = True
    tracking: str = ""
    disallow: tuple[str, ...] = ()
    page_size: int = 0
    selectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def access(self) -> Access:
        """How a crawler reads the address; RSS 1.0 and full-text RSS are both ``rss``."""
        forms: dict[Form, Access] = {
            "rss": "rss",
            "rss_full": "rss",
            "rdf": "rss",
            "atom": "atom",
            "json": "jsonfeed",
            "listing": "listing",
            "sitemap": "sitemap",
            "news_sitemap": "news_sitemap",
        }
        return forms[self.form]


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet that listens on a port. ``url`` is its feed, listing or sitemap; ``article_url`` a regular
    expression that its article addresses match; ``max_pages`` how many pages of its listing there are at least
    to be followed."""

    id: str
    name: str
    language: Language
    access: Access
    url: str
    port: int
    article_url: str
    selectors: Mapping[str, str]
    timezone: str
    max_pages: int
    outlet: Outlet


@dataclass(frozen=True, slots=True)
class ExpectedAmount:
    """The sum of a deal as a full number in an ISO 4217 currency, and how the text states it."""

    value: int
    currency: str
    stated: str
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedDeal:
    """A deal that a careful reader finds in an item; names and places are spelt as in the text."""

    kind: Literal["agreement", "investment", "acquisition"]
    status: str
    parties: tuple[str, ...]
    amount: ExpectedAmount | None
    place: str | None
    date: date | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One article with what is expected of its reading; the main deal first.

    ``published`` is null while the item is held back. ``readable`` is false where robots.txt forbids the page.
    ``story`` is equal for all items on one deal or piece of news; ``copy_of`` names the item whose text it repeats.
    """

    id: str
    site: str
    language: Language
    url: str
    published: datetime | None
    title: str
    teaser: str
    author: str
    section: str
    paragraphs: tuple[str, ...]
    alert: bool
    sino_german: bool
    story: str
    deals: tuple[ExpectedDeal, ...]
    copy_of: str | None
    readable: bool
    note: str

    @property
    def text(self) -> str:
        """The article's text, paragraphs parted by an empty line."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request that a site answered. ``conditional`` tells whether it carried a validator;
    ``seconds`` is the time since the newsroom started."""

    site: str
    method: str
    path: str
    status: int
    conditional: bool
    user_agent: str
    seconds: float
