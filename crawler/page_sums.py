"""How much text stands below each element of a page, counted once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.cleaning import han_share
from crawler.page_blocks import Block

_SHORTEST = 25
"""Letters of a paragraph of prose at least."""


@dataclass(slots=True)
class Sum:
    """Letters below one element: of paragraphs, of links, and all; ``above`` are those of the element around it."""

    above: Sum | None
    prose: int = 0
    linked: int = 0
    letters: int = 0


def is_paragraph(block: Block) -> bool:
    """Whether a block reads like a paragraph of prose: long enough for its script, and mostly no link."""
    length = len(block.text)
    if length < _SHORTEST or block.is_heading or block.link_share > 0.5:
        return False
    return length >= 70 or han_share(block.text) > 0.3


def sums_of(blocks: Sequence[Block]) -> dict[HtmlElement, Sum]:
    """The sums of every element that holds any of the blocks; an element comes after those around it."""
    sums: dict[HtmlElement, Sum] = {}
    for block in blocks:
        known = sums.get(block.owner)
        if known is None:
            known = _enter(block.owner, sums)
        length = len(block.text)
        known.linked += block.linked
        known.letters += length
        if length >= _SHORTEST and is_paragraph(block):
            known.prose += length
    for own in reversed(sums.values()):
        above = own.above
        if above is not None:
            above.prose += own.prose
            above.linked += own.linked
            above.letters += own.letters
    return sums


def _enter(element: HtmlElement, sums: dict[HtmlElement, Sum]) -> Sum:
    """Make empty sums for an element and all around it that have none yet; the element's own is returned."""
    chain = [element]
    around = element.getparent()
    while around is not None and around not in sums:
        chain.append(around)
        around = around.getparent()
    own = None if around is None else sums[around]
    for each in reversed(chain):
        own = sums[each] = Sum(own)
    return sums[element]
