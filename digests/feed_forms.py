"""The three forms of a feed: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). Pure.

Digests as files and the page's feeds of any filter are written here; what stands in them has been cleaned before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Literal

from lxml import etree

FeedForm = Literal["atom", "rss", "jsonfeed"]
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HOME = "https://zhongde.invalid/"
"""RSS wants a link of the channel's own; the name is reserved and leads nowhere (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What stands at the head of a feed.

    ``identity`` never changes; ``page`` and ``itself`` are absolute addresses, None for a feed that lies nowhere.
    """

    identity: str
    title: str
    language: str
    updated: datetime
    page: str | None = None
    itself: str | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. ``identity`` never changes, so that a reader shows it once.

    ``content`` is HTML if ``is_html``, else plain text, which is escaped where readers take it for HTML.
    """

    identity: str
    title: str
    address: str | None
    content: str
    is_html: bool
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


def feed_as(form: FeedForm, head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    """The feed in one form, in UTF-8, its entries in the order given."""
    match form:
        case "atom":
            return _atom(head, entries)
        case "rss":
            return _rss(head, entries)
        case "jsonfeed":
            return _json_feed(head, entries)


def _atom(head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    namespaces: dict[Any, str] = {None: _ATOM}
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=namespaces)
    root.set(_LANGUAGE, head.language)
    _add(root, "id", head.identity)
    _add(root, "title", head.title)
    _add(root, "updated", _moment(head.updated))
    if head.itself:
        _link(root, "self", head.itself)
    if head.page:
        _link(root, "alternate", head.page)
    _add(_add(root, "author"), "name", "zhongde")
    for entry in entries:
        node = _add(root, "entry")
        _add(node, "id", entry.identity)
        _add(node, "title", entry.title)
        if entry.address:
            _link(node, "alternate", entry.address)
        _add(node, "published", _moment(entry.published))
        _add(node, "updated", _moment(entry.updated))
        if entry.is_html:
            _add(node, "content", entry.content).set("type", "html")
        else:
            _add(node, "summary", entry.content)
        for category in entry.categories:
            _add(node, "category").set("term", category)
    return _written(root)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        node.text = text
    return node


def _link(parent: etree._Element, relation: str, address: str) -> None:
    node = _add(parent, "link")
    node.set("rel", relation)
    node.set("href", address)


def _rss(head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")
    for name, text in (
        ("title", head.title),
        ("link", head.page or _HOME),
        ("description", head.title),
        ("language", head.language),
        ("lastBuildDate", format_datetime(head.updated)),
    ):
        etree.SubElement(channel, name).text = text
    if head.itself:
        node = etree.SubElement(channel, f"{{{_ATOM}}}link", rel="self", href=head.itself)
        node.set("type", "application/rss+xml")
    for entry in entries:
        item = etree.SubElement(channel, "item")
        etree.SubElement(item, "title").text = entry.title
        if entry.address:
            etree.SubElement(item, "link").text = entry.address
        etree.SubElement(item, "guid", isPermaLink="false").text = entry.identity
        etree.SubElement(item, "pubDate").text = format_datetime(entry.published)
        for category in entry.categories:
            etree.SubElement(item, "category").text = category
        # Readers take it for HTML whatever it is.
        etree.SubElement(item, "description").text = (
            entry.content if entry.is_html else escape(entry.content, quote=False)
        )
    return _written(root)


def _json_feed(head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "language": head.language,
        **({"home_page_url": head.page} if head.page else {}),
        **({"feed_url": head.itself} if head.itself else {}),
        "items": [
            {
                "id": entry.identity,
                **({"url": entry.address} if entry.address else {}),
                "title": entry.title,
                "content_html" if entry.is_html else "content_text": entry.content,
                "date_published": _moment(entry.published),
                "date_modified": _moment(entry.updated),
                "tags": list(entry.categories),
            }
            for entry in entries
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _written(root: etree._Element) -> bytes:
    encoded: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return encoded
