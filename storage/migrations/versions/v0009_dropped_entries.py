"""What was dropped with age; and which steps an article told first, for its sake.

On PostgreSQL the index is built while others work: see :mod:`storage.indexes`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the index where that takes no second connection."""
    op.create_table(
        "dropped_entry",
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
            name=op.f("fk_dropped_entry_source_id_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_id", "key", name=op.f("pk_dropped_entry")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(op.f("ix_deal_step_article_id"), "deal_step", ["article_id"])
