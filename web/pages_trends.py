"""Trends: deals and what they are worth by month, kind, direction, sector, region and company."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config.deals import KINDS, STATUSES
from config.known_places import region_by_id
from config.sectors import shipped_sectors
from digests.names import organisation_name, place_name
from storage.deal_counts import DealFact, Worth
from storage.values import DealQuery
from web.chart_links import in_deals, linked
from web.charts import MOST_ROWS, Row, columns, months_until, rows
from web.pages_deals import Selected, filter_form
from web.rendering import Pages
from web.selection import DIRECTIONS
from web.viewer import Viewer

TREND_MONTHS = 24
_FACTS: tuple[tuple[DealFact, str], ...] = (
    ("kind", "kind"), ("status", "status"), ("direction", "direction"), ("sectors", "sector"), ("region", "region"),
    ("place", "place"),
)  # fmt: skip
"""What is counted, and the key of the filter to which its rows lead."""


def trend_pages(pages: Pages) -> APIRouter:
    """The route."""
    router = APIRouter(include_in_schema=False)

    @router.get("/trends")
    def trends(request: Request, selected: Selected) -> HTMLResponse:
        viewer = pages.viewer(request)
        spans = months_until(pages.now().date(), TREND_MONTHS)
        with pages.database.read() as session:
            query = pages.query(session, selected)
            counted = pages.answers.counts(session, query, spans).spans
            lists = _lists(pages, session, query, viewer)
        months = columns(((one.first_day, one.kind, one.deals) for one in counted), spans)
        sums = columns(((one.first_day, one.kind, one.euros) for one in counted), spans)
        return pages.render(
            request,
            "trends.html",
            {
                "section": "trends",
                "selected": selected,
                "months": linked(months, selected, viewer, lambda number: in_deals(number, viewer)),
                "sums": linked(sums, selected, viewer, lambda value: in_euros(value, viewer)),
                "most_euros": in_euros(sums.most, viewer),
                "lists": lists,
                **filter_form(pages, request, selected),
            },
        )

    return router


def in_euros(value: float, viewer: Viewer) -> str:
    """A sum of sums, to two digits that count."""
    return viewer.formats.money(Decimal(round(value)), "EUR", digits=2)


def _lists(pages: Pages, session: Session, query: DealQuery, viewer: Viewer) -> list[tuple[str, list[Row]]]:
    counted = pages.answers.by(session, query, *(fact for fact, _ in _FACTS))
    found = [(key, _rows(counted[fact], key, viewer)) for fact, key in _FACTS]
    companies = pages.answers.by_organisation(session, query, MOST_ROWS)
    names = {
        one.organisation: organisation_name(one.name, one.organisation, viewer.language) for one in companies
    }
    found.append(("organisation", rows({one.organisation: one.deals for one in companies}, names)))
    return found


def _rows(counted: Mapping[str, Worth], key: str, viewer: Viewer) -> list[Row]:
    labels = _labels(counted, key, viewer)
    shown = {one: worth for one, worth in counted.items() if one in labels}
    notes = {
        one: in_euros(worth.euros, viewer) for one, worth in list(shown.items())[:MOST_ROWS] if worth.euros
    }
    return rows({one: worth.deals for one, worth in shown.items()}, labels, notes)


def _labels(values: Mapping[str, Any], key: str, viewer: Viewer) -> dict[str, str]:
    """What readers call these values; those that are left out are no group of readers' interest."""
    if key in {"kind", "status", "direction"}:
        known = {"kind": KINDS, "status": STATUSES, "direction": DIRECTIONS}[key]
        return {one: viewer.term(key, one) for one in values if one in known}
    if key == "sector":
        return {sector.id: sector.name(viewer.language) for sector in shipped_sectors()}
    if key == "region":
        regions = {one: region_by_id(one) for one in values}
        return {one: region.name(viewer.language) for one, region in regions.items() if region is not None}
    return {one: place_name(one, viewer.language) for one in list(values)[:MOST_ROWS]}
