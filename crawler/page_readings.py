"""What trafilatura and readability-lxml take for the text of a page, as places among its blocks."""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from crawler.cleaning import han_share, markup_to_lines
from crawler.page_blocks import Block
from crawler.page_furniture import Furniture, wording

_TOOL_ELEMENTS = 30_000
_TOOL_DEPTH = 250


def without_furniture(root: HtmlElement, furniture: Furniture) -> HtmlElement:
    """A copy of the page without what is furniture. The original is whole again afterwards."""
    marked = furniture.outermost()
    for element in marked:
        element.set("data-zhongde-furniture", "1")
    try:
        bare = copy.deepcopy(root)
    finally:
        for element in marked:
            del element.attrib["data-zhongde-furniture"]
    for element in bare.xpath("//*[@data-zhongde-furniture]"):
        if element.getparent() is not None:
            element.drop_tree()
    return bare


def _fits_tools(root: HtmlElement) -> bool:
    """Whether a page is of a size and depth that the tools bear: they recurse, and some steps are quadratic."""
    depth = 0
    for count, (event, _) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if count > 2 * _TOOL_ELEMENTS or depth > _TOOL_DEPTH:
            return False
    return True


def by_trafilatura(root: HtmlElement) -> str:
    """trafilatura's text, a paragraph a line; empty if it finds none."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if not _fits_tools(root):
        return ""
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(root), include_comments=False, with_metadata=False, include_tables=True, fast=True
        )
    except Exception:  # noqa: BLE001, it raises what it likes; a reading that fails has no vote
        return ""
    return str(getattr(found, "text", "") or "") if found is not None else ""


def by_readability(root: HtmlElement) -> str:
    """readability's text, a block a line; empty if it finds none."""
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    if not _fits_tools(root):
        return ""
    try:
        markup = Document(root, min_text_length=15).summary(html_partial=True)
    except Exception:  # noqa: BLE001, as above
        return ""
    return markup_to_lines(markup)


def kept_by(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """Which blocks a reading's text holds: long ones anywhere in it, short ones as lines of their own."""
    if not text:
        return frozenset()
    lines = {wording(line) for line in text.split("\n")}
    whole = wording(text)
    kept = set()
    for index, block in enumerate(blocks):
        bare = wording(block.text)
        long = len(bare) >= 25 or (han_share(bare) > 0.5 and len(bare) >= 12)
        if bare and (bare in lines or (long and bare in whole)):
            kept.add(index)
    return frozenset(kept)
