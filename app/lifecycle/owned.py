"""What belongs to an account, table by table, for the file that its owner takes home."""

from sqlmodel import SQLModel

from app import models

# A file's name, the table, and the column that names the owner.
Owned = tuple[str, type[SQLModel], str]
OWNED: tuple[Owned, ...] = (
    ("profile", models.User, "id"),
    ("settings", models.AccountSettings, "user_id"),
    ("videos", models.Video, "creator_id"),
    ("comments", models.Comment, "author_id"),
    ("comment_likes", models.CommentLike, "user_id"),
    ("likes", models.Like, "user_id"),
    ("saves", models.Save, "user_id"),
    ("shares", models.Share, "user_id"),
    ("not_interested", models.NotInterested, "user_id"),
    ("following", models.Follow, "follower_id"),
    ("followers", models.Follow, "followed_id"),
    ("follow_requests", models.FollowRequest, "requester_id"),
    ("blocks", models.Block, "blocker_id"),
    ("mutes", models.Mute, "muter_id"),
    ("watches", models.WatchHistory, "user_id"),
    ("searches", models.SearchedFor, "user_id"),
    ("notifications", models.Notification, "user_id"),
    ("feed_preferences", models.FeedPreferences, "user_id"),
    ("taste_removals", models.TasteRemoval, "user_id"),
    ("reports", models.Report, "reporter_id"),
    ("access_tokens", models.AccessToken, "user_id"),
    ("push_subscriptions", models.PushSubscription, "user_id"),
    ("mails", models.Mail, "user_id"),
    ("exports", models.AccountExport, "user_id"),
)
# What would let its reader in, and where our own store keeps things.
SECRET = {"password_hash", "totp_secret", "token_hash", "p256dh", "auth"}
SECRET |= {"key", "original_key", "media", "tag_keys"}
TITLES = """Everything that Zoetrope holds of your account.

Each .json file is a list of the rows of one kind, as they are stored; times are UTC.
"originals" has every video as you sent it, "videos.json" what is known of each.
Passwords, keys and codes are left out on purpose: nobody can read them, not even here.
"""
