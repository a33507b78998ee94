"""The page and API: where it listens and who may look."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from config.declarations import Declaration

_ADDRESS = re.compile(r"[!#-;=?-\[\]_a-z~]+")
"""What an address may hold that stands in mail headers and between pointed brackets: no blanks, quotes or brackets."""


class WebUser(Declaration):
    """Somebody who may look."""

    name: str = Field(min_length=1, max_length=64, description="Login.")
    password: SecretStr = Field(
        description="Argon2 hash of the password, made by 'zhongde serve --hash-password'."
    )

    @field_validator("password")
    @classmethod
    def _hashed(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith("$argon2"):
            raise ValueError("is no Argon2 hash; make one with 'zhongde serve --hash-password'")
        return value


class WebSettings(Declaration):
    """The page and the API. Local by default: off loopback a token or a user is demanded."""

    address: str | None = Field(
        None, description="host:port on which 'zhongde run' serves the page too; null: it does not."
    )
    root_path: str = Field("", description="Path under which a proxy shows the page, such as /zhongde.")
    hosts: tuple[str, ...] = Field(
        (), description="Host names under which it may be asked for, besides the one it listens on."
    )
    public_url: str | None = Field(
        None,
        description="Address under which readers reach the page, such as https://deals.example.org/zhongde; "
        "digests link to it, and mails can be stopped there. null: nothing is linked.",
    )
    timezone: str = Field("UTC", description="Zone of the times shown.")
    token: SecretStr | None = Field(
        None,
        description="Secret that lets programs in, as 'Authorization: Bearer …', and people who enter it.",
    )
    users: tuple[WebUser, ...] = Field((), description="People who may look.")
    changes: bool = Field(
        False, description="Allow the few changes by the page: sending a failed message again."
    )

    @field_validator("address")
    @classmethod
    def _listenable(cls, value: str | None) -> str | None:
        if value is not None:
            host_and_port(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or parts.username or parts.query or parts.fragment or not _ADDRESS.fullmatch(value):
            raise ValueError(
                f"{value!r} is no address of a page; write for instance https://deals.example.org"
            )
        return value.rstrip("/")

    @field_validator("root_path")
    @classmethod
    def _path(cls, value: str) -> str:
        if value and (not value.startswith("/") or value.endswith("/") or "//" in value):
            raise ValueError(f"{value!r} is no path; write for instance /zhongde")
        return value

    @field_validator("token")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 20:
            raise ValueError("is too short to be safe; take at least 20 characters at random")
        return value

    @property
    def has_credentials(self) -> bool:
        """Whether anybody could log in."""
        return self.token is not None or bool(self.users)


class MetricsSettings(Declaration):
    """Figures for Prometheus. The page has them at ``/metrics``, guarded like the rest of it; here without a page."""

    address: str | None = Field(
        None,
        description="host:port on which the daemon, or each worker, serves figures to whoever asks; null: it does not.",
    )

    @field_validator("address")
    @classmethod
    def _listenable(cls, value: str | None) -> str | None:
        if value is not None:
            host_and_port(value)
        return value


def host_and_port(value: str) -> tuple[str, int]:
    """Read ``127.0.0.1:8000``, ``[::1]:8000`` or ``example.org:8000``.

    Raises:
        ValueError: If it is nothing to listen on.
    """
    try:
        parts = urlsplit(f"//{value}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit("//"), None
    if not parts.hostname or port is None or parts.path or parts.username:
        raise ValueError(f"{value!r} is nothing to listen on; write for instance 127.0.0.1:8000")
    return parts.hostname, port


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on ``host``."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
