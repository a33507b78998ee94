"""The configuration that the demo writes: an ordinary ``zhongde.yaml``, for people to look at and change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from newsroom import Newsroom

_HEAD = """\
# Made by 'zhongde demo': the news sites, the mail server and the webhook receiver it names lie on this machine.
# docs/configuration.md explains every key.
"""


def write_configuration(
    folder: Path,
    newsroom: Newsroom,
    *,
    smtp_port: int,
    webhook_url: str,
    webhook_port: int,
    secret: str,
    language: str,
    every: str,
) -> Path:
    """Write ``zhongde.yaml`` into the demo's folder and return its path."""
    settings: dict[str, Any] = {
        "database": f"sqlite:///{folder / 'zhongde.db'}",
        "catalogue": "none",
        "rates": {"daily": False},
        "fetch": {"allow": [*newsroom.allow(), f"127.0.0.1:{webhook_port}"]},
        "smtp": {
            "host": "127.0.0.1",
            "port": smtp_port,
            "tls": "none",
            "sender": "zhongde <digest@zhongde.example>",
        },
        "subscriptions": [
            {
                "name": "morning",
                "schedule": "0 8 * * mon-fri",
                "timezone": "Europe/Berlin",
                "language": language,
                "channels": [
                    {"type": "email", "to": ["analyst@chamber.example"]},
                    {"type": "webhook", "url": webhook_url, "secret": secret},
                ],
            },
            {
                "name": "alerts",
                "schedule": "instant",
                "timezone": "Europe/Berlin",
                "language": language,
                "channels": [
                    {"type": "email", "to": ["duty@consulate.example"]},
                    {"type": "webhook", "url": webhook_url, "secret": secret},
                ],
            },
        ],
        "sources": newsroom.source_declarations(every=every),
    }
    path = folder / "zhongde.yaml"
    path.write_text(
        _HEAD + yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8"
    )
    return path
