"""Pages on deals: the list, one deal, organisations, the map."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config.deals import KINDS, STATUSES
from config.known_places import region_by_id
from config.sectors import shipped_sectors
from digests.names import organisation_name
from digests.outside_text import clean_text
from storage.articles import get_article
from storage.deal_files import deal_file
from storage.deal_listing import ORDERS, BadCursorError, list_deals
from storage.values import DealQuery
from web.chart_links import in_deals, linked
from web.charts import columns, weeks_until
from web.deal_view import STATUS_TRACK, conflict_in_words, deal_view, reports_of, steps_of
from web.excerpts import Piece, around
from web.map_lines import PAIRS, lines_view
from web.map_view import map_view
from web.rendering import Pages
from web.selection import DIRECTIONS, Selection, selection_of
from web.viewer import LANGUAGES, Viewer

PAGE = 25
STRIP_WEEKS = 52
_AT_HAND = ("q", "party", "place", "kind", "status", "region", "organisation")
"""Keys of the filter that are shown without asking for more."""

Selected = Annotated[Selection, Depends(selection_of)]


def deal_pages(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    @router.get("/deals")
    def deals(
        request: Request, selected: Selected, cursor: Annotated[str | None, Query(max_length=300)] = None
    ) -> HTMLResponse:
        return pages.render(request, "deals.html", _listing(pages, request, selected, cursor))

    @router.get("/deals/{deal_id}")
    def deal(request: Request, deal_id: int) -> HTMLResponse:
        viewer = pages.viewer(request)
        with pages.database.read() as session:
            found = deal_file(session, deal_id) if deal_id < 2**63 else None
            if found is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            steps = steps_of(found, viewer)
            rates = pages.rates(session)
            texts: dict[int, tuple[Piece, ...]] = {
                report.article_id: around(get_article(session, report.article_id).text, report.evidence)
                for report in found.reports
                if not report.is_copy
            }
            organisations = [party.organisation for party in found.parties if party.organisation]
            related = [
                other
                for organisation in organisations[:4]
                for other in list_deals(session, DealQuery(organisation=organisation), limit=6).deals
                if other.id != found.id
            ]
        unique = {other.id: other for other in related}
        reached = [step.status for step in steps]
        return pages.render(
            request,
            "deal.html",
            {
                "section": "deals",
                "deal": deal_view(found, viewer, rates),
                "story": found.story_id,
                "steps": steps,
                "track": [(name, name in reached) for name in STATUS_TRACK],
                "ended": [name for name in ("blocked", "cancelled") if name in reached],
                "reports": reports_of(found, viewer),
                "texts": texts,
                "conflicts": [conflict_in_words(conflict, viewer) for conflict in found.conflicts],
                "related": [deal_view(other, viewer, rates) for other in list(unique.values())[:8]],
            },
        )

    @router.get("/organisations")
    def organisations(request: Request, selected: Selected) -> HTMLResponse:
        viewer = pages.viewer(request)
        with pages.database.read() as session:
            found = pages.answers.by_organisation(session, pages.query(session, selected), 200)
        return pages.render(
            request,
            "organisations.html",
            {
                "section": "organisations",
                "organisations": [
                    (one, organisation_name(one.name, one.organisation, viewer.language)) for one in found
                ],
            },
        )

    @router.get("/map")
    def map_page(request: Request, selected: Selected) -> HTMLResponse:
        with pages.database.read() as session:
            query = pages.query(session, selected)
            counted = pages.answers.by(session, query, "place")["place"]
            parties = pages.answers.by_party_and_place(session, query, PAIRS)
        language = pages.viewer(request).language
        return pages.render(
            request,
            "map.html",
            {
                "section": "map",
                "map": map_view({place: worth.deals for place, worth in counted.items()}, language),
                "lines": lines_view(parties, pages.settings.organisations, language),
                "selected": selected,
                **filter_form(pages, request, selected),
            },
        )

    return router


def _listing(pages: Pages, request: Request, selected: Selection, cursor: str | None) -> dict[str, Any]:
    viewer = pages.viewer(request)
    today: date = pages.now().date()
    weeks = weeks_until(today, STRIP_WEEKS)
    with pages.database.read() as session:
        query = pages.query(session, selected)
        counts = pages.answers.counts(session, query, weeks)
        try:
            page = list_deals(
                session,
                query,
                order=selected.order,
                limit=PAGE,
                cursor=cursor,
                total=counts.total,
                load=pages.shelf.load,
            )
        except BadCursorError:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from None
        rates = pages.rates(session)
    return {
        "section": "deals",
        "deals": [pages.views.view(deal, viewer, rates) for deal in page.deals],
        "total": counts.total,
        "more": None
        if page.next_cursor is None
        else selected.address(cursor=page.next_cursor)
        + ("&" if selected.address() else "?")
        + f"cursor={page.next_cursor}",
        "is_first": cursor is None,
        "strip": linked(
            columns(((one.first_day, one.kind, one.deals) for one in counts.spans), weeks),
            selected,
            viewer,
            lambda number: in_deals(number, viewer),
        ),
        "selected": selected,
        **filter_form(pages, request, selected),
    }


def filter_form(pages: Pages, request: Request, selected: Selection) -> dict[str, Any]:
    """What the filter form needs."""
    viewer = pages.viewer(request)
    return {
        "kinds": [(kind, viewer.term("kind", kind)) for kind in KINDS],
        "directions": [(one, viewer.term("direction", one)) for one in DIRECTIONS],
        "statuses": [(status, viewer.term("status", status)) for status in STATUSES],
        "report_languages": [(code, viewer.formats.language_name(code)) for code in LANGUAGES],
        "sectors": [(sector.id, sector.name(viewer.language)) for sector in shipped_sectors()],
        "orders": [(order, viewer.wording.text(f"order.{order}")) for order in ORDERS],
        "address": selected.address,
        "more_filters": bool(selected.pairs(without=_AT_HAND)),
        "narrowed_to": _narrowed_to(selected, viewer),
    }


def _narrowed_to(selected: Selection, viewer: Viewer) -> list[str]:
    """What a mark elsewhere has narrowed the list to, for which the form has no field."""
    region = region_by_id(selected.region) if selected.region else None
    names = [region.name(viewer.language) if region else selected.region] if selected.region else []
    if selected.organisation:
        names.append(organisation_name(selected.organisation, selected.organisation, viewer.language))
    return [clean_text(name, 120) for name in names]
