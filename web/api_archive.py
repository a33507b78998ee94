"""The API, version 1, on what is behind the deals: stories, articles, digests, and the schema of webhooks."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from digests.deal_json import deal_as_json, moment_as_json
from digests.render_json import payload_schema
from storage import StorageError
from storage.archive_listing import ArticleLine, StoryLine, article_text, list_articles, list_stories
from storage.digests import DigestView, get_digest, list_digests
from storage.story_files import story_file
from storage.values import StoryArticle
from web.api_answers import BAD_CURSOR, INVALID, NOT_FOUND, Limit, Number, json_answer
from web.api_models import (
    ArticleModel,
    ArticlePageModel,
    DigestContentModel,
    DigestModel,
    StoryModel,
    StoryPageModel,
)
from web.rendering import Pages


def archive_routes(pages: Pages) -> APIRouter:
    """The routes under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1", tags=["v1"], responses=INVALID)

    @router.get("/stories", response_model=StoryPageModel, responses=BAD_CURSOR)
    def stories(
        request: Request,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=300, description="'next' of the page before.")] = None,
    ) -> Response:
        """Stories, those last reported on first."""
        before = None if cursor is None else _read_cursor(cursor)
        with pages.database.read() as session:
            found = list_stories(session, before=before, limit=limit)
        last = found[-1] if len(found) == limit else None
        return json_answer(
            request,
            {"stories": [_story_line(one) for one in found], "next": None if last is None else _cursor(last)},
        )

    @router.get("/stories/{story_id}", response_model=StoryModel, responses=NOT_FOUND)
    def story(request: Request, story_id: Number) -> Response:
        """A story with its deals and all its articles."""
        with pages.database.read() as session:
            try:
                found = story_file(session, story_id)
            except StorageError:
                raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no story {story_id}") from None
        return json_answer(
            request,
            {
                "id": found.id,
                "title": found.title,
                "first_seen": moment_as_json(found.first_seen),
                "last_seen": moment_as_json(found.last_seen),
                "deals": [deal_as_json(deal) for deal in found.deals],
                "articles": [_article(article) for article in found.articles],
            },
        )

    @router.get("/articles", response_model=ArticlePageModel)
    def articles(
        request: Request,
        source: Annotated[str | None, Query(max_length=80, description="Id of a source.")] = None,
        deal: Annotated[
            bool | None, Query(description="Only those that tell of a deal, or that do not.")
        ] = None,
        before: Annotated[
            int | None,
            Query(ge=1, le=2**62, description="Only those with a smaller id: 'next' of the page before."),
        ] = None,
        limit: Limit = 50,
    ) -> Response:
        """Articles, those found last first."""
        with pages.database.read() as session:
            found = list_articles(session, source=source, alert=deal, before=before, limit=limit)
        last = found[-1].article.id if len(found) == limit else None
        return json_answer(request, {"articles": [_article_line(one) for one in found], "next": last})

    @router.get("/articles/{article_id}", response_model=ArticleModel, responses=NOT_FOUND)
    def article(request: Request, article_id: Number) -> Response:
        """One article as it was read."""
        with pages.database.read() as session:
            found = article_text(session, article_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no article {article_id}")
        more = {"author": found.author, "summary": found.summary, "text": found.text, "state": found.state}
        return json_answer(request, {**_article_line(found.line), **more})

    @router.get("/digests", response_model=list[DigestModel])
    def digests(
        request: Request,
        subscription: Annotated[str | None, Query(max_length=64, description="Only of this one.")] = None,
        limit: Limit = 100,
    ) -> Response:
        """Digests as they were composed, the newest first."""
        with pages.database.read() as session:
            found = list_digests(session, subscription, limit)
        return json_answer(request, [_digest(one) for one in found])

    @router.get("/digests/{digest_id}", response_model=DigestContentModel, responses=NOT_FOUND)
    def digest(
        request: Request, digest_id: Annotated[str, Path(pattern="^[0-9A-Za-z-]{1,36}$", examples=["0" * 32])]
    ) -> Response:
        """One digest with the body that webhooks got."""
        with pages.database.read() as session:
            found = get_digest(session, digest_id)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no digest {digest_id}")
        return json_answer(request, {**_digest(found), "content": dict(found.content)})

    @router.get(
        "/schemas/digest.v1.json",
        response_class=Response,
        responses={200: {"content": {"application/schema+json": {}}, "description": "A JSON Schema."}},
    )
    def webhook_schema(request: Request) -> Response:
        """The JSON Schema of what webhooks get, type ``zhongde.digest.v1``."""
        return json_answer(request, json.loads(payload_schema()), "application/schema+json")

    return router


def _story_line(one: StoryLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "first_seen": moment_as_json(one.first_seen),
        "last_seen": moment_as_json(one.last_seen),
        "articles": one.articles,
        "deals": one.deals,
    }


def _article(one: StoryArticle) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source_id,
        "url": one.url,
        "title": one.title,
        "language": one.language,
        "published": moment_as_json(one.published),
        "first_seen": moment_as_json(one.first_seen),
        "alert": one.alert,
        "copy_of": one.copy_of,
    }


def _article_line(one: ArticleLine) -> dict[str, Any]:
    return {**_article(one.article), "story": one.story_id}


def _digest(one: DigestView) -> dict[str, Any]:
    return {
        "id": one.id,
        "subscription": one.subscription,
        "kind": one.kind,
        "window": {"from": moment_as_json(one.window_from), "to": moment_as_json(one.window_to)},
        "created": moment_as_json(one.created_at),
    }


def _cursor(last: StoryLine) -> str:
    text = json.dumps([last.last_seen.isoformat(), last.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    try:
        moment, last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None or type(last) is not int or not 0 < last < 2**63:
            raise ValueError(cursor)
    except (ValueError, TypeError, binascii.Error):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"{cursor[:80]!r} is no cursor of stories") from None
    return at, last
