"""Why a video is shown, in sentences for people, from what its score is really made of."""

from collections.abc import Sequence

import numpy as np

from app.feed.candidates import Query
from app.feed.ranking import Drops
from app.recsys.columns import tag_key
from app.recsys.profile import liked_topics
from app.videos.schemas import VideoCard

POPULAR = "Popular right now"
NEW = "New: you are among the first to see it"
OTHER = "Something else, to learn what you like"
AGAIN = "You have seen everything new, so here is one again"
TOPICAL = {
    "topics": "You watch videos with",
    "topic": "You watch videos with",
    "interests": "You said that you like",
}
SENTENCES = {
    "followed": "You follow {name}",
    "neighbours": "People of your language or region watch it",
    "quality": "Most people watch it to the end",
    "creator": "People watch {name} to the end",
    "freshness": "It has just come out",
    "fresh": "It has just come out",
    "taste": "People who like what you like watch it",
    "sound": "You stay for clips with this sound",
    "length": "You stay for clips of this length",
    "hour": "You watch such clips at this time of day",
}
# A second reason is named when it weighs at least this share of the first.
ALSO = 0.5


def reason(drops: Drops, *, explored: bool) -> str | None:
    """The group of inputs without which the score would fall most; the lot, where a lot gave the place."""
    if explored:
        return "exploration"
    return drops[0][0] if drops and drops[0][1] > 0 else None


def why(query: Query, card: VideoCard, *, source: str, drops: Drops, explored: bool) -> list[str]:
    if explored:
        return [NEW if source == "exploration" else OTHER]
    if source == "again":
        return [AGAIN]
    said = [sentence for group in _weighty(drops) if (sentence := _sentence(query, card, group))]
    return list(dict.fromkeys(said)) or [POPULAR]


def _weighty(drops: Drops) -> Sequence[str]:
    return [group for group, drop in drops[:2] if drop > max(0.0, ALSO * drops[0][1] - 1e-9)]


def _sentence(query: Query, card: VideoCard, group: str) -> str | None:
    if group in TOPICAL:
        shared = [f"#{topic}" for topic in _liked(query, card.hashtags, group)][:2]
        return f"{TOPICAL[group]} {' and '.join(shared)}" if shared else None
    sentence = SENTENCES.get(group)
    return sentence.format(name=f"@{card.creator.username}") if sentence else None


def _liked(query: Query, hashtags: Sequence[str], group: str) -> list[str]:
    """Those of the clip's hashtags that speak for it: the model knows a profile, the formula a list."""
    if group != "topic" or query.taste is None or not hashtags:
        return [topic for topic in query.topics if topic in hashtags]
    liked = liked_topics(query.taste.profile, np.array([tag_key(tag) for tag in hashtags]))
    return [tag for tag, is_liked in zip(hashtags, liked, strict=True) if is_liked]
