"""Imprints in a new form, with headlines: what was kept in the old one is forgotten."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the index: stories and copies found so far stay, and articles to come fill it again."""
    op.execute("DELETE FROM article_imprint")
    op.execute("DELETE FROM article_term")
