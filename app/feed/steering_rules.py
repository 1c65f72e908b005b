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
# What has more places to go than there are others ends below them, this much a place.
BELOW = 1e-3
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
    """Scores [n] with what was asked for more or less of put between the others, rows of `VIDEO`.

    Of what is wanted less, the best gets the score of the k-th best of the others, the second that of the
    2k-th, and so on; of what is wanted more, the best comes first, the second after k others. So a wish is
    felt alike however far apart the scores are. Nothing rises by a wish for less, nor falls by one for more.
    """
    pull = pulls(steering, videos)
    others = np.sort(scores[pull == 0])[::-1]
    if not pull.any() or not len(others):
        return scores + pull
    moved = scores.astype(float)
    for weight in np.unique(pull[pull != 0]):
        rows = np.flatnonzero(pull == weight)
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        turn = np.arange(len(rows), dtype=float)
        if weight > 0:
            moved[rows] = np.maximum(scores[rows], _at(others, every(weight) * turn) + BELOW)
        else:
            moved[rows] = np.minimum(scores[rows], _at(others, every(weight) * (turn + 1)))
    return moved


def every(pull: float) -> float:
    """After so many others comes one: 2 at most wanted, 4 half way; 8 half unwanted, 64 least wanted."""
    return float(2 ** (3 - 2 * pull) if pull > 0 else 2 ** (-6 * pull))


def _at(others: Scores, places: Scores) -> Scores:
    """The scores at these places of `others`, best first; beyond the last, just below it in order."""
    beyond = np.maximum(0, places - len(others))
    return np.asarray(others[np.minimum(places.astype(int), len(others) - 1)] - BELOW * beyond)


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
