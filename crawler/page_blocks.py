"""A page cut into its blocks of text, in order, each with what stands around it. Iterative and bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from crawler.cleaning import plain_line

MAX_BLOCKS = 20_000
MAX_BLOCK = 20_000

_DROPPED = (
    *(
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
    ),
    *(
        "map",
        "select",
        "option",
        "datalist",
        "button",
        "input",
        "textarea",
        "math",
    ),
    *("amp-ad", "amp-analytics", "amp-consent"),
)
_BLOCK_TAGS = frozenset(
    {
        *(
            "html",
            "body",
            "div",
            "p",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "nav",
            "aside",
            "form",
        ),
        *("ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "caption", "center"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "fieldset", "hr"),
        *("address", "details", "summary", "hgroup", "legend", "label", "picture"),
    }
)
_CELLS = frozenset({"td", "th"})
_SENTENCE_END = re.compile(r"[.!?。！？；:：…][\"'”’»）)」』]*\s*$")
_INDENT = re.compile(r"^[\s\n]*(?:　|\xa0\xa0)")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class Block(NamedTuple):
    """A paragraph, heading, list item or table row: its text, the innermost block element, the letters in links.

    A tuple, for a page has hundreds.
    """

    text: str
    owner: HtmlElement
    linked: int
    link_share: float
    """The share of its letters that are links, between 0 and 1."""

    @property
    def is_heading(self) -> bool:
        """Whether it stands in ``h1`` to ``h6``."""
        return self.owner.tag in _HEADINGS


def drop_inactive(root: HtmlElement) -> None:
    """Take scripts, styles, forms' fields and embedded media out of the tree; text after them stays."""
    etree.strip_elements(root, *_DROPPED, with_tail=False)


@dataclass
class _Cutter:
    """The state of the walk: what has been read since the last block boundary."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links_open: int = 0
    pre_open: int = 0

    def read(self, text: str) -> None:
        if self.pre_open:
            text = _BLANK_LINES.sub("\x1e", text)
        self.parts.append(text)
        if self.links_open:
            self.linked += len(text.strip())

    def end_block(self, owner: HtmlElement) -> None:
        text = "".join(self.parts)
        linked, self.linked = self.linked, 0
        self.parts.clear()
        if not text or text.isspace() or len(self.blocks) >= MAX_BLOCKS:
            return
        for piece in _pieces(text) if "\x1e" in text else (text,):
            line = plain_line(piece, MAX_BLOCK).strip(" |")
            if line:
                in_links = min(linked, len(line))
                self.blocks.append(Block(line, owner, in_links, in_links / len(line)))


def _pieces(text: str) -> list[str]:
    """Split at line breaks (marked U+001E): two always part, one only where a sentence ends or an indent follows."""
    pieces: list[str] = []
    current = ""
    for index, part in enumerate(text.split("\x1e")):
        if index and (
            not part.strip()
            or not current.strip()
            or _SENTENCE_END.search(current)
            or _INDENT.match(part)
            or len(current) < 30
        ):
            pieces.append(current)
            current = part
        else:
            current = f"{current}{'' if _joins(current, part) else ' '}{part}" if index else part
    pieces.append(current)
    return pieces


def _joins(before: str, after: str) -> bool:
    """Whether two lines join without a space, as Chinese ones do."""
    return bool(before.strip() and after.strip()) and before.rstrip()[-1] > "\u2e80" < after.lstrip()[0]


def blocks_of(root: HtmlElement) -> list[Block]:
    """The blocks of text below an element, in order. Scripts must be out already (``drop_inactive``)."""
    cutter = _Cutter()
    parts = cutter.parts
    current = root
    # Comments and the like are no events of this walk, and the parser takes them out.
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_block = tag in _BLOCK_TAGS
        if is_block and parts:
            cutter.end_block(current)
        if event == "start":
            if is_block:
                current = element
                cutter.pre_open += tag == "pre"
            elif tag == "a":
                cutter.links_open += 1
            elif tag == "br":
                parts.append("\x1e")
            elif tag in _CELLS and parts:
                parts.append(" | ")
            text = element.text
        else:
            if is_block:
                parent = element.getparent()
                current = parent if parent is not None and element is not root else current
                cutter.pre_open -= tag == "pre"
            elif tag == "a":
                cutter.links_open -= 1
            text = element.tail if element is not root else None
        if text:
            cutter.read(text)
    cutter.end_block(current)
    return cutter.blocks


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element is not shown, by its own attributes."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and re.search(r"display\s*:\s*none", style[:500], re.IGNORECASE) is not None


def text_of(root: HtmlElement) -> str:
    """All text below an element, a block a line."""
    return "\n".join(block.text for block in blocks_of(root))


def markup_areas(root: HtmlElement) -> list[str]:
    """The contents of ``textarea`` elements that hold mark-up: some sites keep their articles there."""
    found = [str(element.text_content()) for element in root.iter("textarea")]
    return [text for text in found if len(text) > 80 and re.search(r"<p\b|&lt;p\b|<br", text) is not None]
