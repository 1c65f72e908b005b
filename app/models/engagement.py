"""What viewers do with a video: reactions, comments and feedback."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text, desc
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference


class Like(SQLModel, table=True):
    __tablename__ = "likes"

    user_id: int = reference("users.id", key=True)
    video_id: int = reference("videos.id", key=True, index=True)
    created_at: datetime = moment()


class Save(SQLModel, table=True):
    __tablename__ = "saves"

    user_id: int = reference("users.id", key=True)
    video_id: int = reference("videos.id", key=True, index=True)
    created_at: datetime = moment()


class Share(SQLModel, table=True):
    __tablename__ = "shares"

    id: int = identity()
    video_id: int = reference("videos.id", index=True)
    user_id: int | None = reference("users.id", nullable=True, index=True)
    channel: str = Field(sa_type=Text)
    created_at: datetime = moment()


class NotInterested(SQLModel, table=True):
    __tablename__ = "not_interested"

    user_id: int = reference("users.id", key=True)
    video_id: int = reference("videos.id", key=True)
    created_at: datetime = moment()


class Comment(SQLModel, table=True):
    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_video", "video_id", desc("created_at")),)

    id: int = identity()
    video_id: int = reference("videos.id")
    author_id: int = reference("users.id", index=True)
    parent_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("comments.id", ondelete="CASCADE"), index=True),
    )
    text: str = Field(sa_type=Text)
    like_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    reply_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    is_pinned: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    # Kept out by its creator's words: only its author sees it, and the creator.
    is_filtered: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    created_at: datetime = moment()
    edited_at: datetime | None = moment(nullable=True)
    deleted_at: datetime | None = moment(nullable=True)


class CommentLike(SQLModel, table=True):
    __tablename__ = "comment_likes"

    user_id: int = reference("users.id", key=True)
    comment_id: int = reference("comments.id", key=True, index=True)
    created_at: datetime = moment()
