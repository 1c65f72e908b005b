"""Every table, one aggregate a file."""

from app.models.embedding import DIMENSIONS, ExplorationPool, PoolState, UserEmbedding, VideoEmbedding
from app.models.engagement import Comment, Like, NotInterested, Save, Share
from app.models.record import AnalyticsEvent, AuditLog, IdempotencyKey, Notification, Report
from app.models.sound import Sound
from app.models.stage import Stage, StageState, VideoStage
from app.models.upload import Upload, UploadChunk
from app.models.user import Block, Follow, Mute, Role, User
from app.models.video import Video, VideoStatus, Visibility
from app.models.watching import WatchHistory, WatchReceipt

__all__ = [
    "DIMENSIONS",
    "AnalyticsEvent",
    "AuditLog",
    "Block",
    "Comment",
    "ExplorationPool",
    "Follow",
    "IdempotencyKey",
    "Like",
    "Mute",
    "NotInterested",
    "Notification",
    "PoolState",
    "Report",
    "Role",
    "Save",
    "Share",
    "Sound",
    "Stage",
    "StageState",
    "Upload",
    "UploadChunk",
    "User",
    "UserEmbedding",
    "Video",
    "VideoEmbedding",
    "VideoStage",
    "VideoStatus",
    "Visibility",
    "WatchHistory",
    "WatchReceipt",
]
