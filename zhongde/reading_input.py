"""What ``zhongde analyse`` is given: a file, standard input or an address, as articles with the ids of the input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.values import Article
from config.errors import ConfigurationError

if TYPE_CHECKING:
    from config import Settings

_LINE_CHECKED = 200


def read_bytes(source: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``.

    Raises:
        ConfigurationError: If the file cannot be read.
    """
    if source == "-":
        return sys.stdin.buffer.read()
    path = Path(source)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read: {error.strerror or error}",
            remedy="Give the path of an existing file, or - for standard input.",
            source=source,
        ) from None


def looks_like_json_lines(source: str, data: bytes) -> bool:
    """Whether the input is JSON lines: by the file's name, or because its first line is a JSON object."""
    if source.endswith((".jsonl", ".ndjson")):
        return True
    first = data.lstrip()[:1]
    if first != b"{":
        return False
    line = data.lstrip().split(b"\n", 1)[0]
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def articles_of_lines(data: bytes, source: str) -> Iterator[Article]:
    """The articles of JSON lines, in order; empty lines are skipped, keys that we do not know are ignored.

    Raises:
        ConfigurationError: If a line is no article; file and line are named.
    """
    for number, raw in enumerate(data.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError) as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else "not readable"
            raise _bad(source, number, f"no JSON: {reason}") from None
        if not isinstance(value, dict):
            raise _bad(source, number, "not a JSON object")
        yield _article(value, source, number)


def _article(value: dict[str, Any], source: str, line: int) -> Article:
    for key in ("title", "text", "url", "lang", "language"):
        if value.get(key) is not None and not isinstance(value[key], str):
            raise _bad(source, line, f"{key!r} must be text", key)
    if "title" not in value and "text" not in value:
        raise _bad(source, line, "there is neither 'title' nor 'text'")
    identity = value.get("id")
    return Article(
        id=str(line) if identity is None else str(identity),
        title=value.get("title") or "",
        text=value.get("text") or "",
        url=value.get("url"),
        published=_moment(value.get("published"), source, line),
        language=value.get("lang") or value.get("language"),
    )


def _moment(value: object, source: str, line: int) -> date | datetime | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            pass
    raise _bad(source, line, f"{str(value)[:40]!r} is no date; write 2026-01-31 or ISO 8601", "published")


def _bad(source: str, line: int, problem: str, key: str = "") -> ConfigurationError:
    return ConfigurationError(
        problem,
        remedy='Each line is an object such as {"id": "1", "title": "…", "text": "…", "published": "2026-01-31"}.',
        source="standard input" if source == "-" else source,
        line=line,
        key=key,
    )


def article_of_text(data: bytes, source: str) -> Article:
    """A plain text as one article: its first line is the headline if an empty line follows or it is short."""
    text = data.decode("utf-8-sig", "replace").strip()
    first, _, rest = text.partition("\n")
    if rest.strip() and (len(first) <= _LINE_CHECKED):
        return Article(id=source, title=first.strip(), text=rest.strip())
    return Article(id=source, title="", text=text)


def articles_of(source: str, settings: Settings) -> tuple[list[Article], bool]:
    """What is to be read, and whether it came as JSON lines.

    Args:
        source: A file, ``-`` for standard input, or the http(s) address of an article.
        settings: For the request, if it is an address.

    Raises:
        ConfigurationError: If it cannot be read.
    """
    if source.startswith(("http://", "https://")):
        return [_article_of_address(source, settings)], False
    data = read_bytes(source)
    if looks_like_json_lines(source, data):
        return list(articles_of_lines(data, source)), True
    if data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return [_article_of_page(data, source, None, None)], False
    return [article_of_text(data, source)], False


def _article_of_address(url: str, settings: Settings) -> Article:
    from crawler.reactor import run
    from crawler.runner import fetch_document
    from crawler.values import FetchFailure

    try:
        fetched = run(lambda: fetch_document(url, settings))
    except FetchFailure as failure:
        raise ConfigurationError(
            f"cannot be read: {failure}", remedy="Try 'zhongde fetch' to see what comes back.", source=url
        ) from None
    return _article_of_page(fetched.body, url, fetched.final_url, fetched.content_type)


def _article_of_page(data: bytes, source: str, url: str | None, content_type: str | None) -> Article:
    from crawler.pages import extract

    page = extract(data, url=url, content_type=content_type)
    if page.error:
        raise ConfigurationError(
            f"no article could be read from it: {page.error}",
            remedy="Give the page of one article, not a feed or a front page.",
            source=source,
        )
    return Article(
        id=source,
        title=page.title,
        text=page.text,
        url=page.url or url,
        published=page.published,
        language=page.language or None,
    )
