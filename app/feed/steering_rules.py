"""What steering does to candidates: whose words it refuses, and which it lifts or lowers."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from app.feed.steering import Steering
from app.models import Video
from app.recsys.columns import tag_key

Scores = NDArray[np.float64]
NEVER = -1.0
# The most that a wish can lift, as a part of the span between the best and the worst score. Lowering may use
# the whole span, so that what was promised less of also falls behind where the scores are far apart.
MOST_LIFT = 0.5
# Letters of these scripts stand together without spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def muted_by_words(session: Session, steering: Steering, ids: Sequence[int]) -> set[int]:
    """Videos whose caption or hashtags say a muted word, or have a topic set to never."""
    pattern = _pattern(steering.muted_words, never(steering))
    if pattern is None or not ids:
        return set()
    wanted = select(Video.id, Video.description).where(col(Video.id).in_(ids))
    return {video_id for video_id, words in session.exec(wanted) if pattern.search(words)}


def never(steering: Steering) -> tuple[str, ...]:
    return tuple(sorted(topic for topic, weight in steering.topics.items() if weight <= NEVER))


def says(word: str, text: str) -> bool:
    """Whether `text` holds the word or phrase, whole and in any case."""
    pattern = _pattern((word,), ())
    return pattern is not None and pattern.search(text) is not None


def lifted(steering: Steering, videos: NDArray[np.void], scores: Scores) -> Scores:
    """Scores [n] moved by what the viewer asked for more or less of; `videos` are rows of `VIDEO`."""
    pull = pulls(steering, videos)
    if not pull.any():
        return scores
    span = float(np.ptp(scores)) or 1.0
    return np.asarray(scores + span * np.where(pull > 0, MOST_LIFT * pull, pull))


def pulls(steering: Steering, videos: NDArray[np.void]) -> Scores:
    """−1, least wanted, to 1; 0 where nothing was said. Below 0 a video takes no place of exploration."""
    total = _by_topic(steering.topics, videos) - _by_topic(steering.weary_topics, videos)
    for creator, weary in steering.weary_creators.items():
        total[videos["creator"] == creator] -= weary
    return np.clip(total, -1.0, 1.0)


def _by_topic(weights: Mapping[str, float], videos: NDArray[np.void]) -> Scores:
    total = np.zeros(len(videos))
    for topic, weight in weights.items():
        total += weight * (videos["tags"] == tag_key(topic)).any(axis=1)
    return total


@lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...], topics: tuple[str, ...]) -> re.Pattern[str] | None:
    spelled = [_whole(word) for word in words] + [rf"#{re.escape(topic)}(?!\w)" for topic in topics]
    return re.compile("|".join(spelled), re.IGNORECASE) if spelled else None


def _whole(word: str) -> str:
    """Any white space between the words of a phrase will do."""
    spelled = r"\s+".join(re.escape(part) for part in word.split())
    return spelled if _UNSPACED.search(word) else rf"(?<!\w){spelled}(?!\w)"
