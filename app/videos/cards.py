"""The only maker of video cards."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.models import Follow, Like, Save, StageState, User, Video, VideoStage
from app.sounds import service as sounds
from app.videos import stages
from app.videos.access import may_see, media_base
from app.videos.schemas import CreatorCard, Failure, Processing, StageCard, VideoCard

STUCK = "Something on our side keeps this from being finished. The operator sees it; nothing is lost."


def cards(session: Session, ids: Sequence[int], viewer: Viewer) -> list[VideoCard]:
    """Cards in the order of `ids`; what the viewer may not see is left out."""
    rows = session.exec(
        select(Video, User).join(User, col(User.id) == col(Video.creator_id)).where(col(Video.id).in_(ids))
    ).all()
    found = {video.id: (video, creator) for video, creator in rows if may_see(viewer, video)}
    known = _Known(session, viewer, [video for video, _ in found.values()])
    return [known.card(*found[video_id]) for video_id in ids if video_id in found]


def card(session: Session, video_id: int, viewer: Viewer) -> VideoCard:
    return cards(session, [video_id], viewer)[0]


class _Known:
    """What is looked up once for all cards of a page."""

    def __init__(self, session: Session, viewer: Viewer, videos: Sequence[Video]) -> None:
        self.viewer = viewer
        ids = [video.id for video in videos]
        creators = {video.creator_id for video in videos}
        self.sounds = sounds.cards(session, {video.sound_id for video in videos if video.sound_id})
        own = [video for video in videos if viewer.may_moderate or video.creator_id == viewer.id]
        self.stages = stages.of(session, [video.id for video in own if video.percent < 100])
        self.liked: set[int] = set()
        self.saved: set[int] = set()
        self.followed: set[int] = set()
        if viewer.id is not None:
            self.liked = set(
                session.exec(
                    select(Like.video_id).where(Like.user_id == viewer.id, col(Like.video_id).in_(ids))
                )
            )
            self.saved = set(
                session.exec(
                    select(Save.video_id).where(Save.user_id == viewer.id, col(Save.video_id).in_(ids))
                )
            )
            self.followed = set(
                session.exec(
                    select(Follow.followed_id).where(
                        Follow.follower_id == viewer.id, col(Follow.followed_id).in_(creators)
                    )
                )
            )

    def card(self, video: Video, creator: User) -> VideoCard:
        own = self.viewer.id == video.creator_id
        return VideoCard(
            **video.model_dump(include=_SAME if own else _SAME - _CREATORS),
            **_media(video),
            creator=self.creator(creator),
            sound=self.sounds.get(video.sound_id or 0),
            processing=_processing(video, self.stages.get(video.id, [])),
            is_liked=video.id in self.liked,
            is_saved=video.id in self.saved,
            may_edit=own,
            may_delete=own or self.viewer.may_moderate,
        )

    def creator(self, user: User) -> CreatorCard:
        return CreatorCard(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            avatar_url=user.avatar_url,
            is_following=user.id in self.followed,
        )


_SAME = {name for name in VideoCard.model_fields if name in Video.model_fields}
_CREATORS = {"scheduled_at", "upload_id", "edit"}


def _processing(video: Video, rows: Sequence[VideoStage]) -> Processing:
    return Processing(
        stage=video.stage,
        percent=round(video.percent, 1),
        failure=_failure(video, rows),
        stages=[StageCard(stage=row.stage, state=row.state, percent=round(row.percent)) for row in rows],
    )


def _failure(video: Video, rows: Sequence[VideoStage]) -> Failure | None:
    if video.failure_code:
        return Failure(code=video.failure_code, message=video.failure_message or "")
    if any(row.state is StageState.FAILED for row in rows):
        return Failure(code="stuck", message=STUCK)
    return None


def _media(video: Video) -> dict[str, Any]:
    """Addresses of what was stored, from `Video.media`, which holds names relative to its folder."""
    if video.media is None:
        return {}
    media, base = video.media, media_base(video)
    storyboard = media.get("storyboard")
    return {
        "hls_url": base + media["master"],
        "mp4_url": base + media["fast_start"],
        "poster_url": base + media["poster"],
        "preview": media["preview"],
        "start": {**media["start"], "url": base + media["start"]["url"]},
        "storyboard_url": base + storyboard["file"] if storyboard else None,
        "storyboard": storyboard and {**storyboard, "url": base + storyboard["file"]},
        "thumbnails": [base + name for name in media["thumbnails"]],
        "renditions": [{**one, "url": base + one["file"]} for one in media["renditions"]],
    }
