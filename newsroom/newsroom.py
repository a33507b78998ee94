"""The newsroom as a whole: all sites on their ports, what they publish, and what was asked of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self

from newsroom.addresses import article_pattern
from newsroom.desk import Desk
from newsroom.edition import Edition
from newsroom.errors import NewsroomError
from newsroom.generator import generate
from newsroom.pages import page_count
from newsroom.server import Outage, RequestLog, SiteServer
from newsroom.texts import load_drafts, load_outlets
from newsroom.values import Item, RequestRecord, Site

SPARE_PAGES = 2


def _require_loopback(host: str) -> None:
    try:
        fits = ip_address(host).is_loopback and ip_address(host).version == 4
    except ValueError:
        fits = False
    if not fits:
        raise NewsroomError(
            f"the newsroom serves invented news on loopback only, not on {host!r}; name 127.0.0.1"
        )


class Newsroom:
    """A small world of news sites on loopback, each on a port of its own.

    Use it as a context manager, or ``start`` and ``stop`` it. The ports are taken at once, so addresses are
    known before it runs.

    Args:
        today: The day on which the newsroom is visited; texts and dates follow it. The real day (UTC) if left
            out. Items dated later are not there yet. The newsroom's clock is the real one, moved by whole days.
        host: Loopback address to listen on.
        first_port: Port of the first site, the others follow; 0 takes free ones.

    Raises:
        NewsroomError: If the host is no loopback address, a port is taken, or a text file has a mistake.
    """

    def __init__(self, today: date | None = None, host: str = "127.0.0.1", first_port: int = 0) -> None:
        real = datetime.now(UTC).date()
        self.today = today or real
        self.host = host
        self._shift = self.today - real
        _require_loopback(host)
        self._outlets = load_outlets()
        drafts = load_drafts()
        if first_port and not 1 <= first_port <= 65536 - len(self._outlets):
            raise NewsroomError(
                f"{first_port} cannot be the first of {len(self._outlets)} ports; "
                f"name one between 1024 and {65536 - len(self._outlets)}, or 0 for free ones"
            )
        self._log = RequestLog()
        self._generated = 0
        self._generating = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._servers: dict[str, SiteServer] = {}
        try:
            for index, site in enumerate(self._outlets):
                port = first_port + index if first_port else 0
                self._servers[site] = SiteServer((host, port), site, self._log)
        except OSError as error:
            self._close()
            raise NewsroomError(
                f"cannot listen on {host}:{port} for the site {site!r}: {error.strerror or error}\n"
                "  Choose another first port, or 0 for free ones."
            ) from None
        self._edition = Edition(self._outlets, drafts.values(), self.today, self.base, self.now)
        for site, server in self._servers.items():
            server.desk = Desk(self._outlets[site], self.base(site), self._edition)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Serve all sites, each in a thread. A newsroom starts once."""
        if self._threads:
            raise NewsroomError("the newsroom runs already, or has run; make a new one")
        for site, server in self._servers.items():
            thread = threading.Thread(
                target=server.serve_forever,
                kwargs={"poll_interval": 0.05},
                name=f"newsroom-{site}",
                daemon=True,
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop serving and free the ports; open connections are ended."""
        if self._threads:
            # Each server takes up to one poll interval to end: all at once, not one after the other.
            with ThreadPoolExecutor(len(self._servers)) as pool:
                list(pool.map(SiteServer.stop, self._servers.values()))
            for thread in self._threads:
                thread.join()
        else:
            self._close()

    def _close(self) -> None:
        for server in self._servers.values():
            server.server_close()

    def now(self) -> datetime:
        """The newsroom's time: the real one, moved by whole days so that it fell on ``today`` when it began."""
        return datetime.now(UTC) + self._shift

    def base(self, site: str) -> str:
        """``http://host:port`` of a site."""
        return f"http://{self.host}:{self._servers[site].port}"

    @property
    def sites(self) -> tuple[Site, ...]:
        """The sites in the order of their ports."""
        return tuple(self._site(site) for site in self._outlets)

    def site(self, site: str) -> Site:
        """One site by its id.

        Raises:
            NewsroomError: If there is none.
        """
        if site not in self._outlets:
            raise NewsroomError(f"there is no site {site!r}; there are {', '.join(self._outlets)}")
        return self._site(site)

    def _site(self, site: str) -> Site:
        outlet, base = self._outlets[site], self.base(site)
        pages = page_count(outlet, len(self._edition.state(site).items))
        return Site(
            id=site,
            name=outlet.name,
            language=outlet.language,
            access=outlet.access,
            url=base + outlet.address,
            port=self._servers[site].port,
            article_url=article_pattern(outlet, base),
            selectors=dict(outlet.selectors),
            timezone=outlet.timezone,
            max_pages=pages + SPARE_PAGES if outlet.form == "listing" and pages > 1 else 1,
            outlet=outlet,
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """All items with what is expected of their reading, the held ones (``published`` none) included."""
        return self._edition.items()

    def item(self, item_id: str) -> Item:
        """One item by its id.

        Raises:
            NewsroomError: If there is none.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise NewsroomError(f"there is no item {item_id!r}")

    @property
    def held(self) -> tuple[str, ...]:
        """Ids of the items that wait for publication, in order."""
        return self._edition.held()

    def publish(self, *item_ids: str) -> tuple[Item, ...]:
        """Publish held items at this moment.

        Raises:
            NewsroomError: If one does not exist or is out already; then none is published.
        """
        return self._edition.publish(item_ids)

    def publish_next(self) -> Item | None:
        """Publish the next held item; none if all are out."""
        held = self.held
        return self.publish(held[0])[0] if held else None

    def publish_generated(
        self, count: int, seed: int = 0, sites: Sequence[str] | None = None
    ) -> tuple[Item, ...]:
        """Publish ``count`` new items, each on an invented deal of its own, at this moment.

        The same seed gives the same deals in the same order; a further call goes on where the last one ended.

        Args:
            sites: Ids of the sites that take turns; all but the listings if left out.

        Raises:
            NewsroomError: If a site does not exist or the count is negative.
        """
        chosen = [self.site(site).outlet for site in sites] if sites else None
        if count < 0:
            raise NewsroomError(f"cannot publish {count} items")
        outlets = chosen or [outlet for outlet in self._outlets.values() if outlet.form != "listing"]
        with self._generating:
            drafts = generate(outlets, self._generated, count, seed)
            self._generated += count
        return self._edition.add(drafts)

    def fail(self, site: str, status: int = 503, retry_after: int | None = None) -> None:
        """Let a site answer everything but robots.txt with an error until ``recover``.

        Args:
            retry_after: What the Retry-After header says, in seconds; no header if left out.

        Raises:
            NewsroomError: If there is no such site, or the status is no error (400 to 599).
        """
        if not 400 <= status <= 599:
            raise NewsroomError(f"a site fails with a status from 400 to 599, not {status}")
        self._servers[self.site(site).id].outage = Outage(status, retry_after)

    def recover(self, site: str) -> None:
        """End a failure.

        Raises:
            NewsroomError: If there is no such site.
        """
        self._servers[self.site(site).id].outage = None

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """All requests so far, in the order in which they were answered."""
        return self._log.records()

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        self._log.clear()

    def allow(self) -> list[str]:
        """``host:port`` of every site, for ``fetch: {allow: …}``."""
        return [f"{self.host}:{server.port}" for server in self._servers.values()]

    def source_declarations(self, every: str | None = None) -> list[dict[str, Any]]:
        """The sites as entries for ``sources:`` of a ``zhongde.yaml``; ``every`` is a poll interval such as ``1m``."""
        return [self._declaration(site, every) for site in self.sites]

    def _declaration(self, site: Site, every: str | None) -> dict[str, Any]:
        declaration: dict[str, Any] = {
            "id": site.id,
            "name": site.name,
            "url": site.url,
            "access": site.access,
            "home": f"{self.base(site.id)}/",
            "side": site.outlet.side,
            "language": [site.language],
            "timezone": site.timezone,
            "article_url": site.article_url,
        }
        if site.selectors:
            declaration["selectors"] = dict(site.selectors)
        if site.max_pages > 1:
            declaration["max_pages"] = site.max_pages
        if every is not None:
            declaration["every"] = every
        return declaration
