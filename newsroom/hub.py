"""A hub on loopback (WebSub, W3C Recommendation of 23 January 2018): takes subscriptions, asks back, and pushes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from newsroom.desk import Answer
from newsroom.loopback import OnLoopback
from newsroom.server import ConnectionServer, QuietHandler

_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
_SECONDS = 10.0
_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class HubSubscription:
    """Who wants to be told of a topic, and what their messages are signed with."""

    callback: str
    topic: str
    secret: str


@dataclass
class Hub(OnLoopback):
    """Serves on loopback; use it as a context manager.

    Args:
        lease_seconds: What it grants, whatever is asked for.
        denies: Refuse every subscription after taking the request (5.2).
        status: What requests are answered, 202 where they are taken.
        method: How messages are signed: sha1, sha256, sha384 or sha512.

    Raises:
        NewsroomError: If no port is free.
    """

    lease_seconds: int = 3600
    denies: bool = False
    status: int = 202
    method: str = "sha256"
    requests: list[dict[str, str]] = field(default_factory=list)
    subscriptions: dict[str, HubSubscription] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.listen(lambda address: _HubServer(address, self), "hub")

    @property
    def address(self) -> str:
        """Where it takes subscriptions."""
        return f"http://{self.pair}/hub"

    def take(self, form: dict[str, str]) -> int:
        """Take a request, and ask back at once, as many hubs do before they answer. The status is returned."""
        self.requests.append(form)
        if self.status != 202:
            return self.status
        self.ask_back(form)
        return 202

    def ask_back(self, form: dict[str, str]) -> bool:
        """Verify a subscriber's intent (5.3); whether it was confirmed."""
        callback, topic = form["hub.callback"], form["hub.topic"]
        if self.denies:
            self.call(callback, {"hub.mode": "denied", "hub.topic": topic, "hub.reason": "not today"})
            return False
        challenge = secrets.token_hex(16)
        asked = {
            "hub.mode": form["hub.mode"],
            "hub.topic": topic,
            "hub.challenge": challenge,
            "hub.lease_seconds": str(self.lease_seconds),
        }
        status, answer = self.call(callback, asked)
        confirmed = 200 <= status < 300 and answer == challenge
        if confirmed:
            self.subscriptions[callback] = HubSubscription(callback, topic, form.get("hub.secret", ""))
        return confirmed

    def call(self, callback: str, asked: dict[str, str]) -> tuple[int, str]:
        """Ask a subscriber something; status and body of its answer."""
        joint = "&" if urlsplit(callback).query else "?"
        return _sent(f"{callback}{joint}{urlencode(asked)}")

    def publish(self, topic: str, body: bytes, *, signature: str | None = None) -> list[int]:
        """Push a topic's content to all who want it, signed as agreed or with ``signature``; their answers' status."""
        told = []
        for one in list(self.subscriptions.values()):
            if one.topic != topic:
                continue
            digest = hmac.new(one.secret.encode(), body, getattr(hashlib, self.method)).hexdigest()
            headers = {
                "Content-Type": "application/rss+xml",
                "Link": f'<{self.address}>; rel="hub", <{topic}>; rel="self"',
                "X-Hub-Signature": f"{self.method}={digest}" if signature is None else signature,
            }
            told.append(_sent(one.callback, body, headers)[0])
        return told


def _sent(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Status and body of an answer, 0 if nobody answers; with a body it is a POST."""
    request = Request(url, data=body, headers=dict(headers or {}))  # noqa: S310, subscribers on loopback
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310, subscribers on loopback
            return int(answer.status), answer.read(_MOST).decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return int(error.code), ""
    except URLError:
        return 0, ""


class _HubServer(ConnectionServer):
    def __init__(self, address: tuple[str, int], hub: Hub) -> None:
        self.hub = hub
        super().__init__(address, _HubHandler)


class _HubHandler(QuietHandler):
    server: _HubServer

    def do_POST(self) -> None:  # noqa: N802  # http.server names it
        length = min(int(self.headers.get("Content-Length") or 0), _MOST)
        fields: dict[str, Any] = parse_qs(self.rfile.read(length).decode("utf-8", "replace"))
        status = self.server.hub.take({name: values[0] for name, values in fields.items()})
        self.send(Answer(status, b"", _TEXT))
