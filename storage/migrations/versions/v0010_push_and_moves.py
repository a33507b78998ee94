"""Subscriptions with hubs, and addresses that have moved for good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import PlainText, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the table of subscriptions."""
    op.add_column("address", sa.Column("moved_to", PlainText(), nullable=False, server_default=""))
    op.add_column("address", sa.Column("moved_since", UtcDateTime(), nullable=True))
    op.add_column("address", sa.Column("moved_polls", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("address", sa.Column("adopted_url", PlainText(), nullable=False, server_default=""))
    op.create_table(
        "push_subscription",
        sa.Column("address_id", sa.Integer(), nullable=False),
        sa.Column("hub", PlainText(), nullable=False),
        sa.Column("topic", PlainText(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", PlainText(), nullable=False),
        sa.Column("pushed_at", UtcDateTime(), nullable=True),
        sa.Column("pushes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["address.id"],
            name=op.f("fk_push_subscription_address_id_address"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address_id", name=op.f("pk_push_subscription")),
    )
    op.create_index(op.f("ix_push_subscription_token"), "push_subscription", ["token"], unique=True)
    op.create_index(op.f("ix_push_subscription_next_try_at"), "push_subscription", ["next_try_at"])
