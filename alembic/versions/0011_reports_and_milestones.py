"""People can be reported, and every round number of followers is told of once."""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Whoever has passed some already is told of the next one.
PASSED = """
UPDATE users SET follower_milestone = power(10, length(followers::text) - 1) FROM (
    SELECT followed_id, count(*) AS followers FROM follows GROUP BY 1
) AS known WHERE users.id = known.followed_id AND followers >= 100
"""


def upgrade() -> None:
    op.add_column(
        "users", sa.Column("follower_milestone", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.execute(PASSED)
    op.add_column("reports", sa.Column("user_id", sa.BigInteger()))
    op.create_foreign_key(None, "reports", "users", ["user_id"], ["id"], ondelete="CASCADE")
    op.alter_column("reports", "video_id", nullable=True)
    op.create_index(
        "ix_reports_open", "reports", ["created_at"], postgresql_where=sa.text("decided_at IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_reports_open", table_name="reports")
    op.execute("DELETE FROM reports WHERE video_id IS NULL")
    op.alter_column("reports", "video_id", nullable=False)
    op.drop_column("reports", "user_id")
    op.drop_column("users", "follower_milestone")
