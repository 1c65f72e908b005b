"""Profiles, follows and reactions."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, func, or_, select, update

from app.accounts import queries as accounts
from app.accounts.viewer import Viewer
from app.errors import BadInput, Forbidden
from app.models import Block, Follow, Like, Mute, Save, Share, User, Video, VideoStatus, Visibility
from app.models.columns import now
from app.recsys.heat import height
from app.settings import settings
from app.social import reactions
from app.social.schemas import Liked, Profile, Saved, Shared
from app.telemetry import LIKES
from app.videos.heat import warmed
from app.videos.queries import must_see

# As many watches to the end.
LIKE_WARMTH = 2.0


def profile(session: Session, viewer: Viewer, name: str) -> Profile:
    user = accounts.must_get(session, name)
    shown = (
        Video.creator_id == user.id,
        Video.status == VideoStatus.PUBLISHED,
        Video.visibility == Visibility.PUBLIC,
    )
    videos, likes = session.exec(
        select(func.count(), func.coalesce(func.sum(Video.like_count), 0)).where(*shown)
    ).one()
    return Profile(
        **user.model_dump(include=set(Profile.model_fields)),
        follower_count=_count(session, Follow.followed_id == user.id),
        following_count=_count(session, Follow.follower_id == user.id),
        like_count=int(likes),
        video_count=videos,
        is_following=viewer.id is not None and session.get(Follow, (viewer.id, user.id)) is not None,
        is_muted=viewer.id is not None and session.get(Mute, (viewer.id, user.id)) is not None,
        is_self=viewer.id == user.id,
    )


def follow(session: Session, viewer: Viewer, name: str) -> None:
    me, other = viewer.must_be_signed_in(), accounts.must_get(session, name)
    if me.id == other.id:
        raise BadInput("You cannot follow yourself.", code="self_follow")
    if _is_blocked(session, me, other):
        raise Forbidden("You cannot follow this person.")
    session.execute(insert(Follow).values(follower_id=me.id, followed_id=other.id).on_conflict_do_nothing())


def unfollow(session: Session, viewer: Viewer, name: str) -> None:
    me, other = viewer.must_be_signed_in(), accounts.must_get(session, name)
    session.exec(delete(Follow).where(col(Follow.follower_id) == me.id, col(Follow.followed_id) == other.id))


def like(session: Session, viewer: Viewer, video_id: int) -> Liked:
    return Liked(is_liked=True, like_count=_react(session, viewer, video_id, Like, "like_count"))


def unlike(session: Session, viewer: Viewer, video_id: int) -> Liked:
    return Liked(is_liked=False, like_count=_take_back(session, viewer, video_id, Like, "like_count"))


def save(session: Session, viewer: Viewer, video_id: int) -> Saved:
    return Saved(is_saved=True, save_count=_react(session, viewer, video_id, Save, "save_count"))


def unsave(session: Session, viewer: Viewer, video_id: int) -> Saved:
    return Saved(is_saved=False, save_count=_take_back(session, viewer, video_id, Save, "save_count"))


def share(session: Session, viewer: Viewer, video_id: int, channel: str) -> Shared:
    must_see(session, viewer, video_id)
    session.add(Share(video_id=video_id, user_id=viewer.id, channel=channel))
    count = _add(session, video_id, "share_count", 1)
    reactions.tell(session, viewer, video_id, "share")
    return Shared(url=f"{settings().public_url}/v/{video_id}", share_count=count)


def _react(session: Session, viewer: Viewer, video_id: int, kind: type[Like | Save], counter: str) -> int:
    """Idempotent: a second like changes nothing; the new count."""
    me = viewer.must_be_signed_in()
    must_see(session, viewer, video_id)
    added = session.execute(
        insert(kind)
        .values(user_id=me.id, video_id=video_id)
        .on_conflict_do_nothing()
        .returning(col(kind.video_id))
    ).first()
    if added and kind is Like:
        LIKES.inc()
        _warm(session, video_id)
    if added:
        reactions.tell(session, viewer, video_id, "like" if kind is Like else "save")
    return _add(session, video_id, counter, 1 if added else 0)


def _warm(session: Session, video_id: int) -> None:
    heat = warmed(height(now()), LIKE_WARMTH)
    session.exec(update(Video).where(col(Video.id) == video_id).values(heat=heat))


def _take_back(session: Session, viewer: Viewer, video_id: int, kind: type[Like | Save], counter: str) -> int:
    me = viewer.must_be_signed_in()
    must_see(session, viewer, video_id)
    gone = session.execute(
        delete(kind)
        .where(col(kind.user_id) == me.id, col(kind.video_id) == video_id)
        .returning(col(kind.video_id))
    ).first()
    if gone:
        reactions.tell(session, viewer, video_id, "unlike" if kind is Like else "unsave")
    return _add(session, video_id, counter, -1 if gone else 0)


def _add(session: Session, video_id: int, counter: str, change: int) -> int:
    """The counter after `change`, counted in the database so that no two writers lose one."""
    column = col(getattr(Video, counter))
    changed = update(Video).where(col(Video.id) == video_id).values({counter: column + change})
    return int(session.execute(changed.returning(column)).scalar_one())


def _count(session: Session, condition: object) -> int:
    return session.exec(select(func.count()).select_from(Follow).where(condition)).one()  # type: ignore[arg-type]


def _is_blocked(session: Session, me: User, other: User) -> bool:
    between = or_(
        (col(Block.blocker_id) == me.id) & (col(Block.blocked_id) == other.id),
        (col(Block.blocker_id) == other.id) & (col(Block.blocked_id) == me.id),
    )
    return session.exec(select(Block).where(between)).first() is not None
