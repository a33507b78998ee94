"""A digest as a feed: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1, an entry for each step told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Literal

from lxml import etree

from digests.presentation import DealLines, put_into_words
from digests.values import ComposedDigest
from digests.wording import Wording, wording_of

FeedForm = Literal["atom", "rss", "jsonfeed"]
_ATOM = "http://www.w3.org/2005/Atom"
_HOME = "https://zhongde.invalid/"
"""RSS wants a link of the channel's own; the name is reserved and leads nowhere (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    title: str
    link: str | None
    moment: datetime
    content: str
    kind: str


def render_feed(digest: ComposedDigest, form: FeedForm) -> str:
    """The digest's deals as a feed, the newest first."""
    lines = put_into_words(digest)
    entries = sorted(_entries(digest), key=lambda entry: entry.moment, reverse=True)
    language = "zh-Hans" if digest.language == "zh" else digest.language
    feed = f"urn:zhongde:subscription:{digest.subscription}"
    match form:
        case "atom":
            return _atom(lines.title, feed, language, digest.composed_at, entries)
        case "rss":
            return _rss(lines.title, language, digest.composed_at, entries)
        case "jsonfeed":
            return _json_feed(lines.title, language, entries)


def _entries(digest: ComposedDigest) -> Iterator[_Entry]:
    wording = wording_of(digest.language)
    shown = {words.id: words for words in put_into_words(digest).deals}
    for entry in digest.deals:
        words = shown[entry.deal.id]
        yield _Entry(
            id=f"urn:zhongde:deal:{entry.deal.id}:{entry.step.status}",
            title=words.headline,
            link=words.source.link if words.source else None,
            moment=entry.step.first_seen,
            content=_content(words, wording),
            kind=words.kind,
        )


def _content(words: DealLines, wording: Wording) -> str:
    """HTML of a deal; everything from outside is escaped."""
    parts = []
    if words.quote:
        quote = f"{wording.text('quote.open')}{words.quote}{wording.text('quote.close')}"
        parts.append(f'<blockquote lang="{escape(words.quote_language)}">{escape(quote)}</blockquote>')
    parts += [f"<p>{escape(conflict)}</p>" for conflict in words.conflicts]
    for source in (words.source, *words.also_in):
        if source is None:
            continue
        told = escape(wording.text("told", language=source.language, time=source.time))
        outlet = escape(source.outlet)
        shown = f'<a href="{escape(source.link)}">{outlet}</a>' if source.link else outlet
        parts.append(f"<p>{shown}{wording.space}{told}</p>")
    parts += [f"<p>{escape(text)}</p>" for text in (words.doubts, words.not_stated) if text]
    for label, text in (("spread", words.spread), ("names", words.names)):
        if text:
            parts.append(f"<p>{escape(wording.text(f'label.{label}') + wording.colon + text)}</p>")
    return "".join(parts)


def _atom(title: str, feed: str, language: str, made: datetime, entries: list[_Entry]) -> str:
    namespaces: dict[Any, str] = {None: _ATOM}
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=namespaces)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(root, "id", feed)
    _add(root, "title", title)
    _add(root, "updated", made.isoformat(timespec="seconds"))
    _add(_add(root, "author", ""), "name", "zhongde")
    for entry in entries:
        node = _add(root, "entry", "")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "updated", entry.moment.isoformat(timespec="seconds"))
        if entry.link:
            _add(node, "link", "").set("href", entry.link)
        _add(node, "category", "").set("term", entry.kind)
        _add(node, "content", entry.content).set("type", "html")
    return _xml(root)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        node.text = text
    return node


def _rss(title: str, language: str, made: datetime, entries: list[_Entry]) -> str:
    root = etree.Element("rss", version="2.0")
    channel = etree.SubElement(root, "channel")
    for name, text in (
        ("title", title),
        ("link", _HOME),
        ("description", title),
        ("language", language),
        ("lastBuildDate", format_datetime(made)),
    ):
        etree.SubElement(channel, name).text = text
    for entry in entries:
        item = etree.SubElement(channel, "item")
        etree.SubElement(item, "title").text = entry.title
        if entry.link:
            etree.SubElement(item, "link").text = entry.link
        guid = etree.SubElement(item, "guid", isPermaLink="false")
        guid.text = entry.id
        etree.SubElement(item, "pubDate").text = format_datetime(entry.moment)
        etree.SubElement(item, "category").text = entry.kind
        etree.SubElement(item, "description").text = entry.content
    return _xml(root)


def _xml(root: etree._Element) -> str:
    encoded: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return encoded.decode("utf-8")


def _json_feed(title: str, language: str, entries: list[_Entry]) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "language": language,
        "items": [
            {
                "id": entry.id,
                "title": entry.title,
                "content_html": entry.content,
                "date_published": entry.moment.isoformat(timespec="seconds"),
                "tags": [entry.kind],
            }
            | ({"url": entry.link} if entry.link else {})
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"
