"""Pages on the sources: their health in plain words, and rest for one that a reader has had enough of."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from digests.outside_text import clean_text, safe_link
from storage import StorageError
from storage.archive_listing import list_articles
from storage.health import addresses_of, source_health
from storage.sources import mute_source
from web.rendering import Pages
from web.viewer import Viewer

LAST_ITEMS = 10


def source_pages(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sources")
    def sources(request: Request) -> HTMLResponse:
        viewer = pages.viewer(request)
        now = pages.now()
        with pages.database.read() as session:
            found = source_health(session, now, pages.articles.by_source(session))
        order = ("failing", "blocked", "silent", "late", "new", "fresh", "off")
        ranked = sorted(
            found,
            key=lambda one: (
                order.index(one.state) if one.state in order else len(order),
                one.name.casefold(),
            ),
        )
        counts = {state: sum(one.state == state for one in found) for state in order}
        return pages.render(
            request,
            "sources.html",
            {
                "section": "sources",
                "counts": [(state, number) for state, number in counts.items() if number],
                "sources": [(one, _moments(one, viewer)) for one in ranked],
            },
        )

    @router.get("/sources/{source_id}")
    def source(request: Request, source_id: str) -> HTMLResponse:
        viewer = pages.viewer(request)
        with pages.database.read() as session:
            healths = source_health(session, pages.now(), pages.articles.by_source(session))
            found = next((one for one in healths if one.id == source_id), None)
            if found is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            addresses = addresses_of(session, source_id)
            items = list_articles(session, source=source_id, limit=LAST_ITEMS)
        return pages.render(
            request,
            "source.html",
            {
                "section": "sources",
                "source": found,
                "times": _moments(found, viewer),
                "addresses": [
                    (one, safe_link(one.url), viewer.formats.moment(one.last_poll) if one.last_poll else "")
                    for one in addresses
                ],
                "items": [
                    (
                        clean_text(one.article.title, 300) or one.article.url,
                        safe_link(one.article.url),
                        one.article.language,
                        viewer.formats.moment(one.article.published or one.article.first_seen),
                        one.article.alert,
                    )
                    for one in items
                ],
                "may_change": pages.settings.web.changes,
                "form_token": pages.gate.form_token(request),
            },
        )

    @router.post("/sources/{source_id}/mute")
    def mute(
        request: Request,
        source_id: str,
        rests: Annotated[bool, Form()] = True,
        token: Annotated[str, Form(max_length=200)] = "",
    ) -> RedirectResponse:
        pages.require_change(request, token)
        try:
            with pages.database.write() as session:
                mute_source(session, source_id, pages.now() if rests else None)
        except StorageError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
        return RedirectResponse(
            f"{pages.settings.web.root_path}/sources/{source_id}", status_code=HTTPStatus.SEE_OTHER
        )

    return router


def _moments(one: Any, viewer: Viewer) -> dict[str, str]:
    """The times of a source in the reader's form."""
    return {
        name: viewer.formats.moment(value) if value else ""
        for name, value in (
            ("since", one.since),
            ("success", one.last_success_at),
            ("new", one.last_new_at),
            ("next", one.next_poll_at),
            ("muted", one.muted_at),
        )
    }
