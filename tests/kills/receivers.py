"""A webhook receiver and a mail server that fail as a seed decides, and keep what they took."""

from __future__ import annotations

import asyncio
import email
import random
import threading
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from standardwebhooks import Webhook, WebhookVerificationError


class Taken:
    """What arrived: how often each message, known by its id and recipient, and how many answers were cut off."""

    def __init__(self, seed: int, failing: float) -> None:
        self.copies: Counter[tuple[str, str]] = Counter()
        self.bodies: dict[str, bytes] = {}
        self.cuts = 0
        self.refused: Counter[str] = Counter()
        self.unsigned = 0
        self.failing = failing
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def next(self, *failures: str) -> str:
        """One of the failures, or an empty word if all is to go well."""
        with self._lock:
            if self._chance.random() >= self.failing:
                return ""
            failure = self._chance.choice(failures)
            if failure:
                self.refused[failure] += 1
            return failure

    def take(self, message_id: str, recipient: str, body: bytes, *, cut: bool = False) -> None:
        """Keep a message; with ``cut`` the sender is not told."""
        with self._lock:
            self.copies[message_id, recipient] += 1
            self.bodies[message_id] = body
            self.cuts += cut


class FailingHook:
    """A webhook receiver. It verifies signatures by the scheme's own library."""

    def __init__(self, secret: str, seed: int, failing: float) -> None:
        self.taken = Taken(seed, failing)
        taken, verifier = self.taken, Webhook(secret)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # the sender was killed while it sent
                headers = {name.lower(): value for name, value in self.headers.items()}
                try:
                    verifier.verify(body, headers)
                except WebhookVerificationError:
                    taken.unsigned += 1
                failure = taken.next("429", "500", "503", "silence", "cut after", "cut before")
                if failure in {"silence", "cut before"}:
                    threading.Event().wait(2 if failure == "silence" else 0)
                    self.close_connection = True
                    return
                if failure in {"", "cut after"}:
                    taken.take(headers["webhook-id"], "", body, cut=bool(failure))
                if failure == "cut after":
                    self.close_connection = True
                    return
                self.send_response(int(failure or 204))
                if failure == "429":
                    self.send_header("Retry-After", "1")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Keep the output quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_arguments: object) -> None:
                """A sender that is killed hangs up; that is the test."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class FailingMail:
    """A mail server that refuses recipients and messages, for now and for good, and hangs up."""

    def __init__(self, seed: int, failing: float) -> None:
        self.taken = Taken(seed, failing)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Take a recipient, or not."""
        failure = self.taken.next("", "", "451", "550")
        if failure:
            return {"451": "451 try again later", "550": "550 no such user"}[failure]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or not."""
        failure = self.taken.next("451", "552", "cut after", "cut before")
        assert isinstance(envelope.content, bytes)
        if failure in {"", "cut after"}:
            message_id = str(email.message_from_bytes(envelope.content)["Message-ID"])
            for recipient in envelope.rcpt_tos:
                self.taken.take(message_id, recipient, envelope.content, cut=bool(failure))
        if failure.startswith("cut"):
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        return {"": "250 kept", "451": "451 try again later", "552": "552 too large"}[failure]

    def stop(self) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._server.close)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
