"""What viewers say about their feed: wishes, mutes, "not interested", why, taste, and beginning anew."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from app.accounts.schemas import Topic
from app.api.limits import REACTION, limited
from app.api.listing import Name
from app.api.sounds import SoundId
from app.api.videos import VideoId
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.feed import likings, resets, steering_changes, whys
from app.feed.steering_schemas import Preferences, Receipt, Taste, TopicWish, Why, Wish
from app.models import TasteKind

router = APIRouter(tags=["steering"])
changing = [Depends(limited(REACTION))]
TasteKey = Annotated[str, Path(max_length=65, description="A hashtag, or the id of a creator or sound.")]


@router.get("/feed/preferences")
def preferences(viewer: CurrentViewer) -> Preferences:
    with new_session() as session:
        return steering_changes.preferences(session, viewer)


@router.put("/feed/preferences", dependencies=changing)
def prefer(wish: Wish, viewer: CurrentViewer) -> Preferences:
    """What is left out stays as it is."""
    with transaction() as session:
        return steering_changes.prefer(session, viewer, wish)


@router.put("/feed/preferences/topics/{topic}", dependencies=changing)
def prefer_topic(topic: Annotated[Topic, Path()], wish: TopicWish, viewer: CurrentViewer) -> Receipt:
    """One topic alone; a weight of 0 forgets the wish."""
    with transaction() as session:
        return steering_changes.prefer_topic(session, viewer, topic, wish.weight)


@router.post("/feed/reset", dependencies=changing)
def reset(viewer: CurrentViewer) -> Receipt:
    """Only watches from now on count as taste; can be undone for seven days."""
    with transaction() as session:
        return resets.reset(session, viewer)


@router.delete("/feed/reset", dependencies=changing)
def undo_reset(viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return resets.undo(session, viewer)


@router.get("/feed/taste")
def taste(viewer: CurrentViewer) -> Taste:
    """What the feed takes this viewer to like."""
    with new_session() as session:
        return likings.taste(session, viewer)


@router.delete("/feed/taste/{kind}/{key}", dependencies=changing)
def remove_taste(kind: TasteKind, key: TasteKey, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return likings.remove(session, viewer, kind, key)


@router.put("/feed/taste/{kind}/{key}", dependencies=changing)
def bring_taste_back(kind: TasteKind, key: TasteKey, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return likings.bring_back(session, viewer, kind, key)


@router.get("/videos/{video_id}/why")
def why(video_id: VideoId, viewer: CurrentViewer) -> Why:
    """The parts of its score the last time that it was put before this viewer."""
    with new_session() as session:
        return whys.why(session, viewer, video_id)


@router.post("/videos/{video_id}/not-interested", dependencies=changing)
def not_interested(video_id: VideoId, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.not_interested(session, viewer, video_id)


@router.delete("/videos/{video_id}/not-interested", dependencies=changing)
def interested_after_all(video_id: VideoId, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.interested_after_all(session, viewer, video_id)


@router.put("/users/{name}/mute", dependencies=changing)
def mute(name: Name, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.mute(session, viewer, name)


@router.delete("/users/{name}/mute", dependencies=changing)
def unmute(name: Name, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.unmute(session, viewer, name)


@router.put("/sounds/{sound_id}/mute", dependencies=changing)
def mute_sound(sound_id: SoundId, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.mute_sound(session, viewer, sound_id)


@router.delete("/sounds/{sound_id}/mute", dependencies=changing)
def unmute_sound(sound_id: SoundId, viewer: CurrentViewer) -> Receipt:
    with transaction() as session:
        return steering_changes.unmute_sound(session, viewer, sound_id)
