"""The links of a listing page with titles and dates, and the page that follows. Pure, and never raises.

Declared selectors come first, then the pattern that the source's article addresses match, and with neither of them
the page's own shape: the links of one kind that read like headlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from config.declarations import SourceDeclaration
from crawler.addresses import absolute_url, canonical_url, entry_key, site_of
from crawler.cleaning import SUMMARY_LENGTH, TITLE_LENGTH, han_share, plain_line
from crawler.listing_dates import date_near
from crawler.listing_paging import next_page
from crawler.page_blocks import drop_inactive
from crawler.page_document import elements, is_inside, parse_page, select, stated_by
from crawler.page_furniture import wording
from crawler.recognition import binary_kind
from crawler.values import ListedPage
from storage.values import Entry

MAX_LINKS = 500
"""Links of one page that are read at most."""

_SCAN = 20_000
_FURNITURE = frozenset({"nav", "footer", "aside", "header", "form"})
_NO_TITLE = re.compile(
    r"(?:(?:(?:read|learn|see) )?more|continue reading|read|details?|weiterlesen|mehr(?: lesen| erfahren)?|zum artikel"
    r"|hier|here|link|video|查看(?:更多|全文|详情)?|阅读(?:更多|全文)|更多|详细|详情|全文|>+|»|…)[\s.…>»]*",
    re.IGNORECASE,
)
_DATE_ONLY = re.compile(r"[\[(]?\s*[\d\s./:年月日-]{4,25}[\])]?")


def links_of(
    data: bytes,
    *,
    url: str,
    content_type: str | None,
    declaration: SourceDeclaration | None = None,
    now: datetime | None = None,
    page: int = 1,
) -> ListedPage:
    """Read a listing page.

    Args:
        data: The body, unpacked.
        url: Where it came from: links are relative to it.
        content_type: The HTTP header.
        declaration: The source: its selectors, ``article_url``, zone and ``max_pages``.
        now: For dates such as ``08:30`` or ``3 hours ago``, which are left out without it.
        page: Which page of the listing this is; none follows the source's last one.

    Returns:
        Entries in the page's order, each with its canonical address as key and url. A date that is not certain is
        None. ``error`` is set where the page cannot be read.
    """
    binary = binary_kind(data)
    if binary is not None:
        return ListedPage(error=f"this is {binary}, not a web page")
    try:
        document = parse_page(data, content_type)
        if document is None:
            return ListedPage(error="the page is empty")
        warnings = list(document.warnings)
        root = document.root
        base = _base(root, url)
        follows = next_page(root, base, url)
        drop_inactive(root)
        declaration = declaration or SourceDeclaration(id="listing", url=url, access="listing")
        entries = _entries(root, base, url, declaration, now, warnings)
        follows = follows if page < declaration.max_pages else None
        heading = root.find(".//title")
        title = plain_line(str(heading.text_content()), TITLE_LENGTH) if heading is not None else ""
    except Exception as error:  # noqa: BLE001, parsers raise what they like; one page must not harm the others
        reason = plain_line(str(error) or type(error).__name__, 200)
        return ListedPage(error=f"the page's mark-up cannot be read: {reason}")
    if not entries:
        warnings.append("the listing holds no links to articles; its selectors may be out of date")
    return ListedPage(tuple(entries), follows, title, tuple(dict.fromkeys(warnings))[:30])


def _base(root: HtmlElement, url: str) -> str:
    stated = root.find(".//base[@href]")
    return (absolute_url(str(stated.get("href", "")), url) if stated is not None else None) or url


def _entries(
    root: HtmlElement,
    base: str,
    url: str,
    declaration: SourceDeclaration,
    now: datetime | None,
    warnings: list[str],
) -> list[Entry]:
    pattern = re.compile(declaration.article_url) if declaration.article_url else None
    selectors = declaration.selectors
    holders = select(root, selectors.list, warnings) if selectors and selectors.list else []
    if selectors and selectors.list and not holders:
        warnings.append(f"the declared selector {selectors.list!r} finds nothing")
    links = _declared_links(holders, base, pattern) if holders else []
    if not links and pattern is not None:
        links = [
            (link, address, link) for link, address in _all_links(root, base) if _matches(pattern, address)
        ]
    if not links and pattern is None and not holders:
        links = _headline_links(root, base, url)
    title_selector = selectors.title if selectors else None
    date_selector = selectors.date if selectors else None
    found: dict[str, Entry] = {}
    first_links: dict[str, HtmlElement] = {}
    shared = _shared_holders(holder for _, _, holder in links)
    for link, address, holder in links:
        canonical = canonical_url(address)
        if canonical is None or canonical == canonical_url(url):
            continue
        own = holder if holder not in shared else link
        title = _title(link, own, title_selector)
        known = found.get(canonical)
        if known is None and len(found) >= MAX_LINKS:
            warnings.append(f"more than {MAX_LINKS} links; the first {MAX_LINKS} were read")
            break
        first_links.setdefault(canonical, link)
        published = date_near(link, own, date_selector, declaration.timezone, now)
        if known is None:
            title = title or _stated_title(link)
        else:
            title = _better(
                known.title, title, said_only=known.title == _stated_title(first_links[canonical])
            )
            published = known.published or published
        found[canonical] = Entry(
            key=entry_key("", canonical),
            url=canonical,
            title=title,
            summary=(known.summary if known else "") or _summary(own, link, title),
            published=published,
        )
    return [entry for entry in found.values() if entry.title or pattern is not None or holders]


def _all_links(root: HtmlElement, base: str) -> Iterable[tuple[HtmlElement, str]]:
    for count, link in enumerate(root.iterfind(".//a[@href]")):
        if count >= _SCAN:
            return
        address = absolute_url(str(link.get("href", "")), base)
        if address is not None:
            yield link, address


def _matches(pattern: re.Pattern[str], address: str) -> bool:
    canonical = canonical_url(address)
    return pattern.search(address) is not None or (
        canonical is not None and pattern.search(canonical) is not None
    )


def _declared_links(
    holders: Sequence[HtmlElement], base: str, pattern: re.Pattern[str] | None
) -> list[tuple[HtmlElement, str, HtmlElement]]:
    """Of each declared element the link that is, or leads to, an article: the first that matches, else the first."""
    links: list[tuple[HtmlElement, str, HtmlElement]] = []
    for holder in holders[: 4 * MAX_LINKS]:
        inside = [holder] if holder.tag == "a" and holder.get("href") else []
        inside += list(holder.iterfind(".//a[@href]"))[:200]
        if (
            not inside
            and (around := next(holder.iterancestors("a"), None)) is not None
            and around.get("href")
        ):
            inside = [around]
        usable = [
            (link, address)
            for link in inside
            if (address := absolute_url(str(link.get("href", "")), base)) is not None
        ]
        matching = [
            (link, address) for link, address in usable if pattern is None or _matches(pattern, address)
        ]
        if pattern is None and len({address for _, address in usable}) > 3:
            # The selector names the whole list rather than its elements.
            links += [(link, address, link) for link, address in usable if _reads_like_headline(link)]
        elif pattern is not None and len({address for _, address in matching}) > 1:
            links += [(link, address, link) for link, address in matching]
        else:
            links += [(link, address, holder) for link, address in matching[:1]]
    return links


def _shared_holders(holders: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Elements that hold several links: their text is no link's own."""
    seen: set[HtmlElement] = set()
    shared: set[HtmlElement] = set()
    for holder in holders:
        (shared if holder in seen else seen).add(holder)
    return shared


def _reads_like_headline(link: HtmlElement) -> bool:
    text = plain_line(str(link.get("title") or "") if not link.text_content() else str(link.text_content()))
    if _NO_TITLE.fullmatch(text) or _DATE_ONLY.fullmatch(text):
        return False
    return len(text) >= (8 if han_share(text) > 0.3 else 20)


def _headline_links(root: HtmlElement, base: str, url: str) -> list[tuple[HtmlElement, str, HtmlElement]]:
    """Links of the site outside its navigation that read like headlines and are of the page's most common kind."""
    kinds: dict[str, list[tuple[HtmlElement, str, HtmlElement]]] = {}
    site = site_of(url)
    for link, address in _all_links(root, base):
        if site_of(address) != site or is_inside(link, _FURNITURE) or not _reads_like_headline(link):
            continue
        path = urlsplit(address).path
        if path in {"", "/"}:
            continue
        kinds.setdefault(_shape(link, path), []).append((link, address, link))
    if not kinds:
        return []
    order = {link: place for place, (link, _) in enumerate(_all_links(root, base))}
    largest = max(len(links) for links in kinds.values())
    chosen = [each for links in kinds.values() if len(links) * 4 >= largest for each in links]
    return sorted(chosen, key=lambda each: order[each[0]])


def _shape(link: HtmlElement, path: str) -> str:
    """What links of one list have in common: the form of their address."""
    segments = [re.sub(r"\d+", "0", segment) for segment in path.split("/") if segment]
    last = segments[-1] if segments else ""
    kind = "slug" if last.count("-") >= 2 else ("number" if "0" in last else "word")
    return f"{len(segments)}:{'/'.join(segments[:1])}:{kind}:{link.get('class', '')[:40]}"


def _title(link: HtmlElement, holder: HtmlElement, selector: str | None) -> str:
    """The headline: a declared element, a heading, the link's text, or its ``title`` where the text is cut."""
    if selector and holder is not link:
        declared = select(holder, selector, [])
        if declared and (text := plain_line(stated_by(declared[0]), TITLE_LENGTH)):
            return text
    texts = []
    for element in (link, holder):
        for heading in ("h1", "h2", "h3", "h4", "h5"):
            inside = element.find(f".//{heading}")
            if inside is not None:
                texts.append(plain_line(str(inside.text_content()), TITLE_LENGTH))
                break
    texts.append(plain_line(str(link.text_content()), TITLE_LENGTH))
    usable = (
        text for text in texts if text and not _NO_TITLE.fullmatch(text) and not _DATE_ONLY.fullmatch(text)
    )
    title = next(usable, "")
    stated = plain_line(str(link.get("title") or ""), TITLE_LENGTH)
    if title.endswith(("…", "...")) and wording(stated).startswith(wording(title)):
        return stated
    return title


def _stated_title(link: HtmlElement) -> str:
    """What a link without words says of itself: its ``title``, or what its picture shows."""
    picture = link.find(".//img[@alt]")
    stated = link.get("title") or (picture.get("alt") if picture is not None else "")
    return plain_line(str(stated or ""), TITLE_LENGTH)


def _better(one: str, other: str, *, said_only: bool) -> str:
    """Of two titles of one address the one that is whole; words go before what a picture is said to show."""
    if not other or not (said_only or one.endswith(("…", "..."))):
        return one or other
    return other if said_only or len(other) >= len(one) - 1 else one


def _summary(holder: HtmlElement, link: HtmlElement, title: str) -> str:
    """The teaser that stands in the same element as a link."""
    if holder is link:
        return ""
    for element in elements(holder):
        if element.tag in {"p", "div", "span"} and not is_inside(element, frozenset({"a"})):
            text = plain_line(str(element.text_content()), SUMMARY_LENGTH)
            if len(text) >= (20 if han_share(text) > 0.3 else 50) and wording(title) not in wording(text):
                return text
    return ""
