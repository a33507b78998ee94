"""The API, version 1: what the pages show, as JSON and CSV."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from digests.deal_csv import deals_as_csv
from digests.deal_json import deal_as_json, moment_as_json
from storage.deal_files import deal_file
from storage.deal_listing import BadCursorError, list_deals
from storage.deliveries import list_deliveries
from storage.health import source_health
from storage.search import search_articles
from web.api_answers import BAD_CURSOR, INVALID, NOT_FOUND, Limit, Number, json_answer, tagged
from web.api_models import (
    DealModel,
    DealPageModel,
    DeliveryModel,
    HitModel,
    OrganisationModel,
    SourceModel,
)
from web.rendering import Pages
from web.selection import Selection, api_selection

Selected = Annotated[Selection, Depends(api_selection)]


def api_routes(pages: Pages) -> APIRouter:
    """The routes under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1", tags=["v1"], responses=INVALID)

    @router.get("/deals", response_model=DealPageModel, responses=BAD_CURSOR)
    def deals(
        request: Request,
        selected: Selected,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=300, description="'next' of the page before.")] = None,
    ) -> Response:
        """Deals that meet every condition, a page at a time."""
        with pages.database.read() as session:
            query = pages.query(session, selected)
            total = pages.answers.counts(session, query).total
            try:
                page = list_deals(
                    session,
                    query,
                    order=selected.order,
                    limit=limit,
                    cursor=cursor,
                    total=total,
                    load=pages.shelf.load,
                )
            except BadCursorError as error:
                raise HTTPException(HTTPStatus.NOT_FOUND, str(error)) from None
        return json_answer(
            request,
            {
                "deals": [deal_as_json(deal) for deal in page.deals],
                "next": page.next_cursor,
                "total": total,
            },
        )

    @router.get(
        "/deals.csv",
        response_class=Response,
        responses={200: {"content": {"text/csv": {}}, "description": "The deals, one a row."}},
    )
    def deals_csv(
        request: Request, selected: Selected, limit: Annotated[int, Query(ge=1, le=10_000)] = 1000
    ) -> Response:
        """Deals for spreadsheets."""
        with pages.database.read() as session:
            query = pages.query(session, selected)
            total = pages.answers.counts(session, query).total
            page = list_deals(
                session, query, order=selected.order, limit=limit, total=total, load=pages.shelf.load
            )
        return tagged(request, deals_as_csv(page.deals).encode(), "text/csv; charset=utf-8")

    @router.get("/deals/{deal_id}", response_model=DealModel, responses=NOT_FOUND)
    def deal(request: Request, deal_id: Number) -> Response:
        """One deal's file."""
        with pages.database.read() as session:
            found = deal_file(session, deal_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no deal {deal_id}")
        return json_answer(request, deal_as_json(found))

    @router.get("/organisations", response_model=list[OrganisationModel])
    def organisations(request: Request, selected: Selected, limit: Limit = 100) -> Response:
        """Known organisations by the number of their deals."""
        with pages.database.read() as session:
            found = pages.answers.by_organisation(session, pages.query(session, selected), limit)
        return json_answer(
            request,
            [
                {"id": one.organisation, "name": one.name, "side": one.side, "deals": one.deals}
                for one in found
            ],
        )

    @router.get("/sources", response_model=list[SourceModel])
    def sources(request: Request) -> Response:
        """All sources with their health."""
        with pages.database.read() as session:
            found = source_health(session, pages.now(), pages.articles.by_source(session))
        return json_answer(
            request,
            [
                {
                    "id": one.id,
                    "name": one.name,
                    "languages": list(one.languages),
                    "state": one.state,
                    "since": moment_as_json(one.since),
                    "error": one.error,
                    "last_success": moment_as_json(one.last_success_at),
                    "last_new": moment_as_json(one.last_new_at),
                    "next_poll": moment_as_json(one.next_poll_at),
                    "articles": one.articles,
                }
                for one in found
            ],
        )

    @router.get("/search", response_model=list[HitModel])
    def search(
        request: Request,
        q: Annotated[
            str, Query(max_length=200, description="Words, all of which must occur.", examples=["签约"])
        ],
        limit: Limit = 20,
    ) -> Response:
        """Full text over all articles, best first."""
        with pages.database.read() as session:
            hits = search_articles(session, q.replace("\0", " "), limit)
        return json_answer(
            request,
            [
                {
                    "id": hit.article_id,
                    "source": hit.source_id,
                    "url": hit.url,
                    "title": hit.title,
                    "language": hit.language,
                    "published": moment_as_json(hit.published),
                    "alert": hit.alert,
                    "excerpt": hit.excerpt,
                }
                for hit in hits
            ],
        )

    @router.get("/deliveries", response_model=list[DeliveryModel])
    def deliveries(request: Request, limit: Limit = 100) -> Response:
        """What went where, the newest first."""
        with pages.database.read() as session:
            found = list_deliveries(session, limit=limit)
        return json_answer(
            request,
            [
                {
                    "id": one.id,
                    "digest": one.digest_id,
                    "subscription": one.subscription,
                    "channel": one.channel,
                    "recipient": one.recipient,
                    "state": one.state,
                    "attempts": one.attempts,
                    "created": moment_as_json(one.created_at),
                    "sent": moment_as_json(one.sent_at),
                    "error": one.error,
                }
                for one in found
            ],
        )

    return router
