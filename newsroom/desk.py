"""What a site answers to a path: pure but for the edition it looks at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, urlsplit

from newsroom.edition import Edition
from newsroom.feeds import render_feed
from newsroom.pages import render_article, render_home, render_listing
from newsroom.values import Item, Outlet


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; ``headers`` come besides Content-Length and Date."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """One site's answers. ``base`` is its ``http://host:port``."""

    def __init__(self, outlet: Outlet, base: str, edition: Edition) -> None:
        self._outlet = outlet
        self._base = base
        self._edition = edition
        self._cache: dict[tuple[int, str], tuple[str, str]] = {}

    def answer(
        self, target: str, if_none_match: str | None = None, if_modified_since: str | None = None
    ) -> Answer:
        """Answer a GET of ``target`` (path with query), conditionally where validators are given (RFC 9110, 13)."""
        parts = urlsplit(target)
        outlet = self._outlet
        if parts.path == "/robots.txt":
            rules = "".join(f"Disallow: {path}\n" for path in outlet.disallow) or "Disallow:\n"
            return Answer(
                200, f"User-agent: *\n{rules}".encode(), {"Content-Type": "text/plain; charset=utf-8"}
            )
        if parts.path == outlet.address:
            return self._address(parts.query, if_none_match, if_modified_since)
        items = self._edition.state(outlet.id).items
        if parts.path == "/":
            return self._page(render_home(outlet, items))
        item = self._find(parts.path, items)
        if item is None:
            return self._page(f"<!DOCTYPE html><title>404</title><h1>404</h1><p>{outlet.name}</p>", 404)
        return self._page(render_article(outlet, item, items))

    def _find(self, path: str, items: tuple[Item, ...]) -> Item | None:
        address = self._base + path
        return next((item for item in items if item.url == address), None)

    def _page(self, text: str, status: int = 200) -> Answer:
        return Answer(status, self._encode(text), {"Content-Type": self._content_type("text/html")})

    def _encode(self, text: str) -> bytes:
        return text.encode(self._outlet.charset, "xmlcharrefreplace")

    def _content_type(self, media_type: str) -> str:
        declared = self._outlet.declared_charset
        return f"{media_type}; charset={declared}" if declared and "json" not in media_type else media_type

    def _address(self, query: str, if_none_match: str | None, if_modified_since: str | None) -> Answer:
        state = self._edition.state(self._outlet.id)
        key = (state.version, query)
        rendered = self._cache.get(key)
        if rendered is None:
            rendered = self._render(query, state.items, state.modified)
            if rendered is None:
                return self._page(f"<!DOCTYPE html><title>404</title><p>{self._outlet.name}</p>", 404)
            # A new mapping each time: several connections ask at once, and one of them may lose its entry.
            kept = {known: text for known, text in self._cache.items() if known[0] == state.version}
            self._cache = kept | {key: rendered}
        text, media_type = rendered
        body = self._encode(text)
        headers = {"Content-Type": self._content_type(media_type), "Cache-Control": "max-age=0"}
        if self._outlet.validators in ("both", "etag"):
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if self._outlet.validators in ("both", "modified"):
            headers["Last-Modified"] = format_datetime(state.modified.astimezone(UTC), usegmt=True)
        if _unchanged(headers, state.modified, if_none_match, if_modified_since):
            return Answer(
                304, b"", {name: value for name, value in headers.items() if name != "Content-Type"}
            )
        return Answer(200, body, headers)

    def _render(self, query: str, items: tuple[Item, ...], modified: datetime) -> tuple[str, str] | None:
        if self._outlet.form != "listing":
            return render_feed(self._outlet, self._base, items, modified)
        wanted = parse_qs(query).get("seite", ["1"])[0]
        page = render_listing(self._outlet, self._base, items, int(wanted) if wanted.isdecimal() else 0)
        return None if page is None else (page, "text/html")


def _unchanged(
    headers: Mapping[str, str], modified: datetime, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether the client has this version; If-None-Match outranks If-Modified-Since (RFC 9110, 13.2.2)."""
    if if_none_match is not None:
        known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return headers.get("ETag") in known
    if if_modified_since is not None and "Last-Modified" in headers:
        try:
            return modified <= parsedate_to_datetime(if_modified_since)
        except (ValueError, TypeError):
            return False
    return False
