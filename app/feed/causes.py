"""The parts of a score as people read them: what spoke for a video, and what against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.feed import sentences
from app.feed.ranking import Drops
from app.feed.sentences import (
    AGAINST,
    LIKED_CREATOR,
    TOPICS_ALIKE,
    about_topics,
    spoken_for,
    unmet,
)
from app.feed.steering_schemas import Cause
from app.videos.schemas import VideoCard

# What moves a score by less than this part of its strongest cause is not worth a line.
LEAST = 0.08
MOST_FOR, MOST_AGAINST = 4, 2


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences name: the clip, and those of its topics that the viewer is known to like.

    `unmet`: parts of which nothing was known when it was scored.
    """

    card: VideoCard
    topics: Sequence[str] = ()
    likes_creator: bool = False
    unmet: frozenset[str] = frozenset()


def by_lot(source: str) -> list[Cause]:
    """A place that no score gave."""
    return [Cause(name=source, sentence=sentences.by_lot(source), share=1.0)]


def causes(drops: Drops, told: Told) -> list[Cause]:
    """What spoke for it first, then what held it back, each the strongest first."""
    most = max((abs(drop) for _, drop in drops), default=0.0)
    if most <= 0:
        return []
    shares = [(name, drop / most) for name, drop in drops if abs(drop) >= LEAST * most]
    spoke = sorted((one for one in shares if one[1] > 0), key=lambda one: -one[1])[:MOST_FOR]
    held = sorted((one for one in shares if one[1] < 0), key=lambda one: one[1])[:MOST_AGAINST]
    found = [_cause(name, share, told) for name, share in (*spoke, *held)]
    return [one for one in found if one is not None]


def _cause(name: str, share: float, told: Told) -> Cause | None:
    sentence = sentence_of(name, told) if share > 0 or name in told.unmet else AGAINST.get(name)
    return Cause(name=name, sentence=sentence, share=round(share, 3)) if sentence else None


def sentence_of(name: str, told: Told) -> str | None:
    """What it means that this part lifted the score."""
    creator = told.card.creator.username
    if name == "creator" and told.likes_creator:
        return LIKED_CREATOR.format(name=f"@{creator}")
    if name in told.unmet:
        return unmet(name, creator)
    if name in ("topic", "topics"):
        return about_topics(name, list(told.topics)) or TOPICS_ALIKE
    return spoken_for(name, creator)
