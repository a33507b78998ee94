"""A digest to a chat service by Apprise, with the service's answer really read."""

from __future__ import annotations

import asyncio
import contextvars
import json
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic, sleep
from typing import Any, TypeVar

from config.settings import ChatChannel
from digests.channels.chat_answers import judge_responses
from digests.channels.chat_requests import Exchange, watched
from digests.channels.chat_signing import body_secret
from digests.channels.redaction import quiet_loud_loggers, redact, secrets_of_address
from digests.channels.values import Answer, Letter
from digests.render_chat import ChatFormat
from guard.addresses import AddressGuard

TIMEOUT = timedelta(seconds=60)
"""Longest time for one message in all, Apprise's pauses between messages included."""

MAX_BYTES = 4000
MIN_BYTES = 300
_MARKDOWN_UNDECLARED = frozenset({"mmost", "mmosts"})
"""Mattermost shows Markdown in every message, though Apprise says that it is plain text."""

_OTHER_WAYS = ("socket", "smtplib", "slixmpp", "paho")
_MOST_REMEMBERED = 64
_last_sent: OrderedDict[str, float] = OrderedDict()
"""When each address was last sent to, by :func:`time.monotonic`: a service wants its pauses between rounds too."""

_SINGLE_MODULE = 2
"""Dots in the name of a service's module if it has but one, such as ``apprise.plugins.slack``."""
_T = TypeVar("_T")


class UnusableChatAddress(Exception):  # noqa: N818, the word says it
    """An Apprise address that no service can be made of. The text says what to do and holds no secret."""


def schema_of(url: str) -> str:
    """The scheme of an Apprise address; all behind it may be secret."""
    return url.partition("://")[0].lower()[:40]


def open_plugin(url: str) -> Any:
    """Apprise's service for an address.

    Raises:
        UnusableChatAddress: If there is none.
    """
    quiet_loud_loggers()
    import apprise

    asset = apprise.AppriseAsset(secure_logging=True)
    try:
        plugin = apprise.Apprise.instantiate(url, asset=asset)
    except Exception as error:  # noqa: BLE001, a plugin may raise anything for an address it does not like
        raise UnusableChatAddress(_unusable(url, type(error).__name__)) from None
    if not plugin:
        raise UnusableChatAddress(_unusable(url, "Apprise does not know it, or a part is missing"))
    return plugin


def _unusable(url: str, why: str) -> str:
    return (
        f"the chat address {schema_of(url)}://… cannot be used: {why}; "
        "see https://appriseit.com for its form and correct 'url' of the channel"
    )


@lru_cache(maxsize=64)
def chat_form(url: str) -> tuple[ChatFormat, int]:
    """The mark-up that a service shows, and the largest body in bytes of UTF-8.

    An address that cannot be used gives plain text: the try to send will say what is wrong with it.
    """
    try:
        plugin = open_plugin(url)
    except UnusableChatAddress:
        return "text", MAX_BYTES
    marked_up = _shows_markdown(plugin) or schema_of(url) in _MARKDOWN_UNDECLARED
    form: ChatFormat = "markdown" if marked_up else "text"
    return form, max(MIN_BYTES, min(MAX_BYTES, plugin.body_maxlen - _room_for_title(plugin)))


def _shows_markdown(plugin: Any) -> bool:
    declared = plugin.notify_format
    formats = declared if isinstance(declared, tuple | list) else (declared,)
    return any(getattr(entry, "value", entry) in {"markdown", "html"} for entry in formats)


def _room_for_title(plugin: Any) -> int:
    return 420 if plugin.title_maxlen <= 0 else 40


class ChatSender:
    """Hands letters to Apprise in a thread of their own, one after the other, paced as the service wants it."""

    def __init__(self, channel: ChatChannel, guard: AddressGuard, *, timeout: timedelta = TIMEOUT) -> None:
        self._url = channel.url.get_secret_value()
        self._schema = schema_of(self._url)
        self._guard = guard
        self._timeout = timeout.total_seconds()
        self._plugin: Any = None

    async def send(self, letter: Letter) -> Answer:
        """Hand over one letter."""
        started = monotonic()
        exchange = Exchange(self._guard, started + self._timeout, secret=body_secret(self._url))
        try:
            async with asyncio.timeout(self._timeout + 5):
                accepted = await _in_thread(lambda: self._hand_over(letter, exchange))
        except UnusableChatAddress as error:
            return Answer("retry", str(error), channel_down=True)
        except TimeoutError:
            self._plugin = None
            return Answer(
                "retry",
                f"{self._schema}: the service did not answer within {self._timeout:g} s",
                channel_down=True,
            )
        if exchange.forbidden and not accepted:
            return Answer("retry", f"{self._schema}: {exchange.forbidden}", channel_down=True)
        if exchange.trouble and not accepted:
            told = redact(exchange.trouble, secrets_of_address(self._url))
            return Answer("retry", f"{self._schema}: {told}", channel_down=True)
        return self._judge(accepted, exchange, letter.tried_at)

    def _judge(self, accepted: bool, exchange: Exchange, now: datetime) -> Answer:
        answer = judge_responses(self._schema, accepted, exchange.responses, now)
        told = redact(answer.detail, secrets_of_address(self._url))
        return Answer(answer.outcome, told, answer.retry_after, answer.channel_down)

    def _hand_over(self, letter: Letter, exchange: Exchange) -> bool:
        if self._plugin is None:
            self._plugin = open_plugin(self._url)
            sleep(max(0.0, _last_sent.get(self._url, 0.0) + self._plugin.request_rate_per_sec - monotonic()))
        content = json.loads(letter.content)
        if not _speaks_http(self._plugin):
            exchange.forbidden = self._judge_host() or ""
            if exchange.forbidden:
                return False
        with watched(exchange):
            return bool(
                self._plugin.notify(body=content["body"], title=content["title"], body_format=content["form"])
            )

    def _judge_host(self) -> str | None:
        """Services of other protocols connect by libraries at which the guard cannot stand, and names may change.

        So each needs its host and port in ``fetch.allow``; services on this machine (a desktop's notes) have no host.
        """
        host = getattr(self._plugin, "smtp_host", None) or getattr(self._plugin, "host", None)
        if not isinstance(host, str) or not host:
            return None
        port = getattr(self._plugin, "port", None)
        if not port:
            return "it does not speak HTTP: write its port into the address, and host:port into fetch.allow"
        if self._guard.allows(host, int(port)):
            return None
        return (
            f"it does not speak HTTP, so its connections cannot be judged: add {host}:{port} to fetch.allow"
        )

    async def close(self) -> None:
        """Let go of the service; the next sender to this address goes on at its pace."""
        if self._plugin is not None:
            _last_sent[self._url] = monotonic()
            _last_sent.move_to_end(self._url)
            if len(_last_sent) > _MOST_REMEMBERED:
                _last_sent.popitem(last=False)
        self._plugin = None


def _speaks_http(plugin: Any) -> bool:
    """Whether all that a service sends goes through requests: its modules know that and no other way out."""
    names = {base.__module__ for base in type(plugin).__mro__[:-1]}
    asks = any(hasattr(sys.modules[name], "requests") for name in names)
    packages = tuple(f"{name.rpartition('.')[0]}." for name in names if name.count(".") > _SINGLE_MODULE)
    near = names | {name for name in sys.modules if packages and name.startswith(packages)}
    return asks and not any(hasattr(sys.modules[name], way) for name in near for way in _OTHER_WAYS)


async def _in_thread(function: Callable[[], _T]) -> _T:
    """Run a function in a thread that nobody waits for at the end: a hanging service must not hold up a stop."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()
    context = contextvars.copy_context()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result: _T | None = None
        failure: BaseException | None = None
        try:
            result = context.run(function)
        except BaseException as error:  # noqa: BLE001, handed to whoever awaits
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=work, name="chat", daemon=True).start()
    return await future
