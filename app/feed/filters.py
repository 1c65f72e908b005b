"""What must not be shown to this viewer: each filter says which candidates it refuses, and why."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Text, bindparam, text

from app.feed.candidates import Candidates, Mask, Named, Query, ids_of
from app.recsys.columns import tag_key

NEVER = -1.0
_WORDS = text(
    "SELECT coalesce(array_agg(id), '{}') FROM videos"
    " WHERE id = ANY(:ids) AND lower(description) ~ ANY(:words)"
).bindparams(bindparam("ids", type_=ARRAY(BigInteger)), bindparam("words", type_=ARRAY(Text)))


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


def unwanted_topic(query: Query, found: Candidates) -> Mask:
    """Topics that the viewer's own slider has at never."""
    never = [tag_key(topic) for topic, weight in query.steering.topics.items() if weight <= NEVER]
    return np.asarray(np.isin(found.videos["tags"], ids_of(never)).any(axis=1))


def muted_word(query: Query, found: Candidates) -> Mask:
    """A word in the caption, or a hashtag: only those who muted some pay for looking at the texts."""
    words = [_pattern(word) for word in query.steering.muted_words]
    if not words:
        return np.zeros(len(found), bool)
    hit = query.session.execute(_WORDS, {"ids": found.ids.tolist(), "words": words}).scalar_one()
    return np.isin(found.ids, ids_of(hit))


def _pattern(word: str) -> str:
    """The word by itself, whatever it is made of: `art` is not in `party`."""
    escaped = "".join(f"\\{sign}" if not sign.isalnum() and not sign.isspace() else sign for sign in word)
    return rf"(^|\W){escaped.lower()}($|\W)"
