"""From the bytes of a feed to its items: RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed. Pure, and never raises.

feedparser gets bytes, never an address. What it gives is cleaned here: it keeps control characters and mark-up,
``javascript:`` links and invented dates, and raises on some character references.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import feedparser

from crawler.addresses import absolute_url
from crawler.bounding import bounded
from crawler.cleaning import (
    AUTHOR_LENGTH,
    GUID_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    markup_to_line,
    markup_to_lines,
    plain_line,
)
from crawler.dates import parse_date
from crawler.feeds_bytes import as_feedparser_reads, is_json
from crawler.feeds_json import parse_json_feed
from crawler.feeds_parser import set_up
from crawler.recognition import binary_kind
from crawler.values import FeedItem, ParsedFeed

set_up()

MAX_ITEMS = 3_000
"""Items of one feed that are read at most: the first ones, which are the newest in practice."""

Values = dict[str, Any]
"""feedparser's dictionaries. They are read by ``dict.get``: their own look-up stands in other keys."""

_UPDATE_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_GENERIC_AUTHORS = frozenset({"noreply@blogger.com (unknown)", "unknown", "admin", "author"})
_MAIL = re.compile(r"\S+@\S+\s*\((?P<name>[^)]+)\)|(?P<mail>\S+@\S+)")


def parse_feed(
    body: bytes, *, url: str | None = None, content_type: str | None = None, timezone: str = "UTC"
) -> ParsedFeed:
    """Read a feed.

    Args:
        body: The document, unpacked.
        url: Where it came from: relative links are relative to it.
        content_type: The HTTP header, for its charset.
        timezone: The zone of dates that name none.

    Returns:
        The feed. ``error`` is set, and there may be no items, where the document is no feed or cannot be read.
    """
    try:
        return _parse(body, url, content_type, timezone)
    except RecursionError:
        return ParsedFeed(error="the feed is nested too deeply")
    except Exception as error:  # noqa: BLE001, feedparser raises what it likes; one feed must not harm the others
        return ParsedFeed(
            error=f"the feed cannot be read: {plain_line(str(error) or type(error).__name__, 200)}"
        )


def _parse(body: bytes, url: str | None, content_type: str | None, timezone: str) -> ParsedFeed:
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return ParsedFeed(error="the document is empty")
    if is_json(body):
        return parse_json_feed(body, url=url, timezone=timezone, max_items=MAX_ITEMS)
    binary = binary_kind(body)
    if binary is not None:
        return ParsedFeed(error=f"this is {binary}, not a feed")
    document = as_feedparser_reads(body, content_type)
    # Without Content-Location, feedparser follows xml:base only and leaves a guid as written; links are resolved here.
    headers = {"content-type": document.content_type}
    warnings = list(document.warnings)
    parsed = feedparser.parse(
        bounded(document.body, warnings),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    feed: Values = parsed.get("feed", {})
    entries = parsed.get("entries", [])
    if not parsed.get("version") and not entries:
        return ParsedFeed(error=_no_feed(body, document.body), warnings=tuple(warnings))
    if parsed.get("bozo"):
        warnings.append(f"not well-formed: {plain_line(str(parsed.get('bozo_exception', '')), 200)}")
    if len(entries) > MAX_ITEMS:
        warnings.append(f"{len(entries)} items, of which the first {MAX_ITEMS} were read")
    items: list[FeedItem] = []
    items += [_item(entry, url, timezone, warnings) for entry in entries[:MAX_ITEMS]]
    return ParsedFeed(
        title=markup_to_line(_text(feed, "title"), TITLE_LENGTH),
        language=plain_line(_text(feed, "language"), 20),
        items=tuple(items),
        warnings=tuple(dict.fromkeys(warnings))[:50],
        ttl_seconds=_ttl(feed),
        next_page=_older_part(feed, url),
        hub=_linked(feed, "hub", url),
        topic=_linked(feed, "self", url),
    )


def _linked(feed: Values, relation: str, base: str | None) -> str:
    """The first web address that the feed names by a relation; empty if there is none."""
    found = (
        absolute_url(str(link.get("href", "")), base)
        for link in _dicts(feed, "links")
        if link.get("rel") == relation
    )
    return next((address for address in found if address is not None), "")


def _older_part(feed: Values, base: str | None) -> str | None:
    """The feed's next page or previous archive (RFC 5005)."""
    return _linked(feed, "next", base) or _linked(feed, "prev-archive", base) or None


def _no_feed(body: bytes, decoded: bytes) -> str:
    head = decoded[:2_000].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return "this is a web page, not a feed"
    return "this is no feed" if body.strip() else "the document is empty"


def _text(values: Values, key: str) -> str:
    value = dict.get(values, key)
    return value if isinstance(value, str) else ""


def _dicts(values: Values, key: str) -> list[Values]:
    listed = dict.get(values, key)
    return [value for value in listed[:20] if isinstance(value, dict)] if isinstance(listed, list) else []


def _item(entry: Values, base: str | None, timezone: str, warnings: list[str]) -> FeedItem:
    guid = plain_line(_text(entry, "id"), GUID_LENGTH)
    link = _link(entry, guid, base, warnings)
    summary = markup_to_lines(_text(entry, "summary"), SUMMARY_LENGTH)
    text = _content(entry)
    title = markup_to_line(_text(entry, "title"), TITLE_LENGTH)
    if not (title or link or summary or text or guid):
        warnings.append("an item without title, link and text says nothing")
    return FeedItem(
        title=title,
        link=link,
        guid=guid,
        author=_author(entry),
        published=_published(entry, timezone, warnings),
        summary=summary or text[:SUMMARY_LENGTH],
        text=text if len(text) > len(summary) else "",
        origin=_origin(entry),
    )


def _origin(entry: Values) -> str:
    source = dict.get(entry, "source")
    return absolute_url(str(dict.get(source, "href") or "")) or "" if isinstance(source, dict) else ""


def _link(entry: Values, guid: str, base: str | None, warnings: list[str]) -> str:
    candidates = [_text(entry, "link")]
    for link in _dicts(entry, "links"):
        if link.get("rel", "alternate") == "alternate":
            candidates.append(str(link.get("href", "")))
    if dict.get(entry, "guidislink") or guid[:4].lower() == "http":
        candidates.append(guid)
    for candidate in candidates:
        address = absolute_url(candidate, base) if candidate else None
        if address is not None:
            return address
    if candidates[0]:
        warnings.append(f"a link that is no web address was dropped: {plain_line(candidates[0], 60)}")
    return ""


def _content(entry: Values) -> str:
    texts = [
        markup_to_lines(str(content.get("value", "")), TEXT_LENGTH)
        for content in _dicts(entry, "content")
        if str(content.get("type", "text/html")).startswith(("text/", "application/xhtml"))
    ]
    return max(texts, key=len, default="")


def _author(entry: Values) -> str:
    names = [
        markup_to_line(str(author.get("name") or ""), AUTHOR_LENGTH) for author in _dicts(entry, "authors")
    ]
    stated = ", ".join(dict.fromkeys(name for name in names if name)) or markup_to_line(
        _text(entry, "author")
    )
    mail = _MAIL.fullmatch(stated)
    if mail is not None:
        stated = mail["name"] or ""
    return "" if stated.lower() in _GENERIC_AUTHORS else stated[:AUTHOR_LENGTH]


def _published(entry: Values, timezone: str, warnings: list[str]) -> datetime | None:
    stated = ""
    for key in ("published", "updated", "created"):
        value = _text(entry, key)
        if value:
            stated = stated or value
            moment = parse_date(value, timezone)
            if moment is not None:
                return moment
    if stated:
        warnings.append(f"a date that cannot be read was dropped: {plain_line(stated, 60)}")
    return None


def _ttl(feed: Values) -> float | None:
    """The feed's own word on how long it may be kept: ``ttl`` in minutes, or the syndication module."""
    ttl = _text(feed, "ttl").strip()
    if ttl.isdigit() and 0 < len(ttl) < 7 and int(ttl) > 0:
        return int(ttl) * 60.0
    period = _UPDATE_PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    frequency = _text(feed, "sy_updatefrequency").strip()
    return period / max(1, int(frequency)) if frequency.isdigit() and len(frequency) < 5 else float(period)
