"""Digests before they are sent: what each subscription would get now."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from config.settings import Settings, SubscriptionSettings
from digests.outbox import preview as compose_preview
from digests.render import render_bytes
from web.rendering import Pages

# The digest is a mail: its styles stand in it. Nothing else may do anything, wherever it is looked at.
_AS_A_MAIL = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'"
)
Form = Literal["html", "text", "json"]
_TYPES: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
}


def digest_pages(pages: Pages) -> APIRouter:
    """The route."""
    router = APIRouter(include_in_schema=False)

    @router.get("/digests/{name}/preview")
    def preview(
        request: Request, name: str, form: Annotated[Form, Query(alias="format")] = "html"
    ) -> Response:
        if find_subscription(pages.settings, name) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        composed = compose_preview(pages.database, pages.settings, name, pages.now())
        body = render_bytes(composed, form)
        headers = {"Content-Security-Policy": _AS_A_MAIL} if form == "html" else {}
        response = HTMLResponse if form == "html" else Response
        return response(body, media_type=_TYPES[form], headers=headers)

    return router


def find_subscription(settings: Settings, name: str) -> SubscriptionSettings | None:
    """The subscription of that name, None if there is none."""
    return next((one for one in settings.subscriptions if one.name == name), None)
