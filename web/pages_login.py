"""Logging in and out, and the sign of life for machines."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from storage import StorageError
from web.gate import SESSION_COOKIE, SESSION_SECONDS
from web.rendering import Pages


def login_pages(pages: Pages) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    root = pages.settings.web.root_path

    def form(request: Request, next_path: str, problem: str, status: HTTPStatus) -> HTMLResponse:
        return pages.render(
            request,
            "login.html",
            {
                "section": "login",
                "next_path": local_path(next_path),
                "problem": problem,
                "asks_name": bool(pages.settings.web.users),
                "form_token": pages.gate.form_token(request),
            },
            status,
        )

    @router.get("/login")
    def login(request: Request, next: Annotated[str, Query(max_length=500)] = "/") -> HTMLResponse:
        return form(request, next, "", HTTPStatus.OK)

    @router.post("/login")
    def log_in(
        request: Request,
        name: Annotated[str, Form(max_length=64)] = "",
        password: Annotated[str, Form(max_length=1024)] = "",
        token: Annotated[str, Form(max_length=200)] = "",
        next: Annotated[str, Form(max_length=500)] = "/",
    ) -> Response:
        if not pages.gate.accepts_form(request, token):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        client = request.client.host if request.client else ""
        if not pages.gate.may_try(client):
            return form(request, next, "login.wait", HTTPStatus.TOO_MANY_REQUESTS)
        if not pages.gate.knows(name, password):
            return form(request, next, "login.wrong", HTTPStatus.UNAUTHORIZED)
        response = RedirectResponse(f"{root}{local_path(next)}", status_code=HTTPStatus.SEE_OTHER)
        response.set_cookie(
            SESSION_COOKIE,
            pages.gate.new_session(name or "token"),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            path=root or "/",
        )
        return response

    @router.post("/logout")
    def log_out(request: Request, token: Annotated[str, Form(max_length=200)] = "") -> RedirectResponse:
        if not pages.gate.accepts_form(request, token):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        response = RedirectResponse(f"{root}/login", status_code=HTTPStatus.SEE_OTHER)
        response.delete_cookie(SESSION_COOKIE, path=root or "/")
        return response

    @router.get("/healthz")
    def healthz() -> JSONResponse:
        try:
            version = pages.database.schema_version
        except StorageError:
            return JSONResponse(
                {"status": "database cannot be read"}, status_code=HTTPStatus.SERVICE_UNAVAILABLE
            )
        return JSONResponse({"status": "ok" if version else "database is empty"})

    return router


def local_path(path: str) -> str:
    """A path of ours, whatever was asked for: nobody is led to another site."""
    if (
        not path.startswith("/")
        or path.startswith(("//", "/\\"))
        or any(ord(one) < 33 for one in path)
        or "\\" in path
    ):
        return "/"
    return path
