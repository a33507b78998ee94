"""Alembic's entry: it uses the connection that :mod:`storage.migrations.running` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

import storage.tables  # noqa: F401, they belong to the metadata
from storage.table_base import Table

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()
