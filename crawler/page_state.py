"""Whether a page is an article at all: error pages, walls, block pages and empty shells come with status 200."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.cleaning import han_share, plain_line
from crawler.page_blocks import drop_inactive
from crawler.page_document import parse_page
from crawler.page_wording import (
    BLOCKED,
    CONSENT,
    COOKIES,
    LOGIN,
    NOT_FOUND,
    SCRIPT_NEEDED,
    SUBSCRIBERS,
    SUBSCRIBERS_WORDS,
)
from crawler.values import FailureKind

_REFRESH = re.compile(r"^\s*\d*\s*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"\s]{1,500})", re.IGNORECASE)
_SCRIPT_REDIRECT = re.compile(
    r"(?:window|document|self|top)?\.?location(?:\.href)?\s*(?:=|\.replace\s*\()\s*['\"]([^'\"]{2,500})['\"]"
)
SHORT = 600
"""Letters of text below which a page may be an error page, a wall or a shell."""


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What of a page must be read before its scripts are taken out."""

    scripts: int
    asks_password: bool
    needs_script: bool
    forwards_to: str
    framed: str


def signs_of(root: HtmlElement) -> PageSigns:
    """Read the signs of walls, shells and redirects. The tree must still have its scripts."""
    scripts = list(root.iterfind(".//script"))[:200]
    quiet = " ".join(str(element.text_content())[:500] for element in list(root.iterfind(".//noscript"))[:10])
    forwards = ""
    for meta in list(root.iterfind(".//meta[@http-equiv]"))[:50]:
        if str(meta.get("http-equiv", "")).lower() == "refresh":
            match = _REFRESH.match(str(meta.get("content", "")))
            forwards = match[1] if match is not None else forwards
    if not forwards and len(scripts) <= 3:
        for script in scripts:
            code = (script.text or "")[:3_000]
            match = _SCRIPT_REDIRECT.search(code) if "location" in code else None
            forwards = match[1] if match is not None else forwards
    frame = root.find(".//iframe[@src]")
    return PageSigns(
        scripts=len(scripts),
        asks_password=root.find(".//input[@type='password']") is not None,
        needs_script=SCRIPT_NEEDED.search(quiet) is not None,
        forwards_to=forwards,
        framed=str(frame.get("src", "")) if frame is not None else "",
    )


def trouble_of(signs: PageSigns, title: str, text: str, shown: str) -> str | None:
    """Why a page is no article, in words; None if nothing speaks against it.

    Args:
        signs: Of its mark-up.
        title: Its title.
        text: The article's text as read.
        shown: All text on the page.
    """
    weight = _weight(text)
    if weight >= SHORT:
        return None
    whole = f"{title}\n{shown[:4_000]}"
    heading = f"{title}\n{text[:200]}" if text else whole
    small = _weight(shown)
    if small < 4 * SHORT and BLOCKED.search(heading):
        return f"the site blocks this request: {_quote(BLOCKED, heading)}"
    if NOT_FOUND.search(title) or (small < 2 * SHORT and NOT_FOUND.search(heading)):
        return f"this is an error page: {_quote(NOT_FOUND, heading)}"
    if weight >= SHORT // 3:
        return None
    if signs.forwards_to and small < SHORT:
        return f"the page only leads on to {plain_line(signs.forwards_to, 200)}"
    if signs.framed and not text and small < SHORT:
        return f"the page shows another one in a frame: {plain_line(signs.framed, 200)}"
    if signs.asks_password and LOGIN.search(heading):
        return "this page asks to log in"
    if COOKIES.search(text or whole) and CONSENT.search(text or whole) and small < 4 * SHORT:
        return "there is only a notice on cookies, no article"
    if not text and (signs.needs_script or SCRIPT_NEEDED.search(whole)):
        return "the page shows its text by script only"
    if not text and signs.scripts and small < SHORT // 3:
        return "the page is an empty shell that scripts fill"
    return None


def _weight(text: str) -> int:
    """The length of a text in Latin letters: a Chinese one says as much in a third of them."""
    return len(text) * (3 if han_share(text) > 0.3 else 1)


def is_for_subscribers(text: str, shown: str) -> bool:
    """Whether a page's own words say that what it shows is a teaser."""
    if len(text) >= 5 * SHORT:
        return False
    head = shown[:20_000]
    plain = head.lower()
    return any(word in plain for word in SUBSCRIBERS_WORDS) and SUBSCRIBERS.search(head) is not None


def _quote(pattern: re.Pattern[str], text: str) -> str:
    line = next((line for line in text.split("\n") if pattern.search(line)), text)
    return f"“{plain_line(line, 100)}”"


def trouble_of_list(data: bytes, content_type: str | None) -> tuple[FailureKind, str] | None:
    """Why a page that should list articles lists none: a block page, a wall, an error page or a shell; None if unknown.

    Returns:
        The kind of failure (``refused`` where the site keeps us out), and words for people.
    """
    document = parse_page(data, content_type)
    if document is None:
        return None
    root = document.root
    signs = signs_of(root)
    heading = root.find(".//title")
    title = plain_line(str(heading.text_content()), 200) if heading is not None else ""
    drop_inactive(root)
    body = root.find("body")
    shown = plain_line(str((body if body is not None else root).text_content()), 8_000)
    trouble = trouble_of(signs, title, "", shown)
    if trouble is None:
        return None
    refused = BLOCKED.search(f"{title}\n{shown}") is not None or signs.asks_password
    return ("refused" if refused else "content"), trouble
