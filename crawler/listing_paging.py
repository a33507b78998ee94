"""The page that follows a page of a listing."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.addresses import absolute_url, canonical_url
from crawler.cleaning import plain_line

_NEXT = re.compile(
    r"(?:next(?: page)?|older(?: posts| entries)?|weiter|nächste(?: seite)?|vor|ältere(?: beiträge)?|下一?页|后一页"
    r"|[›»>]|→)\s*[›»>→]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,4}")
_PAGE_WORD = re.compile(
    r"(?<![a-z])(?:page|seite|pagenum|pageno|p|pn|s|start|offset|index|list|node|archiv)(?:\w{0,12})?[=_/-]?\d",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"""createPageHTML\(\s*(?P<pages>\d+)\s*,\s*(?P<current>\d+)\s*,\s*"""
    r"""["'](?P<name>[\w-]+)["']\s*,\s*["'](?P<ending>\w+)["']"""
)
"""The pager of TRS, the system behind most Chinese government sites: ``index_1.html`` follows ``index.html``."""


def next_page(root: HtmlElement, base: str, url: str) -> str | None:
    """The address of the page that follows: ``rel="next"``, a link that says so, or the next number."""
    here = canonical_url(url)
    for element in list(root.iterfind(".//*[@rel]"))[:3_000]:
        if element.tag in {"link", "a"} and "next" in str(element.get("rel", "")).lower().split():
            address = _other(element, base, here)
            if address is not None:
                return address
    links = list(root.iterfind(".//a[@href]"))[-3_000:]
    for link in links:
        text = plain_line(str(link.text_content()), 40) or plain_line(
            str(link.get("title") or link.get("aria-label") or ""), 40
        )
        if _NEXT.fullmatch(text):
            address = _other(link, base, here)
            if address is not None and _same_section(address, url):
                return address
    return _by_number(links, base, url, here) or _by_script(root, base)


def _by_script(root: HtmlElement, base: str) -> str | None:
    for script in list(root.iterfind(".//script"))[:200]:
        pager = _SCRIPTED.search((script.text or "")[:20_000])
        if pager is not None and int(pager["current"]) + 1 < int(pager["pages"]):
            return absolute_url(f"{pager['name']}_{int(pager['current']) + 1}.{pager['ending']}", base)
    return None


def _other(link: HtmlElement, base: str, here: str | None) -> str | None:
    address = absolute_url(str(link.get("href", "")), base)
    return address if address is not None and canonical_url(address) != here else None


def _same_section(address: str, url: str) -> bool:
    """Whether a page stands beside another on its host: "next" may also lead to the next article or a shop."""
    one, other = urlsplit(address), urlsplit(url)
    return one.hostname == other.hostname and one.path.rsplit("/", 1)[0].startswith(_folder(other.path))


def _folder(path: str) -> str:
    folder = path.rsplit("/", 1)[0]
    return re.sub(r"/(?:p|page|seite)?/?\d{1,4}$", "", folder)


def _by_number(links: list[HtmlElement], base: str, url: str, here: str | None) -> str | None:
    """The smallest number above the current page's among links that are only numbers and look like pages."""
    numbered: dict[int, str] = {}
    for link in links:
        text = plain_line(str(link.text_content()), 10)
        if not _NUMBER.fullmatch(text):
            continue
        address = _other(link, base, here)
        if address is not None and _same_section(address, url) and _PAGE_WORD.search(address):
            numbered.setdefault(int(text), address)
    current = _current(_root_of(links), numbered)
    return numbered.get(current + 1)


def _root_of(links: list[HtmlElement]) -> HtmlElement | None:
    return links[0].getroottree().getroot() if links else None


def _current(root: HtmlElement | None, numbered: dict[int, str]) -> int:
    """The number of this page as the row of numbers marks it; else 1."""
    if root is None or not numbered:
        return 1
    for element in root.iter("strong", "b", "span", "em", "li", "a"):
        marks = f"{element.get('class', '')} {element.get('aria-current', '')}".lower()
        text = plain_line(str(element.text or ""), 10)
        if (
            _NUMBER.fullmatch(text)
            and int(text) not in numbered
            and (element.tag in {"strong", "b", "em"} or re.search(r"curr|activ|aktiv|selected|page", marks))
        ):
            return int(text)
    return 1
