"""The daemon's log on standard error: lines for people, or JSON for machines."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import structlog

from config import Settings
from zhongde.output import plain, plain_json

_NOISY = (
    "scrapy",
    "twisted",
    "httpx",
    "httpcore",
    "aiosmtplib",
    "asyncio",
    "trafilatura",
    "alembic",
    "psycopg",
    "procrastinate",
)


def _harmless(_logger: object, _name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Messages of libraries may hold text from outside: no line break or escape sequence in it reaches a terminal."""
    event["event"] = " ".join(plain(str(event.get("event", ""))).split())
    if "exception" in event:
        event["exception"] = plain(str(event["exception"]))
    return event


def _as_json(event: structlog.typing.EventDict, **options: Any) -> str:
    return plain_json(json.dumps(event, ensure_ascii=False, **options))


def configure_log(settings: Settings) -> None:
    """Send our log, and warnings of the libraries, to standard error in the form of the settings."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _harmless,
    ]
    # Text from outside is written as a Python literal, so that no control character reaches a terminal.
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(_as_json)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), repr_native_str=True)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # its notes of turns left out are no news here
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
