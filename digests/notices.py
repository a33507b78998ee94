"""Messages on the sources themselves: that some have failed or fallen silent, and that they are back.

They go to the channels of every subscription with ``tell_outages``, once for each recipient, in the transaction that
keeps that they were told. While one of these subscriptions has quiet hours they wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from config.settings import Channel, ChatChannel, EmailChannel, Settings, SubscriptionSettings, WebhookChannel
from config.timing import read_quiet_hours
from digests.channels.chat import chat_form
from digests.channels.opening import channel_key, recipients_of
from digests.contents import new_id
from digests.deal_json import moment_as_json
from digests.formats import Formats
from digests.leaving import Leaving, leaving_of
from digests.names import MAX_NAME
from digests.outside_text import clean_text, inert_text, markdown_text
from digests.render_chat import chat_messages
from digests.render_html import inlined
from digests.wording import Wording, wording_of
from digests.wrapping import wrap
from storage.database import Database
from storage.digests import record_digest
from storage.health import source_health
from storage.notices import Notice, decide, record_told, told_states
from storage.values import NewDelivery, NewDigest

PAYLOAD_TYPE = "zhongde.sources.v1"
MAX_SHOWN = 40
_REASON_LENGTH = 200


def tell_outages(database: Database, settings: Settings, now: datetime) -> int:
    """Write into the outbox what is to be told of the sources now; the number of notices is returned.

    Raises:
        StorageError: If the database cannot be used.
    """
    wanting = [entry for entry in settings.subscriptions if entry.tell_outages and entry.channels]
    if not wanting or any(_is_quiet(entry, now) for entry in wanting):
        return 0
    with database.read() as session:
        notices = decide(source_health(session, now), told_states(session), now)
    if not notices:
        return 0
    leaving = {entry.name: leaving_of(database, settings, entry.name) for entry in wanting}
    with database.write() as session:
        if not record_told(session, notices, now):
            return 0
        seen: set[str] = set()
        for subscription in wanting:
            messages = tuple(_messages(subscription, notices, now, seen, leaving[subscription.name]))
            if messages:
                digest = NewDigest(
                    id=new_id(),
                    subscription=subscription.name,
                    kind="notice",
                    window_from=now,
                    window_to=now,
                    content=_payload(subscription.name, notices, now),
                    step_ids=(),
                    deliveries=messages,
                )
                record_digest(session, digest, now)
    return len(notices)


def _is_quiet(subscription: SubscriptionSettings, now: datetime) -> bool:
    hours = read_quiet_hours(subscription.quiet_hours)
    return hours is not None and hours.holds(now.astimezone(ZoneInfo(subscription.timezone)).time())


def _messages(
    subscription: SubscriptionSettings,
    notices: tuple[Notice, ...],
    now: datetime,
    seen: set[str],
    leaving: Leaving,
) -> Iterable[NewDelivery]:
    """A message for each recipient that has had none yet and has not left."""
    lines = NoticeLines(notices, subscription)
    for channel in subscription.channels:
        for recipient in recipients_of(channel):
            key = channel_key(channel, recipient)
            if key not in seen | leaving.departed:
                seen.add(key)
                stop = leaving.address(leaving.token(key))
                for content in _contents(channel, lines, subscription, notices, now, stop):
                    yield NewDelivery(new_id(), channel.type, key, recipient, content)


class NoticeLines:
    """Notices in the words of a subscription's language."""

    def __init__(self, notices: tuple[Notice, ...], subscription: SubscriptionSettings) -> None:
        wording = self._wording = wording_of(subscription.language)
        formats = self._formats = Formats(subscription.language, ZoneInfo(subscription.timezone))
        self.language = subscription.language
        outages = [notice for notice in notices if notice.change == "outage"]
        recoveries = [notice for notice in notices if notice.change == "recovery"]
        counts = [
            wording.count(f"notice.{change}", len(group), formats.number(len(group)))
            for change, group in (("outage", outages), ("recovery", recoveries))
            if group
        ]
        only = notices[0] if len(notices) == 1 else None
        self.subject = self._line(only) if only is not None else wording.semicolon.join(counts)
        self.blocks = tuple(
            (wording.text(f"notice.heading_{change}"), self._lines(group))
            for change, group in (("outage", outages), ("recovery", recoveries))
            if group
        )
        self.foot = wording.text("notice.foot")
        self.unsubscribe = wording.text("unsubscribe")

    def _lines(self, notices: list[Notice]) -> tuple[str, ...]:
        lines = [self._line(notice, whole=True) for notice in notices[:MAX_SHOWN]]
        more = len(notices) - MAX_SHOWN
        if more > 0:
            lines.append(self._wording.count("coverage.more", more, self._formats.number(more)))
        return tuple(lines)

    def _line(self, notice: Notice, *, whole: bool = False) -> str:
        wording: Wording = self._wording
        name = clean_text(notice.name, MAX_NAME)
        if notice.change == "recovery":
            return wording.text("notice.back", name=name)
        state = wording.term("notice.state", notice.state)
        line = wording.text(
            "notice.line", name=name, state=state, since=self._formats.day(notice.since.date())
        )
        reason = clean_text(notice.reason, _REASON_LENGTH)
        return f"{line}{wording.colon}{reason}" if whole and reason else line


def _contents(
    channel: Channel,
    lines: NoticeLines,
    subscription: SubscriptionSettings,
    notices: tuple[Notice, ...],
    now: datetime,
    stop: str,
) -> list[str]:
    match channel:
        case EmailChannel():
            mail = {
                "subject": lines.subject,
                "text": _text(lines, stop),
                "html": inlined("notice.html", lines=lines, stop=stop),
                "language": lines.language,
            }
            return [json.dumps(mail | ({"unsubscribe": stop} if stop else {}), ensure_ascii=False)]
        case WebhookChannel():
            return _bodies(subscription.name, notices, now, channel.max_bytes)
        case ChatChannel():
            form, max_bytes = chat_form(channel.url.get_secret_value())
            escape = markdown_text if form == "markdown" else inert_text
            blocks = [escape(text) for heading, items in lines.blocks for text in (heading, *items)]
            messages = chat_messages(lines.subject, blocks, wording_of(lines.language), max_bytes=max_bytes)
            return [
                json.dumps(
                    {"title": message.title, "body": message.body, "form": form, "part": part},
                    ensure_ascii=False,
                )
                for part, message in enumerate(messages, 1)
            ]


def _bodies(subscription: str, notices: tuple[Notice, ...], now: datetime, max_bytes: int) -> list[str]:
    """The bodies for a webhook, each of which stands for itself; more than one where one would be too large."""
    body = json.dumps(_payload(subscription, notices, now), ensure_ascii=False, separators=(",", ":"))
    if len(body.encode()) <= max_bytes or len(notices) == 1:
        return [body]
    half = len(notices) // 2
    return [
        *_bodies(subscription, notices[:half], now, max_bytes),
        *_bodies(subscription, notices[half:], now, max_bytes),
    ]


def _text(lines: NoticeLines, stop: str) -> str:
    blocks = [
        "\n".join([wrap(heading), *(wrap(f"- {item}") for item in items)]) for heading, items in lines.blocks
    ]
    foot = [wrap(lines.foot), *([f"{lines.unsubscribe}\n{stop}"] if stop else [])]
    return "\n\n".join([*blocks, *foot]) + "\n"


def _payload(subscription: str, notices: tuple[Notice, ...], now: datetime) -> dict[str, object]:
    """The webhook's body."""
    return {
        "type": PAYLOAD_TYPE,
        "timestamp": moment_as_json(now),
        "data": {
            "subscription": subscription,
            "sources": [
                {
                    "source": notice.source_id,
                    "name": notice.name,
                    "change": notice.change,
                    "state": notice.state,
                    "reason": notice.reason or None,
                    "since": moment_as_json(notice.since),
                }
                for notice in notices
            ],
        },
    }
