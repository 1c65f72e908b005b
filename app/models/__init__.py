"""Every table, one aggregate a file."""

from app.models.account import (
    AccessToken,
    AccountExport,
    AccountSettings,
    ExportState,
    Mail,
    PushSubscription,
    RecoveryCode,
    SearchedFor,
)
from app.models.embedding import DIMENSIONS, UserEmbedding, VideoContent, VideoEmbedding
from app.models.engagement import Comment, CommentLike, Like, NotInterested, Save, Share
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
from app.models.search import HashtagUse, PersonName, Trend, VideoText, Word
from app.models.serving import Impression, ModelState, RecsysModel, Slate
from app.models.sound import Sound
from app.models.stage import Stage, StageState, VideoStage
from app.models.steering import FeedPreferences, FeedReset, TasteKind, TasteRemoval
from app.models.upload import Upload, UploadChunk
from app.models.user import Block, Follow, FollowRequest, Mute, Role, User
from app.models.video import CreatorTotals, Video, VideoStatus, Visibility
from app.models.watching import WatchHistory, WatchReceipt

__all__ = [
    "DIMENSIONS",
    "AccessToken",
    "AccountExport",
    "AccountSettings",
    "AnalyticsEvent",
    "AudioPrint",
    "AuditLog",
    "Block",
    "BlockedPicture",
    "BlockedPrint",
    "Comment",
    "CommentLike",
    "CreatorTotals",
    "ExplorationAudience",
    "ExplorationDecision",
    "ExplorationPool",
    "ExplorationSource",
    "ExportState",
    "FeedPreferences",
    "FeedReset",
    "Follow",
    "FollowRequest",
    "HashtagUse",
    "IdempotencyKey",
    "Impression",
    "Like",
    "Mail",
    "ModelState",
    "Mute",
    "NearDuplicate",
    "NotInterested",
    "Notification",
    "PersonName",
    "PicturePrint",
    "PoolState",
    "PushSubscription",
    "RecoveryCode",
    "RecsysModel",
    "Report",
    "Role",
    "Save",
    "SearchedFor",
    "Share",
    "Slate",
    "Sound",
    "SoundPrint",
    "Stage",
    "StageState",
    "TasteKind",
    "TasteRemoval",
    "Trend",
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
    "VideoText",
    "Visibility",
    "WatchHistory",
    "WatchReceipt",
    "Word",
]
