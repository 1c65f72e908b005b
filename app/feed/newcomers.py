"""The feed of somebody who has watched nothing yet: 70 % popular among people like them, 30 % something else.

Like them: who shares what they said at sign-up, their interests, language and region. Something else: the
hottest of every other topic in turn, and new videos that need viewers. The first watch ends this.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import CODE, Candidates, Ids, Mask, Query, ids_of
from app.feed.neighbours import watched_by_neighbours
from app.feed.ranking import Drops, Ranked, standard
from app.feed.shelf import Shelf, shelf
from app.feed.steering_rules import lifted
from app.recsys.columns import tag_key

# Of all places; the others are for what is popular.
DIVERSE_SHARE = 0.3
# The popular part of the shelf: so much of a small one, at most so many videos.
POPULAR_SHARE, MOST_POPULAR = 1 - DIVERSE_SHARE, 1_000
MOST_DIVERSE = 3_000
# How much one doubling of what goes on around a video, an interest, a neighbourhood, a follow are worth.
DOUBLING, INTEREST, NEIGHBOUR, FOLLOWED = 0.25, 3.0, 1.5, 3.0
# No score brings a diverse candidate into a place for a popular one while there is one.
APART = 100.0
# Popularity counts within so many doublings below the hottest.
RANGE = 12.0
PARTS = ("trending", "interests", "neighbours", "followed")


def is_newcomer(query: Query) -> bool:
    return not len(query.seen)


def popular(query: Query, quota: int) -> Ids:
    """The head of the shelf, ordered for this viewer."""
    head, _ = _divided(query)
    return head[~np.isin(head, query.served)][:quota]


def diverse(query: Query, quota: int) -> Ids:
    """The rest of it without the viewer's own topics: the first of each topic, then the second of each…"""
    _, rest = _divided(query)
    return rest[~np.isin(rest, query.served)][:quota]


def by_likeness(query: Query, found: Candidates) -> Ranked:
    """Popularity, lifted by what the viewer said at sign-up; diverse candidates far below."""
    parts = _parts(query, found)
    scores = lifted(query.steering, found.videos, standard(parts.sum(axis=1)))
    scores = np.where(_is_other(found), scores - APART, scores)

    def reasons(places: Sequence[int]) -> list[Drops]:
        return [_sorted(parts[place]) for place in places]

    return Ranked(scores, parts.astype(np.float32), reasons)


def _parts(query: Query, found: Candidates) -> NDArray[np.float64]:
    """[videos, `PARTS`]; 0 is nothing special."""
    heat = found.videos["heat"]
    near = np.isin(found.ids, watched_by_neighbours(query.viewer))
    columns = (
        DOUBLING * np.maximum(0.0, heat - heat.max(initial=0.0) + RANGE),
        INTEREST * np.isin(found.videos["tags"], _interests(query)).any(axis=1),
        NEIGHBOUR * near,
        FOLLOWED * (found.sources == CODE["followed"]),
    )
    return np.column_stack([np.asarray(column, float) for column in columns])


def _sorted(parts: NDArray[np.float64]) -> Drops:
    return sorted(zip(PARTS, parts.tolist(), strict=True), key=lambda drop: -drop[1])


def _is_other(found: Candidates) -> Mask:
    return np.isin(found.sources, (CODE["diverse"], CODE["exploration"]))


def _divided(query: Query) -> tuple[Ids, Ids]:
    """The shelf as a popular head and a diverse rest: the same two whatever was served already."""
    hot = shelf(query.session)
    mine = hot.about(_interests(query))
    near = np.isin(hot.ids, watched_by_neighbours(query.viewer))
    order = np.argsort(-(INTEREST * mine + NEIGHBOUR * near), kind="stable")
    cut = min(MOST_POPULAR, round(POPULAR_SHARE * len(order)))
    rest = order[cut:][~mine[order[cut:]]][:MOST_DIVERSE]
    return hot.ids[order[:cut]], hot.ids[_in_turn(hot, rest)]


def _in_turn(hot: Shelf, places: Ids) -> Ids:
    """Places of the shelf, one of each leading topic at a time, hotter topics first."""
    topics = hot.tags[places, 0]
    order = np.argsort(topics, kind="stable")
    _, first, counts = np.unique(topics[order], return_index=True, return_counts=True)
    turn = np.empty(len(places), np.int64)
    turn[order] = np.arange(len(places)) - np.repeat(first, counts)
    return places[np.lexsort((np.arange(len(places)), turn))]


def _interests(query: Query) -> Ids:
    said = query.viewer.user.interests if query.viewer.user else ()
    return ids_of(map(tag_key, said))
