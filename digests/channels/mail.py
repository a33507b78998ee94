"""A digest by mail: one message a recipient over one SMTP connection."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl

import aiosmtplib

from config.settings import SmtpSettings
from digests.channels.mail_message import MailAddress, MailFile, UnusableMailAddress, build_mail, read_address
from digests.channels.redaction import redact
from digests.channels.values import Answer, Letter
from storage.values import AttemptOutcome

_STEPS_OF_A_MAIL = 4


class MailSender:
    """Sends letters through the configured server; the connection is kept from one letter to the next."""

    def __init__(self, smtp: SmtpSettings, *, tls_context: ssl.SSLContext | None = None) -> None:
        self._smtp = smtp
        self._context = tls_context
        self._server = f"{smtp.host}:{smtp.port}"
        self._password = smtp.password.get_secret_value() if smtp.password else None
        self._client: aiosmtplib.SMTP | None = None

    async def send(self, letter: Letter) -> Answer:
        """Send one letter. 5xx ends it for this recipient, 4xx and a server out of reach are tried again."""
        try:
            sender, recipient = read_address(self._smtp.sender), read_address(letter.recipient)
            data = self._build(letter, sender, recipient)
        except (UnusableMailAddress, ValueError) as error:
            return Answer("failed", str(error))
        return await self._try(sender, recipient, data)

    @staticmethod
    def _build(letter: Letter, sender: MailAddress, recipient: MailAddress) -> bytes:
        content = json.loads(letter.content)
        return build_mail(
            sender=sender,
            recipient=recipient,
            message_id=letter.id,
            made_at=letter.made_at,
            subscription=letter.subscription,
            subject=content["subject"],
            text=content["text"],
            html=content["html"],
            language=content["language"],
            files=tuple(MailFile(**attached) for attached in content.get("files", ())),
            unsubscribe=content.get("unsubscribe", ""),
        )

    async def _try(self, sender: MailAddress, recipient: MailAddress, data: bytes) -> Answer:
        try:
            async with asyncio.timeout(_STEPS_OF_A_MAIL * self._smtp.timeout.total_seconds()):
                client = await self._connected()
                _, reply = await client.sendmail(sender.bare, [recipient.bare], data)
            return Answer("sent", f"{self._server} took it: {self._shown(reply)}")
        except aiosmtplib.SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            return self._refused(f"{recipient.bare} was refused", refusal.code, refusal.message)
        except aiosmtplib.SMTPDataError as error:
            return self._refused("the message was refused", error.code, error.message)
        except (aiosmtplib.SMTPException, TimeoutError, OSError) as error:
            await self._drop()
            return Answer("retry", self._why_down(error, sender), channel_down=True)

    async def _connected(self) -> aiosmtplib.SMTP:
        """The connection of the last letter if it still works (servers close idle ones), else a new one."""
        if self._client is not None:
            try:
                await self._client.noop()
            except (aiosmtplib.SMTPException, OSError):
                await self._drop()
        if self._client is None:
            self._client = await self._connect()
        return self._client

    async def _connect(self) -> aiosmtplib.SMTP:
        smtp = self._smtp
        encrypted = smtp.tls != "none"
        client = aiosmtplib.SMTP(
            hostname=smtp.host,
            port=smtp.port,
            use_tls=smtp.tls == "tls",
            start_tls=smtp.tls == "starttls",
            username=smtp.username,
            password=self._password,
            timeout=smtp.timeout.total_seconds(),
            tls_context=(self._context or ssl.create_default_context()) if encrypted else None,
        )
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client

    def _refused(self, what: str, code: int, message: str) -> Answer:
        """A refusal of one letter (RFC 5321, section 4.2.1): 5xx is for good, 4xx for now."""
        outcome: AttemptOutcome = "failed" if 500 <= code < 600 else "retry"
        return Answer(outcome, f"{self._server}: {what}: {code} {self._shown(message)}")

    def _why_down(self, error: Exception, sender: MailAddress) -> str:
        server = f"the mail server {self._server}"
        told = self._shown(str(error) or type(error).__name__)
        if isinstance(error, aiosmtplib.SMTPAuthenticationError):
            return f"{server} refused the login ({error.code}); check smtp.username and smtp.password"
        if isinstance(error, aiosmtplib.SMTPSenderRefused):
            return f"{server} refused the sender {sender.bare} ({error.code}); check smtp.sender"
        if isinstance(error, ssl.SSLCertVerificationError) or isinstance(error.__cause__, ssl.SSLError):
            return (
                f"{server} has a certificate that cannot be trusted: {told}; write the name it is made for "
                "in smtp.host, or name a file with its authority in the environment variable SSL_CERT_FILE"
            )
        if isinstance(error, ssl.SSLError):
            return f"{server} could not agree on encryption: {told}; check smtp.tls and smtp.port"
        if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
            return f"{server} did not answer in time; check smtp.host, smtp.port and smtp.tls"
        if isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPServerDisconnected | OSError):
            return f"{server} cannot be reached: {_cause(error) or told}; check smtp.host, smtp.port and smtp.tls"
        if isinstance(error, aiosmtplib.SMTPResponseException):
            return f"{server} answered {error.code}: {told}"
        return f"{server}: {told}; check smtp.tls and smtp.username"

    def _shown(self, text: str) -> str:
        return redact(text, [self._password] if self._password else [], limit=160)

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def close(self) -> None:
        """Take leave of the server."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            async with asyncio.timeout(2):
                await client.quit()
        except (aiosmtplib.SMTPException, TimeoutError, OSError):
            client.close()


def _cause(error: BaseException) -> str:
    """The operating system's word for what happened, without the library's around it."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, socket.gaierror):
            return "its name cannot be resolved"
        if isinstance(seen, OSError) and seen.errno:
            return os.strerror(seen.errno)
        seen = seen.__cause__ or seen.__context__
    return ""
