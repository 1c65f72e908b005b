"""People are found by the first letters of their name, and by letters like theirs."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_users_username_likeness",
        "users",
        ["username"],
        postgresql_using="gin",
        postgresql_ops={"username": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_users_username_likeness", table_name="users")
