"""The control port: what a newsroom in another process is told to do, and how it is.

| request | does |
|---|---|
| ``GET /`` | sites, held items, number of requests |
| ``GET /zhongde.yaml`` | the sites as a configuration |
| ``POST /publish[?item=ID…]`` | publish the next held item, or those named |
| ``POST /generate?count=N[&site=ID…]`` | publish N new invented deals |
| ``POST /fail?site=ID[&status=503][&retry_after=SECONDS]`` | let a site fail |
| ``POST /recover?site=ID`` | end its failure |

Answers are JSON; a wrong request is answered 400 or 404 with ``{"error": …}``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

from newsroom.desk import Answer
from newsroom.errors import NewsroomError
from newsroom.newsroom import Newsroom
from newsroom.server import ConnectionServer, QuietHandler
from newsroom.values import Item

MAX_BODY_BYTES = 65536
_POSTS = ("/publish", "/generate", "/fail", "/recover")


def configuration(newsroom: Newsroom, every: str | None = None) -> str:
    """A ``zhongde.yaml`` that watches the newsroom's sites and nothing else."""
    settings = {
        "catalogue": "none",
        "fetch": {"allow": newsroom.allow()},
        "sources": newsroom.source_declarations(every),
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=110)


class Control(ConnectionServer):
    """Serves the control port of ``newsroom`` in a thread of its own until ``stop``.

    Raises:
        NewsroomError: If the port is taken.
    """

    def __init__(self, newsroom: Newsroom, port: int = 0) -> None:
        self.newsroom = newsroom
        try:
            super().__init__((newsroom.host, port), ControlHandler)
        except (OSError, OverflowError) as error:
            raise NewsroomError(
                f"cannot listen on {newsroom.host}:{port} for control: {error}\n"
                "  Choose another control port, or 0 for a free one."
            ) from None
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="newsroom-control", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """``http://host:port`` of the control port."""
        return f"http://{self.newsroom.host}:{self.server_address[1]}"

    def stop(self) -> None:
        """Stop serving and free the port."""
        super().stop()
        self._thread.join()


class ControlHandler(QuietHandler):
    """Carries out one request to the control port."""

    server: Control

    def do_GET(self) -> None:  # noqa: N802  # http.server names it
        """Tell how the newsroom is."""
        path = urlsplit(self.path).path
        if path == "/":
            self._send(200, _state(self.server.newsroom))
        elif path == "/zhongde.yaml":
            text = configuration(self.server.newsroom)
            self.send(Answer(200, text.encode(), {"Content-Type": "application/yaml; charset=utf-8"}))
        else:
            self._send(404, {"error": f"there is no {path}; try / or /zhongde.yaml, or POST {_listed()}"})

    def do_POST(self) -> None:  # noqa: N802  # http.server names it
        """Do what the path says."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True  # what follows would be read as the next request
            self._send(413, {"error": "give parameters in the address, not in a body"})
            return
        self.rfile.read(int(length))
        parts = urlsplit(self.path)
        if parts.path not in _POSTS:
            self._send(404, {"error": f"there is no POST {parts.path}; there are {_listed()}"})
            return
        try:
            result = _carry_out(self.server.newsroom, parts.path, parse_qs(parts.query))
        except NewsroomError as error:
            self._send(400, {"error": str(error)})
        else:
            self._send(200, result)

    def _send(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
        self.send(Answer(status, body, {"Content-Type": "application/json"}))


def _listed() -> str:
    return ", ".join(_POSTS)


def _carry_out(newsroom: Newsroom, path: str, query: dict[str, list[str]]) -> dict[str, Any]:
    if path == "/publish":
        if "item" in query:
            return _published(newsroom, newsroom.publish(*query["item"]))
        item = newsroom.publish_next()
        return _published(newsroom, () if item is None else (item,))
    if path == "/generate":
        count = _number(query, "count", 1)
        return _published(newsroom, newsroom.publish_generated(count, sites=query.get("site")))
    if "site" not in query:
        raise NewsroomError(f"{path} needs ?site=ID")
    site = query["site"][0]
    if path == "/recover":
        newsroom.recover(site)
        return {"site": site, "failing": False}
    retry_after = _number(query, "retry_after", 0) if "retry_after" in query else None
    newsroom.fail(site, _number(query, "status", 503), retry_after)
    return {"site": site, "failing": True}


def _number(query: dict[str, list[str]], name: str, default: int) -> int:
    text = query.get(name, [str(default)])[0]
    if not (text.isascii() and text.isdecimal()):
        raise NewsroomError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _published(newsroom: Newsroom, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "published": [
            {"id": item.id, "site": item.site, "title": item.title, "url": item.url, "alert": item.alert}
            for item in items
        ],
        "held": len(newsroom.held),
    }


def _state(newsroom: Newsroom) -> dict[str, Any]:
    return {
        "today": newsroom.today.isoformat(),
        "sites": [
            {
                "id": site.id,
                "name": site.name,
                "language": site.language,
                "access": site.access,
                "url": site.url,
            }
            for site in newsroom.sites
        ],
        "held": list(newsroom.held),
        "requests": len(newsroom.requests),
    }
