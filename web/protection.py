"""What stands before every page: host names, the gate, and headers that keep foreign text from acting."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.gate import Gate

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers tell no origin of a form, and a form without one may come from anywhere.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def scope_path(scope: Scope, root_path: str) -> str:
    """The path of a request below our root, whether the proxy has taken the root off or not."""
    path: str = scope["path"]
    below = path.removeprefix(root_path) if root_path and path.startswith(f"{root_path}/") else path
    return below or "/"


class Protection:
    """ASGI middleware around the whole application.

    Args:
        app: What it protects.
        gate: Who may look.
        hosts: Host names under which we may be asked for; a page of another name that resolves to this machine
            (DNS rebinding) is refused. Empty: any.
        root_path: Path under which a proxy shows us.
    """

    def __init__(self, app: ASGIApp, gate: Gate, hosts: Collection[str], root_path: str) -> None:
        self._app = app
        self._gate = gate
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # As the ASGI specification wants it: the path holds the root, whether the proxy has taken it off or not.
        path = scope_path(scope, self._root_path)
        scope = {**scope, "path": f"{self._root_path}{path}", "root_path": self._root_path}
        request = Request(scope)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not path.startswith("/static/"):
                    headers.setdefault("Cache-Control", "private, no-cache")
                    headers.add_vary_header("Accept-Language, Cookie")
            await send(message)

        refusal = self._refusal(request, path)
        await (self._app if refusal is None else refusal)(scope, receive, protected)

    def _refusal(self, request: Request, path: str) -> Response | None:
        host = request.headers.get("host", "")
        name = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
        if self._hosts and name.casefold() not in self._hosts:
            return PlainTextResponse(
                "This name is not served. Add it under web: hosts: in zhongde.yaml.\n", status_code=421
            )
        if not self._gate.may_ask(request.client.host if request.client else ""):
            return PlainTextResponse("Too many requests.\n", status_code=429, headers={"Retry-After": "10"})
        if self._gate.lets_in(request, path):
            return None
        if path.startswith(("/api/", "/feeds/", "/metrics")) or request.method != "GET":
            return JSONResponse(
                {"error": "a token is needed: Authorization: Bearer …"},
                status_code=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        return RedirectResponse(f"{self._root_path}/login?next={quote(path, safe='')}", status_code=303)
