"""A mail as bytes: multipart text and HTML, headers that nothing from outside can break, lines of 76 octets."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from typing import Literal

from digests.outside_text import header_text

_HEADER_LINE = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MANY_SPECIAL = 0.2


class UnusableMailAddress(Exception):  # noqa: N818, the word says it
    """A mail address that cannot be written to. The text says why."""


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A mail address with a display name, the domain in ASCII."""

    name: str
    local: str
    domain: str

    @property
    def bare(self) -> str:
        """The address alone, as the mail server takes it."""
        return f"{self.local}@{self.domain}"


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that goes with a mail: its name, its media type such as ``text/csv``, its bytes in base64."""

    name: str
    type: str
    data: str


def read_address(text: str) -> MailAddress:
    """Read an address as it is configured, ``Name <name@example.org>`` or without a name.

    Raises:
        UnusableMailAddress: If it is none, or holds other letters than ASCII before the ``@`` (RFC 6531).
    """
    name, address = parseaddr(text)
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or not text.isprintable() or address not in text:
        raise UnusableMailAddress(f"{header_text(text, 80)!r} is no mail address")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        raise UnusableMailAddress(
            f"{header_text(address, 80)!r} holds characters that mail servers do not take"
        )
    return MailAddress(header_text(name, 100), local, ascii_domain)


def build_mail(
    *,
    sender: MailAddress,
    recipient: MailAddress,
    message_id: str,
    made_at: datetime,
    subscription: str,
    subject: str,
    text: str,
    html: str,
    language: str,
    files: tuple[MailFile, ...] = (),
    unsubscribe: str = "",
) -> bytes:
    """Build a mail; the same arguments give the same bytes, so that a repeated try sends the very same mail.

    The headers are those of RFC 5322, with List-Id (RFC 2919), List-Unsubscribe by mail (RFC 2369) and
    Auto-Submitted (RFC 3834), which keeps out-of-office replies away. ``unsubscribe`` is an address that does it at
    once when it is posted to; mail programs offer that for https only (RFC 8058).

    Raises:
        ValueError: If a header came out otherwise than it was meant: nothing is sent then.
    """
    headers = {
        "From": _mailbox(sender),
        "To": _mailbox(recipient),
        "Subject": _encoded("Subject", header_text(subject, 200)),
        "Date": format_datetime(made_at),
        "Message-ID": f"<{message_id}@{sender.domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{_label(subscription)}.zhongde.{sender.domain}>",
        "List-Unsubscribe": f"<mailto:{sender.bare}?subject=unsubscribe%20{_label(subscription)}>",
        "Content-Language": language,
    }
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>,\r\n {headers['List-Unsubscribe']}"
    if unsubscribe.startswith("https:"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(policy=SMTP)
    message.set_content(text, subtype="plain", charset="utf-8", cte=_encoding(text))
    message.add_alternative(html, subtype="html", charset="utf-8", cte=_encoding(html))
    for attached in files:
        kind, _, subtype = attached.type.partition("/")
        message.add_attachment(
            b64decode(attached.data), maintype=kind, subtype=subtype, filename=header_text(attached.name, 100)
        )
    for depth, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{message_id}" if depth == 0 else f"=_{message_id}_{depth}")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    data = head.encode("ascii") + message.as_bytes()
    _require_headers(data, headers)
    return data


def _encoded(name: str, value: str) -> str:
    """A header's value in ASCII, folded (RFC 2047).

    The header classes of ``email.policy`` mix encoded words and plain ones, and lose or double blanks between them
    (one subject in ten, in Python 3.11 to 3.13); here all of a value is encoded or none of it.
    """
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _mailbox(address: MailAddress) -> str:
    if address.name.isascii():
        return formataddr((address.name, address.bare))
    return f"{_encoded('From', address.name)} <{address.bare}>"


def _label(subscription: str) -> str:
    return re.sub(r"[^a-z0-9-]+", "-", subscription.lower()).strip("-") or "digest"


def _encoding(text: str) -> Literal["base64", "quoted-printable"]:
    """Base64 is shorter where much is not ASCII, for instance in Chinese; both keep lines to 76 octets."""
    special = sum(not character.isascii() for character in text)
    return "base64" if special > _MANY_SPECIAL * len(text) else "quoted-printable"


def _require_headers(data: bytes, meant: Mapping[str, object]) -> None:
    """Python's header classes have let line breaks through before (CVE-2024-6923, CVE-2026-1299)."""
    head = data.partition(b"\r\n\r\n")[0]
    found = sorted(name.decode("ascii").lower() for name in _HEADER_LINE.findall(head))
    wanted = sorted([*(name.lower() for name in meant), "mime-version", "content-type"])
    if found != wanted:
        raise ValueError("the headers of the mail did not come out as meant; it is not sent")
