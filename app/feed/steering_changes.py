"""What viewers tell the feed: wishes, mutes, "not interested". Each answers with what has changed."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import BadInput
from app.feed.steering import changed, topics_of_video
from app.feed.steering_schemas import MOST, Preferences, Receipt, Wish
from app.learning import tastes
from app.models import FeedPreferences, Mute, NotInterested, User
from app.models.columns import now
from app.social.finding import must_find, present
from app.sounds import service as sounds
from app.videos.queries import must_see
from app.videos.schemas import CreatorCard

STAYS_AWAY = "This clip does not come again."


def preferences(session: Session, viewer: Viewer) -> Preferences:
    me = viewer.must_be_signed_in()
    said = session.get(FeedPreferences, me.id) or FeedPreferences(user_id=me.id)
    titles = sounds.cards(session, viewer, set(said.muted_sounds))
    return Preferences(
        explore=said.explore,
        topics=said.topics,
        muted_words=said.muted_words,
        muted_creators=_muted_creators(session, me),
        muted_sounds=[titles[one] for one in said.muted_sounds if one in titles],
    )


def prefer(session: Session, viewer: Viewer, wish: Wish) -> Preferences:
    me = viewer.must_be_signed_in()
    said = _locked(session, me)
    named = wish.model_fields_set
    for name in named & {"explore", "muted_words", "muted_sounds"}:
        value = getattr(wish, name)
        setattr(said, name, list(dict.fromkeys(value)) if isinstance(value, list) else value)
    if "muted_sounds" in named:
        _must_exist(session, viewer, said.muted_sounds)
    if "topics" in named:
        said.topics = {topic: weight for topic, weight in wish.topics.items() if weight}
    if "muted_creators" in named:
        _replace_mutes(session, me, wish.muted_creators)
    _keep(session, said)
    return preferences(session, viewer)


def prefer_topic(session: Session, viewer: Viewer, topic: str, weight: float) -> Receipt:
    """0 forgets the wish."""
    said = _locked(session, viewer.must_be_signed_in())
    rest = {name: one for name, one in said.topics.items() if name != topic}
    said.topics = {**rest, topic: weight} if weight else rest
    _must_have_room(said.topics)
    _keep(session, said)
    return Receipt(changes=[_about_topic(topic, weight)], topics=[topic])


def mute_sound(session: Session, viewer: Viewer, sound_id: int) -> Receipt:
    said = _locked(session, viewer.must_be_signed_in())
    sound = sounds.must_see(session, viewer, sound_id)
    said.muted_sounds = [*(one for one in said.muted_sounds if one != sound_id), sound_id]
    _must_have_room(said.muted_sounds)
    _keep(session, said)
    return Receipt(changes=[f"No clips with “{sound.title}” any more."], sound_id=sound_id)


def unmute_sound(session: Session, viewer: Viewer, sound_id: int) -> Receipt:
    said = _locked(session, viewer.must_be_signed_in())
    said.muted_sounds = [one for one in said.muted_sounds if one != sound_id]
    _keep(session, said)
    return Receipt(changes=["Clips with this sound may come again."], sound_id=sound_id)


def mute(session: Session, viewer: Viewer, name: str) -> Receipt:
    me, other = viewer.must_be_signed_in(), must_find(session, viewer, name)
    if me.id == other.id:
        raise BadInput("You cannot mute yourself.", code="self_mute")
    session.execute(insert(Mute).values(muter_id=me.id, muted_id=other.id).on_conflict_do_nothing())
    changed(session, me.id)
    return Receipt(changes=[f"No clips by @{other.username} in your feed any more."], creator_id=other.id)


def unmute(session: Session, viewer: Viewer, name: str) -> Receipt:
    me, other = viewer.must_be_signed_in(), must_find(session, viewer, name)
    session.exec(delete(Mute).where(col(Mute.muter_id) == me.id, col(Mute.muted_id) == other.id))
    changed(session, me.id)
    return Receipt(changes=[f"Clips by @{other.username} may come again."], creator_id=other.id)


def not_interested(session: Session, viewer: Viewer, video_id: int) -> Receipt:
    """Hides the video, and lowers its creator and topics for a while: see `steering.WEARY`."""
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    said = insert(NotInterested).values(user_id=me.id, video_id=video_id, created_at=now())
    session.execute(said.on_conflict_do_nothing())
    _learn(session, me)
    topics, creator = topics_of_video(video.hashtags), session.get_one(User, video.creator_id)
    fewer = [f"Fewer clips with {' and '.join('#' + topic for topic in topics)}."] if topics else []
    changes = [STAYS_AWAY, *fewer, f"@{creator.username}’s clips appear less."]
    return Receipt(changes=changes, topics=topics, creator_id=creator.id)


def interested_after_all(session: Session, viewer: Viewer, video_id: int) -> Receipt:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    mine = (col(NotInterested.user_id) == me.id, col(NotInterested.video_id) == video_id)
    session.exec(delete(NotInterested).where(*mine))
    _learn(session, me)
    topics = topics_of_video(video.hashtags)
    return Receipt(changes=["Taken back. All is as before."], topics=topics, creator_id=video.creator_id)


def _learn(session: Session, me: User) -> None:
    """Refusals are part of a taste."""
    after_commit(session, lambda: tastes.forget(f"user:{me.id}"))
    changed(session, me.id)


def _muted_creators(session: Session, me: User) -> list[CreatorCard]:
    muted = (
        select(User)
        .join(Mute, col(Mute.muted_id) == col(User.id))
        .where(Mute.muter_id == me.id, *present(me.id))
        .order_by(col(Mute.created_at))
    )
    return [CreatorCard.model_validate(user, from_attributes=True) for user in session.exec(muted)]


def _replace_mutes(session: Session, me: User, wanted: list[int]) -> None:
    there = select(User.id).where(col(User.id).in_(wanted), User.id != me.id, *present(me.id))
    found = set(session.exec(there))
    if missing := set(wanted) - found:
        raise BadInput("Not all of them can be muted.", muted_creators=f"There is no user {min(missing)}.")
    session.exec(delete(Mute).where(col(Mute.muter_id) == me.id, col(Mute.muted_id).not_in(found)))
    if found:
        rows = [{"muter_id": me.id, "muted_id": one} for one in sorted(found)]
        session.execute(insert(Mute).on_conflict_do_nothing(), rows)


def _must_exist(session: Session, viewer: Viewer, wanted: list[int]) -> None:
    if missing := set(wanted) - set(sounds.cards(session, viewer, set(wanted))):
        raise BadInput("Not all of them can be muted.", muted_sounds=f"There is no sound {min(missing)}.")


def _locked(session: Session, me: User) -> FeedPreferences:
    """The viewer's row, made if need be, kept from others until the end: two wishes at once both hold."""
    session.execute(insert(FeedPreferences).values(user_id=me.id).on_conflict_do_nothing())
    return session.get_one(FeedPreferences, me.id, with_for_update=True, populate_existing=True)


def _keep(session: Session, said: FeedPreferences) -> None:
    said.updated_at = now()
    session.add(said)
    session.flush()
    changed(session, said.user_id)


def _must_have_room(wishes: dict[str, Any] | list[int]) -> None:
    if len(wishes) > MOST:
        raise BadInput(f"There is room for {MOST} of these. Take one away first.", code="full")


def _about_topic(topic: str, weight: float) -> str:
    if weight <= -1:
        return f"No clips with #{topic} any more."
    if weight < 0:
        return f"Fewer clips with #{topic}."
    return f"More clips with #{topic}." if weight else f"#{topic} is back to what your watching says."
