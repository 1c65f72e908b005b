"""Why a video is shown, in sentences for people, from what its score is really made of."""

from collections.abc import Sequence

import numpy as np

from app.feed import sentences
from app.feed.candidates import Query
from app.feed.ranking import Drops
from app.feed.sentences import POPULAR, TOPICAL, about_topics, spoken_for
from app.recsys.columns import tag_key
from app.recsys.profile import liked_topics
from app.videos.schemas import VideoCard

# True of what everybody sees: said only where nothing else is, in one sentence for all.
GENERAL = frozenset({"popular", "trending"})
# A second reason is named when it weighs at least this share of the first.
ALSO = 0.5


def reason(drops: Drops, *, explored: bool) -> str | None:
    """The group of inputs without which the score would fall most; the lot, where a lot gave the place."""
    if explored:
        return "exploration"
    return drops[0][0] if drops and drops[0][1] > 0 else None


def why(query: Query, card: VideoCard, *, drops: Drops, unmet: frozenset[str] = frozenset()) -> list[str]:
    """`unmet`: groups of which nothing is known."""
    found = [
        sentences.unmet(group, card.creator.username) if group in unmet else _sentence(query, card, group)
        for group in _weighty(drops)
    ]
    said = [sentence for sentence in found if sentence]
    return list(dict.fromkeys(said)) or [POPULAR]


def _weighty(drops: Drops) -> Sequence[str]:
    return [group for group, drop in drops[:2] if drop > max(0.0, ALSO * drops[0][1] - 1e-9)]


def _sentence(query: Query, card: VideoCard, group: str) -> str | None:
    if group in TOPICAL:
        return about_topics(group, _liked(query, card.hashtags, group))
    return None if group in GENERAL else spoken_for(group, card.creator.username)


def _liked(query: Query, hashtags: Sequence[str], group: str) -> list[str]:
    """Those of the clip's hashtags that speak for it: the model knows a profile, the formula a list."""
    if group != "topic" or query.taste is None or not hashtags:
        return [topic for topic in query.topics if topic in hashtags]
    liked = liked_topics(query.taste.profile, np.array([tag_key(tag) for tag in hashtags]))
    return [tag for tag, is_liked in zip(hashtags, liked, strict=True) if is_liked]
