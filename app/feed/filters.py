"""What must not be shown to this viewer: each filter says which candidates it refuses, and why."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.feed.candidates import EXPLORATION, Candidates, Mask, Named, Query, ids_of
from app.feed.steering_rules import muted_by_words, pulls


@dataclass(frozen=True, slots=True)
class EarlyFilter:
    """Looks at ids alone, before anything is read."""

    reason: str
    refused: Callable[[Query, Named], Mask]


@dataclass(frozen=True, slots=True)
class Filter:
    reason: str
    refused: Callable[[Query, Candidates], Mask]


def already_watched(query: Query, found: Named) -> Mask:
    return np.isin(found.ids, query.seen)


def already_served(query: Query, found: Named) -> Mask:
    return np.isin(found.ids, query.served)


def not_interesting(query: Query, found: Named) -> Mask:
    return np.isin(found.ids, ids_of(query.steering.hidden_videos))


def own(query: Query, found: Candidates) -> Mask:
    return np.asarray(found.videos["creator"] == (query.viewer.id or 0))


def hidden_creator(query: Query, found: Candidates) -> Mask:
    return np.isin(found.videos["creator"], query.hidden_creators)


def muted_sound(query: Query, found: Candidates) -> Mask:
    return np.isin(found.videos["sound"], ids_of(query.steering.muted_sounds))


def muted_word(query: Query, found: Candidates) -> Mask:
    """A word in the caption, or a topic at never: only those who said so pay for looking at the texts."""
    return np.isin(found.ids, ids_of(muted_by_words(query.session, query.steering, found.ids.tolist())))


def turned_away_newcomer(query: Query, found: Candidates) -> Mask:
    """A new video gets its place whatever its score, so what is wanted less is not among them."""
    return np.asarray((found.sources == EXPLORATION) & (pulls(query.steering, found.videos) < 0))
