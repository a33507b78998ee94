"""Leaving a subscription by the address in a mail, and coming back: without login, form token or cookie (RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from config.settings import EmailChannel
from digests.channels.mail_message import UnusableMailAddress, read_address
from digests.channels.opening import find_subscription, mail_key
from digests.leaving import read_leaving_token
from digests.outside_text import clean_text
from storage.departures import forget_departure, has_left, record_departure, unsubscribe_secret
from web.rendering import Pages


def unsubscribe_pages(pages: Pages) -> APIRouter:
    """The routes. Looking changes nothing: mail programs and scanners open what they find in a mail."""
    router = APIRouter(include_in_schema=False)

    def named(token: str) -> tuple[str, str]:
        """Subscription and channel key of a token; no other text tells whether anything is there."""
        with pages.database.read() as session:
            secret = unsubscribe_secret(session)
        found = read_leaving_token(secret, token) if secret else None
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return found

    def page(request: Request, token: str, subscription: str, key: str, state: str) -> HTMLResponse:
        context = {
            "section": "unsubscribe",
            "state": state,
            "token": token,
            "subscription": clean_text(subscription, 80),
            "address": _masked(pages, subscription, key),
        }
        return pages.render(request, "unsubscribe.html", context)

    @router.get("/unsubscribe/{token}")
    def ask(request: Request, token: str) -> HTMLResponse:
        subscription, key = named(token)
        with pages.database.read() as session:
            left = has_left(session, subscription, key)
        return page(request, token, subscription, key, "left" if left else "asked")

    @router.post("/unsubscribe/{token}")
    def leave(request: Request, token: str) -> HTMLResponse:
        subscription, key = named(token)
        with pages.database.write() as session:
            record_departure(session, subscription, key, pages.now())
        return page(request, token, subscription, key, "left")

    @router.post("/unsubscribe/{token}/return")
    def come_back(request: Request, token: str) -> HTMLResponse:
        subscription, key = named(token)
        with pages.database.write() as session:
            forget_departure(session, subscription, key)
        return page(request, token, subscription, key, "returned")

    return router


def _masked(pages: Pages, subscription: str, key: str) -> str:
    """A recipient's address as far as its owner knows it again; empty for one that is no longer configured."""
    found = find_subscription(pages.settings, subscription)
    for channel in found.channels if found else ():
        for recipient in channel.to if isinstance(channel, EmailChannel) else ():
            if mail_key(recipient) == key:
                try:
                    address = read_address(recipient)
                except UnusableMailAddress:
                    return ""
                return f"{address.local[0]}•••@{address.domain}"
    return ""
