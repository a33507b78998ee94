"""Any selection of deals as a feed that readers subscribe to: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated
from xml.etree import ElementTree as Xml

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from digests.rates import rates_at
from storage.deal_listing import list_deals
from storage.values import DealFile
from web.api_answers import INVALID, tagged
from web.deal_view import DealView, deal_view
from web.rendering import Pages
from web.selection import Selection, api_selection

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"

Selected = Annotated[Selection, Depends(api_selection)]


@dataclass(frozen=True, slots=True)
class Channel:
    """What stands at the head of a feed. ``page`` and ``itself`` are absolute addresses."""

    title: str
    language: str
    page: str
    itself: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One deal. ``identity`` never changes, so that a reader shows it once."""

    identity: str
    address: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    categories: tuple[str, ...]


def feed_routes(pages: Pages) -> APIRouter:
    """The routes under ``/feeds``."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], responses=INVALID)

    @router.get("/deals.rss", response_class=Response)
    def rss(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as RSS 2.0."""
        return tagged(request, as_rss(*_feed(pages, request, selected)), "application/rss+xml")

    @router.get("/deals.atom", response_class=Response)
    def atom(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as Atom."""
        return tagged(request, as_atom(*_feed(pages, request, selected)), "application/atom+xml")

    @router.get("/deals.json", response_class=Response)
    def json_feed(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as JSON Feed."""
        return tagged(request, as_json_feed(*_feed(pages, request, selected)), "application/feed+json")

    return router


def _feed(pages: Pages, request: Request, selected: Selection) -> tuple[Channel, list[FeedEntry]]:
    viewer = pages.viewer(request)
    with pages.database.read() as session:
        page = list_deals(session, pages.query(session, selected), order="newest", limit=ENTRIES)
        rates = rates_at(session, pages.now())
    base = str(request.base_url).rstrip("/")
    entries = [_entry(deal, deal_view(deal, viewer, rates), base) for deal in page.deals]
    updated = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, pages.now().tzinfo))
    title = viewer.wording.text("title")
    return Channel(
        title, viewer.language, f"{base}/deals{selected.address()}", str(request.url), updated
    ), entries


def _entry(deal: DealFile, view: DealView, base: str) -> FeedEntry:
    facts = (view.kind_name, view.status_name, view.amount, view.place, view.day)
    return FeedEntry(
        identity=f"urn:zhongde:deal:{deal.id}:{int(deal.first_seen.timestamp())}",
        address=f"{base}/deals/{deal.id}",
        title=" · ".join((view.title, *(fact for fact in facts if fact))),
        summary=view.evidence,
        published=deal.first_seen,
        updated=deal.updated_at,
        categories=(view.kind_name, view.status_name),
    )


def as_rss(channel: Channel, entries: Sequence[FeedEntry]) -> bytes:
    """RSS 2.0 with a link to itself."""
    root = Xml.Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    head = Xml.SubElement(root, "channel")
    for name, text in (
        ("title", channel.title),
        ("link", channel.page),
        ("description", channel.title),
        ("language", channel.language),
        ("lastBuildDate", format_datetime(channel.updated)),
    ):
        Xml.SubElement(head, name).text = text
    Xml.SubElement(head, "atom:link", {"rel": "self", "href": channel.itself, "type": "application/rss+xml"})
    for entry in entries:
        item = Xml.SubElement(head, "item")
        Xml.SubElement(item, "title").text = entry.title
        Xml.SubElement(item, "link").text = entry.address
        Xml.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.identity
        Xml.SubElement(item, "pubDate").text = format_datetime(entry.published)
        Xml.SubElement(item, "description").text = _as_html(entry.summary)
        for category in entry.categories:
            Xml.SubElement(item, "category").text = category
    return _written(root)


def as_atom(channel: Channel, entries: Sequence[FeedEntry]) -> bytes:
    """Atom (RFC 4287)."""
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": channel.language})
    Xml.SubElement(root, "id").text = channel.page
    Xml.SubElement(root, "title").text = channel.title
    Xml.SubElement(root, "updated").text = channel.updated.isoformat()
    Xml.SubElement(root, "link", {"rel": "self", "href": channel.itself})
    Xml.SubElement(root, "link", {"rel": "alternate", "href": channel.page})
    Xml.SubElement(Xml.SubElement(root, "author"), "name").text = "zhongde"
    for entry in entries:
        item = Xml.SubElement(root, "entry")
        Xml.SubElement(item, "id").text = entry.identity
        Xml.SubElement(item, "title").text = entry.title
        Xml.SubElement(item, "link", {"rel": "alternate", "href": entry.address})
        Xml.SubElement(item, "published").text = entry.published.isoformat()
        Xml.SubElement(item, "updated").text = entry.updated.isoformat()
        Xml.SubElement(item, "summary").text = entry.summary
        for category in entry.categories:
            Xml.SubElement(item, "category", {"term": category})
    return _written(root)


def as_json_feed(channel: Channel, entries: Sequence[FeedEntry]) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "language": channel.language,
        "home_page_url": channel.page,
        "feed_url": channel.itself,
        "items": [
            {
                "id": entry.identity,
                "url": entry.address,
                "title": entry.title,
                "content_text": entry.summary,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "tags": list(entry.categories),
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _as_html(text: str) -> str:
    """Text for an element that readers take for HTML (RSS ``description``)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(root: Xml.Element) -> bytes:
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))
