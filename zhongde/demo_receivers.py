"""What the demo's messages arrive at: a mail server and a webhook receiver on loopback, which keep what comes."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError

_LARGEST_BODY = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """A mail that was taken, and the file in which it lies."""

    recipient: str
    subject: str
    message_id: str
    file: Path


@dataclass(frozen=True, slots=True)
class ArrivedWebhook:
    """A webhook that was taken, whether its signature holds, and the file in which its body lies."""

    id: str
    signature_holds: bool
    payload: Mapping[str, Any]
    file: Path


class MailCatcher:
    """A mail server that takes everything and writes each mail into a folder as an ``.eml`` file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self.mails: list[ArrivedMail] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen on a free port. aiosmtpd's own controller wants to know the port beforehand."""
        self._thread.start()
        listening = self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()

    def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        """The port it listens on, once it does."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        data = cast(bytes, envelope.content)
        message = email.message_from_bytes(data, policy=email.policy.default)
        with self._lock:
            file = self._folder / f"{len(self.mails) + 1:02}.eml"
            file.write_bytes(data)
            self.mails.append(
                ArrivedMail(
                    recipient=", ".join(str(recipient) for recipient in envelope.rcpt_tos),
                    subject=str(message["Subject"]),
                    message_id=str(message["Message-ID"]),
                    file=file,
                )
            )
        return "250 kept"


class WebhookReceiver:
    """A receiver that verifies each signature (Standard Webhooks) and writes each body into a folder."""

    def __init__(self, folder: Path, secret: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.webhooks: list[ArrivedWebhook] = []
        verifier = Webhook(secret)
        lock = threading.Lock()
        received = self.webhooks

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                if not 0 < length <= _LARGEST_BODY:
                    self.send_error(413)
                    return
                body = self.rfile.read(length)
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    verifier.verify(body, headers)
                    holds = True
                except WebhookVerificationError:
                    holds = False
                with lock:
                    file = folder / f"{len(received) + 1:02}.json"
                    file.write_bytes(body)
                    received.append(
                        ArrivedWebhook(headers.get("webhook-id", ""), holds, json.loads(body), file)
                    )
                self.send_response(204 if holds else 401)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: the demo says itself what arrived."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        """Listen; the port is free to use from the beginning."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where to send."""
        return f"http://127.0.0.1:{self.port}/hook"
