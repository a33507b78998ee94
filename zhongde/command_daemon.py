"""``zhongde run`` and ``zhongde worker``: the background daemon, and those who work for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from zhongde.running import ConfigOption, ExitCode, open_database, settings_of

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

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

    One daemon holds a database; a second one is refused. With 'engine: procrastinate' it only schedules, any number of
    'zhongde worker' do the work, and a second daemon stands by. Settings are read at the start, and again at SIGHUP.

    [bold]zhongde run --config /etc/zhongde/zhongde.yaml[/bold]
    """
    from config import load_catalogue
    from crawler.reactor import run as run_on_reactor
    from scheduler.daemon import run_daemon
    from zhongde.logs import configure_log

    settings = settings_of(config)
    if settings.engine != "local":
        _require_queue()
    address = web or settings.web.address
    if address is not None:
        from zhongde.command_web import require_web

        require_web()
        from web.server import require_usable

        require_usable(settings, address)
    configure_log(settings)
    catalogue = load_catalogue(settings)
    database = open_database(settings)
    try:
        beside = _page(database, address) if address else None
        run_on_reactor(
            lambda: run_daemon(database, settings, catalogue, beside=beside, reload=lambda: _read(config))
        )
    finally:
        database.dispose()
    return ExitCode.OK


def worker(config: ConfigOption = None) -> int:
    """Do the work that 'zhongde run' schedules with 'engine: procrastinate'. SIGTERM or Ctrl-C stop it.

    Any number of workers, on any machines that reach the same PostgreSQL, share the work; each needs the same
    configuration. No host is asked by two of them at a time. What a worker that dies was doing is done by the others.

    [bold]zhongde worker --config /etc/zhongde/zhongde.yaml[/bold]
    """
    from config import ConfigurationError, load_catalogue
    from crawler.reactor import run as run_on_reactor
    from zhongde.logs import configure_log

    settings = settings_of(config)
    if settings.engine != "procrastinate":
        raise ConfigurationError(
            f"there is no work for workers with engine {settings.engine!r}: the daemon does everything itself",
            remedy="Write 'engine: procrastinate' and a PostgreSQL as 'database', for 'zhongde run' too.",
            key="engine",
        )
    _require_queue()
    from scheduler.worker import run_worker

    configure_log(settings)
    catalogue = load_catalogue(settings)
    database = open_database(settings)
    try:
        run_on_reactor(lambda: run_worker(database, settings, catalogue, reload=lambda: _read(config)))
    finally:
        database.dispose()
    return ExitCode.OK


def _read(config: Path | None) -> tuple[Settings, dict[str, SourceDeclaration]]:
    """The configuration as it is now."""
    from config import load_catalogue

    found = settings_of(config)
    return found, load_catalogue(found)


def _require_queue() -> None:
    """Make sure that the queue's library is installed.

    Raises:
        ConfigurationError: If it is not.
    """
    from importlib.util import find_spec

    from config import ConfigurationError

    if find_spec("procrastinate") is None:
        raise ConfigurationError(
            "the library of 'engine: procrastinate' is not installed",
            remedy="Install it with: pip install 'zhongde[workers]'",
            key="engine",
        )


def _page(database: Database, address: str) -> Callable[[asyncio.Event, Settings], Awaitable[None]]:
    """The page, to be served beside the daemon's work."""
    from web.server import serve

    return lambda stop, settings: serve(database, settings, address, stop)
