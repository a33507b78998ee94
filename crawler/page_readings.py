"""What trafilatura and readability-lxml take for the text of a page, as places among its blocks."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from crawler.cleaning import han_share, markup_to_lines
from crawler.page_blocks import Block
from crawler.page_furniture import Furniture, wording

_TOOL_ELEMENTS = 30_000
_TOOL_DEPTH = 250


def drop_furniture(furniture: Furniture) -> None:
    """Take what is furniture out of its page, once the page has been cut into blocks."""
    for element in furniture.outermost():
        if element.getparent() is not None:
            element.drop_tree()


def fits_tools(root: HtmlElement) -> bool:
    """Whether a page is of a size and depth that the tools bear: they recurse, and some steps are quadratic."""
    depth = 0
    for count, (event, _) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if count > 2 * _TOOL_ELEMENTS or depth > _TOOL_DEPTH:
            return False
    return True


def by_trafilatura(root: HtmlElement) -> str:
    """trafilatura's text, a paragraph a line; empty if it finds none. The tree stays as it is."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(root, options=_trafilatura_options())
    except Exception:  # noqa: BLE001, it raises what it likes; a reading that fails has no vote
        return ""
    return str(getattr(found, "text", "") or "") if found is not None else ""


@cache
def _trafilatura_options() -> Any:
    """What trafilatura is asked for; made once, for it reads all of its configuration each time. It changes nothing."""
    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return Extractor(output_format="python", comments=False, tables=True, fast=True)


@cache
def _inactive_document() -> type[Any]:
    """readability's reader of pages, without its cleaning of scripts and styles: they are out already."""
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)

    class InactiveDocument(Document):  # type: ignore[misc]
        def _parse(self, input: HtmlElement) -> HtmlElement:
            self.encoding = "utf-8"
            return copy.deepcopy(input)

        def get_link_density(self, elem: HtmlElement) -> float:
            # Most elements have no link: nothing need be counted then.
            return 0.0 if elem.find(".//a") is None else float(super().get_link_density(elem))

    return InactiveDocument


def by_readability(root: HtmlElement) -> str:
    """readability's text, a block a line; empty if it finds none. The tree stays as it is."""
    try:
        markup = _inactive_document()(root, min_text_length=15).summary(html_partial=True)
    except Exception:  # noqa: BLE001, as above
        return ""
    return markup_to_lines(markup)


def kept_by(blocks: Sequence[Block], texts: Sequence[str]) -> list[frozenset[int]]:
    """Which blocks each reading's text holds: long ones anywhere in it, short ones as lines of their own."""
    known = {block.text: wording(block.text) for block in blocks}
    bare = [known[block.text] for block in blocks]
    return [_kept(bare, text, known) for text in texts]


def _kept(bare: Sequence[str], text: str, known: Mapping[str, str]) -> frozenset[int]:
    if not text:
        return frozenset()
    lines = [known[line] if line in known else wording(line) for line in text.split("\n")]
    whole = "".join(lines)
    lines_known = {line for line in lines if line}
    return frozenset(
        index
        for index, words in enumerate(bare)
        if words in lines_known or (_is_long(words) and words in whole)
    )


def _is_long(words: str) -> bool:
    return len(words) >= 25 or (len(words) >= 12 and han_share(words) > 0.5)
