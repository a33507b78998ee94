"""From bytes to text: byte order mark, HTTP header, declaration, and trial. Never raises."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""", re.IGNORECASE)
_WIDER = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb_2312": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}
"""Labels that are used for wider encodings than they name (WHATWG Encoding Standard)."""

_HAN_PAIR = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
_ASCII = bytes(range(0x80))
_NEVER = frozenset({"utf-7", "utf7", "unicode-1-1-utf-7", "x-user-defined", "replacement"})


def known_encoding(label: str) -> str | None:
    """The codec for a charset label, the wider one where labels are used loosely; None if there is none."""
    label = label.strip().lower()
    if not label or label in _NEVER:
        return None
    name = _WIDER.get(label, label)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if getattr(info, "_is_text_encoding", True) else None


def charset_of(content_type: str | None) -> str | None:
    """The charset in a Content-Type header, as a codec."""
    match = _CHARSET.search(content_type or "")
    return known_encoding(match[1]) if match else None


def bom_of(body: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark states, and the mark's length."""
    return next(((encoding, len(mark)) for mark, encoding in _BOMS if body.startswith(mark)), None)


def declared_encoding(body: bytes) -> str | None:
    """The encoding of an XML declaration or a meta tag near the beginning, as a codec."""
    head = body[:4096]
    match = _XML.search(head) or _META.search(head)
    return known_encoding(match[1].decode("ascii")) if match else None


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of a page and the encoding it was read in.

    A byte order mark wins. Bytes that are valid UTF-8 are UTF-8, whatever is declared: text in another encoding
    hardly ever is. Then the HTTP header, the declaration, GB18030, and at last Windows-1252 with replacements.
    """
    bom = bom_of(body)
    if bom is not None:
        encoding, length = bom
        return body[length:].decode(encoding, "replace"), encoding
    stated = [name for name in (charset_of(content_type), declared_encoding(body)) if name]
    if body[:200].count(b"\x00") * 3 > len(body[:200]):
        order = "utf-16-be" if body[:1] == b"\x00" else "utf-16-le"
        return body.decode(order, "replace"), order
    if body.isascii() and not any(name.startswith(("iso2022", "hz")) for name in stated):
        return body.decode("ascii"), "utf-8"
    chinese = _looks_chinese(body)
    candidates = list(dict.fromkeys(("utf-8", *stated, *(["gb18030"] if chinese else []))))
    if any(name.startswith(("iso2022", "hz")) for name in stated):
        candidates.remove("utf-8")
    if chinese and "cp1252" in candidates:
        candidates.remove("cp1252")
    for name in candidates:
        try:
            return body.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    for name in candidates:
        text = body.decode(name, "replace")
        if name != "cp1252" and _is_nearly_right(text):
            return text, name
    best = min(
        dict.fromkeys((*stated, "cp1252", "utf-8")),
        key=lambda name: body[:20_000].decode(name, "replace").count("\ufffd"),
    )
    return body.decode(best, "replace"), best


def _is_nearly_right(text: str) -> bool:
    """Whether a text has only a few faults, as one that is cut within a character or has a damaged one."""
    faults = text.count("\ufffd")
    return faults <= 3 + len(text) // 5_000 and 8 * faults < sum(character > "\x7f" for character in text)


def _looks_chinese(body: bytes) -> bool:
    """Whether bytes are rather GB18030 than Latin: their high bytes mostly come in pairs that are common characters."""
    sample = body[:20_000]
    high = len(sample.translate(None, _ASCII))
    return high >= 4 and 2 * len(_HAN_PAIR.findall(sample)) > 0.7 * high
