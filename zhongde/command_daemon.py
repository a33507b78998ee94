"""``zhongde run``: the background daemon."""

from __future__ import annotations

from zhongde.running import ConfigOption, ExitCode, open_database, settings_of


def run(config: ConfigOption = None) -> int:
    """Watch in the background: poll what is due, read new articles, send digests. SIGTERM or Ctrl-C stop it.

    One daemon holds a database; a second one is refused. Settings are read at the start.

    [bold]zhongde run --config /etc/zhongde/zhongde.yaml[/bold]
    """
    from config import load_catalogue
    from crawler.reactor import run as run_on_reactor
    from scheduler.daemon import require_local_engine, run_daemon
    from zhongde.logs import configure_log

    settings = settings_of(config)
    require_local_engine(settings)
    configure_log(settings)
    catalogue = load_catalogue(settings)
    database = open_database(settings)
    try:
        run_on_reactor(lambda: run_daemon(database, settings, catalogue))
    finally:
        database.dispose()
    return ExitCode.OK
