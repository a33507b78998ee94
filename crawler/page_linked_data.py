"""JSON-LD of a page (schema.org in ``script`` elements): in lists, graphs, and broken. Pure, and never raises."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

MAX_SCRIPTS = 40
MAX_SCRIPT = 1_500_000
MAX_NODES = 4_000

ARTICLE_TYPES = frozenset(
    {
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle"),
        *("backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "advertisercontentarticle"),
        *("satiricalarticle", "scholarlyarticle", "techarticle", "report", "liveblogposting", "blogposting"),
        *("socialmediaposting", "discussionforumposting", "pressrelease"),
    }
)
LISTING_TYPES = frozenset({"collectionpage", "itemlist", "searchresultspage"})

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_STRING_FIELD = re.compile(
    r'"(headline|datePublished|articleBody|inLanguage|isAccessibleForFree)"\s*:\s*'
    r'("(?:[^"\\]|\\.){0,200000}"|true|false)',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What the page's structured data says of its article. Texts are as given, entities undone, not yet cleaned."""

    is_article: bool = False
    is_listing: bool = False
    headline: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    text: str = ""
    url: str = ""
    free: bool | None = None
    broken: bool = False


def linked_data(root: HtmlElement) -> LinkedData:
    """The article in a page's JSON-LD; of several, the one with headline and date that comes first."""
    articles: list[Mapping[str, Any]] = []
    listing = broken = False
    salvaged: Mapping[str, Any] | None = None
    people: dict[str, str] = {}
    for script in _scripts(root):
        document = _load(script)
        if document is None:
            broken = True
            salvaged = salvaged or _salvage(script)
            continue
        for node in _nodes(document):
            types = _types(node)
            identity = node.get("@id")
            if isinstance(identity, str) and isinstance(node.get("name"), str):
                people.setdefault(identity, str(node["name"]))
            if types & ARTICLE_TYPES:
                articles.append(node)
            listing = listing or bool(types & LISTING_TYPES)
    if not articles and salvaged:
        articles = [salvaged]
    if not articles:
        return LinkedData(is_listing=listing, broken=broken)
    best = max(articles[:200], key=_completeness)  # the first of equals
    return LinkedData(
        is_article=True,
        is_listing=listing and len(articles) > 5,
        headline=_string(best.get("headline")) or _string(best.get("name")),
        published=_string(best.get("datePublished")),
        authors=_names(best.get("author") or best.get("creator"), people),
        language=_string(best.get("inLanguage")),
        text=_string(best.get("articleBody")),
        url=_address(best),
        free=_truth(best.get("isAccessibleForFree")),
        broken=broken,
    )


def _scripts(root: HtmlElement) -> Iterator[str]:
    found = root.iterfind(".//script[@type]")
    count = 0
    for script in found:
        if str(script.get("type", "")).split(";")[0].strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        if text.strip() and len(text) <= MAX_SCRIPT:
            yield text
            count += 1
            if count >= MAX_SCRIPTS:
                return


def _load(script: str) -> Any:
    """The document; None if it is none even when wrappings, stray commas and line breaks are forgiven."""
    text = _WRAPPING.sub("", script).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _salvage(script: str) -> Mapping[str, Any] | None:
    """Single fields of an article whose JSON is broken elsewhere."""
    if re.search(r'"@type"\s*:\s*\[?\s*"[A-Za-z]*(?:Article|Report)"', script) is None:
        return None
    values: dict[str, Any] = {}
    for name, value in _STRING_FIELD.findall(script):
        try:
            values.setdefault(name, json.loads(value, strict=False))
        except ValueError:
            continue
    return values or None


def _nodes(document: Any) -> Iterator[Mapping[str, Any]]:
    """All objects of a document, outer ones first. Iterative and bounded."""
    waiting = [document]
    seen = 0
    while waiting and seen < MAX_NODES:
        current = waiting.pop(0)
        seen += 1
        if isinstance(current, dict):
            yield current
            waiting.extend(value for value in current.values() if isinstance(value, dict | list))
        elif isinstance(current, list):
            waiting.extend(value for value in current[:500] if isinstance(value, dict | list))


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    stated = node.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return frozenset(
        name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names[:10] if isinstance(name, str)
    )


def _completeness(node: Mapping[str, Any]) -> int:
    return (
        2 * bool(node.get("headline")) + 2 * bool(node.get("datePublished")) + bool(node.get("articleBody"))
    )


def _string(value: Any) -> str:
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str | dict)), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName") or ""
    return html.unescape(value) if isinstance(value, str) else ""


def _names(stated: Any, people: Mapping[str, str]) -> tuple[str, ...]:
    names: list[str] = []
    for value in (stated if isinstance(stated, list) else [stated])[:20]:
        if isinstance(value, dict):
            name = _string(value.get("name")) or people.get(str(value.get("@id")), "")
        else:
            name = _string(value)
        if name and not name.lower().startswith(("http:", "https:")):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _address(node: Mapping[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
            return value
    return ""


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in {"true", "http://schema.org/true", "https://schema.org/true"}:
        return True
    if text in {"false", "http://schema.org/false", "https://schema.org/false"}:
        return False
    return None
