"""OPML 2.0 (http://opml.org/spec2.opml): the catalogue for other feed readers, and theirs for us."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from config import ConfigurationError, SourceDeclaration
from config.declarations import FEED_ACCESS, require_http_url
from crawler.cleaning import AUTHOR_LENGTH, plain_line


def write_opml(sources: Iterable[SourceDeclaration], title: str = "zhongde") -> str:
    """The feeds of these sources as an OPML document."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = title
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        for address in source.addresses:
            if address.access in FEED_ACCESS and source.enabled:
                attributes = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": address.url}
                if source.home:
                    attributes["htmlUrl"] = source.home
                if source.language:
                    attributes["language"] = source.language[0]
                ElementTree.SubElement(body, "outline", attributes)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def read_opml(data: bytes, source: str) -> list[dict[str, str]]:
    """The feeds of an OPML document, each as ``id``, ``name``, ``url`` and, if given, ``language``.

    Raises:
        ConfigurationError: If it is no OPML, or holds no feed.
    """
    try:
        root = defusedxml.ElementTree.fromstring(data)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise ConfigurationError(
            f"is no OPML file: {error}", remedy="Export the subscriptions again.", source=source
        ) from None
    feeds: list[dict[str, str]] = []
    taken: set[str] = set()
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or "").strip()
        try:
            require_http_url(url)
        except ValueError:
            continue
        name = (
            plain_line(outline.get("title") or outline.get("text") or "", AUTHOR_LENGTH)
            or url[:AUTHOR_LENGTH]
        )
        feed = {"id": _free_id(name, taken), "name": name, "url": url}
        language = (outline.get("language") or "")[:2].lower()
        if language in {"en", "de", "zh"}:
            feed["language"] = language
        feeds.append(feed)
    if not feeds:
        raise ConfigurationError(
            "holds no feed", remedy="It needs outline elements with an xmlUrl.", source=source
        )
    return feeds


def _free_id(name: str, taken: set[str]) -> str:
    folded = unicodedata.normalize("NFKD", name.lower())
    base = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:60] or "feed"
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}-{number}", number + 1
    taken.add(candidate)
    return candidate
