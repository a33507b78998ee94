"""What the doctor looks at: configuration, database, mail server, channels, clock, Python."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config import Settings, load_catalogue
from config.loading import find_file
from config.settings import EmailChannel
from storage import Database, StorageError

SMTP_PATIENCE_SECONDS = 10
# Line breaks in mail headers were mended in these releases (CVE-2024-6923, CVE-2026-1299).
_MENDED_PYTHON = {(3, 11): 15, (3, 12): 13, (3, 13): 12, (3, 14): 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, what was found, whether that is well, and what to do."""

    what: str
    found: str
    ok: bool = True
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return asdict(self)


def diagnose(settings: Settings, config: Path | None) -> list[Finding]:
    """Everything the doctor has to say, in the order in which one would mend it."""
    return [
        _python(),
        _configuration(settings, config),
        _database(settings),
        *_sources(settings),
        *_subscriptions(settings),
        *_mail(settings),
    ]


def _python() -> Finding:
    version = sys.version_info
    found = f"{version.major}.{version.minor}.{version.micro}, SQLite {sqlite3.sqlite_version}"
    mended = _MENDED_PYTHON.get((version.major, version.minor))
    if mended is not None and version.micro < mended:
        return Finding(
            "Python",
            found,
            remedy=f"Works; {version.major}.{version.minor}.{mended} and later write mail headers more strictly. "
            "zhongde cleans headers itself.",
        )
    return Finding("Python", found)


def _configuration(settings: Settings, config: Path | None) -> Finding:
    path = find_file(config)
    if path is None:
        return Finding(
            "configuration", "no zhongde.yaml here: the defaults", remedy="Write one to be told of deals."
        )
    return Finding("configuration", f"{path}, engine {settings.engine}")


def _database(settings: Settings) -> Finding:
    url = settings.database.get_secret_value()
    try:
        database = Database(url, settings.postgres)
        database.upgrade()
        problems = database.check()
        label = database.label
        database.dispose()
    except StorageError as error:
        problem, _, remedy = str(error).partition("\n")
        return Finding("database", problem, ok=False, remedy=remedy.strip())
    if problems:
        return Finding("database", "; ".join(problems), ok=False, remedy="Restore a backup.")
    return Finding("database", label)


def _sources(settings: Settings) -> Iterator[Finding]:
    catalogue = load_catalogue(settings)
    enabled = sum(source.enabled for source in catalogue.values())
    yield Finding(
        "sources",
        f"{enabled} watched, {len(catalogue) - enabled} off",
        ok=enabled > 0,
        remedy="" if enabled else "Set 'catalogue: shipped', or name sources of your own under 'sources'.",
    )
    if "+http" not in settings.fetch.user_agent and "@" not in settings.fetch.user_agent:
        yield Finding(
            "user agent",
            settings.fetch.user_agent,
            remedy="Add an address where site owners reach you: fetch.user_agent: 'zhongde/1.0 (+https://…)'.",
        )


def _subscriptions(settings: Settings) -> Iterator[Finding]:
    if not settings.subscriptions:
        yield Finding(
            "subscriptions", "none", ok=False, remedy="Name one under 'subscriptions' to be told of deals."
        )
    for subscription in settings.subscriptions:
        what = f"subscription {subscription.name}"
        if not subscription.channels:
            yield Finding(what, "has no channel", ok=False, remedy="Add an email, webhook or chat channel.")
        else:
            kinds = ", ".join(channel.type for channel in subscription.channels)
            yield Finding(what, f"{subscription.schedule} ({subscription.timezone}) by {kinds}")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not any(
        isinstance(channel, EmailChannel)
        for subscription in settings.subscriptions
        for channel in subscription.channels
    ):
        return
    what = f"mail server {settings.smtp.host}:{settings.smtp.port}"
    problem = asyncio.run(_try_smtp(settings))
    if problem is None:
        yield Finding(what, f"answers ({settings.smtp.tls})")
    else:
        yield Finding(what, problem, ok=False, remedy="Check smtp.host, port, tls, username and password.")


async def _try_smtp(settings: Settings) -> str | None:
    """Connect, greet and log in as a real sending would; None if that went well."""
    import aiosmtplib

    smtp = settings.smtp
    client = aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        use_tls=smtp.tls == "tls",
        start_tls=smtp.tls == "starttls",
        username=smtp.username,
        password=smtp.password.get_secret_value() if smtp.password else None,
        timeout=SMTP_PATIENCE_SECONDS,
    )
    try:
        async with client:
            await client.noop()
    except (aiosmtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return None
