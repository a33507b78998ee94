"""Reference rates of single days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reference_rate",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_euro", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", "currency", name=op.f("pk_reference_rate")),
    )
