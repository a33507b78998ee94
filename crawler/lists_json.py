"""A site's own JSON as a list of articles, by the paths that its source declares. Pure, and never raises.

A declaration says where things stand (:class:`config.declarations.PathsDeclaration`); nothing here knows any site.
Without one, the list is the largest one of objects whose keys are called as titles and addresses commonly are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from config.declarations import PathsDeclaration
from crawler.addresses import absolute_url
from crawler.cleaning import (
    GUID_LENGTH,
    SUMMARY_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    markup_to_line,
    markup_to_lines,
    plain_line,
)
from crawler.dates import parse_date
from crawler.decoding import decode
from crawler.feeds_json import parse_json_feed
from crawler.values import FeedItem, ParsedFeed

MAX_ITEMS = 3_000
_MAX_VALUES = 20_000
_WRAPPED = re.compile(
    r"\s*(?:/\*.{0,200}?\*/\s*)?(?:(?:var|let|const|window\.)?\s*[\w$.]{1,80}\s*(?:=|\()\s*)(?P<inside>[\[{].*[\]}])\s*\)?\s*;?\s*",
    re.DOTALL,
)
"""JSON handed to a function (JSONP) or a variable, as older Chinese sites do it."""
_COMMON_KEYS = {
    "title": ("title", "showTitle", "headline", "Title", "docTitle", "contentTitle", "name"),
    "url": (
        "url",
        "link",
        "publishUrl",
        "href",
        "shareUrl",
        "shareurl",
        "docUrl",
        "webUrl",
        "URL",
        "permalink",
    ),
    "date": (
        *(
            "publishTime",
            "pubDate",
            "published",
            "date_published",
            "publishDate",
            "pubTime",
            "date",
            "datetime",
        ),
        *("ctime", "createTime", "created_at", "publish_time", "time", "published_at"),
    ),
    "id": ("contentId", "id", "docId", "uuid", "articleId", "guid"),
    "summary": ("summary", "description", "abstract", "brief", "intro", "digest"),
}
_FORM = re.compile(r"\{([^{}]{1,200})\}")


def parse_json_list(
    body: bytes, *, url: str, paths: PathsDeclaration | None, timezone: str = "UTC"
) -> ParsedFeed:
    """Read a list.

    Args:
        body: The document, unpacked.
        url: Where it came from: relative addresses are relative to it.
        paths: Where the values stand; found out if None.
        timezone: The zone of dates that name none.

    Returns:
        Its items; ``error`` is set where it is no JSON, or holds no list where it is said to be.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return ParsedFeed(error="the document is empty")
    try:
        document = json.loads(_unwrapped(decode(body)[0]))
    except (ValueError, RecursionError) as error:
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            return ParsedFeed(error="this is a web page, not JSON")
        return ParsedFeed(error=f"not valid JSON: {plain_line(str(error), 120)}")
    if paths is None:
        if isinstance(document, dict) and "jsonfeed.org" in str(document.get("version", "")):
            return parse_json_feed(body, url=url, timezone=timezone, max_items=MAX_ITEMS)
        paths = _guessed(document)
        if paths is None:
            return ParsedFeed(error="this JSON holds no list of titles and addresses; declare its paths")
    listed = _items(document, paths.items)
    if listed is None:
        where = f"at {paths.items!r}" if paths.items else "at its top"
        return ParsedFeed(error=f"this JSON has no list {where}; the declared path may be out of date")
    warnings: list[str] = []
    if len(listed) > MAX_ITEMS:
        warnings.append(f"{len(listed)} items, of which the first {MAX_ITEMS} were read")
    items = [
        item
        for value in listed[:MAX_ITEMS]
        if (item := _item(value, url, paths, timezone, warnings)) is not None
    ]
    if listed and not items:
        warnings.append("no item of the list has a title or address where they are declared to be")
    return ParsedFeed(items=tuple(items), warnings=tuple(dict.fromkeys(warnings))[:50])


def _guessed(document: Any) -> PathsDeclaration | None:
    """The paths of the largest list of objects that have a title and an address by the names of their keys."""
    waiting: list[tuple[str, Any]] = [("", document)]
    best: tuple[int, PathsDeclaration] | None = None
    for path, value in waiting:
        if len(waiting) > _MAX_VALUES or path.count(".") > 6:
            break
        if isinstance(value, dict):
            waiting += [(f"{path}.{key}".strip("."), each) for key, each in value.items() if "." not in key]
        if not isinstance(value, list) or not value or not isinstance(value[0], dict):
            continue
        names = {
            field: next((key for key in keys if key in value[0]), "") for field, keys in _COMMON_KEYS.items()
        }
        if names["title"] and names["url"] and (best is None or len(value) > best[0]):
            best = len(value), PathsDeclaration(items=path, **names)
    return None if best is None else best[1]


def _unwrapped(text: str) -> str:
    text = text.lstrip("\ufeff")
    if text.lstrip()[:1] in {"{", "["}:
        return text
    wrapped = _WRAPPED.fullmatch(text)
    return wrapped["inside"] if wrapped is not None else text


def _items(document: Any, path: str) -> list[Any] | None:
    """The list at a path. A path that goes through ``*`` gathers: lists it meets are strung together."""
    for alternative in path.split("|"):
        steps = alternative.strip()
        found = list(_values(document, steps))
        if not found:
            continue
        if len(found) == 1 and isinstance(found[0], list):
            return found[0]
        if "*" in steps:
            gathered: list[Any] = []
            for value in found:
                gathered += value if isinstance(value, list) else [value]
            return gathered
        if (
            isinstance(found[0], dict)
            and found[0]
            and all(isinstance(each, dict) for each in found[0].values())
        ):
            return list(found[0].values())  # items by their ids
    return None


def _values(value: Any, path: str) -> Iterator[Any]:
    """All values at a path, at most so many."""
    current = [value]
    for step in [step for step in path.split(".") if step]:
        following: list[Any] = []
        for each in current:
            if step == "*":
                following += (
                    each if isinstance(each, list) else list(each.values()) if isinstance(each, dict) else []
                )
            elif isinstance(each, dict) and step in each:
                following.append(each[step])
            elif isinstance(each, list) and step.isdigit() and int(step) < len(each):
                following.append(each[int(step)])
            if len(following) > _MAX_VALUES:
                break
        current = following[:_MAX_VALUES]
    yield from current


def _stated(value: Any, path: str) -> str:
    """The text at a path or in a form; empty if there is none."""
    if "{" in path:
        missing = False

        def fill(match: re.Match[str]) -> str:
            nonlocal missing
            text = _stated(value, match[1])
            missing = missing or not text
            return text

        filled = _FORM.sub(fill, path)
        return "" if missing else filled
    for alternative in path.split("|"):
        for found in _values(value, alternative.strip()) if alternative.strip() else ():
            if isinstance(found, str | int | float) and not isinstance(found, bool) and str(found).strip():
                return str(found)
    return ""


def _item(
    value: Any, base: str, paths: PathsDeclaration, timezone: str, warnings: list[str]
) -> FeedItem | None:
    if not isinstance(value, dict | list):
        return None
    stated = _stated(value, paths.url)
    link = absolute_url(stated, base) if stated else None
    title = markup_to_line(_stated(value, paths.title), TITLE_LENGTH)
    if not (title or link):
        return None
    if stated and link is None:
        warnings.append(f"a link that is no web address was dropped: {plain_line(stated, 60)}")
    date = _stated(value, paths.date)
    published = parse_date(date, timezone) if date else None
    if date and published is None:
        warnings.append(f"a date that cannot be read was dropped: {plain_line(date, 60)}")
    text = markup_to_lines(_stated(value, paths.text), TEXT_LENGTH)
    summary = markup_to_lines(_stated(value, paths.summary), SUMMARY_LENGTH)
    return FeedItem(
        title=title,
        link=link or "",
        guid=plain_line(_stated(value, paths.id), GUID_LENGTH),
        published=published,
        summary=summary or text[:SUMMARY_LENGTH],
        text=text if len(text) > len(summary) else "",
    )
