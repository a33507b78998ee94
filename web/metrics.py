"""``/metrics``: the figures for Prometheus, guarded like every other page."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from storage import Database
from storage.metrics import registry_of


def metrics_routes(database: Database) -> APIRouter:
    """The route. With a token it is asked by ``Authorization: Bearer``, as Prometheus' ``authorization`` sends it."""
    router = APIRouter()
    registry = registry_of(database)

    @router.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        """Figures of this process and of the database, in Prometheus' text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
