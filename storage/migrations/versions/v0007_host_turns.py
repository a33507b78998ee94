"""Turns at hosts, shared by workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; its rows are only worth something for a minute, so PostgreSQL need not log them."""
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "host_turn",
        sa.Column("slot", sa.String(length=300), nullable=False),
        sa.Column("free_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_host_turn")),
        prefixes=unlogged,
    )
