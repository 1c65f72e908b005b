"""People, what they say to each other, and their accounts: privacy, second factor, tokens, mail, notices."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "search_history",
    "mails",
    "push_subscriptions",
    "account_exports",
    "access_tokens",
    "recovery_codes",
    "account_settings",
    "comment_likes",
    "follow_requests",
)
USER_COLUMNS = (
    "links",
    "is_private",
    "shows_likes",
    "shows_saves",
    "filtered_words",
    "email_verified_at",
    "totp_secret",
    "totp_confirmed_at",
    "deletes_at",
)
# Until now nobody counted the answers below a comment.
REPLIES = """
UPDATE comments SET reply_count = found.replies FROM (
    SELECT parent_id, count(*) AS replies FROM comments
    WHERE parent_id IS NOT NULL AND deleted_at IS NULL GROUP BY parent_id
) AS found WHERE comments.id = found.parent_id
"""


def upgrade() -> None:
    _users()
    _audience()
    _comments()
    _notifications()
    _accounts()
    _programs()
    _ways()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP TYPE export_state")
    op.drop_constraint("uq_notifications_once", "notifications")
    op.drop_index("ix_notifications_unread", table_name="notifications")
    for column in ("comment_id", "subject"):
        op.drop_column("notifications", column)
    op.drop_constraint("notifications_actor_id_fkey", "notifications")
    op.drop_constraint("notifications_video_id_fkey", "notifications")
    for column, target in (("actor_id", "users"), ("video_id", "videos")):
        op.create_foreign_key(None, "notifications", target, [column], ["id"], ondelete="SET NULL")
    op.drop_column("reports", "comment_id")
    for column in ("is_filtered", "edited_at", "reply_count"):
        op.drop_column("comments", column)
    op.execute("UPDATE videos SET visibility = 'private' WHERE visibility = 'followers'")
    op.drop_column("videos", "chosen_visibility")
    op.drop_index("ix_users_email_owned", table_name="users")
    # An address may have been claimed twice by now: that it is there once cannot be asked again.
    for column in USER_COLUMNS:
        op.drop_column("users", column)


def _users() -> None:
    for name in ("links", "filtered_words"):
        op.add_column("users", _texts(name))
    for name in ("is_private", "shows_likes", "shows_saves"):
        op.add_column("users", _bool(name, "false"))
    op.add_column("users", sa.Column("totp_secret", sa.Text()))
    for name in ("email_verified_at", "totp_confirmed_at", "deletes_at"):
        op.add_column("users", _maybe(name))
    op.execute("ALTER TABLE users DROP CONSTRAINT IF EXISTS users_email_key")
    op.create_index("ix_users_email", "users", ["email"], if_not_exists=True)
    owned = sa.text("email_verified_at IS NOT NULL")
    op.create_index("ix_users_email_owned", "users", ["email"], unique=True, postgresql_where=owned)
    op.create_table(
        "follow_requests",
        _reference("requester_id", "users.id"),
        _reference("requested_id", "users.id"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("requester_id", "requested_id"),
    )
    op.create_index("ix_follow_requests_requested_id", "follow_requests", ["requested_id"])


def _audience() -> None:
    """Videos for followers alone: none of the lists and indexes of public ones knows of them."""
    op.execute("ALTER TYPE video_visibility ADD VALUE IF NOT EXISTS 'followers'")
    kind = postgresql.ENUM(name="video_visibility", create_type=False)
    op.add_column("videos", sa.Column("chosen_visibility", kind))


def _comments() -> None:
    op.add_column("comments", sa.Column("reply_count", sa.Integer(), server_default="0", nullable=False))
    op.add_column("comments", _maybe("edited_at"))
    op.add_column("comments", _bool("is_filtered", "false"))
    op.add_column("reports", sa.Column("comment_id", sa.BigInteger()))
    op.create_foreign_key(None, "reports", "comments", ["comment_id"], ["id"], ondelete="CASCADE")
    op.execute(REPLIES)
    op.create_table(
        "comment_likes",
        _reference("user_id", "users.id"),
        _reference("comment_id", "comments.id"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("user_id", "comment_id"),
    )
    op.create_index("ix_comment_likes_comment_id", "comment_likes", ["comment_id"])


def _notifications() -> None:
    op.add_column("notifications", sa.Column("subject", sa.Text(), server_default="", nullable=False))
    op.add_column("notifications", sa.Column("comment_id", sa.BigInteger()))
    for column, target in (("actor_id", "users"), ("video_id", "videos")):
        op.drop_constraint(f"notifications_{column}_fkey", "notifications")
        op.create_foreign_key(
            f"notifications_{column}_fkey", "notifications", target, [column], ["id"], ondelete="CASCADE"
        )
    op.create_foreign_key(None, "notifications", "comments", ["comment_id"], ["id"], ondelete="CASCADE")
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_notifications_unread", "notifications", ["user_id"], postgresql_where=unread)
    once = ["user_id", "kind", "subject", "actor_id", "comment_id"]
    op.create_unique_constraint(
        "uq_notifications_once", "notifications", once, postgresql_nulls_not_distinct=True
    )


def _accounts() -> None:
    op.create_table(
        "account_settings",
        _reference("user_id", "users.id"),
        _bool("autoplay", "true"),
        _bool("data_saver", "false"),
        sa.Column("screen_minutes", sa.Integer()),
        _bool("digest", "true"),
        _details("notices"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "recovery_codes",
        _reference("user_id", "users.id"),
        sa.Column("code_hash", sa.Text(), nullable=False),
        _maybe("used_at"),
        sa.PrimaryKeyConstraint("user_id", "code_hash"),
    )
    op.create_table(
        "search_history",
        _reference("user_id", "users.id"),
        sa.Column("query", sa.Text(), nullable=False),
        _moment("searched_at"),
        sa.PrimaryKeyConstraint("user_id", "query"),
    )
    latest = ["user_id", sa.text("searched_at DESC")]
    op.create_index("ix_search_history_latest", "search_history", latest)


def _programs() -> None:
    op.create_table(
        "access_tokens",
        _id(),
        _reference("user_id", "users.id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False, unique=True),
        _texts("scopes"),
        _moment("created_at"),
        *(_maybe(name) for name in ("last_used_at", "expires_at", "revoked_at")),
    )
    op.create_index("ix_access_tokens_user_id", "access_tokens", ["user_id"])
    state = sa.Enum("waiting", "running", "done", "failed", name="export_state")
    op.create_table(
        "account_exports",
        _id(),
        _reference("user_id", "users.id"),
        sa.Column("state", state, server_default="waiting", nullable=False),
        sa.Column("percent", sa.Float(), server_default="0", nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failure", sa.Text()),
        _moment("created_at"),
        *(_maybe(name) for name in ("finished_at", "expires_at")),
    )
    op.create_index("ix_account_exports_user_id", "account_exports", ["user_id"])


def _ways() -> None:
    op.create_table(
        "push_subscriptions",
        _id(),
        _reference("user_id", "users.id"),
        sa.Column("endpoint", sa.Text(), nullable=False, unique=True),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        _moment("created_at"),
    )
    op.create_index("ix_push_subscriptions_user_id", "push_subscriptions", ["user_id"])
    op.create_table(
        "mails",
        _id(),
        _reference("user_id", "users.id"),
        sa.Column("kind", sa.Text(), nullable=False),
        _details("details"),
        sa.Column("failure", sa.Text()),
        _moment("created_at"),
        _maybe("sent_at"),
    )
    op.create_index("ix_mails_user_id", "mails", ["user_id"])
    unsent = sa.text("sent_at IS NULL")
    op.create_index("ix_mails_unsent", "mails", ["created_at"], postgresql_where=unsent)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _reference(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(target, ondelete="CASCADE"), nullable=False)


def _texts(name: str) -> sa.Column[list[str]]:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)


def _details(name: str) -> sa.Column[dict[str, object]]:
    return sa.Column(name, postgresql.JSONB(), server_default="{}", nullable=False)


def _bool(name: str, default: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _maybe(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True))
