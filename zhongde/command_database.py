"""``zhongde db``: schema, check, backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhongde.output import say, warn
from zhongde.running import ConfigOption, ExitCode, database_of, settings_of

app = typer.Typer(no_args_is_help=True, help="The database: schema, check, backup.")


@app.command("upgrade")
def upgrade(config: ConfigOption = None) -> None:
    """Bring the schema up to date; an empty database gets its tables. Counts that are wrong are put right."""
    database = database_of(settings_of(config))
    done = [
        word
        for word, was in (("upgraded", database.upgrade()), ("counts put right", database.repair()))
        if was
    ]
    say(f"{database.label}: schema {database.schema_version}, {', '.join(done) or 'nothing to do'}")


@app.command("check")
def check(config: ConfigOption = None) -> None:
    """Look for damage in the database. Exit code 3 if any is found."""
    database = database_of(settings_of(config))
    problems = database.check()
    for problem in problems:
        warn(f"{database.label}: {problem}")
    if problems:
        raise typer.Exit(ExitCode.PARTIAL)
    say(f"{database.label}: no damage found, schema {database.schema_version}")


@app.command("backup")
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="New file for the copy; never overwritten.")],
    config: ConfigOption = None,
) -> None:
    """Copy an SQLite database while it is in use. To restore, stop the daemon and put the copy in its place.

    Example: [bold]zhongde db backup zhongde-2026-01-31.db[/bold]
    """
    database = database_of(settings_of(config))
    size = database.backup(target)
    say(f"{target}: {size:,} bytes, a consistent copy of {database.label}")
