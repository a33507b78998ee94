"""``zhongde run``: the background daemon."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from zhongde.running import ConfigOption, ExitCode, open_database, settings_of

if TYPE_CHECKING:
    import asyncio

    from config import Settings, SourceDeclaration
    from storage import Database


def run(
    web: Annotated[
        str | None,
        typer.Option(
            "--web", metavar="HOST:PORT", help="Serve the page and the API too; else web: address:."
        ),
    ] = None,
    config: ConfigOption = None,
) -> int:
    """Watch in the background: poll what is due, read new articles, send digests. SIGTERM or Ctrl-C stop it.

    One daemon holds a database; a second one is refused. Settings are read at the start, and again at SIGHUP.

    [bold]zhongde run --config /etc/zhongde/zhongde.yaml[/bold]
    """
    from config import load_catalogue
    from crawler.reactor import run as run_on_reactor
    from scheduler.daemon import require_local_engine, run_daemon
    from zhongde.logs import configure_log

    settings = settings_of(config)
    require_local_engine(settings)
    address = web or settings.web.address
    if address is not None:
        from zhongde.command_web import require_web

        require_web()
        from web.server import require_usable

        require_usable(settings, address)
    configure_log(settings)
    catalogue = load_catalogue(settings)
    database = open_database(settings)

    def read_again() -> tuple[Settings, dict[str, SourceDeclaration]]:
        found = settings_of(config)
        return found, load_catalogue(found)

    try:
        beside = _page(database, address) if address else None
        run_on_reactor(lambda: run_daemon(database, settings, catalogue, beside=beside, reload=read_again))
    finally:
        database.dispose()
    return ExitCode.OK


def _page(database: Database, address: str) -> Callable[[asyncio.Event, Settings], Awaitable[None]]:
    """The page, to be served beside the daemon's work."""
    from web.server import serve

    return lambda stop, settings: serve(database, settings, address, stop)
