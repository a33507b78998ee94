"""From the bytes of an article page to its title, date, author and text. Pure, total, and bounded.

Statements of the page come first (JSON-LD, meta tags), then the source's selectors, then what is told by the page's
shape. Whatever is odd is a warning; what is no article is an error in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from config.declarations import SelectorsDeclaration
from crawler.addresses import canonical_url, site_of
from crawler.cleaning import TEXT_LENGTH, TITLE_LENGTH, han_share, markup_to_lines, plain_line, plain_lines
from crawler.decoding import decode
from crawler.page_blocks import Block, blocks_of, drop_inactive, markup_areas
from crawler.page_dates import publication_date
from crawler.page_document import PageDocument, parse_page, select
from crawler.page_furniture import Furniture, is_list_of_links, same_wording, without_furniture_lines, wording
from crawler.page_heading import author_of, bracketed_title, site_name, title_of
from crawler.page_metadata import Metadata, metadata_of
from crawler.page_state import is_for_subscribers, signs_of, trouble_of
from crawler.page_text import DISAGREEMENT, text_of_article
from crawler.recognition import binary_kind, is_markup
from crawler.values import ExtractedPage

Matters = Callable[[str], bool]
"""Tells of all that a page may say whether it is worth the careful reading."""

_NONE = SelectorsDeclaration()
_SHORT_TEXT = 25
_RELATED = ("aside", "nav", "footer")


def extract(
    data: bytes,
    *,
    url: str | None,
    content_type: str | None,
    selectors: SelectorsDeclaration | None = None,
    timezone: str = "UTC",
    matters: Matters | None = None,
) -> ExtractedPage:
    """Read an article page.

    The careful reading lets several extractors vote on the text, and flags their disagreement; the cheap one goes by
    our own alone.

    Args:
        data: The body, unpacked.
        url: Where it came from.
        content_type: The HTTP header.
        selectors: What is known of the source's pages.
        timezone: The zone of dates that name none.
        matters: Decides which reading the page gets; left out, the careful one.

    Returns:
        The article with its publication in UTC. ``error`` is set where the page is none, ``warnings`` where it is odd.
    """
    binary = binary_kind(data)
    if binary is not None:
        return ExtractedPage(error=f"this is {binary}, not a web page")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return ExtractedPage(error="the page is empty")
    try:
        if not is_markup(data, content_type):
            return _plain_text(data, content_type)
        document = parse_page(data, content_type)
        if document is None:
            return ExtractedPage(error="the page is empty")
        return _read(document, url, selectors or _NONE, timezone, matters)
    except Exception as error:  # noqa: BLE001, parsers raise what they like; one page must not harm the others
        return ExtractedPage(
            error=f"the page's mark-up cannot be read: {plain_line(str(error) or type(error).__name__, 200)}"
        )


def _plain_text(data: bytes, content_type: str | None) -> ExtractedPage:
    text, encoding = decode(data[:MAX_PLAIN], content_type)
    if text[:10_000].count("\ufffd") > 200:
        return ExtractedPage(error="this is neither a web page nor text")
    lines = plain_lines(text, TEXT_LENGTH)
    if not lines:
        return ExtractedPage(error="the page is empty")
    first, _, rest = lines.partition("\n")
    title = first if rest and len(first) <= 200 else ""
    warnings = ["plain text, not a web page"]
    if "\ufffd" in text:
        warnings.append(f"the text has characters that could not be read as {encoding}")
    return ExtractedPage(title=title, text=rest if title else lines, warnings=tuple(warnings))


MAX_PLAIN = 4 * TEXT_LENGTH


@dataclass(frozen=True, slots=True)
class _Found:
    """The lines of a text, and how they were found."""

    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def _read(
    document: PageDocument,
    url: str | None,
    selectors: SelectorsDeclaration,
    timezone: str,
    matters: Matters | None,
) -> ExtractedPage:
    root = document.root
    warnings = list(document.warnings)
    host = (urlsplit(url).hostname or "") if url else ""
    metadata = metadata_of(root)
    if metadata.data.broken:
        warnings.append("the page's structured data (JSON-LD) is broken")
    signs = signs_of(root)
    areas = markup_areas(root)
    drop_inactive(root)
    body = root.find("body")
    blocks = blocks_of(body if body is not None else root)
    furniture = Furniture(blocks)
    own = _without_related(root, blocks, furniture)

    title = title_of(metadata, select(root, selectors.title, warnings), root, host)
    place = next((index for index, block in enumerate(own) if same_wording(block.text, title)), None)
    author = author_of(
        metadata, select(root, selectors.author, warnings), own, place, site_name(metadata, root, title)
    )
    published = publication_date(
        metadata.dates,
        metadata.changed,
        select(root, selectors.date, warnings),
        root,
        own,
        place,
        timezone,
        warnings,
    )
    careful = matters is None or matters(_all_said(title, blocks, furniture, metadata))
    found = _text(root, blocks, furniture, selectors, metadata, areas, warnings, careful=careful)
    lines = without_furniture_lines(found.lines, title, author)
    text = "\n".join(lines)[:TEXT_LENGTH].rstrip()
    title = title or bracketed_title(text)

    shown = "\n".join(block.text for block in blocks)
    trouble = trouble_of(signs, title, text, shown)
    restricted = metadata.data.free is False or (
        len(text) < 3_000 and (metadata.restricted_mark or is_for_subscribers(text, shown))
    )
    if restricted:
        warnings.append("the page says that its text is not free to read: this may be a teaser only")
    error = trouble
    if error is None and not _has_letters(text):
        error = "no text of an article was found on the page"
    if error is None and not _says_article(metadata, selectors) and is_list_of_links(blocks, furniture):
        warnings.append("the page looks like a list of articles")
    return ExtractedPage(
        title=title[:TITLE_LENGTH],
        author=author,
        published=published,
        language=_language(metadata, text),
        text="" if trouble else text,
        warnings=tuple(dict.fromkeys(warnings))[:30],
        error=error,
        url=_own_address(metadata.canonical, url),
        restricted=restricted,
        careful=careful,
    )


def _all_said(title: str, blocks: Sequence[Block], furniture: Furniture, metadata: Metadata) -> str:
    """All that may come to be the article: what any reading takes is among it."""
    lines = [block.text for block in blocks if not furniture.is_furniture(block.owner)]
    return "\n".join((title, *lines, metadata.data.text))


def _without_related(root: HtmlElement, blocks: Sequence[Block], furniture: Furniture) -> list[Block]:
    """Without the blocks that belong to other articles: what stands beside the article, or in links only."""
    related: set[HtmlElement] = set()
    for element in root.iter(*_RELATED):
        if element not in related and furniture.length(element) and furniture.is_furniture(element):
            related.update(element.iter())
    return [block for block in blocks if block.owner not in related]


def _text(
    root: HtmlElement,
    blocks: Sequence[Block],
    furniture: Furniture,
    selectors: SelectorsDeclaration,
    metadata: Metadata,
    areas: Sequence[str],
    warnings: list[str],
    *,
    careful: bool,
) -> _Found:
    """The text by the declared selector, else by vote, else from a textarea or the structured data."""
    selected = select(root, selectors.body, warnings)
    if selected:
        lines = _selected_lines(selected, furniture)
        if len(wording("".join(lines))) >= _SHORT_TEXT:
            return _Found(lines)
    if selectors.body:
        warnings.append("the declared selector of the text finds nothing; it may be out of date")
    body = text_of_article(root, blocks, furniture, careful=careful)
    lines = body.lines
    compared = bool(areas or metadata.data.text) or body.agreement < DISAGREEMENT
    length = len(wording("".join(lines))) if compared else 0
    for area in areas:
        inside = markup_to_lines(area)
        if len(inside) > 2 * length:
            return _Found(tuple(inside.split("\n")))
    stated = markup_to_lines(metadata.data.text)
    if len(wording(stated)) > max(2 * length, _SHORT_TEXT):
        if length > 200:
            warnings.append("the structured data hold far more text than the page shows; that text is used")
        return _Found(_paragraphs(stated))
    if length and body.agreement < DISAGREEMENT:
        warnings.append(f"the readings of the page disagree on its text (likeness {body.agreement:.2f})")
    return _Found(lines)


def _has_letters(text: str) -> bool:
    """Whether a text has as many letters as an article has at least; its beginning tells so of most."""
    return len(wording(text[: 8 * _SHORT_TEXT])) >= _SHORT_TEXT or len(wording(text)) >= _SHORT_TEXT


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def _selected_lines(selected: Sequence[HtmlElement], furniture: Furniture) -> tuple[str, ...]:
    """The lines of the selected elements; of nested ones the outer speaks for the inner."""
    chosen = set(selected)
    lines: list[str] = []
    for element in selected:
        if any(ancestor in chosen for ancestor in element.iterancestors()):
            continue
        inside = blocks_of(element)
        lines += [
            block.text
            for block in inside
            if block.owner is element or not furniture.is_furniture(block.owner)
        ]
    return tuple(lines)


def _says_article(metadata: Metadata, selectors: SelectorsDeclaration) -> bool:
    return metadata.data.is_article or metadata.kind == "article" or selectors.body is not None


def _language(metadata: Metadata, text: str) -> str:
    """``en``, ``de``, ``zh`` or another code: by the script of the text if it is Chinese, else as the page states."""
    if han_share(text) > 0.3 and metadata.language not in {"ja", "ko"}:
        return "zh"
    return "" if metadata.language == "zh" and text else metadata.language


_HOME = re.compile(r"^https?://[^/]+/?$")


def _own_address(stated: str, url: str | None) -> str | None:
    """The canonical address that a page names, if it is of the same site and not only the site's front page."""
    if not stated:
        return None
    address = canonical_url(stated, url)
    if address is None or url is None:
        return None
    if site_of(address) != site_of(url) or (_HOME.match(address) and not _HOME.match(url)):
        return None
    return address
