"""Every setting with its default and meaning. ``zhongde doctor --schema`` prints them as JSON Schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.declarations import Declaration, LanguageCode, SourceDeclaration, require_http_url
from config.extensions import CityEntry, OrganisationEntry, WordingEntry
from config.filters import FilterSettings
from config.postgres import PostgresSettings
from config.rates import RatesSettings
from config.timing import read_quiet_hours, require_calendar
from config.units import Duration, Size
from config.web import MetricsSettings, WebSettings

__all__ = [
    "Attachment",
    "Channel",
    "FilterSettings",
    "Settings",
    "SubscriptionSettings",
]

ENVIRONMENT_PREFIX = "ZHONGDE_"


class FetchSettings(Declaration):
    """How pages and feeds are requested. Everything is bounded."""

    allow: tuple[str, ...] = Field(
        (), description="host:port pairs that may be requested although their address is private."
    )
    timeout: Duration = Field(timedelta(seconds=30), description="Longest time for one request in all.")
    max_bytes: Size = Field(20 * 1024**2, description="Largest body, counted unpacked.")
    max_redirects: int = Field(5, ge=0, le=20, description="Redirects followed for one request.")
    pause: Duration = Field(
        timedelta(seconds=1),
        description="Pause between two requests to one host; none for loopback hosts named in allow.",
    )
    concurrency: int = Field(16, ge=1, le=256, description="Requests under way at once, all hosts together.")
    user_agent: str = Field(
        "zhongde/1.0",
        min_length=1,
        max_length=300,
        description="How we present ourselves; add an address where site owners reach you.",
    )
    obey_robots: bool = Field(True, description="Keep to robots.txt, for feed addresses too.")

    @field_validator("allow")
    @classmethod
    def _host_and_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            try:
                parts = urlsplit(f"//{pair}")
                usable = bool(parts.hostname) and parts.port is not None and not parts.path
            except ValueError:
                usable = False
            if not usable:
                raise ValueError(f"{pair!r} is no host:port pair; write for instance 127.0.0.1:8099")
        return value

    @field_validator("user_agent")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("must be one printable line")
        return value


class PollingSettings(Declaration):
    """How often sources are polled, where the source itself says nothing (``every``)."""

    initial: Duration = Field(timedelta(minutes=30), description="Interval of a source not yet known.")
    minimum: Duration = Field(timedelta(minutes=5), description="Shortest interval.")
    maximum: Duration = Field(timedelta(hours=24), description="Longest interval of a healthy source.")
    maximum_backoff: Duration = Field(
        timedelta(days=30), description="Longest pause for a failing source; it is never given up."
    )
    push: bool = Field(
        True,
        description="Let hubs that feeds name tell of news at once (WebSub), besides polling; only with "
        "web.public_url, which the hubs must be able to reach.",
    )
    article_attempts: int = Field(
        6, ge=1, le=50, description="Tries for an article page before it is set aside."
    )
    alert_age: Duration = Field(
        timedelta(days=7), description="Older items of a source's first crawl are stored without an alert."
    )
    late_age: Duration = Field(
        timedelta(days=60), description="Items that turn up later than this after their date raise no alert."
    )


class SmtpSettings(Declaration):
    """The mail server that takes our messages."""

    host: str = Field("localhost", min_length=1, description="Name or address of the server.")
    port: int = Field(25, ge=1, le=65535, description="Its port: 25, 587 (starttls) or 465 (tls).")
    username: str | None = Field(None, description="Login, if the server wants one.")
    password: SecretStr | None = Field(None, description="Password; better as ${SMTP_PASSWORD}.")
    tls: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="starttls upgrades, tls starts encrypted, none sends in the clear."
    )
    sender: str = Field("zhongde <zhongde@localhost>", description="From address of all mail.")
    timeout: Duration = Field(timedelta(seconds=30), description="Longest wait for the server.")

    @field_validator("sender")
    @classmethod
    def _address(cls, value: str) -> str:
        return require_mail_address(value)


def require_mail_address(value: str) -> str:
    """Return ``value`` if it is one mail address, with or without a display name.

    Raises:
        ValueError: If it is not, or holds line breaks.
    """
    from email.utils import parseaddr

    _, address = parseaddr(value)
    local, at, domain = address.rpartition("@")
    if not value.isprintable() or not (local and at and domain) or any(c.isspace() for c in address):
        raise ValueError(f"{value!r} is no mail address; write for instance analyst@example.org")
    return value


Attachment = Literal["csv", "xlsx", "ics"]


class EmailChannel(Declaration):
    """A digest by mail."""

    type: Literal["email"]
    to: tuple[str, ...] = Field(min_length=1, description="Recipients; each gets a message of its own.")
    attach: tuple[Attachment, ...] = Field(
        (), description="Files with the deals: csv and xlsx tables, ics with their dated events."
    )

    @field_validator("to")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(require_mail_address(address) for address in value)


class WebhookChannel(Declaration):
    """A digest as JSON to an address, signed by the Standard Webhooks scheme if a secret is given."""

    type: Literal["webhook"]
    url: SecretStr = Field(description="Address that takes the POST.")
    secret: SecretStr | None = Field(
        None, description="Signing secret, whsec_… or any text of 24 to 64 bytes."
    )
    max_bytes: Size = Field(
        64 * 1024,
        ge=16 * 1024,
        description="Largest body; a digest beyond it comes in several messages. "
        "Many servers take no more than 100 kB.",
    )

    @field_validator("url")
    @classmethod
    def _http(cls, value: SecretStr) -> SecretStr:
        try:
            require_http_url(value.get_secret_value())
        except ValueError:
            raise ValueError("is no http(s) address; write for instance https://example.org/hook") from None
        return value


class ChatChannel(Declaration):
    """A digest to a chat service, by an Apprise address (Slack, Teams, DingTalk, Feishu, WeCom, Telegram …)."""

    type: Literal["chat"]
    url: SecretStr = Field(description="Apprise address of the chat.")

    @field_validator("url")
    @classmethod
    def _has_scheme(cls, value: SecretStr) -> SecretStr:
        if "://" not in value.get_secret_value():
            raise ValueError("is no Apprise address; write for instance slack://token/…")
        return value


Channel = Annotated[EmailChannel | WebhookChannel | ChatChannel, Field(discriminator="type")]


class SubscriptionSettings(Declaration):
    """Who is told what, when and by which channels."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", description="Short name, unique.")
    title: str = Field(
        "", max_length=120, description="Headline of its digests; made from the name if left out."
    )
    schedule: str = Field("instant", description="Five cron fields in the time zone below, or 'instant'.")
    timezone: str = Field("UTC", description="Zone of the schedule and of the times shown.")
    language: LanguageCode = Field("en", description="Language of the digest: en, de or zh.")
    filter: FilterSettings = Field(default_factory=FilterSettings, description="Which deals it is about.")
    instant: FilterSettings | None = Field(
        None, description="Deals that pass this too are told at once, not only at the next scheduled time."
    )
    review: Literal["none", "week", "month"] = Field(
        "none",
        description="A review of the last full week or month instead of news: totals, biggest deals, changes.",
    )
    working_days: tuple[str, ...] = Field(
        (),
        description="Calendars such as DE-BE (Land) or CN, all of which must have a working day; "
        "what falls on another day comes on the next one, at the same time.",
    )
    quiet_hours: str = Field(
        "", description="Hours such as 22:00-07:00 in which nothing is sent; it comes right after them."
    )
    group_by: Literal["none", "kind", "region", "sector"] = Field(
        "none", description="Heads under which the deals of a digest are put."
    )
    chart_weeks: int = Field(
        12, ge=0, le=53, description="Weeks in the small picture of deals found; 0 leaves it out."
    )
    channels: tuple[Channel, ...] = Field((), description="Where its digests go.")
    tell_outages: bool = Field(
        True, description="Tell, once each, that a source has failed or fallen silent, and that it is back."
    )
    send_empty: bool = Field(False, description="Send a scheduled digest even when nothing turned up.")
    max_deals: int = Field(50, ge=1, le=1000, description="Deals in one digest at most; the rest is counted.")

    @field_validator("schedule")
    @classmethod
    def _cron_or_instant(cls, value: str) -> str:
        if value == "instant":
            return value
        try:
            CronSim(value, datetime(2026, 1, 1))
        except CronSimError as error:
            raise ValueError(
                f"{value!r} is neither 'instant' nor five cron fields such as '0 8 * * mon-fri': {error}"
            ) from None
        return value

    @field_validator("working_days")
    @classmethod
    def _calendars(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(require_calendar(code) for code in value)

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        read_quiet_hours(value)
        return value

    @model_validator(mode="after")
    def _review_has_its_time(self) -> SubscriptionSettings:
        if self.review != "none" and self.schedule == "instant":
            raise ValueError("a review needs a schedule; write for instance schedule: '0 8 * * mon'")
        return self

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is no time zone; write for instance Europe/Berlin") from None
        return value


class Settings(BaseSettings):
    """All settings of one installation, from defaults, ``zhongde.yaml`` and the environment."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        validate_default=True,
    )

    database: SecretStr = Field(
        SecretStr("sqlite:///zhongde.db"),
        description="sqlite:///FILE or postgresql+psycopg://user@host/name.",
    )
    postgres: PostgresSettings = Field(default_factory=PostgresSettings, description="Use of PostgreSQL.")
    catalogue: Literal["shipped", "none"] = Field(
        "shipped", description="'none' watches only the sources named below."
    )
    fetch: FetchSettings = Field(default_factory=FetchSettings, description="Requests.")
    polling: PollingSettings = Field(default_factory=PollingSettings, description="Poll intervals.")
    sources: tuple[SourceDeclaration, ...] = Field((), description="The user's own sources.")
    organisations: tuple[OrganisationEntry, ...] = Field(
        (), description="Organisations to know besides ours."
    )
    cities: tuple[CityEntry, ...] = Field((), description="Cities to know besides ours.")
    wording: tuple[WordingEntry, ...] = Field((), description="Words that tell a deal, besides ours.")
    smtp: SmtpSettings = Field(default_factory=SmtpSettings, description="Outgoing mail.")
    subscriptions: tuple[SubscriptionSettings, ...] = Field((), description="Who is told.")
    web: WebSettings = Field(default_factory=WebSettings, description="The page and the API.")
    metrics: MetricsSettings = Field(default_factory=MetricsSettings, description="Figures for Prometheus.")
    rates: RatesSettings = Field(default_factory=RatesSettings, description="Sums in euros.")
    engine: Literal["local", "procrastinate"] = Field(
        "local",
        description="Where work runs: in the daemon, or on any number of 'zhongde worker' (needs PostgreSQL).",
    )
    workers: int = Field(
        2, ge=1, le=64, description="Processes that read pages and texts, in the daemon or in each worker."
    )
    keep_articles: Duration | None = Field(
        None, description="Age at which texts of articles without a deal are dropped; null keeps all."
    )
    keep: Duration | None = Field(
        None,
        description="Age at which articles without a deal are dropped altogether, such as 2y; null keeps all. "
        "Deals and what proves them are never dropped.",
    )
    story_window: Duration = Field(
        timedelta(days=730),
        description="How far apart in time reports of one deal may be to be known as one story.",
    )
    log_format: Literal["text", "json"] = Field("text", description="Form of the log.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Detail of the log.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrides the file; there is no other source."""
        return env_settings, init_settings

    @field_validator("database")
    @classmethod
    def _supported_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://")):
            raise ValueError("write sqlite:///FILE or postgresql+psycopg://user@host/name")
        return value

    @model_validator(mode="after")
    def _workers_need_postgresql(self) -> Settings:
        if self.engine == "procrastinate" and self.database.get_secret_value().startswith("sqlite:"):
            raise ValueError(
                "engine: procrastinate needs PostgreSQL, and 'database' is an SQLite file; write database: "
                "postgresql+psycopg://user@host/name, or engine: local, which runs everything in one process"
            )
        return self

    @model_validator(mode="after")
    def _unique_names(self) -> Settings:
        for what, names in (
            ("source id", [source.id for source in self.sources]),
            ("subscription name", [subscription.name for subscription in self.subscriptions]),
        ):
            doubled = sorted({name for name in names if names.count(name) > 1})
            if doubled:
                raise ValueError(f"the {what} {doubled[0]!r} occurs twice; names must be unique")
        return self
