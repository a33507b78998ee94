"""A source as a declaration: its addresses, how they are read, and its quirks. The machinery is written once."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from config.units import Duration

Access = Literal["rss", "atom", "jsonfeed", "listing", "sitemap", "news_sitemap", "json", "search"]
AddressState = Literal["ok", "seen", "derived", "guess", "frozen", "blocked", "dead"]
LanguageCode = Literal["en", "de", "zh"]

FEED_ACCESS: frozenset[str] = frozenset({"rss", "atom", "jsonfeed", "search"})
SITEMAP_ACCESS: frozenset[str] = frozenset({"sitemap", "news_sitemap"})


class Declaration(BaseModel):
    """Base of everything that a user may write: unknown keys are errors, values are fixed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def require_pattern(value: str) -> str:
    """Return ``value`` if it is a regular expression.

    Raises:
        ValueError: If it is not.
    """
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return value


def require_http_url(value: str) -> str:
    """Return ``value`` if it is an absolute http(s) address with a host.

    Raises:
        ValueError: If it is not.
    """
    if "@" in value.partition("://")[2].partition("/")[0]:
        raise ValueError("an address with a user name or password is not requested; write it without")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"{value!r} is no http(s) address; write for instance https://example.org/feed.xml")
    return value


class PathsDeclaration(Declaration):
    """Where a site's JSON holds what a list needs.

    A path names keys parted by dots (``data.list``), ``*`` goes through all elements of a list or values of an object,
    a number takes one of them. Alternatives are parted by ``|``, the first that states something counts. A value with
    braces is a form: ``https://example.org/news/{id}.html``, ``{day} {hour}``.
    """

    items: str = Field("", description="The list of items; left out, the document itself is one.")
    title: str = Field("title", description="An item's headline.")
    url: str = Field("url", description="An item's address, may be relative.")
    date: str = Field("", description="An item's publication.")
    id: str = Field("", description="What stays the same of an item when its address changes.")
    summary: str = Field("", description="An item's teaser.")
    text: str = Field("", description="An item's full text, where the list holds it.")


class BehindDeclaration(Declaration):
    """The address is a page that only names where the list is, as Xinhua's section pages do their ``ds_<id>.json``."""

    pattern: str = Field(description="Regular expression with one group, searched in the page.")
    address: str = Field(description="Address of the list, with {} for what the group found.")

    _pattern = field_validator("pattern")(require_pattern)

    @model_validator(mode="after")
    def _has_group_and_place(self) -> BehindDeclaration:
        if re.compile(self.pattern).groups != 1:
            raise ValueError("pattern needs exactly one group in parentheses")
        if self.address.count("{}") != 1:
            raise ValueError("address needs one {} where the id stands")
        return self


class VariantDeclaration(Declaration):
    """Articles have a print or AMP page that is read in place of their own, which is scripts or furniture mostly."""

    pattern: str = Field(description="Regular expression searched in an article's address.")
    address: str = Field(description="Address read instead, with {1}, {2} … for the pattern's groups.")

    _pattern = field_validator("pattern")(require_pattern)
    _http = field_validator("address")(require_http_url)

    @model_validator(mode="after")
    def _has_groups(self) -> VariantDeclaration:
        places = {int(number) for number in re.findall(r"\{(\d{1,2})\}", self.address)}
        if not places or not places <= set(range(1, re.compile(self.pattern).groups + 1)):
            raise ValueError("address needs {1} … for groups in parentheses that the pattern has")
        return self

    def of(self, url: str) -> str | None:
        """The variant's address of an article; None if the article has none."""
        found = re.search(self.pattern, url)
        if found is None:
            return None
        return re.sub(r"\{(\d{1,2})\}", lambda place: found[int(place[1])] or "", self.address)


class AddressDeclaration(Declaration):
    """One address of a source."""

    url: str = Field(description="Absolute http(s) address of the feed, listing page, sitemap or JSON.")
    access: Access = Field(description="How the address is read.")
    fallback: bool = Field(False, description="Polled only while the source's other addresses fail.")
    state: AddressState = Field("seen", description="What is known about the address.")
    note: str = Field("", description="Where the knowledge comes from, or what to mind.")
    paths: PathsDeclaration | None = Field(
        None, description="For access json: where the list's values stand."
    )
    behind: BehindDeclaration | None = Field(
        None, description="For access json: the address names the list only."
    )
    pages: str | None = Field(
        None,
        description="Address of further pages, with {page} for the number, to close gaps and to backfill.",
    )
    second_page: int = Field(2, ge=0, le=1_000, description="What {page} is on the second page.")
    archive: str | None = Field(
        None, description="Address of a day's listing, with {yyyy}, {mm} and {dd}, to backfill."
    )

    _http = field_validator("url")(require_http_url)

    @field_validator("pages", "archive")
    @classmethod
    def _http_form(cls, value: str | None) -> str | None:
        if value is not None:
            require_http_url(value)
            if "{" not in value:
                raise ValueError("needs {page}, or for an archive {yyyy}, {mm} and {dd}")
        return value

    @model_validator(mode="after")
    def _paths_are_for_json(self) -> AddressDeclaration:
        if self.paths and self.access not in {"json", "search"}:
            raise ValueError("paths belong to access json, or to a search that answers in JSON")
        if self.behind and self.access != "json":
            raise ValueError("behind belongs to access json")
        return self


class SelectorsDeclaration(Declaration):
    """CSS selectors for pages whose structure is known; several alternatives are separated by ``|``."""

    list: str | None = Field(None, description="On a listing: the elements that are, or hold, the links.")
    title: str | None = Field(None, description="On an article page: its headline.")
    date: str | None = Field(None, description="On an article page or list element: the date.")
    body: str | None = Field(None, description="On an article page: the elements of the text.")
    author: str | None = Field(None, description="On an article page: the author.")


class SourceDeclaration(Declaration):
    """A news source. Either ``url`` with ``access``, or ``addresses``; the shipped catalogue uses the latter."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,79}$", description="Short name, unique in the catalogue.")
    name: str = Field("", max_length=200, description="Name for people; the id if left out.")
    url: str | None = Field(None, description="The one address of a simple source.")
    access: Access = Field("rss", description="How that one address is read.")
    paths: PathsDeclaration | None = Field(None, description="For access json, as in addresses.")
    pages: str | None = Field(None, description="Address of further pages, as in addresses.")
    addresses: tuple[AddressDeclaration, ...] = Field((), description="Several addresses, in order.")
    home: str | None = Field(None, description="The source's home page, for people.")
    side: Literal["cn", "de", "third"] = Field("third", description="Whose outlet it is.")
    kind: str = Field("", description="Kind of outlet: wire, agency, ministry, park, chamber, paper …")
    language: Annotated[tuple[LanguageCode, ...], BeforeValidator(_as_list)] = Field(
        (), description="Languages of its items: en, de, zh."
    )
    every: Duration | None = Field(
        None, description="Fixed poll interval; left out, it follows the source's own rhythm."
    )
    pause: Duration | None = Field(
        None,
        description="Least pause between two requests to its hosts, where their rules want more than usual.",
    )
    timezone: str = Field("UTC", description="Zone of dates that carry none, for instance Asia/Shanghai.")
    article_url: str | None = Field(None, description="Regular expression that article addresses match.")
    article_id: str | None = Field(
        None,
        description="Regular expression whose group is an article's id in its address, the same whatever else changes.",
    )
    twins: dict[str, str] = Field(
        default_factory=dict,
        description="Hosts that show the same articles: each with the one to use instead.",
    )
    variant: VariantDeclaration | None = Field(
        None, description="Print or AMP pages that are read instead of the articles' own."
    )
    selectors: SelectorsDeclaration | None = Field(None, description="CSS selectors, where needed.")
    text: Literal["full", "teaser"] = Field(
        "full", description="'teaser' reads no article pages: title, link and teaser only."
    )
    max_pages: int = Field(1, ge=1, le=50, description="How many pages of a listing are followed at most.")
    enabled: bool = Field(True, description="Whether the source is polled.")
    disabled_reason: str = Field("", description="Why it is off; shown to people.")
    priority: int = Field(2, ge=1, le=3, description="1 first; decides nothing but order.")
    cadence: str = Field("", description="Expected rhythm, for people.")
    paywall: str = Field("", description="What is known of a paywall.")
    quirks: tuple[str, ...] = Field((), description="Known oddities, for people.")
    article_samples: tuple[str, ...] = Field((), description="Addresses that article_url must match.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is no time zone; write for instance Europe/Berlin") from None
        return value

    @field_validator("article_url")
    @classmethod
    def _valid_pattern(cls, value: str | None) -> str | None:
        return value if value is None else require_pattern(value)

    @field_validator("article_id")
    @classmethod
    def _one_group(cls, value: str | None) -> str | None:
        if value is not None and re.compile(require_pattern(value)).groups != 1:
            raise ValueError("needs exactly one group in parentheses; write for instance /(a-\\d+)$")
        return value

    @field_validator("url")
    @classmethod
    def _http_url(cls, value: str | None) -> str | None:
        return value if value is None else require_http_url(value)

    @model_validator(mode="before")
    @classmethod
    def _fill_addresses(cls, data: Any) -> Any:
        """Turn the short form (``url`` and ``access``) into the list of addresses that the rooms read."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if data.get("url") and not data.get("addresses") and isinstance(data["url"], str):
            short = {key: data[key] for key in ("paths", "pages") if data.get(key) is not None}
            data["addresses"] = [{"url": data["url"], "access": data.get("access", "rss"), **short}]
        if not data.get("name") and isinstance(data.get("id"), str):
            data["name"] = data["id"]
        return data

    @model_validator(mode="after")
    def _has_address(self) -> SourceDeclaration:
        if not self.addresses and self.enabled:
            raise ValueError("needs a url (with access), or addresses")
        return self
