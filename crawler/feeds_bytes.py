"""The bytes of a feed made safe for feedparser: encoding settled where labels lie, impossible characters out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.decoding import bom_of, charset_of, declared_encoding

_PROLOG_ENCODING = re.compile(
    rb"""^(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["'][^"'>]*["']""", re.IGNORECASE
)
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}));?")
_CONTROL = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}\[", re.IGNORECASE)
_SUBSET_END = re.compile(rb"\]\s*>")
_JSON_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*[{\[]")
_CHINESE = "gb18030"


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What is handed to feedparser."""

    body: bytes
    content_type: str
    warnings: tuple[str, ...] = ()


def is_json(body: bytes) -> bool:
    """Whether the document is JSON rather than XML, by its first character."""
    return _JSON_START.match(body[:200]) is not None


def as_feedparser_reads(body: bytes, content_type: str | None) -> FeedDocument:
    """Settle the encoding where feedparser is known to be misled, and take out what makes it raise.

    A UTF-8 mark wins, valid UTF-8 is UTF-8, and every label of the GB family is read as GB18030. Anything else is
    left to feedparser, which knows the rest of the rules (RFC 7303).
    """
    warnings: list[str] = []
    kind = (content_type or "application/xml").split(";")[0].strip() or "application/xml"
    stated = charset_of(content_type) or declared_encoding(body)
    bom = bom_of(body)
    text: str | None = None
    if bom is not None and bom[0] == "utf-8":
        text = body[bom[1] :].decode("utf-8", "replace")
    elif bom is None and not body[:200].count(b"\x00"):
        text = _settled(body, stated, charset_of(content_type), declared_encoding(body))
    if text is not None:
        if stated not in {None, "utf-8"} and bom is not None:
            warnings.append(f"the byte order mark says utf-8, the label {stated}")
        body = _PROLOG_ENCODING.sub(rb"\1", text.encode("utf-8", "replace"), count=1)
        header = f"{kind}; charset=utf-8"
    else:
        header = content_type or "application/xml"
    return FeedDocument(_harmless(body, stated, warnings), header, tuple(warnings))


def _settled(body: bytes, stated: str | None, *labels: str | None) -> str | None:
    if body.isascii():
        return None if stated and stated.startswith(("iso2022", "hz")) else body.decode("ascii")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _CHINESE in labels:
        try:
            return body.decode(_CHINESE)
        except UnicodeDecodeError:
            # A feed cut in the middle of a character is still Chinese; one wrongly labelled has many faults.
            lenient = body.decode(_CHINESE, "replace")
            if lenient.count("\ufffd") <= 3:
                return lenient
    return None


def _harmless(body: bytes, stated: str | None, warnings: list[str]) -> bytes:
    """Without control characters, references to impossible characters, and declarations of entities."""
    if body.count(b"\x00") * 4 > len(body) or (stated or "").startswith(
        ("iso2022", "hz", "utf-16", "utf-32")
    ):
        return body  # feedparser decodes it first; there these bytes are no control characters
    cleaned = body.translate(None, _CONTROL)
    if len(cleaned) != len(body):
        warnings.append("control characters were removed")
    if b"&#" in cleaned:
        cleaned = _REFERENCE.sub(_possible, cleaned)
    return _without_entities(cleaned, warnings)


def _possible(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16) if match[1] else int(match[2])
    # 0x80 to 0x9f are meant as Windows-1252 by those who write them; feedparser knows that.
    usable = (
        code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    )
    return match[0] if usable else b""


def _without_entities(body: bytes, warnings: list[str]) -> bytes:
    start = _DOCTYPE.search(body, 0, 5_000)
    if start is None:
        return body
    end = _SUBSET_END.search(body, start.end())
    if end is None:
        return body
    warnings.append("declarations of entities were removed")
    return body[: start.start()] + body[end.end() :]
