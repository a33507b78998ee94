"""The hostile corner: sites that freeze, lie, move, refuse, hang and hide, each under a path of one loopback server.

They share a host on purpose: what one of them does must not harm the others. A corner lives through rounds, the first
being 0: :meth:`Corner.next_round` lets every site change as it is wont to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from newsroom.desk import Answer
from newsroom.loopback import OnLoopback
from newsroom.server import ConnectionServer, QuietHandler

Page = Callable[["Visit"], Answer]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a corner site: the path below the site's own, and what a site needs to answer.

    ``base`` is ``http://host:port/<site>``; ``round`` counts the rounds so far, ``hits`` the requests for this path.
    """

    path: str
    query: str
    base: str
    round: int
    hits: int
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class CornerSite:
    """A site of the corner.

    ``quirks`` are the oddities it stands for, by their numbers in ``docs/sources.md``; ``health`` is what a watcher
    should say of it after the last round. ``declaration`` is what a watcher is told, its paths relative to the site;
    ``articles`` how many articles there are to be known in the end. ``disallow`` goes into robots.txt.
    """

    id: str
    answer: Page
    health: str
    articles: int
    declaration: Mapping[str, Any] = field(default_factory=lambda: {"url": "/feed.xml", "access": "rss"})
    quirks: tuple[int, ...] = ()
    disallow: tuple[str, ...] = ()
    seconds: float = 0.0


class Corner(OnLoopback):
    """Serves the hostile sites on loopback; use it as a context manager.

    Args:
        sites: Which sites; all of :data:`newsroom.corner_sites.SITES` if left out.

    Raises:
        NewsroomError: If no port is free.
    """

    def __init__(self, sites: tuple[CornerSite, ...] | None = None) -> None:
        if sites is None:
            from newsroom.corner_sites import SITES

            sites = SITES
        self.sites = sites
        self.round = 0
        self.requests: list[str] = []
        self._hits: dict[str, int] = {}
        self._lock = threading.Lock()
        self._by_id = {site.id: site for site in sites}
        self.listen(lambda address: _CornerServer(address, self), "corner")

    def base(self, site: str) -> str:
        """``http://host:port/<site>``."""
        return f"http://{self.pair}/{site}"

    def next_round(self) -> None:
        """Let the sites change."""
        self.round += 1

    def source_declarations(self) -> list[dict[str, Any]]:
        """The sites as entries for ``sources:`` of a ``zhongde.yaml``."""
        return [{"id": site.id, **_placed(site.declaration, self.base(site.id))} for site in self.sites]

    def answer(self, target: str, *, conditional: bool) -> Answer:
        """What a request is answered."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            rules = [f"Disallow: /{site.id}{path}\n" for site in self.sites for path in site.disallow]
            return Answer(
                200, f"User-agent: *\n{''.join(rules)}Allow: /\n".encode(), {"Content-Type": "text/plain"}
            )
        name, _, rest = parts.path.lstrip("/").partition("/")
        with self._lock:
            hits = self._hits[target] = self._hits.get(target, 0) + 1
            self.requests.append(target)
        site = self._by_id.get(name)
        if site is None:
            return Answer(404, b"", {"Content-Type": "text/plain"})
        if site.seconds:
            time.sleep(site.seconds)
        visit = Visit(f"/{rest}", parts.query, self.base(name), self.round, hits, conditional)
        return site.answer(visit)


def _placed(value: Any, base: str) -> Any:
    """A declaration with its paths made addresses of the site."""
    if isinstance(value, Mapping):
        return {key: _placed(each, base) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_placed(each, base) for each in value]
    return base + value if isinstance(value, str) and value.startswith("/") else value


class _CornerServer(ConnectionServer):
    def __init__(self, address: tuple[str, int], corner: Corner) -> None:
        self.corner = corner
        super().__init__(address, _CornerHandler)


class _CornerHandler(QuietHandler):
    server: _CornerServer

    def do_GET(self) -> None:  # noqa: N802  # http.server names it
        tag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        self.send(self.server.corner.answer(self.path, conditional=bool(tag or since)))
