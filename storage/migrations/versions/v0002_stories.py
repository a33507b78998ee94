"""Stories: an index of what articles are known by, and groupings mended by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Number64

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index, and let copies be known by it instead of by the whole text's key."""
    op.create_table(
        "article_imprint",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wording", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_imprint_article_id_article"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_imprint")),
    )
    op.create_table(
        "article_term",
        sa.Column("term", Number64(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("recent", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_article_term")),
    )
    op.create_table(
        "story_apart",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["story.id"], name=op.f("fk_story_apart_other_id_story"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["story_id"], ["story.id"], name=op.f("fk_story_apart_story_id_story"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("story_id", "other_id", name=op.f("pk_story_apart")),
    )
    op.add_column("story", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index(op.f("ix_article_text_key"), table_name="article")
    op.drop_column("article", "text_key")
