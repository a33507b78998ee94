"""A hostile server: what it answers on the wire (``transport``) and in its documents (``documents``)."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile import documents, transport
from tests.hostile.server import Route, Visit


def _robots(visit: Visit) -> None:
    route = dict(zip(robots_hosts(), documents.ROBOTS.values(), strict=True)).get(
        visit.host.partition(":")[0]
    )
    if route is None:
        visit.document(b"", status="404 Not Found")
    else:
        route(visit)


def _good(visit: Visit) -> None:
    visit.document(documents.TEXT)


def all_routes() -> Mapping[str, Route]:
    """Every route by its path; ``/good`` and ``/robots-asked`` are harmless, and ``/robots.txt`` differs by host."""
    harmless = {"/good": _good, "/robots-asked": _good, "/robots.txt": _robots}
    return {**transport.ROUTES, **documents.ROUTES, **harmless}


def prepare() -> None:
    """Make what takes a while to make."""
    documents.prepare()


def robots_hosts() -> tuple[str, ...]:
    """The addresses on loopback whose robots.txt is hostile, in the order of ``documents.ROBOTS``."""
    return tuple(f"127.0.2.{number}" for number in range(1, len(documents.ROBOTS) + 1))


def hosts() -> tuple[str, ...]:
    """An address on loopback for each route: one host is asked one request at a time."""
    return tuple(f"127.0.1.{number}" for number in range(1, len(all_routes()) + 1))
