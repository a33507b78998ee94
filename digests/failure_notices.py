"""What finally failed by one channel is told by another one of the same subscription. A pure decision."""

from __future__ import annotations

import html
import json
from collections.abc import Collection
from uuid import UUID, uuid5

from config.settings import Channel, ChatChannel, EmailChannel, Settings, WebhookChannel
from digests.channels.chat import chat_form
from digests.channels.opening import channel_key, find_subscription, recipients_of
from digests.outside_text import clean_text, inert_text, markdown_text
from digests.render_chat import chat_messages
from digests.wording import wording_of
from storage.values import LeasedDelivery, NewDelivery

WEBHOOK_TYPE = "zhongde.delivery_failed.v1"
_NAMESPACE = UUID("5b1f0f52-6f0e-4f0c-9c57-6a1c0c1f7d10")
_DETAIL_LENGTH = 300


def notice_of(
    row: LeasedDelivery, detail: str, settings: Settings, departed: Collection[str] = ()
) -> NewDelivery | None:
    """The message that tells of one given up; None if there is no other channel, or it was such a message itself.

    There is one a digest and channel that failed, under an id that follows from both. Who has left the subscription
    (``departed``, by channel key) is told nothing, and nothing is told of what they do not get.
    """
    subscription = find_subscription(settings, row.subscription)
    if subscription is None or row.channel_key in departed or is_notice(row.content):
        return None
    others = [
        (channel, recipient, key)
        for channel in subscription.channels
        for recipient in recipients_of(channel)
        if (key := channel_key(channel, recipient)) != row.channel_key and key not in departed
    ]
    if not others:
        return None
    # Another kind of channel is likelier to work than another recipient of the same mail server.
    channel, recipient, key = min(others, key=lambda other: other[0].type == row.channel)
    identity = uuid5(_NAMESPACE, f"{row.digest_id}\n{row.channel_key}").hex
    content = _content(channel, row, clean_text(detail, _DETAIL_LENGTH), subscription.language)
    return NewDelivery(identity, channel.type, key, recipient, content)


def is_notice(content: str) -> bool:
    """Whether a message tells of one that was given up."""
    return bool(json.loads(content).get("notice")) or f'"type":"{WEBHOOK_TYPE}"' in content[:200]


def _content(channel: Channel, row: LeasedDelivery, detail: str, language: str) -> str:
    wording = wording_of(language)
    subject = wording.text("failure.subject", subscription=row.subscription)
    text = wording.text(
        "failure.text",
        subscription=row.subscription,
        recipient=clean_text(row.recipient, 120),
        detail=detail.rstrip("."),
        delivery=row.id[:13],
    )
    match channel:
        case EmailChannel():
            shown = f'<!doctype html><html lang="{language}"><body><p>{html.escape(text)}</p></body></html>'
            values = {
                "subject": subject,
                "text": f"{text}\n",
                "html": shown,
                "language": language,
                "notice": True,
            }
        case WebhookChannel():
            data = {
                "subscription": row.subscription,
                "digest": row.digest_id,
                "delivery": row.id,
                "channel": row.channel,
                "recipient": row.recipient,
                "error": detail,
            }
            moment = row.created_at.isoformat()
            return json.dumps(
                {"type": WEBHOOK_TYPE, "timestamp": moment, "data": data},
                ensure_ascii=False,
                separators=(",", ":"),
            )
        case ChatChannel():
            form, max_bytes = chat_form(channel.url.get_secret_value())
            body = markdown_text(text, 1000) if form == "markdown" else inert_text(text)
            (message,) = chat_messages(subject, [body], wording, max_bytes=max_bytes)
            values = {"title": message.title, "body": message.body, "form": form, "part": 1, "notice": True}
    return json.dumps(values, ensure_ascii=False)
