"""Resumable uploads, drafts and schedules, and processing by stages."""

import json

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RENAMED = ("master", "fast_start", "poster")
COLUMNS = (
    sa.Column("upload_id", sa.BigInteger(), nullable=True),
    sa.Column("original_sha256", sa.Text(), nullable=True),
    sa.Column("edit", postgresql.JSONB(none_as_null=True), nullable=True),
    sa.Column("is_draft", sa.Boolean(), server_default="false", nullable=False),
    sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("retain_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("legal_hold", sa.Boolean(), server_default="false", nullable=False),
)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("creator_id", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("tus_metadata", sa.Text(), nullable=False),
        sa.Column("early", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["creator_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_uploads_creator", "uploads", ["creator_id", "expires_at"])
    op.create_table(
        "upload_chunks",
        sa.Column("upload_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("upload_id", "position"),
    )
    op.create_table(
        "video_stages",
        sa.Column("video_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "running", "done", "failed", name="stage_state"),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("percent", sa.Float(), server_default="0", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["video_id"], ["videos.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("video_id", "stage"),
    )
    for column in COLUMNS:
        op.add_column("videos", column)
    op.create_index(op.f("ix_videos_upload_id"), "videos", ["upload_id"])
    op.create_index(op.f("ix_videos_original_sha256"), "videos", ["original_sha256"])
    op.create_foreign_key(
        "videos_upload_id_fkey", "videos", "uploads", ["upload_id"], ["id"], ondelete="SET NULL"
    )
    _rewrite_media(_with_folders)
    op.execute(
        "INSERT INTO video_stages (video_id, stage, state, percent) "
        "SELECT id, 'first', 'done', 100 FROM videos WHERE status = 'published'"
    )


def downgrade() -> None:
    _rewrite_media(_without_folders)
    op.drop_constraint("videos_upload_id_fkey", "videos", type_="foreignkey")
    op.drop_index(op.f("ix_videos_original_sha256"), table_name="videos")
    op.drop_index(op.f("ix_videos_upload_id"), table_name="videos")
    for column in reversed(COLUMNS):
        op.drop_column("videos", column.name)
    op.drop_table("video_stages")
    op.execute("DROP TYPE stage_state")
    op.drop_table("upload_chunks")
    op.drop_index("ix_uploads_creator", table_name="uploads")
    op.drop_table("uploads")


def _rewrite_media(change) -> None:
    """Each stage has a folder of its own now, so the names of files carry it."""
    bind = op.get_bind()
    for video_id, media in bind.execute(
        sa.text("SELECT id, media FROM videos WHERE media IS NOT NULL")
    ).all():
        bind.execute(
            sa.text("UPDATE videos SET media = CAST(:media AS jsonb) WHERE id = :id"),
            {"id": video_id, "media": json.dumps(change(media))},
        )


def _with_folders(media: dict) -> dict:
    version = media.pop("version")
    media |= {name: f"{version}/{media[name]}" for name in RENAMED}
    media["thumbnails"] = [f"{version}/{name}" for name in media["thumbnails"]]
    media["start"]["url"] = f"{version}/{media['start']['url']}"
    for one in media["renditions"]:
        one["file"] = f"{version}/{one['file']}"
        one["playlist"] = one["file"].removesuffix(".mp4") + ".m3u8"
    return media


def _without_folders(media: dict) -> dict:
    """Only what lies beside the master is kept: the older schema knows one folder."""
    version = media["master"].partition("/")[0]
    media["version"] = version
    media |= {name: media[name].partition("/")[2] for name in RENAMED}
    media["thumbnails"] = [name.partition("/")[2] for name in media["thumbnails"]]
    media["start"]["url"] = media["start"]["url"].partition("/")[2]
    media["renditions"] = [one for one in media["renditions"] if one["file"].startswith(f"{version}/")]
    for one in media["renditions"]:
        one["file"] = one["file"].partition("/")[2]
        one.pop("playlist")
    return media
