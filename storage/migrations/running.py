"""Runs Alembic inside a transaction that is already open."""

from __future__ import annotations

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def run_migrations(connection: Connection, target: str = "head") -> None:
    """Upgrade the schema to ``target`` on this connection; the caller commits."""
    with as_file(files("storage.migrations")) as folder:
        configuration = Config()
        configuration.set_main_option("script_location", str(folder).replace("%", "%%"))
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, target)
