"""The text of an article: three readings of the page vote on its blocks.

trafilatura and readability-lxml each give a text; a reading of our own scores containers by their paragraphs. What
two of the three keep is the article (medoids and votes of extractors beat each of them on the public benchmarks).
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawler.cleaning import han_share, markup_to_lines
from crawler.page_blocks import Block
from crawler.page_furniture import Furniture, is_paragraph, wording

DISAGREEMENT = 0.5
"""Likeness of the readings below which a page is flagged."""

_TOOL_ELEMENTS = 30_000
_TOOL_DEPTH = 250


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an article's text, and how far the readings of the page agreed (0 to 1)."""

    lines: tuple[str, ...]
    agreement: float


def text_by_vote(root: HtmlElement, blocks: Sequence[Block], furniture: Furniture) -> Body:
    """The article's text among the blocks of a page.

    Args:
        root: The page, without scripts.
        blocks: Its blocks.
        furniture: What of them is no text.
    """
    usable = [block for block in blocks if not furniture.is_furniture(block.owner)]
    if not usable:
        return Body((), 1.0)
    own = own_reading(usable)
    bare = _without(root, furniture)
    readings = [own]
    for tool in (_trafilatura, _readability):
        text = tool(bare)
        readings.append(_kept_by(usable, text) if text else frozenset())
    heard = [reading for reading in readings if reading]
    if not heard:
        return Body((), 0.0)
    chosen = [
        index
        for index, block in enumerate(usable)
        if 2 * sum(index in reading for reading in heard) > len(heard)
        or (len(heard) == 2 and index in heard[0])
    ]
    agreement = min(_likeness(usable, one, other) for one in heard for other in heard)
    return Body(tuple(usable[index].text for index in chosen), agreement)


def own_reading(blocks: Sequence[Block]) -> frozenset[int]:
    """The blocks of the container with the best paragraphs, by their places."""
    scores: dict[HtmlElement, float] = {}
    for block in blocks:
        if not is_paragraph(block):
            continue
        marks = (
            block.text.count(",") + block.text.count("，") + block.text.count("、") + block.text.count("。")
        )
        length = len(block.text) * (3 if han_share(block.text) > 0.3 else 1)
        score = (1 + min(marks, 12) / 2 + min(length / 100, 4)) * (1 - block.link_share)
        element: HtmlElement | None = block.owner
        weight = 1.0 if block.owner.tag != "p" else 0.0
        for _ in range(4):
            if element is None or element.tag in {"html"}:
                break
            scores[element] = scores.get(element, 0.0) + weight * score
            element = element.getparent()
            weight = 1.0 if weight == 0.0 else weight * 0.6
    if not scores:
        return frozenset()
    best = max(scores, key=lambda element: scores[element])
    inside = {index for index, block in enumerate(blocks) if _is_within(block.owner, best)}
    long = [index for index in inside if is_paragraph(blocks[index])]
    if not long:
        return frozenset(inside)
    first, last = min(long), max(long)
    return frozenset(
        index
        for index in inside
        if (first <= index <= last and (blocks[index].link_share < 0.6 or len(blocks[index].text) < 15))
        or (index > last and _reads_on(blocks[index]))
        or (index < first and _reads_on(blocks[index]))
    )


def _reads_on(block: Block) -> bool:
    return (
        block.link_share < 0.3
        and len(block.text) > 8
        and block.text.rstrip("\"'”’»」』）)")[-1:] in tuple(".!?。！？")
    )


def _is_within(element: HtmlElement, container: HtmlElement) -> bool:
    current: HtmlElement | None = element
    while current is not None:
        if current is container:
            return True
        current = current.getparent()
    return False


def _without(root: HtmlElement, furniture: Furniture) -> HtmlElement:
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


def _trafilatura(root: HtmlElement) -> str:
    """trafilatura's text, a paragraph a line; empty if it finds none."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if not _fits_tools(root):
        return ""
    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(root), include_comments=False, with_metadata=False, include_tables=True, fast=True
        )
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, etree.LxmlError):
        return ""  # a reading that fails has no vote; the others are heard
    return str(getattr(found, "text", "") or "") if found is not None else ""


def _readability(root: HtmlElement) -> str:
    """readability's text, a block a line; empty if it finds none."""
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    if not _fits_tools(root):
        return ""
    try:
        markup = Document(root, min_text_length=15).summary(html_partial=True)
    except (Unparseable, RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        return ""
    return markup_to_lines(markup)


def _kept_by(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """Which blocks a reading's text holds: long ones anywhere in it, short ones as lines of their own."""
    lines = {wording(line) for line in text.split("\n")}
    whole = wording(text)
    kept = set()
    for index, block in enumerate(blocks):
        bare = wording(block.text)
        long = len(bare) >= 25 or (han_share(bare) > 0.5 and len(bare) >= 12)
        if bare and (bare in lines or (long and bare in whole)):
            kept.add(index)
    return frozenset(kept)


def _likeness(blocks: Sequence[Block], one: Collection[int], other: Collection[int]) -> float:
    """The share of letters that two readings have in common (F1)."""
    sizes = [len(block.text) for block in blocks]
    common = sum(sizes[index] for index in set(one) & set(other))
    return 2 * common / max(1, sum(sizes[index] for index in one) + sum(sizes[index] for index in other))
