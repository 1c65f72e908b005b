"""Prints of pictures and sound, near-duplicates, the block list, and what a page of a sound shows."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PARTS = range(4)
IS_PLAYED = "{row}.status = 'published' AND {row}.visibility = 'public'"

# Whoever changes a video, anywhere, changes the counts of its sounds in the same transaction.
COUNT_USES = f"""
CREATE FUNCTION count_sound_uses() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was bigint := CASE WHEN TG_OP <> 'INSERT' AND {IS_PLAYED.format(row="OLD")} THEN OLD.sound_id END;
    is_now bigint := CASE WHEN TG_OP <> 'DELETE' AND {IS_PLAYED.format(row="NEW")} THEN NEW.sound_id END;
BEGIN
    IF was IS DISTINCT FROM is_now THEN
        UPDATE sounds SET use_count = use_count - 1 WHERE id = was;
        UPDATE sounds SET use_count = use_count + 1 WHERE id = is_now;
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 - the names are ours
COUNT_ALL = """
UPDATE sounds SET use_count = (SELECT count(*) FROM videos
WHERE sound_id = sounds.id AND status = 'published' AND visibility = 'public')
"""


def upgrade() -> None:
    op.add_column("sounds", sa.Column("loudness_lufs", sa.Float(), nullable=True))
    op.add_column(
        "sounds",
        sa.Column("waveform", postgresql.ARRAY(sa.SmallInteger()), server_default="{}", nullable=False),
    )
    op.create_index("ix_sounds_used", "sounds", [sa.text("use_count DESC"), sa.text("id DESC")])
    op.create_index(
        "ix_sounds_title",
        "sounds",
        ["title"],
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
    )
    op.execute(COUNT_ALL)
    op.execute(COUNT_USES)
    op.execute(
        "CREATE TRIGGER count_sound_uses AFTER INSERT OR DELETE OR UPDATE OF sound_id, status, visibility "
        "ON videos FOR EACH ROW EXECUTE FUNCTION count_sound_uses()"
    )
    _make_prints()
    _make_near_duplicates()
    _make_block_list()


def downgrade() -> None:
    for table in ("blocked_pictures", "blocked_prints", "near_duplicates"):
        op.drop_table(table)
    op.execute("DROP TYPE near_duplicate_state")
    for table in ("sound_prints", "audio_prints", "picture_prints"):
        op.drop_table(table)
    op.execute("DROP TRIGGER count_sound_uses ON videos")
    op.execute("DROP FUNCTION count_sound_uses")
    op.drop_index("ix_sounds_title", table_name="sounds")
    op.drop_index("ix_sounds_used", table_name="sounds")
    op.drop_column("sounds", "waveform")
    op.drop_column("sounds", "loudness_lufs")


def _make_prints() -> None:
    _make_pictures("picture_prints", "video_id", "videos.id")
    for table, owner, target in (
        ("audio_prints", "video_id", "videos.id"),
        ("sound_prints", "sound_id", "sounds.id"),
    ):
        op.create_table(
            table,
            sa.Column(owner, sa.BigInteger(), nullable=False),
            sa.Column("words", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
            sa.ForeignKeyConstraint([owner], [target], ondelete="CASCADE"),
            sa.PrimaryKeyConstraint(owner),
        )
    op.create_index("ix_sound_prints_words", "sound_prints", ["words"], postgresql_using="gin")


def _make_pictures(table: str, owner: str, target: str) -> None:
    op.create_table(
        table,
        sa.Column(owner, sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("code", postgresql.BIT(64), nullable=False),
        sa.ForeignKeyConstraint([owner], [target], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(owner, "at_ms"),
    )
    for part in PARTS:
        op.create_index(
            f"ix_{table}_part{part}", table, [sa.text(f"SUBSTRING(code FROM {1 + part * 16} FOR 16)")]
        )


def _make_near_duplicates() -> None:
    op.create_table(
        "near_duplicates",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("video_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("offset_seconds", sa.Float(), nullable=False),
        sa.Column("pace", sa.Float(), nullable=False),
        sa.Column("is_mirrored", sa.Boolean(), nullable=False),
        sa.Column("is_same_sound", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("pending", "dismissed", "confirmed", name="near_duplicate_state"),
            server_default="pending",
            nullable=False,
        ),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["videos.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("video_id", "other_id"),
    )
    op.create_index(op.f("ix_near_duplicates_other_id"), "near_duplicates", ["other_id"])
    op.create_index("ix_near_duplicates_state", "near_duplicates", ["state", "created_at"])


def _make_block_list() -> None:
    op.create_table(
        "blocked_prints",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("video_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("blocked_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["blocked_by"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_blocked_prints_sha256"), "blocked_prints", ["sha256"])
    _make_pictures("blocked_pictures", "blocked_id", "blocked_prints.id")
