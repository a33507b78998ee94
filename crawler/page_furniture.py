"""What stands around an article and is no text of it: told by names of classes, by elements, and by wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.cleaning import han_share
from crawler.page_blocks import Block, is_hidden
from crawler.page_document import is_inside, mark_words, marks_of
from crawler.page_sums import is_paragraph, sums_of
from crawler.page_wording import (
    AD_LINE,
    CREDIT_LINE,
    HEAD_LINE,
    SHARE_LINE,
    SIGN_OFF,
    STRONG_MARKS,
    TAIL_LINE,
    WEAK_MARKS,
)

FURNITURE_TAGS = frozenset(
    {"nav", "footer", "aside", "figcaption", "form", "menu", "dialog", "label", "figure"}
)

_EMBEDS = frozenset({"embed", "embedded", "quote", "pullquote"})
_TEASERS = frozenset({"teaser", "teasers"})
_ARTICLES = frozenset({"article", "main"})
_NEVER = frozenset({"html", "body", "main"})
_KEPT_SHARE = 0.3
"""An element with more of the page's paragraphs than this is no furniture, whatever it is called."""
_WEAK_LENGTH = 240


class Furniture:
    """Tells which blocks of a page are no text of its article.

    Args:
        blocks: All blocks of the page.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._sums = sums_of(blocks)
        self._verdicts: dict[HtmlElement, bool] = {}
        self._total = max(1, max((each.prose for each in self._sums.values()), default=1))

    def mass(self, element: HtmlElement) -> int:
        """The letters of paragraphs below an element."""
        known = self._sums.get(element)
        return known.prose if known is not None else 0

    def length(self, element: HtmlElement) -> int:
        """The letters below an element."""
        known = self._sums.get(element)
        return known.letters if known is not None else 0

    def _linked(self, element: HtmlElement) -> int:
        known = self._sums.get(element)
        return known.linked if known is not None else 0

    def is_furniture(self, element: HtmlElement) -> bool:
        """Whether an element, or one around it, is no part of the article."""
        asked_before = self._verdicts.get(element)
        if asked_before is not None:
            return asked_before
        chain: list[HtmlElement] = []
        current: HtmlElement | None = element
        verdict = False
        while current is not None:
            known = self._verdicts.get(current)
            if known is not None:
                verdict = known
                break
            chain.append(current)
            current = current.getparent()
        for each in reversed(chain):
            verdict = verdict or self._by_itself(each)
            self._verdicts[each] = verdict
        return verdict

    def outermost(self) -> list[HtmlElement]:
        """The elements that are furniture while the ones around them are not."""
        return [
            element
            for element, verdict in self._verdicts.items()
            if verdict and ((parent := element.getparent()) is None or not self._verdicts.get(parent, False))
        ]

    def _by_itself(self, element: HtmlElement) -> bool:
        if element.tag in _NEVER or self.mass(element) > _KEPT_SHARE * self._total:
            return False
        if element.tag == "aside" and element.find(".//h1") is not None:
            return False
        if element.tag in FURNITURE_TAGS or is_hidden(element):
            return True
        if element.tag == "header" and self.mass(element) < 300:
            return element.find(".//h1") is None and not is_inside(element, _ARTICLES)
        marks = marks_of(element)
        if not marks:
            return False
        words = mark_words(marks)
        if words & STRONG_MARKS and not (words & _EMBEDS):
            # The standfirst of an article is often called a teaser; teasers of other articles are links.
            return not (words & _TEASERS) or 5 * self._linked(element) > self.length(element)
        return bool(words & WEAK_MARKS) and self.length(element) <= _WEAK_LENGTH and self.mass(element) <= 120


_ARTICLE_PROSE = 450


def link_lines(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that are links and long enough for a headline."""
    return [block for block in blocks if block.link_share > 0.6 and len(block.text) >= 12]


def longest_prose(blocks: Sequence[Block]) -> int:
    """The most letters of prose that no link interrupts; a Chinese one counts as three. Lists have little."""
    longest = current = 0
    for block in blocks:
        if is_paragraph(block):
            current += len(block.text) * (3 if han_share(block.text) > 0.3 else 1)
            longest = max(longest, current)
        elif block.link_share > 0.6 and len(block.text) >= 12:
            current = 0
    return longest


def is_list_of_links(blocks: Sequence[Block], furniture: Furniture) -> bool:
    """Whether a page is rather a list of articles than one of them."""
    own = [block for block in blocks if not furniture.is_furniture(block.owner)]
    if len(link_lines(blocks)) < 5:
        return False
    enough = _ARTICLE_PROSE if len(link_lines(own)) >= 5 else _ARTICLE_PROSE // 4
    return longest_prose(own) < enough


_DATE = re.compile(
    r"\b(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d{2}"
    r"|\d{1,2}[./]?\s+\w{3,9}\.?\s+(?:19|20)\d{2}|\w{3,9}\.?\s+\d{1,2},?\s+(?:19|20)\d{2}"
)
_SENTENCE_END = re.compile(r"[.。!?！？…]$")


def without_furniture_lines(lines: Sequence[str], title: str, author: str) -> list[str]:
    """Lines without advertisements and share bars anywhere, heading lines before, and notes after the text."""
    kept = [line for line in lines if not _is_always_furniture(line)]
    start, end = 0, len(kept)
    while start < min(end, 8) and _is_head(kept[start], title, author):
        start += 1
    while end > start and end > len(kept) - 6 and _is_tail(kept[end - 1]):
        end -= 1
    return kept[start:end]


def _is_always_furniture(line: str) -> bool:
    if len(line) > 120:
        return False
    return any(form.fullmatch(line.strip()) for form in (AD_LINE, SHARE_LINE, CREDIT_LINE))


def _is_head(line: str, title: str, author: str) -> bool:
    bare = line.strip()
    if same_wording(bare, title):
        return True
    if len(bare) > 140:
        return False
    if author and same_wording(bare, author):
        return True
    if HEAD_LINE.fullmatch(bare) and not _SENTENCE_END.search(bare):
        return True
    return _DATE.search(bare) is not None and len(_DATE.sub("", bare)) < 60 and not _SENTENCE_END.search(bare)


def _is_tail(line: str) -> bool:
    bare = line.strip()
    return len(bare) <= 240 and (
        TAIL_LINE.fullmatch(bare) is not None or SIGN_OFF.fullmatch(bare) is not None
    )


_NO_LETTER = re.compile(r"[\W_]+")
_ASCII_LETTERS = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}


def wording(text: str) -> str:
    """Letters and digits only, in lower case: to compare texts that differ in spacing and marks."""
    if text.isascii():
        return text.translate(_ASCII_LETTERS)
    return _NO_LETTER.sub("", text).lower()


def same_wording(one: str, other: str) -> bool:
    """Whether two texts say the same but for spacing, marks and case; an empty one is like none."""
    bare = wording(one)
    return bool(bare) and bare == wording(other)
