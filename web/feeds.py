"""Any selection of deals as a feed that readers subscribe to: RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from digests.feed_forms import FeedEntry, FeedForm, FeedHead, feed_as
from storage.deal_listing import list_deals
from storage.values import DealFile
from web.api_answers import INVALID, tagged
from web.deal_view import DealView
from web.rendering import Pages
from web.selection import Selection, api_selection

ENTRIES = 50

Selected = Annotated[Selection, Depends(api_selection)]


def feed_routes(pages: Pages) -> APIRouter:
    """The routes under ``/feeds``."""
    router = APIRouter(prefix="/feeds", tags=["feeds"], responses=INVALID)

    @router.get("/deals.rss", response_class=Response, responses=_answer("application/rss+xml"))
    def rss(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as RSS 2.0."""
        return tagged(request, _feed(pages, request, selected, "rss"), "application/rss+xml")

    @router.get("/deals.atom", response_class=Response, responses=_answer("application/atom+xml"))
    def atom(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as Atom."""
        return tagged(request, _feed(pages, request, selected, "atom"), "application/atom+xml")

    @router.get("/deals.json", response_class=Response, responses=_answer("application/feed+json"))
    def json_feed(request: Request, selected: Selected) -> Response:
        """The newest deals of a selection as JSON Feed."""
        return tagged(request, _feed(pages, request, selected, "jsonfeed"), "application/feed+json")

    return router


def _answer(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {}}, "description": f"The newest {ENTRIES} deals."}}


def _feed(pages: Pages, request: Request, selected: Selection, form: FeedForm) -> bytes:
    viewer = pages.viewer(request)
    with pages.database.read() as session:
        query = pages.query(session, selected)
        # Counted where a last day is given: then the newest deals may all lie after it.
        total = pages.answers.counts(session, query).total if query.day_until else None
        page = list_deals(session, query, limit=ENTRIES, total=total, load=pages.shelf.load)
        rates = pages.rates(session)
    base = str(request.base_url).rstrip("/")
    entries = [_entry(deal, pages.views.view(deal, viewer, rates), base) for deal in page.deals]
    updated = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, pages.now().tzinfo))
    page_address = f"{base}/deals{selected.address()}"
    head = FeedHead(
        page_address, viewer.wording.text("title"), viewer.language, updated, page_address, str(request.url)
    )
    return feed_as(form, head, entries)


def _entry(deal: DealFile, view: DealView, base: str) -> FeedEntry:
    facts = (view.kind_name, view.status_name, view.amount, view.place, view.day)
    return FeedEntry(
        identity=f"urn:zhongde:deal:{deal.id}:{int(deal.first_seen.timestamp())}",
        address=f"{base}/deals/{deal.id}",
        title=" · ".join((view.title, *(fact for fact in facts if fact))),
        content=view.evidence,
        is_html=False,
        published=deal.first_seen,
        updated=deal.updated_at,
        categories=(view.kind_name, view.status_name),
    )
