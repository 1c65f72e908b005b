"""Every table, one aggregate a file."""

from app.models.embedding import DIMENSIONS, UserEmbedding, VideoContent, VideoEmbedding
from app.models.engagement import Comment, Like, NotInterested, Save, Share
from app.models.exploration import (
    ExplorationAudience,
    ExplorationDecision,
    ExplorationPool,
    ExplorationSource,
    PoolState,
)
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
from app.models.serving import Impression, ModelState, RecsysModel, Slate
from app.models.sound import Sound
from app.models.stage import Stage, StageState, VideoStage
from app.models.steering import FeedPreferences, FeedReset, TasteKind, TasteRemoval
from app.models.upload import Upload, UploadChunk
from app.models.user import Block, Follow, Mute, Role, User
from app.models.video import CreatorTotals, Video, VideoStatus, Visibility
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
    "CreatorTotals",
    "ExplorationAudience",
    "ExplorationDecision",
    "ExplorationPool",
    "ExplorationSource",
    "FeedPreferences",
    "FeedReset",
    "Follow",
    "IdempotencyKey",
    "Impression",
    "Like",
    "ModelState",
    "Mute",
    "NearDuplicate",
    "NotInterested",
    "Notification",
    "PicturePrint",
    "PoolState",
    "RecsysModel",
    "Report",
    "Role",
    "Save",
    "Share",
    "Slate",
    "Sound",
    "SoundPrint",
    "Stage",
    "StageState",
    "TasteKind",
    "TasteRemoval",
    "Upload",
    "UploadChunk",
    "User",
    "UserEmbedding",
    "Verdict",
    "Video",
    "VideoContent",
    "VideoEmbedding",
    "VideoStage",
    "VideoStatus",
    "Visibility",
    "WatchHistory",
    "WatchReceipt",
]
