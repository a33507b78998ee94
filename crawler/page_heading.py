"""The headline and the author of an article: what the page states, checked against what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.cleaning import AUTHOR_LENGTH, TITLE_LENGTH, markup_to_line, plain_line
from crawler.page_blocks import Block
from crawler.page_document import is_inside, mark_words, marks_of, stated_by
from crawler.page_furniture import wording
from crawler.page_metadata import Metadata
from crawler.page_sums import is_paragraph

_ASIDE = frozenset({"aside", "nav", "footer"})
_SEPARATOR = re.compile(r"\s*[|｜»•]+\s*|\s+[-–—·:]{1,2}\s+|_{1,3}|--+")
_CHINESE_DASH = re.compile(r"[-–—]")
_CHINESE_SITE = re.compile(r"(?:网|新闻|日报|频道)\s*$")
_BRACKETED = re.compile(r"^【([^【】]{6,80})】")


def title_of(metadata: Metadata, selected: Sequence[HtmlElement], root: HtmlElement, host: str) -> str:
    """The headline without the site's name; empty if the page has none."""
    stated = [line for title in metadata.titles if (line := markup_to_line(title, TITLE_LENGTH))]
    site = plain_line(metadata.site_name, 100)
    head = plain_line(_document_title(root), TITLE_LENGTH)
    shown = [line for element in selected[:3] if (line := plain_line(stated_by(element), TITLE_LENGTH))]
    shown += _headings(root, site, host)
    for title in stated:
        if same_site(title, site, host):
            continue
        fuller = _shown_form(title, shown)
        return fuller or without_site(title, site, head, shown, host)
    if selected and shown:
        return shown[0]
    matching = [line for line in shown if len(wording(line)) >= 4 and wording(line) in wording(head)]
    if matching:
        return max(matching, key=len)
    firsts = _headings(root, site, host, only=("h1",))
    if len(firsts) == 1 or (firsts and not head):
        return firsts[0]
    return without_site(head, site, head, (), host) or (shown[0] if shown else "")


def site_name(metadata: Metadata, root: HtmlElement, title: str) -> str:
    """The site's name: as stated, or what the document's title adds to the headline."""
    if metadata.site_name:
        return plain_line(metadata.site_name, 100)
    head = plain_line(_document_title(root), TITLE_LENGTH)
    if not title or not head.startswith(title):
        return ""
    return _SEPARATOR.split(head[len(title) :])[-1].strip(" -–—")


def same_site(title: str, site: str, host: str) -> bool:
    """Whether a title is only the name of the site."""
    bare = wording(title)
    return (
        not bare or bare == wording(site) or bare == wording(host) or bare == wording(host.rsplit(".", 1)[0])
    )


def _shown_form(title: str, shown: Sequence[str]) -> str:
    """The heading that the stated title is a form of: with a site's name after it, or cut with dots."""
    bare = wording(title)
    for line in shown:
        visible = wording(line)
        if len(visible) < 4:
            continue
        if bare == visible:
            return title  # its marks are the better ones: headings run a kicker and a headline together
        cut = title.rstrip().endswith(("…", "...")) and visible.startswith(bare)
        if cut or (
            bare.startswith(visible) and len(visible) >= 0.4 * len(bare) and _ends_at_separator(title, line)
        ):
            return line
    return ""


def _ends_at_separator(title: str, line: str) -> bool:
    rest = title[len(line) :] if title.startswith(line) else ""
    return bool(rest) and (
        _SEPARATOR.match(rest) is not None or _CHINESE_DASH.match(rest.strip()) is not None
    )


def without_site(title: str, site: str, head: str, shown: Sequence[str], host: str) -> str:
    """A title without the site's name and section behind it."""
    pieces = _SEPARATOR.split(title)
    separators = _SEPARATOR.findall(title)
    if len(pieces) < 2:
        tail = _CHINESE_DASH.split(title)
        if len(tail) > 1 and (same_site(tail[-1], site, host) or _CHINESE_SITE.search(tail[-1])):
            return title[: -len(tail[-1]) - 1].strip()
        return title
    while len(pieces) > 1:
        last, rest = pieces[-1].strip(), pieces[:-1]
        known = same_site(last, site, host) or (bool(site) and wording(site) in wording(last))
        strong = separators[-1].strip()[:1] in {"|", "｜", "_", "»", "•"} or "--" in separators[-1]
        # A dash may belong to the headline: only the page's own title, a short tail and a long head betray a site.
        short = (
            len(last) <= 30 and len(last.split()) <= 4 and title == head and len("".join(rest)) > len(last)
        )
        if not (known or ((strong or not shown) and short)):
            break
        pieces, separators = rest, separators[:-1]
    result = pieces[0]
    for separator, piece in zip(separators, pieces[1:], strict=False):
        result += separator + piece
    return result.strip() or title


def _document_title(root: HtmlElement) -> str:
    found = root.find(".//head/title")
    if found is None:
        found = root.find(".//title")
    return str(found.text_content()) if found is not None else ""


def _headings(
    root: HtmlElement, site: str, host: str, only: tuple[str, ...] = ("h1", "h2", "h3")
) -> list[str]:
    found: dict[str, list[str]] = {tag: [] for tag in only}
    for element in root.iter(*only):
        if len(found[element.tag]) < 12 and not is_inside(element, _ASIDE):
            line = plain_line(str(element.text_content()), TITLE_LENGTH)
            if line and not same_site(line, site, host):
                found[element.tag].append(line)
    return [line for tag in only for line in found[tag]]


def bracketed_title(text: str) -> str:
    """The headline that short Chinese news put in 【】 before their text; empty if there is none."""
    match = _BRACKETED.match(text)
    return match[1] if match is not None else ""


_SENTENCE_END = re.compile(r"[.!?。！？]\s*[\"”’»」』）)]*$")
_AUTHOR_WORDS = frozenset(
    {"byline", "author", "authors", "autor", "autoren", "verfasser", "writer", "zuozhe"}
)
_SOURCE_WORDS = frozenset({"source", "author", "laiyuan", "ly", "quelle"})
_PREFIX = re.compile(
    r"^(?:(?:(?:written |story )?by|von|text|autor(?:in)?|author|editor|redaktion|source)\b"
    r"|本报记者|记者|作者|责任编辑|责编|编辑|撰文|文|来源|通讯员)\s*[:：/／|]?\s*",
    re.IGNORECASE,
)
_WORD = r"[A-ZÄÖÜ][\w'’.-]*"
_NAME = rf"(?:(?:Dr|Prof)\.\s)?{_WORD}(?:\s(?:von|van|de|zu|der|den|{_WORD})){{0,5}}"
_LATIN_LINE = re.compile(
    rf"^(?i:by|von)\s+({_NAME}(?:(?:,| and| und)\s{_NAME}){{0,4}})(?=\s*(?:[·|,•–-]|\d|$))"
)
_PROVIDED = re.compile(r"^news provided by\s+(.{2,100})$", re.IGNORECASE)
_HAN_NAME = r"[\u4e00-\u9fff·]{2,4}"
_CHINESE_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:(?:^|[\s　（(])(?:本报|见习|实习|通讯)?(?:记者|作者|撰文)[\s　:：/／|]+"
        r"|(?<![\u4e00-\u9fff])文\s*[:：/／|])"
        rf"\s*({_HAN_NAME}(?:[ 　、,，]+{_HAN_NAME}(?![\u4e00-\u9fff:：]))*)",
        r"(?:责任编辑|责编|编辑)\s*[:：]\s*([\u4e00-\u9fff·A-Za-z]{2,12})",
        r"来源\s*[:：]\s*([\u4e00-\u9fff·A-Za-z0-9]{2,30})",
    )
)
_EDITOR = re.compile(r"(?:editor|redaktion|redakteur(?:in)?)\s*:\s*([\w'’.\- ]{2,60})$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?://|www\.|@|^[\d\W_]*$|^(?:admin|administrator|unknown|none|null|editor|author|webmaster|redaktion)$",
    re.IGNORECASE,
)
_DATE_TAIL = re.compile(
    r"\s*[,|·•–-]?\s*(?:\d{1,2}[./]\s?\d|\d{4}[-年/]|(?:updated|published|veröffentlicht|stand)\b).*$",
    re.IGNORECASE,
)


def author_of(
    metadata: Metadata,
    selected: Sequence[HtmlElement],
    blocks: Sequence[Block],
    title_place: int | None,
    site: str,
) -> str:
    """The author as a line; several are parted by commas. Empty if the page names none."""
    stated = [*metadata.authors, *(stated_by(element) for element in selected[:3])]
    return next((name for value in stated if (name := _name(value, site))), "") or _shown_author(
        _near(blocks, title_place), site
    )


def _near(blocks: Sequence[Block], title_place: int | None) -> list[Block]:
    """The short lines about the headline, up to the first paragraph."""
    start = title_place if title_place is not None else 0
    near = [block for block in blocks[max(0, start - 3) : start] if len(block.text) <= 160]
    for block in blocks[start : start + 10]:
        if is_paragraph(block) and _SENTENCE_END.search(block.text):
            break
        if len(block.text) <= 160:
            near.append(block)
    return near


def _shown_author(near: Sequence[Block], site: str) -> str:
    for block in near:
        found = _LATIN_LINE.match(block.text) or _PROVIDED.match(block.text)
        if found is not None and (name := _name(found[1], site)):
            return name
    for block in near:
        words = mark_words(marks_of(block.owner))
        if words & _AUTHOR_WORDS and (name := _name(block.text, site)) and len(name) < 80:
            return name
    for form in (*_CHINESE_LINES, _EDITOR):
        for block in near:
            match = form.search(block.text)
            if match is not None and (name := _name(match[1], site)):
                return name
    for block in near:
        for element in block.owner.iter("span", "a", "em", "i", "b", "strong"):
            marks = mark_words(marks_of(element))
            text = plain_line(str(element.text_content()), 200)
            if marks & _SOURCE_WORDS and len(text) <= 60 and (name := _name(text, site)):
                return name
    return ""


def _name(stated: str, site: str) -> str:
    line = markup_to_line(stated, AUTHOR_LENGTH).strip(" ,;|·")
    line = _DATE_TAIL.sub("", _PREFIX.sub("", line)).strip(" ,;|·")
    if site and wording(line) == wording(site):
        return ""
    return "" if _NO_NAME.search(line) or len(line) < 2 else line
