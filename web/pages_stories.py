"""A story: what belongs together, and a wrong grouping mended by hand."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from digests.outside_text import clean_text, safe_link
from storage import StorageError
from storage.story_files import story_file
from storage.story_merging import merge_stories
from storage.story_splitting import split_story
from storage.values import StoryFile
from web.deal_view import deal_view
from web.rendering import Pages

MOST_ARTICLES = 500
Token = Annotated[str, Form(max_length=200)]


def story_pages(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    root = pages.settings.web.root_path

    def page(
        request: Request, story: StoryFile, problem: str = "", status: int = HTTPStatus.OK
    ) -> HTMLResponse:
        viewer = pages.viewer(request)
        with pages.database.read() as session:
            rates = pages.rates(session)
        articles = [
            {
                "id": one.id,
                "title": clean_text(one.title, 300),
                "outlet": clean_text(one.source_name, 120),
                "language": one.language,
                "time": viewer.formats.moment(one.published or one.first_seen),
                "link": safe_link(one.url),
                "copy_of": one.copy_of,
                "alert": one.alert,
            }
            for one in story.articles[:MOST_ARTICLES]
        ]
        context = {
            "section": "deals",
            "story": story,
            "title": clean_text(story.title, 300),
            "articles": articles,
            "deals": [deal_view(deal, viewer, rates) for deal in story.deals],
            "may_change": pages.settings.web.changes,
            "form_token": pages.gate.form_token(request),
            "problem": problem,
        }
        return pages.render(request, "story.html", context, status)

    def known(story_id: int) -> StoryFile:
        if not 0 < story_id < 2**63:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        try:
            with pages.database.read() as session:
                return story_file(session, story_id)
        except StorageError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None

    @router.get("/stories/{story_id}")
    def story(request: Request, story_id: int) -> HTMLResponse:
        return page(request, known(story_id))

    @router.post("/stories/{story_id}/merge", response_model=None)
    def merge(
        request: Request, story_id: int, other: Annotated[str, Form(max_length=20)] = "", token: Token = ""
    ) -> HTMLResponse | RedirectResponse:
        pages.require_change(request, token)
        here = known(story_id)
        if not other.isascii() or not other.isdigit() or int(other) in {0, story_id} or int(other) >= 2**63:
            return page(request, here, "story.no_other", HTTPStatus.UNPROCESSABLE_ENTITY)
        known(int(other))
        with pages.database.write() as session:
            kept = merge_stories(session, story_id, int(other), by_hand=True)
        return RedirectResponse(f"{root}/stories/{kept}", status_code=HTTPStatus.SEE_OTHER)

    @router.post("/stories/{story_id}/split", response_model=None)
    def split(
        request: Request,
        story_id: int,
        article: Annotated[list[int] | None, Form()] = None,
        token: Token = "",
    ) -> HTMLResponse | RedirectResponse:
        pages.require_change(request, token)
        here = known(story_id)
        try:
            with pages.database.write() as session:
                new = split_story(session, story_id, article or [], pages.now())
        except StorageError:
            return page(request, here, "story.no_split", HTTPStatus.UNPROCESSABLE_ENTITY)
        return RedirectResponse(f"{root}/stories/{new}", status_code=HTTPStatus.SEE_OTHER)

    return router
