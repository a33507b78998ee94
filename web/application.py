"""The application: all routes behind their protection."""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import as_file, files
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from config import Settings
from config.web import host_and_port, is_loopback
from storage import Database
from web.api import api_routes
from web.api_archive import archive_routes
from web.api_examples import add_examples
from web.feeds import feed_routes
from web.gate import Gate
from web.metrics import metrics_routes
from web.pages_archive import archive_pages
from web.pages_deals import deal_pages
from web.pages_digests import digest_pages
from web.pages_login import login_pages
from web.pages_sources import source_pages
from web.pages_stories import story_pages
from web.pages_trends import trend_pages
from web.pages_unsubscribe import unsubscribe_pages
from web.protection import Protection
from web.push import push_routes
from web.rendering import Pages

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def create_application(database: Database, settings: Settings, address: str) -> ASGIApp:
    """The page, the API and the feeds.

    Args:
        database: Where everything is kept.
        settings: Of these, ``web`` says who may look.
        address: ``host:port`` on which it will listen: off loopback, credentials are demanded.
    """
    web = settings.web
    host, _ = host_and_port(address)
    local = is_loopback(host)
    gate = Gate(web, closed=web.has_credentials or not local)
    pages = Pages(database, settings, gate)
    application = FastAPI(
        title="zhongde",
        version="1",
        summary="New agreements and investments between China and Germany.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    for router in (
        deal_pages(pages),
        trend_pages(pages),
        story_pages(pages),
        source_pages(pages),
        archive_pages(pages),
        login_pages(pages),
        unsubscribe_pages(pages),
        digest_pages(pages),
        push_routes(pages),
        api_routes(pages),
        archive_routes(pages),
        feed_routes(pages),
        metrics_routes(database),
    ):
        application.include_router(router)
    add_examples(application)
    with as_file(files("web").joinpath("static")) as folder:
        application.mount("/static", StaticFiles(directory=folder), name="static")
    hosts = {*web.hosts, *(LOOPBACK_NAMES if local else ()), *((host,) if web.hosts else ())}
    if hosts and web.public_url:
        hosts.add(urlsplit(web.public_url).hostname or "")
    _tell_errors(application, pages)
    # Around everything, so that even the answer to an internal error carries its headers.
    return Protection(application, gate, hosts, web.root_path)


def _tell_errors(application: FastAPI, pages: Pages) -> None:
    """Errors in words: as a page for people, as JSON for programs."""

    @application.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        words = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
        if _is_for_programs(request):
            return JSONResponse({"detail": words}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
        return _page(request, HTTPStatus.UNPROCESSABLE_ENTITY, words)

    @application.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if _is_for_programs(request):
            return JSONResponse(
                {"detail": str(error.detail)}, status_code=error.status_code, headers=error.headers
            )
        return _page(request, error.status_code, "")

    def _page(request: Request, status: int, words: str) -> Response:
        return pages.render(
            request, "error.html", {"section": "", "status": int(status), "words": words}, int(status)
        )


def _is_for_programs(request: Request) -> bool:
    path = request.scope["path"]
    return "/api/" in path or "/feeds/" in path
