"""Why a video was put before a viewer: the parts of its score the last time, in plain words."""

from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.feed.causes import causes_of
from app.feed.steering import Steering, steering_of
from app.feed.steering_schemas import Cause, Why
from app.models import Impression, Video
from app.videos.cards import card
from app.videos.queries import must_see
from app.videos.schemas import VideoCard

OPENED = "You came to this clip yourself; the feed did not choose it."
UNRANKED = "Popular right now. It was not ranked for you."


def why(session: Session, viewer: Viewer, video_id: int) -> Why:
    """Of the last time that it was handed to this viewer; without one, only what was said about it."""
    video = must_see(session, viewer, video_id)
    shown, steering = card(session, video_id, viewer), steering_of(session, viewer.id)
    served = _last_served(session, viewer, video_id)
    causes = causes_of(session, viewer, video, served) if served else []
    return Why(
        video_id=video_id,
        served_at=served.created_at if served else None,
        source=served.source if served else None,
        ranked=bool(causes),
        summary=_summary(served, causes),
        causes=causes,
        topics=shown.hashtags,
        creator=shown.creator,
        sound=shown.sound,
        **_said(steering, video, shown),
    )


def _last_served(session: Session, viewer: Viewer, video_id: int) -> Impression | None:
    mine = (Impression.viewer_key == viewer.key, Impression.video_id == video_id)
    return session.exec(
        select(Impression).where(*mine).order_by(col(Impression.created_at).desc()).limit(1)
    ).first()


def _summary(served: Impression | None, causes: list[Cause]) -> str:
    if served is None:
        return OPENED
    return causes[0].sentence if causes else served.reason or UNRANKED


def _said(steering: Steering, video: Video, shown: VideoCard) -> dict[str, object]:
    """What the viewer has told about this clip already."""
    return {
        "is_not_interesting": video.id in steering.hidden_videos,
        "is_creator_muted": video.creator_id in steering.muted_creators,
        "is_sound_muted": video.sound_id in steering.muted_sounds,
        "fewer_topics": [tag for tag in shown.hashtags if steering.topics.get(tag, 0) < 0],
    }
