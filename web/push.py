"""Where hubs call (WebSub): they ask whether we meant to subscribe, and tell that a feed has news.

The token in the address is a secret that only the hub was told; whoever does not know it learns nothing here.
"""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from crawler.websub import Verdict, is_signed, judge_question
from crawler.websub_asking import PATH
from storage.push import by_token, confirm, deny, record_push
from web.rendering import Pages

MAX_BYTES = 5 * 1024 * 1024
"""Of what a hub pushes; it is read for its signature only."""

_log = logging.getLogger("zhongde.web")


def push_routes(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    def judged(token: str, asked: dict[str, str]) -> Verdict:
        now = pages.now()
        with pages.database.write() as session:
            verdict = judge_question(by_token(session, token), asked, now)
            if verdict.lease_until is not None and verdict.renew_at is not None:
                confirm(session, token, verdict.lease_until, verdict.renew_at)
            elif verdict.kind == "denied" and verdict.renew_at is not None:
                deny(session, token, verdict.reason, verdict.renew_at)
        return verdict

    def taken(token: str, signature: str, body: bytes) -> bool:
        with pages.database.read() as session:
            known = by_token(session, token)
        if known is None:
            return False
        if not is_signed(known.secret, signature, body):
            _log.warning("what a hub pushed was not signed as agreed and is ignored")
            return True
        with pages.database.write() as session:
            record_push(session, token, pages.now())
        return True

    @router.get(f"/{PATH}/{{token}}")
    def question(request: Request, token: str) -> Response:
        asked = dict(request.query_params)
        verdict = judged(token, asked)
        if verdict.kind == "unknown":
            return PlainTextResponse("", HTTPStatus.NOT_FOUND)
        return PlainTextResponse(asked["hub.challenge"] if verdict.kind == "confirmed" else "")

    @router.post(f"/{PATH}/{{token}}")
    async def news(request: Request, token: str) -> Response:
        body = b""
        try:
            async for part in request.stream():
                body += part
                if len(body) > MAX_BYTES:
                    return PlainTextResponse("", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except ClientDisconnect:
            return PlainTextResponse("", HTTPStatus.BAD_REQUEST)
        signature = request.headers.get("x-hub-signature", "")
        # A wrong signature is answered like a right one: nobody is to find out by trying (7.1.2).
        known = await asyncio.to_thread(taken, token, signature, body)
        return PlainTextResponse("", HTTPStatus.ACCEPTED if known else HTTPStatus.GONE)

    return router
