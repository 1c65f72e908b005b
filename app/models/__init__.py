"""Every table, one aggregate a file."""

from app.models.embedding import DIMENSIONS, ExplorationPool, PoolState, UserEmbedding, VideoEmbedding
from app.models.engagement import Comment, Like, NotInterested, Save, Share
from app.models.fingerprint import (
    AudioPrint,
    BlockedPicture,
    BlockedPrint,
    NearDuplicate,
    PicturePrint,
    SoundPrint,
    Verdict,
)
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
    "AudioPrint",
    "AuditLog",
    "Block",
    "BlockedPicture",
    "BlockedPrint",
    "Comment",
    "ExplorationPool",
    "Follow",
    "IdempotencyKey",
    "Like",
    "Mute",
    "NearDuplicate",
    "NotInterested",
    "Notification",
    "PicturePrint",
    "PoolState",
    "Report",
    "Role",
    "Save",
    "Share",
    "Sound",
    "SoundPrint",
    "Stage",
    "StageState",
    "Upload",
    "UploadChunk",
    "User",
    "UserEmbedding",
    "Verdict",
    "Video",
    "VideoEmbedding",
    "VideoStage",
    "VideoStatus",
    "Visibility",
    "WatchHistory",
    "WatchReceipt",
]
