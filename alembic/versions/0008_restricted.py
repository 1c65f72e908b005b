"""What a moderator took out of the lists stays out; deleted videos are found without reading all others."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("videos", sa.Column("restricted_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_videos_deleted", "videos", ["retain_until"], postgresql_where=sa.text("status = 'deleted'")
    )


def downgrade() -> None:
    op.drop_index("ix_videos_deleted", table_name="videos")
    op.drop_column("videos", "restricted_at")
