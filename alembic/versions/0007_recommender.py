"""The recommender's tables: the shared space, what was served, models, steering, the pool's books."""

import pgvector.sqlalchemy
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEAREST = {"video_embeddings": "ix_video_embeddings_nearest", "user_embeddings": "ix_user_embeddings_nearest"}
WIDER = {"video_embeddings": {"m": 24, "ef_construction": 128}}
PUBLIC = sa.text("status = 'published' AND visibility = 'public'")
# The first 8 bytes of md5, so that any program can say the same number; only built-in functions, so that
# a restored dump finds them.
TAG_KEYS = """
CREATE FUNCTION tag_keys(tags text[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(array_agg(('x' || substr(md5(tag), 1, 16))::bit(64)::bigint ORDER BY place), '{}')
        FROM unnest(tags) WITH ORDINALITY AS found (tag, place))
"""
# Until now nobody wrote down when something happened: all of it counts as on the day of publication.
HEAT = """
UPDATE videos SET
    heat = extract(epoch FROM coalesce(published_at, created_at) - timestamptz '2026-01-01Z') / 259200
           + log(2.0, (1 + completion_total + 2 * like_count)::numeric)::float8,
    long_count = least(watch_count, floor(completion_total))
"""
TOTALS = """
INSERT INTO creator_totals (creator_id, watch_count, long_count, completion_total)
SELECT creator_id, sum(watch_count), sum(long_count), sum(completion_total) FROM videos GROUP BY creator_id
"""

# Impressions were only counted before, not told apart.
EARLIER = """
INSERT INTO exploration_sources (video_id, source, impressions)
SELECT video_id, 'earlier', impressions FROM exploration_pool WHERE impressions > 0
"""


def upgrade() -> None:
    op.execute(TAG_KEYS)
    _videos()
    _space()
    _pool()
    _serving()
    _steering()
    _past()


def downgrade() -> None:
    op.drop_index("ix_shares_user_id", table_name="shares")
    op.drop_index("ix_watch_history_past", table_name="watch_history")
    for table in ("taste_removals", "feed_resets", "feed_preferences", "slates", "impressions"):
        op.drop_table(table)
    op.execute("DROP TYPE taste_kind")
    for table in ("exploration_decisions", "exploration_sources", "exploration_audience"):
        op.drop_table(table)
    for state in ("promoted", "owed", "open"):
        op.drop_index(f"ix_exploration_pool_{state}", table_name="exploration_pool")
    for column in ("invited_at", "reason", "gate", "expected", "completion_total", "views", "promised"):
        op.drop_column("exploration_pool", column)
    _no_space()
    op.drop_table("creator_totals")
    op.drop_index("ix_videos_hottest", table_name="videos")
    for column in ("heat", "long_count", "tag_keys"):
        op.drop_column("videos", column)
    op.execute("DROP FUNCTION tag_keys")


def _videos() -> None:
    keys = sa.Computed("tag_keys(hashtags)", persisted=True)
    op.add_column("videos", sa.Column("tag_keys", postgresql.ARRAY(sa.BigInteger()), keys))
    op.add_column("videos", sa.Column("long_count", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("videos", sa.Column("heat", sa.Float(), server_default="0", nullable=False))
    op.execute(HEAT)
    op.create_index("ix_videos_hottest", "videos", [sa.text("heat DESC")], postgresql_where=PUBLIC)
    op.create_table(
        "creator_totals",
        _reference("creator_id", "users.id"),
        sa.Column("watch_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("long_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("completion_total", sa.Float(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("creator_id"),
    )
    op.execute(TOTALS)


def _space() -> None:
    op.create_table(
        "recsys_models",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "state",
            sa.Enum("candidate", "active", "retired", "refused", name="model_state"),
            server_default="candidate",
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("metrics", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        _moment("created_at"),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    active = sa.text("state = 'active'")
    op.create_index(
        "ix_recsys_models_active", "recsys_models", ["state"], unique=True, postgresql_where=active
    )
    op.create_table(
        "video_contents",
        _reference("video_id", "videos.id"),
        sa.Column("content", pgvector.sqlalchemy.Vector(128), nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("video_id"),
    )
    op.execute("INSERT INTO video_contents SELECT video_id, embedding, updated_at FROM video_embeddings")
    model = sa.ForeignKey("recsys_models.id", ondelete="SET NULL")
    op.add_column("video_embeddings", sa.Column("input", pgvector.sqlalchemy.Vector(128), nullable=True))
    op.add_column("video_embeddings", sa.Column("model_id", sa.BigInteger(), model, nullable=True))
    for table, index in NEAREST.items():
        op.drop_index(index, table_name=table)
        _nearest(table, index, "vector_ip_ops", **WIDER.get(table, {}))


def _no_space() -> None:
    for table, index in NEAREST.items():
        op.drop_index(index, table_name=table)
    op.drop_column("video_embeddings", "model_id")
    op.drop_column("video_embeddings", "input")
    # What a clip is like was all that this table knew.
    op.execute("DELETE FROM video_embeddings")
    op.execute("INSERT INTO video_embeddings SELECT video_id, content, updated_at FROM video_contents")
    for table, index in NEAREST.items():
        _nearest(table, index, "vector_cosine_ops")
    op.drop_table("video_contents")
    op.drop_table("recsys_models")
    op.execute("DROP TYPE model_state")


def _pool() -> None:
    for column in ("promised", "views", "gate"):
        op.add_column("exploration_pool", sa.Column(column, sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "exploration_pool", sa.Column("completion_total", sa.Float(), server_default="0", nullable=False)
    )
    op.add_column("exploration_pool", sa.Column("expected", sa.Float(), nullable=True))
    op.add_column("exploration_pool", sa.Column("reason", sa.Text(), nullable=True))
    op.create_table(
        "exploration_audience",
        _reference("video_id", "videos.id"),
        _reference("user_id", "users.id"),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("video_id", "user_id"),
    )
    op.create_index("ix_exploration_audience_waiting", "exploration_audience", ["user_id", "shown_at"])
    op.create_index(
        "ix_exploration_pool_open",
        "exploration_pool",
        ["impressions"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_exploration_pool_owed",
        "exploration_pool",
        ["impressions"],
        postgresql_where=sa.text("state = 'open' AND impressions < promised"),
    )
    op.create_index(
        "ix_exploration_pool_promoted",
        "exploration_pool",
        [sa.text("decided_at DESC")],
        postgresql_where=sa.text("state = 'promoted'"),
    )
    op.add_column("exploration_pool", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    _books()


def _books() -> None:
    op.create_table(
        "exploration_sources",
        _reference("video_id", "videos.id"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("impressions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("predicted", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("video_id", "source"),
    )
    op.execute(EARLIER)
    op.create_table(
        "exploration_decisions",
        _reference("video_id", "videos.id"),
        sa.Column("gate", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Float(), nullable=False)
            for name in ("completion_total", "expected", "low", "high")
        ),
        _moment("decided_at"),
        sa.PrimaryKeyConstraint("video_id", "gate"),
    )


def _serving() -> None:
    op.create_table(
        "impressions",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("video_id", sa.BigInteger(), nullable=False, autoincrement=False),
        _moment("created_at"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("model_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("features", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("request_id", "video_id", "created_at"),
        postgresql_partition_by="RANGE (created_at)",
    )
    newest = sa.text("created_at DESC")
    op.create_index("ix_impressions_viewer", "impressions", ["viewer_key", "video_id", newest])
    op.create_index("ix_impressions_video", "impressions", ["video_id", newest])
    op.execute("CREATE TABLE impressions_rest PARTITION OF impressions DEFAULT")
    op.create_table(
        "slates",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        _moment("created_at"),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("model_id", sa.BigInteger(), nullable=True),
        sa.Column("video_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.Column("temperature", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_index("ix_slates_created", "slates", ["created_at"])


def _steering() -> None:
    op.create_table(
        "feed_preferences",
        _reference("user_id", "users.id"),
        sa.Column("explore", sa.Float(), server_default="0.3", nullable=False),
        sa.Column("topics", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("muted_words", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("muted_sounds", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_table(
        "feed_resets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("viewer_key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        _moment("reset_at"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_feed_resets_viewer", "feed_resets", ["viewer_key", sa.text("reset_at DESC")])
    op.create_index(op.f("ix_feed_resets_user_id"), "feed_resets", ["user_id"])
    op.create_table(
        "taste_removals",
        _reference("user_id", "users.id"),
        sa.Column("kind", sa.Enum("topic", "creator", "sound", name="taste_kind"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("user_id", "kind", "key"),
    )


def _past() -> None:
    newest = sa.text("created_at DESC")
    op.create_index("ix_watch_history_past", "watch_history", ["viewer_key", newest])
    op.create_index("ix_shares_user_id", "shares", ["user_id"])


def _reference(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(target, ondelete="CASCADE"), nullable=False)


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _nearest(table: str, index: str, measure: str, **options: int) -> None:
    ops = {"embedding": measure}
    op.create_index(
        index, table, ["embedding"], postgresql_using="hnsw", postgresql_ops=ops, postgresql_with=options
    )
