"""How moments move, beside how they look; what blocked videos sound like."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PICTURES = ("picture_prints", "blocked_pictures")


def upgrade() -> None:
    for table in PICTURES:
        op.add_column(table, sa.Column("motion", postgresql.BIT(64), nullable=True))
    words = sa.Column("words", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False)
    op.add_column("blocked_prints", words)


def downgrade() -> None:
    op.drop_column("blocked_prints", "words")
    for table in PICTURES:
        op.drop_column(table, "motion")
