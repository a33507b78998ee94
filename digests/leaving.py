"""One-click unsubscribe (RFC 8058): the address in a mail by which its recipient leaves the subscription."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from config.settings import Settings
from storage.database import Database
from storage.departures import departures, ensure_unsubscribe_secret, unsubscribe_secret


@dataclass(frozen=True, slots=True)
class Leaving:
    """How the recipients of a subscription can leave it, and the channel keys of those who have.

    Without ``public_url`` there is no address to do so by oneself.
    """

    subscription: str
    departed: frozenset[str] = frozenset()
    public_url: str = ""
    secret: str = ""

    def token(self, channel_key: str) -> str:
        """What stands for one recipient in the address; empty if there is no address."""
        return leaving_token(self.secret, self.subscription, channel_key) if self.public_url else ""

    def address(self, token: str) -> str:
        """The address for a token; empty for an empty one."""
        return f"{self.public_url}/unsubscribe/{token}" if token else ""


def leaving_of(database: Database, settings: Settings, subscription: str) -> Leaving:
    """How people leave a subscription now; the secret is made if this is the first time.

    Raises:
        StorageError: If the database cannot be used.
    """
    public_url = settings.web.public_url or ""
    with database.read() as session:
        departed = departures(session).get(subscription, frozenset())
        secret = unsubscribe_secret(session)
    if public_url and secret is None:
        with database.write() as session:
            secret = ensure_unsubscribe_secret(session)
    return Leaving(subscription, departed, public_url, secret or "")


def who_has_left(subscription: str) -> str:
    """Why a recipient gets nothing, and how that is undone."""
    return (
        f"has unsubscribed from {subscription}, so nothing is sent; if they want it again, run "
        f"'zhongde subscriptions resubscribe {subscription} ADDRESS'"
    )


def leaving_token(secret: str, subscription: str, channel_key: str) -> str:
    """A signed name of one recipient of a subscription. The mail address cannot be read from it."""
    return str(_serializer(secret).dumps([subscription, channel_key]))


def read_leaving_token(secret: str, token: str) -> tuple[str, str] | None:
    """Subscription and channel key of a token of ours, None for any other text."""
    try:
        subscription, channel_key = _serializer(secret).loads(token)
    except BadData:
        return None
    return str(subscription), str(channel_key)


def _serializer(secret: str) -> URLSafeSerializer:
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt="zhongde unsubscribe", signer_kwargs=options)
