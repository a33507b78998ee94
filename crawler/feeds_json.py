"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crawler.addresses import absolute_url
from crawler.cleaning import (
    AUTHOR_LENGTH,
    GUID_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    markup_to_line,
    markup_to_lines,
    plain_line,
    plain_lines,
)
from crawler.dates import parse_date
from crawler.decoding import decode
from crawler.values import FeedItem, ParsedFeed


def parse_json_feed(body: bytes, *, url: str | None, timezone: str, max_items: int) -> ParsedFeed:
    """Read a JSON Feed; ``error`` is set where the document is none."""
    try:
        document = json.loads(decode(body)[0])
    except (ValueError, RecursionError) as error:
        return ParsedFeed(error=f"not valid JSON: {plain_line(str(error), 120)}")
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return ParsedFeed(error="this JSON is no JSON Feed: it has no list of items")
    warnings: list[str] = []
    if "jsonfeed.org/version/" not in _string(document, "version"):
        warnings.append("the version of JSON Feed is not stated")
    listed = document["items"]
    if len(listed) > max_items:
        warnings.append(f"{len(listed)} items, of which the first {max_items} were read")
    items = [
        _item(value, document, url, timezone, warnings)
        for value in listed[:max_items]
        if isinstance(value, dict)
    ]
    return ParsedFeed(
        title=markup_to_line(_string(document, "title"), TITLE_LENGTH),
        language=plain_line(_string(document, "language"), 20),
        items=tuple(items),
        warnings=tuple(dict.fromkeys(warnings))[:50],
        next_page=absolute_url(_string(document, "next_url"), url) if _string(document, "next_url") else None,
        hub=_hub(document, url),
        topic=absolute_url(_string(document, "feed_url"), url) or "",
    )


def _hub(document: Mapping[str, Any], base: str | None) -> str:
    """The address of the first hub that speaks WebSub; empty if the feed names none."""
    hubs = document.get("hubs")
    for hub in hubs[:10] if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and _string(hub, "type").lower() in {"websub", "pubsubhubbub"}:
            return absolute_url(_string(hub, "url"), base) or ""
    return ""


def _string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def _item(
    value: Mapping[str, Any],
    document: Mapping[str, Any],
    base: str | None,
    timezone: str,
    warnings: list[str],
) -> FeedItem:
    stated = _string(value, "url") or _string(value, "external_url")
    guid = plain_line(_string(value, "id"), GUID_LENGTH)
    link = absolute_url(stated, base) or (absolute_url(guid) if guid.startswith("http") else None) or ""
    if stated and not link:
        warnings.append(f"a link that is no web address was dropped: {plain_line(stated, 60)}")
    text = markup_to_lines(_string(value, "content_html"), TEXT_LENGTH)
    text = text or plain_lines(_string(value, "content_text"), TEXT_LENGTH)
    title = markup_to_line(_string(value, "title"), TITLE_LENGTH)
    summary = markup_to_lines(_string(value, "summary"), SUMMARY_LENGTH)
    if not (title or link or text or summary or guid):
        warnings.append("an item without title, link and text says nothing")
    date = _string(value, "date_published") or _string(value, "date_modified")
    published = parse_date(date, timezone)
    if date and published is None:
        warnings.append(f"a date that cannot be read was dropped: {plain_line(date, 60)}")
    return FeedItem(
        title=title,
        link=link,
        guid=guid,
        author=_author(value) or _author(document),
        published=published,
        summary=summary or text[:SUMMARY_LENGTH],
        text=text,
    )


def _author(values: Mapping[str, Any]) -> str:
    stated = values.get("authors")
    authors = stated if isinstance(stated, list) else [values.get("author")]
    names = [
        markup_to_line(_string(author, "name"), AUTHOR_LENGTH)
        for author in authors[:10]
        if isinstance(author, dict)
    ]
    return ", ".join(dict.fromkeys(name for name in names if name))[:AUTHOR_LENGTH]
