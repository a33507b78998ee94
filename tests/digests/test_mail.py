"""Mail in a real SMTP conversation: encryption, login, refusals; headers that nothing can break."""

from __future__ import annotations

import email
import email.policy
import ipaddress
import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.settings import SmtpSettings
from digests.channels.mail import MailSender
from digests.channels.mail_message import MailAddress, UnusableMailAddress, build_mail, read_address
from digests.channels.values import Letter
from digests.outside_text import header_text

NOW = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
PASSWORD = "pl4nted-S3cret"
EXPECTED = [
    "auto-submitted",
    "content-language",
    "content-type",
    "date",
    "from",
    "list-id",
    "list-unsubscribe",
    "message-id",
    "mime-version",
    "subject",
    "to",
    "x-auto-response-suppress",
]


def letter(recipient: str = "a@example.org", id_: str = "0123456789abcdef", **content: str) -> Letter:
    body = {
        "subject": "Zwei neue Vorhaben",
        "text": "Guten Morgen",
        "html": "<p>Guten Morgen</p>",
        "language": "de",
    }
    return Letter(id_, "morning", recipient, json.dumps(body | content), NOW, NOW)


@dataclass
class Inbox:
    """What the server took, and how it refuses."""

    envelopes: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    data_answer: str = "250 OK"
    logins: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.data_answer.startswith("250"):
            self.envelopes.append(envelope)
            self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return self.data_answer

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.logins.append(data.password)
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


class AnyPort(Controller):
    """A server on a free port; it knocks at itself once it is bound and knows which."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


StartServer = Callable[..., tuple[Inbox, SmtpSettings]]


@pytest.fixture
def serve(certificate: Path) -> Iterator[StartServer]:
    """Start a server; ``tls`` and ``login`` as the settings name them."""
    running: list[Controller] = []

    def start(tls: str = "none", *, login: bool = False, **smtp: Any) -> tuple[Inbox, SmtpSettings]:
        inbox = Inbox()
        options: dict[str, Any] = {}
        if tls != "none":
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            options = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {}
        if login:
            options |= {
                "authenticator": inbox.authenticate,
                "auth_required": True,
                "auth_require_tls": tls == "starttls",
            }
        controller = AnyPort(inbox, hostname="127.0.0.1", port=0, **options)
        if tls == "tls":
            controller.ssl_context = context
        controller.start()
        running.append(controller)
        base = {
            "host": "127.0.0.1",
            "port": controller.port,
            "tls": tls,
            "sender": "zhongde 中德 <digest@example.org>",
        }
        if login:
            base |= {"username": "analyst", "password": PASSWORD}
        return inbox, SmtpSettings(**(base | smtp))

    yield start
    for controller in running:
        controller.stop()


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


async def send(sender: MailSender, *letters: Letter) -> list[Any]:
    try:
        return [await sender.send(item) for item in letters]
    finally:
        await sender.close()


@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
async def test_a_mail_arrives_encrypted_and_logged_in(
    serve: StartServer, certificate: Path, tls: str
) -> None:
    inbox, smtp = serve(tls, login=tls == "starttls")
    recipients = ["Jürgen <a@example.org>", "b@bücher.example"]
    answers = await send(
        MailSender(smtp, tls_context=trusting(certificate)),
        *(letter(recipient, id_=f"{number:032x}") for number, recipient in enumerate(recipients)),
    )
    assert [answer.outcome for answer in answers] == ["sent", "sent"]
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [
        ["a@example.org"],
        ["b@xn--bcher-kva.example"],
    ]
    assert inbox.encrypted == [tls != "none"] * 2
    if tls == "starttls":
        assert inbox.logins == [PASSWORD.encode()]  # One connection for both.


async def test_the_mail_read_back(serve: StartServer) -> None:
    inbox, smtp = serve()
    subject = "中德合作与投资动态：新项目2个 · 2026年3月3日 — Übersicht (≈ 9,2 Mrd. €)"
    text = "Grüße, 早上好\n" + "x" * 3000
    await send(MailSender(smtp), letter(subject=subject, text=text, html=f"<p>{'ü' * 3000}</p>"))
    raw = inbox.envelopes[0].original_content
    assert raw is not None
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert sorted(name.lower() for name in message) == EXPECTED
    assert message["subject"] == subject
    assert message["to"] == "a@example.org"
    assert message["from"].addresses[0].display_name == "zhongde 中德"
    assert message["message-id"] == "<0123456789abcdef@example.org>"
    assert message["auto-submitted"] == "auto-generated"
    assert message["date"].datetime == NOW
    plain, html = message.iter_parts()
    assert plain.get_content().strip().splitlines() == text.splitlines()
    assert html.get_content_type() == "text/html"
    assert html.get_content().strip() == f"<p>{'ü' * 3000}</p>"


async def test_a_repeated_try_sends_the_very_same_mail(serve: StartServer) -> None:
    inbox, smtp = serve()
    await send(MailSender(smtp), letter())
    await send(MailSender(smtp), letter())
    first, second = (envelope.original_content for envelope in inbox.envelopes)
    assert first == second


async def test_a_refused_recipient_ends_only_that_one(serve: StartServer) -> None:
    inbox, smtp = serve()
    inbox.refuse = {"gone@example.org": "550 no such user", "full@example.org": "452 mailbox full"}
    gone, full, good = await send(
        MailSender(smtp), letter("gone@example.org"), letter("full@example.org"), letter("a@example.org")
    )
    assert [answer.outcome for answer in (gone, full, good)] == ["failed", "retry", "sent"]
    assert "gone@example.org was refused: 550 no such user" in gone.detail
    assert "452 mailbox full" in full.detail
    assert not full.channel_down


@pytest.mark.parametrize(("reply", "outcome"), [("451 later", "retry"), ("554 spam", "failed")])
async def test_a_refused_message(serve: StartServer, reply: str, outcome: str) -> None:
    inbox, smtp = serve()
    inbox.data_answer = reply
    (answer,) = await send(MailSender(smtp), letter())
    assert answer.outcome == outcome
    assert reply in answer.detail


async def test_a_wrong_password_is_told_without_it(serve: StartServer, certificate: Path) -> None:
    _, smtp = serve("starttls", login=True, password="wr0ng-S3cret")
    (answer,) = await send(MailSender(smtp, tls_context=trusting(certificate)), letter())
    assert (answer.outcome, answer.channel_down) == ("retry", True)
    assert "refused the login (535); check smtp.username and smtp.password" in answer.detail
    assert "wr0ng-S3cret" not in answer.detail


async def test_a_certificate_nobody_vouches_for_is_refused(serve: StartServer) -> None:
    inbox, smtp = serve("starttls")
    (answer,) = await send(MailSender(smtp), letter())
    assert answer.outcome == "retry"
    assert "certificate that cannot be trusted" in answer.detail
    assert inbox.envelopes == []


async def test_a_server_without_starttls_gets_nothing(serve: StartServer) -> None:
    inbox, smtp = serve()
    (answer,) = await send(MailSender(smtp.model_copy(update={"tls": "starttls"})), letter())
    assert (answer.outcome, answer.channel_down) == ("retry", True)
    assert "STARTTLS" in answer.detail
    assert "check smtp.tls" in answer.detail
    assert inbox.envelopes == []


async def test_a_connection_that_the_server_has_closed_is_opened_anew(serve: StartServer) -> None:
    inbox, smtp = serve()
    sender = MailSender(smtp)
    assert (await sender.send(letter())).outcome == "sent"
    assert sender._client is not None
    sender._client.close()
    assert (await sender.send(letter())).outcome == "sent"
    await sender.close()
    assert len(inbox.envelopes) == 2


async def test_an_address_that_no_server_takes_is_told(serve: StartServer) -> None:
    _, smtp = serve()
    (answer,) = await send(MailSender(smtp), letter("jürgen@example.org"))
    assert answer.outcome == "failed"
    assert "characters that mail servers do not take" in answer.detail


HOSTILE = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(
            ["=?utf-8?q?x=0D=0ABcc:_evil@example.org?=", "=?utf-8?b?DQpCY2M6IGU=?=", "=", "?", "\r\n", "Bcc: e@x.org",
             "\n\n<script>", "\u2028", "\x00", "\ud83d", "中", "=?=?", "?=", " " * 80, "a" * 90]
        ),
        max_size=8,
    ).map("".join),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@example("Deal =?utf-8?q?x=0D=0ABcc:_evil@example.org?= signed")
@example("=?utf-8?b?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?=")
@given(HOSTILE)
def test_no_text_breaks_the_headers(text: str) -> None:
    address = read_address("digest@example.org")
    data = build_mail(
        sender=address,
        recipient=address,
        message_id="0123",
        made_at=NOW,
        subscription="morning",
        subject=text,
        text="x",
        html="x",
        language="en",
    )
    head = data.partition(b"\r\n\r\n")[0]
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert sorted(name.lower() for name in message) == EXPECTED
    assert b"\nbcc" not in head.lower()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert "\n" not in message["subject"]


WORDS = st.sampled_from(
    ["Bosch", "und", "苏州市政府", "·", "7\u00a0Mrd.\u00a0Yuan", "(≈", "860\u00a0Mio.\u00a0€)", "26.", "Nov.", "München", "→", "x" * 40,
     "博世（Bosch）和", "“x”", "Neu:", "?", "=", "_"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@example(["26.", "860\u00a0Mio.\u00a0€)", "￥70亿", "2026", "860\u00a0Mio.\u00a0€)", "→", "Bosch"])
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_a_subject_arrives_letter_by_letter(words: list[str]) -> None:
    """Also from sender and recipient, whose names are encoded likewise."""
    text = header_text(" ".join(words), 200)
    name = header_text(text, 100)
    address = MailAddress(name, "digest", "example.org")
    data = build_mail(
        sender=address,
        recipient=address,
        message_id="0123",
        made_at=NOW,
        subscription="morning",
        subject=text,
        text="x",
        html="x",
        language="en",
    )
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["subject"] == text
    # Python's address parser keeps the fold between two encoded words, which RFC 2047 (6.2) drops: decode them apart.
    raw = email.message_from_bytes(data)
    for header in ("from", "to"):
        assert message[header].addresses[0].addr_spec == "digest@example.org"
        encoded = raw[header].rpartition(" <")[0]
        if not name.isascii():
            assert str(make_header(decode_header(encoded))) == name
    head = data.partition(b"\r\n\r\n")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 150


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@b", "a@b.org\r\nBcc: c@d.org", "a b@c.org", "jürgen@example.org", "a@b..org."],
)
def test_unusable_addresses_are_refused(address: str) -> None:
    with pytest.raises(UnusableMailAddress):
        read_address(address)
