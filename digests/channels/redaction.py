"""Words of servers and libraries, made fit to be stored and shown: one line, short, and without our secrets."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from digests.outside_text import clean_text

MIN_SECRET = 4
_MASK = "***"
_LOUD = {
    # httpx and urllib3 log whole addresses, Apprise whole messages and tokens. What matters is in our answers.
    "httpx": logging.WARNING,
    "urllib3.connectionpool": logging.ERROR,
    "apprise": logging.CRITICAL + 1,
}


def redact(text: str, secrets: Iterable[str], limit: int = 240) -> str:
    """One line of ``text`` with each of ``secrets`` masked, also where it stands in base64."""
    shown = clean_text(text, 4 * limit)
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) >= MIN_SECRET:
            forms |= {secret, base64.b64encode(secret.encode()).decode()}
    for form in sorted(forms, key=len, reverse=True):
        shown = shown.replace(form, _MASK)
    return clean_text(shown, limit)


def secrets_of_address(url: str) -> tuple[str, ...]:
    """The parts of an address that may be secret: all but scheme, host and port."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc
    except ValueError:
        return (url,)
    pieces = {
        url,
        parts.path,
        parts.query,
        parts.fragment,
        netloc.rpartition("@")[0],
        *parts.path.split("/"),
        *(value.partition("=")[2] for value in parts.query.split("&")),
        *netloc.rpartition("@")[0].split(":"),
    }
    pieces |= {unquote(piece) for piece in pieces}
    return tuple(sorted(piece for piece in pieces if len(piece) >= MIN_SECRET))


class _AtLeast(logging.Filter):
    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= self._level


def quiet_loud_loggers() -> None:
    """Keep libraries that write addresses and tokens into the log from doing so, at any log level."""
    for name, level in _LOUD.items():
        logger = logging.getLogger(name)
        if not any(isinstance(known, _AtLeast) for known in logger.filters):
            logger.addFilter(_AtLeast(level))
