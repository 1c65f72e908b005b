"""Long views are also added up by how rare they are with their viewers."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("videos", "creator_totals")


def upgrade() -> None:
    """Until now every viewer counted as one who watches long as often as most do."""
    for table in TABLES:
        op.add_column(table, sa.Column("fair_long", sa.Float(), server_default="0", nullable=False))
        op.execute(f"UPDATE {table} SET fair_long = long_count WHERE long_count > 0")  # noqa: S608 - ours


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "fair_long")
