"""What deals are found by: facts beside their files and an index of their words; and sources that rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from storage.columns import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the index, and fill them from the files of deals on hand."""
    op.add_column("source", sa.Column("muted_at", UtcDateTime(), nullable=True))
    op.add_column("deal", sa.Column("day", sa.Date(), nullable=False, server_default="1970-01-01"))
    for name, length in (("direction", 8), ("region", 80), ("languages", 80), ("sectors", 400)):
        op.add_column("deal", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    op.add_column("deal", sa.Column("euros", sa.Float(), nullable=True))
    # PostgreSQL indexes no longer texts, and no place has such a name.
    op.execute("UPDATE deal SET place = substr(place, 1, 200) WHERE length(place) > 200")
    # Few kinds and statuses share all deals: going by one of these indexes took longer than reading all.
    op.drop_index(op.f("ix_deal_kind"), table_name="deal")
    op.drop_index(op.f("ix_deal_status"), table_name="deal")
    op.create_index(op.f("ix_deal_updated_at"), "deal", ["updated_at"])
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE deal_search USING fts5(names, words, tokenize='unicode61')")
    else:
        op.execute(
            "CREATE TABLE deal_search (deal_id integer PRIMARY KEY REFERENCES deal(id) ON DELETE CASCADE,"
            " names tsvector NOT NULL, words tsvector NOT NULL)"
        )
        for column in ("names", "words"):
            op.execute(f"CREATE INDEX ix_deal_search_{column} ON deal_search USING gin ({column})")
    from storage.deal_index import index_deal

    with Session(bind, join_transaction_mode="conditional_savepoint") as session:
        for deal_id in bind.execute(sa.text("SELECT id FROM deal ORDER BY id")).scalars().all():
            index_deal(session, deal_id)
    op.create_index(op.f("ix_deal_euros"), "deal", ["euros"])
    facets = ["day", "kind", "status", "direction", "languages", "region", "sectors", "place", "euros"]
    op.create_index("ix_deal_facets", "deal", facets)
