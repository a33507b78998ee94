"""A digest as messages for its channels: one for each mail recipient, one or more for a webhook or chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from config.settings import Channel, ChatChannel, EmailChannel, Settings, SubscriptionSettings, WebhookChannel
from digests.attachments import attachments_of
from digests.channels.chat import chat_form
from digests.channels.mail_message import UnusableMailAddress, read_address
from digests.channels.opening import channel_key, recipients_of
from digests.leaving import Leaving
from digests.presentation import DigestLines, put_into_words
from digests.render_chat import render_chat
from digests.render_html import render_html
from digests.render_text import render_text
from digests.render_webhook import render_webhook
from digests.values import ComposedDigest
from digests.wording import wording_of
from storage.values import NewDelivery


def new_id() -> str:
    """The id of a digest or message: random, and its own for life."""
    return uuid4().hex


def messages_of(
    digest: ComposedDigest,
    subscription: SubscriptionSettings,
    settings: Settings,
    *,
    leaving: Leaving | None = None,
    sample: bool = False,
    id_: Callable[[], str] = new_id,
) -> tuple[NewDelivery, ...]:
    """The outbox rows of a digest, rendered in full: a row is sent as it was made, whatever changes later.

    Args:
        digest: What is told.
        subscription: Its channels.
        settings: Of these, the mail's sender.
        leaving: Who gets none since they have left, and how the others can.
        sample: Whether it is a trial with an invented deal.
        id_: Makes the rows' ids.
    """
    lines = put_into_words(digest, sample=sample)
    leaving = leaving or Leaving(subscription.name)
    rows: list[NewDelivery] = []
    # Rendering takes time: a mail is made once, for nobody, and each recipient's token takes the place of nobody's.
    nobody = leaving.token(new_id())
    for channel in subscription.channels:
        stop = leaving.address(nobody)
        contents = _contents(channel, digest, lines, settings, stop, sample=sample)
        for recipient in recipients_of(channel):
            key = channel_key(channel, recipient)
            if key in leaving.departed:
                continue
            own = leaving.token(key)
            rows += [
                NewDelivery(
                    id_(), channel.type, key, recipient, content.replace(nobody, own) if own else content
                )
                for content in contents
            ]
    return tuple(rows)


def _contents(
    channel: Channel,
    digest: ComposedDigest,
    lines: DigestLines,
    settings: Settings,
    stop: str,
    *,
    sample: bool,
) -> list[str]:
    match channel:
        case EmailChannel():
            return [_mail(channel, digest, lines, settings, stop)]
        case WebhookChannel():
            return list(render_webhook(digest, max_bytes=channel.max_bytes, sample=sample))
        case ChatChannel():
            form, max_bytes = chat_form(channel.url.get_secret_value())
            return [
                json.dumps(
                    {"title": message.title, "body": message.body, "form": form, "part": part},
                    ensure_ascii=False,
                )
                for part, message in enumerate(render_chat(lines, form, max_bytes=max_bytes), 1)
            ]


def part_of(content: str, channel: str) -> int:
    """The place of a message among those of its digest for one chat or webhook; 0 where it is the only one."""
    if channel == "email":
        return 0
    message = json.loads(content)
    return int(message.get("part", 0) or message.get("data", {}).get("part", {}).get("number", 0))


def _mail(
    channel: EmailChannel, digest: ComposedDigest, lines: DigestLines, settings: Settings, stop: str
) -> str:
    wording = wording_of(digest.language)
    foot = [wording.text("reason_for_mail", subscription=digest.subscription)]
    if not stop:
        with suppress(UnusableMailAddress):  # The try to send will say so; nobody can be told where to write.
            foot.append(wording.text("stop", address=read_address(settings.smtp.sender).bare))
    content: dict[str, Any] = {
        "subject": lines.subject,
        "text": render_text(lines, foot=tuple(foot), stop=stop),
        "html": render_html(lines, foot=tuple(foot), stop=stop),
        "language": digest.language,
    }
    if stop:
        content["unsubscribe"] = stop
    if channel.attach:
        content["files"] = [asdict(attached) for attached in attachments_of(digest, channel.attach)]
    return json.dumps(content, ensure_ascii=False)
