"""The only maker of video cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Row, any_, bindparam, exists
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.viewer import Viewer
from app.models import Block, Follow, Like, Save, Sound, StageState, User, Video, VideoStage
from app.sounds.schemas import SoundCard
from app.videos import counts, stages
from app.videos.access import Tie, may_see, media_base
from app.videos.schemas import CreatorCard, Failure, Processing, StageCard, VideoCard

STUCK = "Something on our side keeps this from being finished. The operator sees it; nothing is lost."

Stages = Mapping[int, Sequence[VideoStage]]


def cards(session: Session, ids: Sequence[int], viewer: Viewer) -> list[VideoCard]:
    """Cards in the order of `ids`; what the viewer may not see is left out."""
    rows = session.execute(_WANTED, {"ids": list(ids), "me": viewer.id or 0}).all()
    found: dict[int, Any] = {row.id: row for row in rows if may_see(viewer, row, _tie(row))}  # type: ignore[arg-type]
    own = [row for row in found.values() if viewer.may_moderate or row.creator_id == viewer.id]
    unfinished = [row.id for row in own if row.percent < WHOLE]
    known = stages.of(session, unfinished) if unfinished else {}
    waiting = counts.pending("video", counts.OF_VIDEOS, list(found))
    return [
        _card(found[video_id], viewer, known, waiting.get(video_id, {}))
        for video_id in ids
        if video_id in found
    ]


def card(session: Session, video_id: int, viewer: Viewer) -> VideoCard:
    return cards(session, [video_id], viewer)[0]


_SAME = {name for name in VideoCard.model_fields if name in Video.model_fields}
_COUNTED = set(counts.OF_VIDEOS)
_CREATORS = {"scheduled_at", "upload_id", "edit"}
_INNER = {"creator_id", "sound_id", "media", "stage", "percent", "failure_code", "failure_message"}
WHOLE = 100

_Singer = aliased(User)
_ME = bindparam("me", type_=BigInteger)
# Everything about a card in one question: the feed asks it for every page.
_WANTED = (
    sql_select(
        *(col(getattr(Video, name)) for name in sorted(_SAME | _INNER)),
        col(User.username),
        col(User.display_name),
        col(User.avatar_url),
        col(Sound.title),
        col(_Singer.username).label("singer"),
        exists()
        .where(
            (col(Block.blocker_id) == _ME) & (col(Block.blocked_id) == col(Sound.creator_id))
            | (col(Block.blocked_id) == _ME) & (col(Block.blocker_id) == col(Sound.creator_id))
        )
        .label("is_singer_blocked"),
        exists().where(col(Like.user_id) == _ME, col(Like.video_id) == col(Video.id)).label("is_liked"),
        exists().where(col(Save.user_id) == _ME, col(Save.video_id) == col(Video.id)).label("is_saved"),
        exists()
        .where(col(Follow.follower_id) == _ME, col(Follow.followed_id) == col(Video.creator_id))
        .label("is_following"),
        exists()
        .where(
            (col(Block.blocker_id) == _ME) & (col(Block.blocked_id) == col(Video.creator_id))
            | (col(Block.blocked_id) == _ME) & (col(Block.blocker_id) == col(Video.creator_id))
        )
        .label("is_blocked"),
    )
    .join(User, col(User.id) == col(Video.creator_id))
    .outerjoin(Sound, col(Sound.id) == col(Video.sound_id))
    .outerjoin(_Singer, col(_Singer.id) == col(Sound.creator_id))
    .where(col(Video.id) == any_(bindparam("ids", type_=ARRAY(BigInteger))))
)


def _card(row: Row[Any], viewer: Viewer, known: Stages, waiting: Mapping[str, int]) -> VideoCard:
    own = viewer.id == row.creator_id
    wanted, columns = (_SAME if own else _SAME - _CREATORS) - _COUNTED, row._mapping
    return VideoCard(
        **{name: columns[name] for name in wanted},
        **{name: max(0, columns[name] + waiting.get(name, 0)) for name in _COUNTED},
        **_media(row),
        creator=_creator(row),
        sound=_sound(row),
        processing=_processing(row, known.get(row.id, [])),
        is_liked=row.is_liked,
        is_saved=row.is_saved,
        may_edit=own,
        may_delete=own or viewer.may_moderate,
    )


def _tie(row: Row[Any]) -> Tie:
    return Tie(follows=row.is_following, is_blocked=row.is_blocked)


def _creator(row: Row[Any]) -> CreatorCard:
    return CreatorCard(
        id=row.creator_id,
        username=row.username,
        display_name=row.display_name,
        avatar_url=row.avatar_url,
        is_following=row.is_following,
    )


def _sound(row: Row[Any]) -> SoundCard | None:
    if row.sound_id is None or row.is_singer_blocked:
        return None
    return SoundCard(id=row.sound_id, title=row.title, creator_username=row.singer)


def _processing(video: Row[Any], rows: Sequence[VideoStage]) -> Processing:
    return Processing(
        stage=video.stage,
        percent=round(video.percent, 1),
        failure=_failure(video, rows),
        stages=[StageCard(stage=row.stage, state=row.state, percent=round(row.percent)) for row in rows],
    )


def _failure(video: Row[Any], rows: Sequence[VideoStage]) -> Failure | None:
    if video.failure_code:
        return Failure(code=video.failure_code, message=video.failure_message or "")
    if any(row.state is StageState.FAILED for row in rows):
        return Failure(code="stuck", message=STUCK)
    return None


def _media(video: Row[Any]) -> dict[str, Any]:
    """Addresses of what was stored, from `Video.media`, which holds names relative to its folder."""
    if video.media is None:
        return {}
    media, base = video.media, media_base(video)  # type: ignore[arg-type]
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
