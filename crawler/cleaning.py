"""Outside text is cleaned once, here at the border: what goes on is plain text of bounded length."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

TITLE_LENGTH = 500
AUTHOR_LENGTH = 200
GUID_LENGTH = 1_000
SUMMARY_LENGTH = 4_000
TEXT_LENGTH = 200_000
MARKUP_LENGTH = 2_000_000
"""Longer mark-up is cut before it is cleaned; its text is far longer than what is kept anyhow."""

_LINE_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u180e\u200b\u2060\ufeff\ufff9\ufffa\ufffb"


def _unwanted() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160)))
    table.update({ord(character): None for character in _DIRECTION + _INVISIBLE})
    table.update(dict.fromkeys(range(917504, 917632)))
    table.update(dict.fromkeys((65534, 65535)))
    table.update(dict.fromkeys(range(0xD800, 0xE000)))  # halves of characters
    table.update({ord(character): "\n" for character in _LINE_BREAKS})
    table[ord("\t")] = " "
    return table


_UNWANTED = _unwanted()
_ODD = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What the table changes. Most texts hold none of it, and to look is ten times cheaper than to translate."""

_HAN = re.compile("[\u4e00-\u9fff]")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|tr|table|h[1-6]|blockquote|section|article|figure|figcaption|pre|hr|dd|dt|dl)"
    r"(?=[\s/>])",
    re.IGNORECASE,
)
_TAG_OR_ENTITY = re.compile(r"<[!/?a-zA-Z]|&(?:#|[a-zA-Z])")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
# No tag is let through, so nothing is said of attributes; made once, for that takes as long as a teaser does.
_CLEANER = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)


def plain_lines(text: str, limit: int = TEXT_LENGTH) -> str:
    """Text without control, direction and invisible characters, white space collapsed, paragraphs as lines."""
    text = text[: 4 * limit]
    if text.isascii() or _ODD.search(text) is not None:
        text = text.replace("\r\n", "\n").translate(_UNWANTED)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    text = "\n".join(line for line in lines if line)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text[:limit].rstrip()


def plain_line(text: str, limit: int = TITLE_LENGTH) -> str:
    """As :func:`plain_lines`, on one line."""
    if len(text) <= limit:
        line = " ".join(text.split())
        # Most lines hold nothing that would have to be taken out; printable text has no control or format characters.
        if line.isprintable():
            return line if line.isascii() else unicodedata.normalize("NFC", line)[:limit].rstrip()
    return plain_lines(text, limit).replace("\n", " ")


def markup_to_lines(markup: str, limit: int = TEXT_LENGTH) -> str:
    """The text of HTML mark-up, or of plain text, as lines; scripts and styles go with their content."""
    if _TAG_OR_ENTITY.search(markup) is None:
        return plain_lines(markup, limit)
    markup = _LONE_SURROGATE.sub("", markup[:MARKUP_LENGTH]).replace("\x00", "")
    if "<" in markup:
        markup = _CLEANER.clean(_BLOCK_TAG.sub(r"\n\g<0>", markup))
    return plain_lines(html.unescape(markup), limit)


def markup_to_line(markup: str, limit: int = TITLE_LENGTH) -> str:
    """As :func:`markup_to_lines`, on one line."""
    return markup_to_lines(markup, limit).replace("\n", " ")


def han_share(text: str) -> float:
    """The share of Han characters among the letters of a text, between 0 and 1."""
    if text.isascii():
        return 0.0
    sample = text[:20_000]
    han = len(_HAN.findall(sample))
    return han / sum(map(str.isalpha, sample)) if han else 0.0
