"""The text of an article: three readings of the page vote on its blocks, or the cheapest of them does for all.

trafilatura and readability-lxml each give a text; a reading of our own scores containers by their paragraphs. What
two of the three keep is the article (medoids and votes of extractors beat each of them on the public benchmarks). Where
nothing hangs on it, the own reading alone is taken, which costs half as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.cleaning import han_share
from crawler.page_blocks import Block
from crawler.page_document import is_inside
from crawler.page_furniture import Furniture
from crawler.page_readings import by_readability, by_trafilatura, drop_furniture, fits_tools, kept_by
from crawler.page_sums import Sum, is_paragraph, sums_of

DISAGREEMENT = 0.5
"""Likeness of the readings below which a page is flagged."""

ENOUGH = 600
"""Letters of paragraphs, a Chinese one counted three times, from which on our own reading is trusted by itself."""

_PIECES_DEPTH = 6
"""Elements around a piece of a text among whose neighbours the other pieces are looked for."""

_ARTICLE = frozenset({"article"})
_HEADER = frozenset({"header"})


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of an article's text, and how far the readings of the page agreed (0 to 1)."""

    lines: tuple[str, ...]
    agreement: float


def text_of_article(
    root: HtmlElement, blocks: Sequence[Block], furniture: Furniture, *, careful: bool = True
) -> Body:
    """The article's text among the blocks of a page.

    Args:
        root: The page, without scripts. Where other readings are asked, its furniture is taken out of it.
        blocks: Its blocks.
        furniture: What of them is no text.
        careful: Ask all readings; else only where our own finds little.
    """
    usable = [
        block
        for block in blocks
        if not furniture.is_furniture(block.owner)
        and not _leads_elsewhere(block)
        and (_reads_on(block) or not is_inside(block.owner, _HEADER))
    ]
    if not usable:
        return Body((), 1.0)
    readings = [own_reading(usable)]
    if not careful and _is_enough(usable, readings[0]):
        return _body(usable, readings[0], 1.0)
    drop_furniture(furniture)
    if fits_tools(root):
        readings += kept_by(usable, (by_trafilatura(root), by_readability(root)))
    sizes = [len(block.text) for block in usable]
    heard = _heard(readings, sizes)
    if not heard:
        return Body((), 0.0)
    agreement = min(_likeness(sizes, one, other) for one in heard for other in heard)
    return _body(usable, _vote(heard, agreement), agreement)


def _body(blocks: Sequence[Block], chosen: frozenset[int], agreement: float) -> Body:
    lines = tuple(block.text for block in _without_headline([blocks[index] for index in sorted(chosen)]))
    return Body(lines, agreement)


def _is_enough(blocks: Sequence[Block], chosen: frozenset[int]) -> bool:
    """Whether a reading found so much prose that it is hardly wrong."""
    prose = "".join(blocks[index].text for index in chosen if is_paragraph(blocks[index]))
    return len(prose) * (3 if han_share(prose) > 0.3 else 1) >= ENOUGH


def _without_headline(chosen: Sequence[Block]) -> Sequence[Block]:
    """The blocks without an ``h1`` before the first paragraph: it is the headline, whatever metadata call it."""
    first = next((place for place, block in enumerate(chosen) if is_paragraph(block)), 0)
    return [block for place, block in enumerate(chosen) if place >= first or block.owner.tag != "h1"]


def _leads_elsewhere(block: Block) -> bool:
    """Whether a paragraph is nothing but a link: it advertises another article."""
    return (
        block.link_share > 0.9 and 20 <= len(block.text) <= 250 and block.owner.tag in {"p", "div", "strong"}
    )


def _heard(readings: Sequence[frozenset[int]], sizes: Sequence[int]) -> list[frozenset[int]]:
    """The readings that count: not those that found next to nothing, nor one that contradicts two that agree."""
    lengths = [sum(sizes[index] for index in reading) for reading in readings]
    heard = [
        reading for reading, length in zip(readings, lengths, strict=True) if length > 0.15 * max(lengths)
    ]
    if len(heard) < 3:
        return heard
    for odd in heard:
        others = [reading for reading in heard if reading is not odd]
        if _likeness(sizes, *others) > 0.6 and all(_likeness(sizes, odd, other) < 0.05 for other in others):
            return others
    return heard


def _vote(heard: Sequence[frozenset[int]], agreement: float) -> frozenset[int]:
    """Blocks that most readings keep. Of two, both are followed where they agree by and large, else the first."""
    if len(heard) == 2:
        return heard[0] | heard[1] if agreement > 0.6 else heard[0]
    counts = Counter(index for reading in heard for index in reading)
    return frozenset(index for index, count in counts.items() if 2 * count > len(heard))


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
    sums = sums_of(blocks)
    best = _whole(max(scores, key=lambda element: scores[element]), sums)
    within = dict.fromkeys((best, *_twins(best, sums)), True)
    inside = {index for index, block in enumerate(blocks) if _is_within(block.owner, within)}
    long = [index for index in inside if is_paragraph(blocks[index])]
    if not long:
        return frozenset(inside)
    first, last = min(long), max(long)
    text = {
        index
        for index in inside
        if (first <= index <= last and (blocks[index].link_share < 0.6 or len(blocks[index].text) < 15))
        or _reads_on(blocks[index])
    }
    return frozenset(text | _lead(blocks, first))


def _whole(best: HtmlElement, sums: Mapping[HtmlElement, Sum]) -> HtmlElement:
    """The best element, or one around it that holds far more prose and hardly a link: the text was in pieces."""
    prose = sums[best].prose
    chosen = current = best
    for _ in range(4):
        parent = current.getparent()
        if parent is None or not is_inside(parent, _ARTICLE):
            break
        current = parent
        more = sums[current]
        if more.prose >= 1.3 * prose and more.linked < 0.1 * more.letters:
            chosen, prose = current, more.prose
    return chosen


def _twins(best: HtmlElement, sums: Mapping[HtmlElement, Sum]) -> list[HtmlElement]:
    """Elements of the same kind beside the best one, and beside those around it: some sites cut a text into pieces."""
    twins: list[HtmlElement] = []
    current = best
    for _ in range(_PIECES_DEPTH):
        parent = current.getparent()
        if parent is None or current.tag in {"body", "main", "article"}:
            break
        marks = current.get("class")
        if marks:
            twins += [
                sibling
                for sibling in parent
                if sibling is not current
                and sibling.tag == current.tag
                and sibling.get("class") == marks
                and (held := sums.get(sibling)) is not None
                and held.prose > 0
                and held.linked < 0.5 * held.letters
            ]
        current = parent
    return twins


def _lead(blocks: Sequence[Block], first: int) -> set[int]:
    """Paragraphs between the nearest ``h1`` before the text and the text: its standfirst."""
    heading = next(
        (i for i in range(first - 1, max(-1, first - 15), -1) if blocks[i].owner.tag == "h1"), None
    )
    if heading is None:
        return set()
    return {
        index
        for index in range(heading + 1, first)
        if is_paragraph(blocks[index]) and _reads_on(blocks[index])
    }


def _reads_on(block: Block) -> bool:
    return (
        block.link_share < 0.3
        and len(block.text) > 8
        and block.text.rstrip("\"'”’»」』）)")[-1:] in tuple(".!?。！？")
    )


def _is_within(element: HtmlElement, within: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands in one that is known to be within; what is found on the way is kept there."""
    chain: list[HtmlElement] = []
    current: HtmlElement | None = element
    verdict = False
    while current is not None:
        known = within.get(current)
        if known is not None:
            verdict = known
            break
        chain.append(current)
        current = current.getparent()
    within.update(dict.fromkeys(chain, verdict))
    return verdict


def _likeness(sizes: Sequence[int], one: frozenset[int], other: frozenset[int]) -> float:
    """The share of letters that two readings have in common (F1)."""
    common = sum(sizes[index] for index in one & other)
    return 2 * common / max(1, sum(sizes[index] for index in one) + sum(sizes[index] for index in other))
