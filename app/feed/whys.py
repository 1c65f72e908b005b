"""Why a video was put before a viewer: the parts of its score the last time, in plain words."""

from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer
from app.feed import likings, newcomers, scorers
from app.feed.causes import Told, by_lot, causes
from app.feed.ranking import Drops
from app.feed.steering import Steering, steering_of
from app.feed.steering_schemas import Cause, Why
from app.learning import files, models
from app.learning.files import Unreadable
from app.models import Impression, RecsysModel, TasteKind
from app.recsys.features import FEATURES, unmet
from app.recsys.ranker import Ranker
from app.recsys.reasons import reasons
from app.videos.cards import card
from app.videos.queries import must_see
from app.videos.schemas import VideoCard

OPENED = "You came to this clip yourself; the feed did not choose it."
UNRANKED = "Popular right now. It was not ranked for you."
NEWEST = "You follow @{name}, and the newest come first there."
# Places that a lot or the last reserve gave, whatever the score.
UNSCORED = frozenset({"exploration", "again"})
# The two formulas write down as many numbers as they have parts.
_PARTS = {len(parts): parts for parts in (scorers.PARTS, newcomers.PARTS)}


def why(session: Session, viewer: Viewer, video_id: int) -> Why:
    """Of the last time that it was handed to this viewer; without one, only what was said about it."""
    must_see(session, viewer, video_id)
    shown, steering = card(session, video_id, viewer), steering_of(session, viewer.id)
    served = _last_served(session, viewer, video_id)
    found = _causes(session, viewer, shown, served) if served else []
    return Why(
        video_id=video_id,
        request_id=served.request_id if served else None,
        served_at=served.created_at if served else None,
        source=served.source if served else None,
        ranked=bool(found),
        summary=_summary(shown, served, found),
        causes=found,
        topics=shown.hashtags,
        creator=shown.creator,
        sound=shown.sound,
        **_said(steering, shown),
    )


def _last_served(session: Session, viewer: Viewer, video_id: int) -> Impression | None:
    mine = (Impression.viewer_key == viewer.key, Impression.video_id == video_id)
    return session.exec(
        select(Impression).where(*mine).order_by(col(Impression.created_at).desc()).limit(1)
    ).first()


def _causes(session: Session, viewer: Viewer, shown: VideoCard, served: Impression) -> list[Cause]:
    if served.reason in UNSCORED or served.source == "again":
        return by_lot(served.source)
    drops, inputs = drops_of(session, served), _inputs(served)
    if not drops:
        return []
    liked = likings.strengths(session, viewer)
    topics = [tag for tag in shown.hashtags if liked.get((TasteKind.TOPIC, tag), 0) > 0]
    topics.sort(key=lambda tag: -liked[TasteKind.TOPIC, tag])
    likes_creator = liked.get((TasteKind.CREATOR, str(shown.creator.id)), 0) > 0
    return causes(drops, Told(shown, topics, likes_creator=likes_creator, unmet=unmet(inputs)))


def drops_of(session: Session, served: Impression) -> Drops:
    """How much each part lifted the score, from what was written down with the page.

    A formula writes down its parts; of a model's inputs each group is left out once, see `recsys.reasons`.
    """
    features = _inputs(served)
    if served.model_id is not None:
        ranker = _ranker(session, served.model_id)
        fits = ranker is not None and len(features) == len(FEATURES)
        return reasons(ranker, features[None])[0] if ranker and fits else []
    parts = _PARTS.get(len(features), ())
    return list(zip(parts, features.tolist(), strict=True)) if parts else []


def _inputs(served: Impression) -> NDArray[np.float32]:
    return np.frombuffer(served.features or b"", "<f2").astype(np.float32)


def _ranker(session: Session, model_id: int) -> Ranker | None:
    """Of the model that scored then, which may have retired since."""
    active = models.active()
    if active and active.id == model_id:
        return active.ranker
    row = session.get(RecsysModel, model_id)
    with suppress(Unreadable):
        return files.load(row).ranker if row else None
    return None


def _summary(shown: VideoCard, served: Impression | None, found: list[Cause]) -> str:
    if served is None:
        return OPENED
    if found:
        return found[0].sentence
    return NEWEST.format(name=shown.creator.username) if served.source == "followed" else UNRANKED


def _said(steering: Steering, shown: VideoCard) -> dict[str, Any]:
    """What the viewer has told about this clip already."""
    return {
        "is_not_interesting": shown.id in steering.hidden_videos,
        "is_creator_muted": shown.creator.id in steering.muted_creators,
        "is_sound_muted": shown.sound is not None and shown.sound.id in steering.muted_sounds,
        "fewer_topics": [tag for tag in shown.hashtags if steering.topics.get(tag, 0) < 0],
    }
