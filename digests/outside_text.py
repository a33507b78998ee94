"""Text from outside, made harmless for one line, a paragraph, a mail header, a link or a chat message.

Each output escapes for itself on top of this (Jinja2 for HTML, the JSON encoder for JSON).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Characters that steer the direction of text or hide in it: they can make a name read as another one.
_DIRECTION_AND_HIDDEN = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
) | {chr(tag) for tag in range(0xE0000, 0xE0080)}
_ENCODED_WORD_MARKS = re.compile(r"=\?|\?=")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_ACTIVE_IN_CHATS = re.compile(r"([@!](?=\w)|<(?=[^\s\u2060])|\](?=\())")
_FORMULA = re.compile(r"(?:^|(?<=;))([\s\"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_URL_SAFE = "/:?#[]@!$&'*+,;=%~-._"


def clean_text(text: str, limit: int = 4000) -> str:
    """Return ``text`` without control, direction and surrogate characters, blanks folded, cut to ``limit``."""
    piece = text[: 4 * limit]
    # What Python calls printable holds nothing of all that, and most text is: lists clean thousands of pieces.
    characters = [piece] if piece.isprintable() else []
    for character in "" if characters else piece:
        category = unicodedata.category(character)
        if category in {"Zl", "Zp", "Cc"}:
            characters.append(" ")
        elif category in {"Cs", "Cn", "Co"} or character in _DIRECTION_AND_HIDDEN:
            continue
        else:
            characters.append(character)
    folded = " ".join("".join(characters).split())
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def header_text(text: str, limit: int = 200) -> str:
    """Return ``text`` fit for a mail header: one line, and nothing that decodes to anything else (RFC 2047).

    Python's header classes decode encoded words on assignment, so a line break may hide in one. The marks are
    removed until none is left, because removing one may form another.
    """
    text = clean_text(text, limit)
    while _ENCODED_WORD_MARKS.search(text):
        text = _ENCODED_WORD_MARKS.sub("", text)
    return " ".join(text.split())


def safe_link(url: str) -> str | None:
    """Return ``url`` if it is an absolute http(s) address that cannot break out of an attribute, else None."""
    if not url or len(url) > 2000 or clean_text(url, 2000) != url or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return quote(urlunsplit(parts), safe=_URL_SAFE)


def host_of(url: str) -> str:
    """The host of an address, for messages: an address may hold a secret, its host does not."""
    try:
        return urlsplit(url).hostname or "an unreadable address"
    except ValueError:
        return "an unreadable address"


def markdown_text(text: str, limit: int = 4000) -> str:
    """Return ``text`` so that Markdown dialects of chat services show it as it stands, mentions included."""
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", clean_text(text, limit))
    return inert_text(escaped)


def inert_text(text: str) -> str:
    """Keep ``@all``, ``<!channel>``, ``<at id=all>`` and links with another label from being taken as such.

    A word joiner, which is not seen, stands behind the sign. Titles and plain text need it too: services show
    mark-up there that they do not document, and not all know Markdown's backslash.
    """
    return _ACTIVE_IN_CHATS.sub("\\1\u2060", text)


def spreadsheet_text(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it, or what follows a semicolon in it, for a formula.

    Where the list separator is a semicolon, as in Germany, programs part a file at each, within quotation marks of a
    cell that they do not see as such. Signs of double width count as formulas where Chinese or Japanese is typed
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    return _FORMULA.sub(r"\1'", text)


def markdown_link(label: str, url: str) -> str:
    """A Markdown link, or the label alone if the address is no safe one."""
    link = safe_link(url)
    if link is None:
        return markdown_text(label, 300)
    return f"[{markdown_text(label, 300)}]({link.replace('(', '%28').replace(')', '%29')})"
