"""Pages on what is behind the deals: search, deliveries, status."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from digests.outside_text import clean_text, safe_link
from storage.crawl_runs import last_runs
from storage.deliveries import (
    count_deliveries,
    delivery_view,
    list_deliveries,
    oldest_unsent,
    replay_delivery,
)
from storage.health import coverage
from storage.search import search_articles
from storage.values import DeliveryView
from web.excerpts import with_words_marked
from web.rendering import Pages
from web.viewer import Viewer

HITS = 30
DELIVERIES = 100
STATES = ("pending", "failed", "sent")


def archive_pages(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    def search(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        viewer = pages.viewer(request)
        query = " ".join(q.replace("\0", " ").split())
        with pages.database.read() as session:
            hits = search_articles(session, query, HITS) if query else []
        found = [
            {
                "title": with_words_marked(clean_text(hit.title, 300), query),
                "excerpt": with_words_marked(clean_text(hit.excerpt, 600), query),
                "outlet": clean_text(hit.source_name, 120),
                "language": hit.language,
                "time": viewer.formats.moment(hit.published) if hit.published else "",
                "link": safe_link(hit.url),
                "alert": hit.alert,
            }
            for hit in hits
        ]
        return pages.render(
            request,
            "search.html",
            {"section": "search", "q": query, "hits": found, "are_cut": len(found) == HITS},
        )

    @router.get("/deliveries")
    def deliveries(request: Request, state: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
        viewer = pages.viewer(request)
        wanted = state if state in STATES else None
        with pages.database.read() as session:
            found = list_deliveries(session, state=wanted, limit=DELIVERIES)  # type: ignore[arg-type]
            counts = count_deliveries(session)
        return pages.render(
            request,
            "deliveries.html",
            {
                "section": "deliveries",
                "state": wanted or "",
                "counts": [(one, counts[one]) for one in STATES],
                "deliveries": [_delivery(one, viewer) for one in found],
                "subscriptions": [
                    (one, sorted({viewer.term("channel", channel.type) for channel in one.channels}))
                    for one in pages.settings.subscriptions
                ],
            },
        )

    @router.get("/deliveries/{delivery_id}")
    def delivery(request: Request, delivery_id: str) -> HTMLResponse:
        viewer = pages.viewer(request)
        with pages.database.read() as session:
            found = delivery_view(session, delivery_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return pages.render(
            request,
            "delivery.html",
            {
                "section": "deliveries",
                "delivery": _delivery(found, viewer),
                "tries": [
                    (viewer.formats.moment(at), viewer.term("outcome", outcome), clean_text(detail, 300))
                    for at, outcome, detail in found.history
                ],
                "may_replay": pages.settings.web.changes and found.state == "failed",
                "form_token": pages.gate.form_token(request),
            },
        )

    @router.post("/deliveries/{delivery_id}/replay")
    def replay(
        request: Request, delivery_id: str, token: Annotated[str, Form(max_length=200)] = ""
    ) -> RedirectResponse:
        pages.require_change(request, token)
        with pages.database.write() as session:
            if not replay_delivery(session, delivery_id, pages.now()):
                raise HTTPException(HTTPStatus.CONFLICT)
        return RedirectResponse(
            f"{pages.settings.web.root_path}/deliveries/{delivery_id}", status_code=HTTPStatus.SEE_OTHER
        )

    @router.get("/status")
    def status(request: Request) -> HTMLResponse:
        viewer = pages.viewer(request)
        now = pages.now()
        with pages.database.read() as session:
            sources = coverage(session, now)
            messages = count_deliveries(session)
            oldest = oldest_unsent(session)
            runs = last_runs(session, 10)
        return pages.render(
            request,
            "status.html",
            {
                "section": "status",
                "coverage": sources,
                "messages": messages,
                "oldest": viewer.formats.moment(oldest) if oldest else "",
                "runs": [(viewer.formats.moment(run.started_at), run) for run in runs],
            },
        )

    return router


def _delivery(one: DeliveryView, viewer: Viewer) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "subscription": clean_text(one.subscription, 80),
        "channel": viewer.term("channel", one.channel),
        "recipient": clean_text(one.recipient, 120),
        "made": viewer.formats.moment(one.created_at),
        "sent": viewer.formats.moment(one.sent_at) if one.sent_at else "",
        "next": viewer.formats.moment(one.next_attempt_at) if one.next_attempt_at else "",
        "attempts": one.attempts,
        "error": clean_text(one.error, 300),
    }
