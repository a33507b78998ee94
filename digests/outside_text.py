"""Text from outside, made harmless for one line, a paragraph, a mail header, a link or a chat message.

Each output escapes for itself on top of this (Jinja2 for HTML, the JSON encoder for JSON).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Characters that steer the direction of text or hide in it: they can make a name read as another one.
_DIRECTION_AND_HIDDEN = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_ENCODED_WORD_MARKS = re.compile(r"=\?|\?=")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_MENTION = re.compile(r"([@!])(?=\w)")
_URL_SAFE = "/:?#[]@!$&'*+,;=%~-._"


def clean_text(text: str, limit: int = 4000) -> str:
    """Return ``text`` without control, direction and surrogate characters, blanks folded, cut to ``limit``."""
    characters = []
    for character in text[: 4 * limit]:
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
    return plain_mentions(escaped)


def plain_mentions(text: str) -> str:
    """Keep ``@all``, ``@here`` and the like from calling anybody, by a word joiner behind the sign."""
    return _MENTION.sub("\\1\u2060", text)


def markdown_link(label: str, url: str) -> str:
    """A Markdown link, or the label alone if the address is no safe one."""
    link = safe_link(url)
    if link is None:
        return markdown_text(label, 300)
    return f"[{markdown_text(label, 300)}]({link.replace('(', '%28').replace(')', '%29')})"
