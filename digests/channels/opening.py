"""Which channel a message belongs to, and the sender for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from config.settings import Channel, ChatChannel, EmailChannel, Settings, SubscriptionSettings, WebhookChannel
from digests.channels.chat import ChatSender, schema_of
from digests.channels.mail import MailSender
from digests.channels.mail_message import UnusableMailAddress, read_address
from digests.channels.values import Sender
from digests.channels.webhook import WebhookSender
from guard.addresses import AddressGuard


def channel_key(channel: Channel, recipient: str = "") -> str:
    """A stable name of a channel that tells nothing of its secrets: a hash of where it leads.

    For mail it is that of one recipient's address. The signing secret of a webhook has no part in it, so that a
    new secret leaves waiting messages their channel.
    """
    match channel:
        case EmailChannel():
            return mail_key(recipient)
        case WebhookChannel() | ChatChannel():
            return _key(channel.type, channel.url.get_secret_value())


def mail_key(recipient: str) -> str:
    """The key of a mail recipient: the same for an address in capitals or with a name before it."""
    try:
        target = read_address(recipient).bare.lower()
    except UnusableMailAddress:
        target = recipient
    return _key("email", target)


def _key(type_: str, target: str) -> str:
    return hashlib.sha256(f"{type_}\n{target}".encode()).hexdigest()[:32]


def recipients_of(channel: Channel) -> tuple[str, ...]:
    """Who is named in lists and messages: mail addresses, a webhook's host, a chat's service. No secrets."""
    match channel:
        case EmailChannel():
            return channel.to
        case WebhookChannel():
            parts = urlsplit(channel.url.get_secret_value())
            return (parts.netloc.rpartition("@")[2],)
        case ChatChannel():
            return (schema_of(channel.url.get_secret_value()),)


def find_channel(settings: Settings, subscription: str, type_: str, key: str) -> Channel | None:
    """The configured channel of a message; None if it is gone.

    A message keeps its channel although its subscription was removed or renamed, as long as another one still
    has it. A webhook or chat whose address was changed takes over what waits, if it is the only one of its
    subscription; a mail recipient who was taken out gets nothing more.
    """
    for candidate in settings.subscriptions:
        for channel in candidate.channels:
            if channel.type == type_ and key in _keys(channel):
                return channel
    own = next((entry for entry in settings.subscriptions if entry.name == subscription), None)
    if own is None or type_ == "email":
        return None
    same = [channel for channel in own.channels if channel.type == type_]
    return same[0] if len(same) == 1 else None


def _keys(channel: Channel) -> Iterable[str]:
    return (channel_key(channel, recipient) for recipient in recipients_of(channel))


def open_sender(channel: Channel, settings: Settings) -> Sender:
    """The sender for a channel."""
    guard = AddressGuard(settings.fetch.allow)
    match channel:
        case EmailChannel():
            return MailSender(settings.smtp)
        case WebhookChannel():
            return WebhookSender(channel, guard, user_agent=settings.fetch.user_agent)
        case ChatChannel():
            return ChatSender(channel, guard)


def find_subscription(settings: Settings, name: str) -> SubscriptionSettings | None:
    """The subscription of a name, None if there is none."""
    return next((entry for entry in settings.subscriptions if entry.name == name), None)
