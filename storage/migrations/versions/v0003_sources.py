"""Sources: their own rhythm, what was told of them, gaps of their addresses, and backfills under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import PlainText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the table of backfills."""
    op.add_column("source", sa.Column("newest_at", UtcDateTime(), nullable=True))
    op.add_column("source", sa.Column("longest_gap_seconds", sa.Float(), nullable=True))
    op.add_column("source", sa.Column("told_state", sa.String(), nullable=False, server_default=""))
    op.add_column("source", sa.Column("told_at", UtcDateTime(), nullable=True))
    op.add_column("address", sa.Column("last_items", sa.Integer(), nullable=True))
    op.add_column("address", sa.Column("gaps", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("address", sa.Column("last_gap_at", UtcDateTime(), nullable=True))
    op.add_column("address", sa.Column("remark", PlainText(), nullable=False, server_default=""))
    op.execute("UPDATE source SET newest_at = last_new_at")
    op.create_table(
        "backfill_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("address", PlainText(), nullable=False),
        sa.Column("url", PlainText(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_backfill_page_source_id_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfill_page")),
        sa.UniqueConstraint("source_id", "since", "key", name=op.f("uq_backfill_page_source_id_since_key")),
    )
