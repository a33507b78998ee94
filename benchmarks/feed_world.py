"""A world of feeds on loopback for the benchmarks, answered with validators.

Each site has an address of its own (127.16.0.1 and on) and a robots.txt. The server is a process of its own, so that
what it costs is not counted with those who ask it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.feed_sites import ITEMS, Site, make_site, publish, tell

__all__ = ["ITEMS", "Counts", "World", "feed_world"]

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\nAllow: /\nSitemap: /sitemap.xml\n"


@dataclass(frozen=True)
class Counts:
    """What the server was asked since the counts were taken last."""

    feeds: int = 0
    robots: int = 0
    conditional: int = 0
    not_modified: int = 0
    pages: int = 0
    others: int = 0


class _Answering(asyncio.Protocol):
    """HTTP/1.1 as far as it is needed here: GET without a body, connections kept."""

    def __init__(self, sites: dict[str, Site], counts: dict[str, int]) -> None:
        self._sites = sites
        self._counts = counts
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer nobody but this machine."""
        self._transport: Any = transport
        address = transport.get_extra_info("sockname")[0]
        self._site = self._sites.get(address)
        if not transport.get_extra_info("peername")[0].startswith("127."):
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
            }
            self._answer(lines[0].split(" ")[1], headers)

    def _answer(self, path: str, headers: dict[str, str]) -> None:
        if path == "/robots.txt":
            self._counts["robots"] += 1
            self._send("200 OK", ["Content-Type: text/plain"], ROBOTS)
            return
        page = self._site.pages.get(path.split("?")[0]) if self._site is not None else None
        if page is not None:
            self._counts["pages"] += 1
            self._send("200 OK", ["Content-Type: text/html; charset=utf-8"], page)
            return
        if path != "/feed.xml" or self._site is None:
            self._counts["others"] += 1
            self._send("404 Not Found", [], b"")
            return
        site = self._site
        self._counts["feeds"] += 1
        tag = "W/" + site.tag if site.validator == "weak" else site.tag
        date = formatdate(site.changed_at, usegmt=True)
        validators = [f"ETag: {tag}"] * (site.validator != "modified")
        validators += [f"Last-Modified: {date}"] * (site.validator in {"both", "modified"})
        asked_tag, asked_date = headers.get("if-none-match"), headers.get("if-modified-since")
        self._counts["conditional"] += asked_tag is not None or asked_date is not None
        if asked_tag == tag or (asked_tag is None and asked_date == date):
            self._counts["not_modified"] += 1
            self._send("304 Not Modified", validators, b"")
            return
        kind = {"rss": "rss+xml", "atom": "atom+xml", "rdf": "rdf+xml"}[site.format]
        self._send("200 OK", [f"Content-Type: application/{kind}", *validators], site.body)

    def _send(self, status: str, headers: list[str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}", "Server: world", *headers]
        if not status.startswith("304"):
            lines.append(f"Content-Length: {len(body)}")
        self._transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def _serve(pipe: Connection, count: int, items: int) -> None:
    # All addresses of loopback by one socket; whoever comes from elsewhere is turned away.
    listener = socket.create_server(("0.0.0.0", 0), backlog=4_096)
    port = listener.getsockname()[1]
    sites = [make_site(number, port, items) for number in range(count)]
    asyncio.run(_serving(pipe, sites, listener))


async def _serving(pipe: Connection, sites: list[Site], listener: socket.socket) -> None:
    counts = dict.fromkeys(Counts.__dataclass_fields__, 0)
    by_address = {site.address: site for site in sites}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Answering(by_address, counts), sock=listener, backlog=4_096)
    pipe.send(listener.getsockname()[1])
    done = asyncio.Event()

    def told() -> None:
        try:
            wish = pipe.recv()
        except EOFError:
            wish = None
        if wish is None:
            done.set()
        elif wish == "counts":
            pipe.send(Counts(**counts))
            counts.update(dict.fromkeys(counts, 0))
        elif isinstance(wish, dict):
            for number, items in wish.items():
                publish(sites[number], items)
            pipe.send(None)
        elif isinstance(wish[2], bytes):
            number, path, page = wish
            sites[number].pages[path] = page
            pipe.send(f"http://{sites[number].address}:{sites[number].port}{path}")
        else:
            number, title, paragraphs = wish
            pipe.send(tell(sites[number], title, paragraphs))

    loop.add_reader(pipe.fileno(), told)
    await done.wait()
    loop.remove_reader(pipe.fileno())
    server.close()


class World:
    """The running server as its user sees it."""

    def __init__(self, pipe: Connection, port: int, count: int) -> None:
        self._pipe = pipe
        self.hosts = tuple(
            f"{Site(number, 'rss', '', '', False, 'both').address}:{port}" for number in range(count)
        )
        self.feeds = tuple(f"http://{host}/feed.xml" for host in self.hosts)

    def publish(self, items: dict[int, int]) -> None:
        """Let sites, by number, publish so many items each."""
        self._pipe.send(items)
        self._pipe.recv()

    def tell(self, number: int, title: str, paragraphs: Sequence[str]) -> str:
        """Let a site publish an article with a page of its own, whose address is returned."""
        self._pipe.send((number, title, tuple(paragraphs)))
        return str(self._pipe.recv())

    def serve(self, number: int, path: str, page: bytes) -> str:
        """Let a site have a page, whose address is returned."""
        self._pipe.send((number, path, page))
        return str(self._pipe.recv())

    def counts(self) -> Counts:
        """What was asked since this was called last."""
        self._pipe.send("counts")
        counts: Counts = self._pipe.recv()
        return counts


@contextmanager
def feed_world(count: int, items: int = ITEMS) -> Iterator[World]:
    """So many feeds with so many items, served for as long as the context lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, count, items), daemon=True)
    process.start()
    theirs.close()
    try:
        yield World(ours, ours.recv(), count)
    finally:
        ours.close()
        process.join(5)
