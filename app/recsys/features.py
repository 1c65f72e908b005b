"""What the ranker looks at: a row of numbers for a viewer, a video and a moment."""

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

from app.recsys import heat
from app.recsys.columns import MOST_TAGS
from app.recsys.profile import PRIOR_LONG, PRIOR_WATCHES, Profile, keys_of, lengths, usual_long

Floats = NDArray[np.float32]
SURFACES = ("feed", "following", "profile", "video", "hashtag", "sound", "search", "share", "other")
# Lengths in seconds at which a ramp of the piecewise linear curve of length begins and ends.
STOPS = np.array([3, 7, 11, 15, 18, 25, 40, 60, 100, 180, 400], np.float32)
OLD_HOURS = 14 * 24

VIEWER = ("watches", "viewer_surprise", "viewer_long", "viewer_completion", "viewer_likes", "viewer_recent")
POPULAR = ("long_rate", "completion_rate", "like_rate", "share_rate", "comment_rate", "video_watches")
TRENDING = ("heat", "heating")
TASTE = ("taste", "taste_angle", "leaning", "leaning_sharp")
TOPIC = ("topic", "topic_best", "topic_worst", "topic_watches")
CREATOR = ("creator", "creator_met", "creator_long_rate", "creator_completion_rate", "creator_watches")
SOUND = ("sound", "sound_met")
LENGTH = (
    "length_affinity",
    "length_met",
    "length_rough",
    *(f"length_{int(low)}_{int(high)}" for low, high in pairwise(STOPS)),
)
HOUR = ("hour_sin", "hour_cos")
SURFACE = tuple(f"on_{surface}" for surface in SURFACES)
FEATURES = (
    *VIEWER, *POPULAR, *TRENDING, *TASTE, *TOPIC, *CREATOR, *SOUND, *LENGTH, *HOUR, *SURFACE,
    "age", "followed", "position",
)  # fmt: skip
_PLACE = {name: place for place, name in enumerate(FEATURES)}


def _places(names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(_PLACE[name] for name in names)


# What people can be told; the viewer's own averages, the surface and the position lift all videos alike.
GROUPS = {
    "taste": _places(TASTE),
    "topic": _places(TOPIC),
    "creator": _places(CREATOR),
    "sound": _places(SOUND),
    "followed": _places(("followed",)),
    "popular": _places(POPULAR),
    "trending": _places(TRENDING),
    "fresh": _places(("age",)),
    "length": _places(LENGTH),
    "hour": _places(HOUR),
}


# The input that says how often what a group knows was met; with less than this there is nothing to tell.
LEAST_MET = {
    "popular": ("video_watches", 3.0),
    "creator": ("creator_watches", 3.0),
    "sound": ("sound_met", 0.5),
    "topic": ("topic_watches", 0.5),
    "length": ("length_met", 0.5),
}


def unmet(row: Floats) -> frozenset[str]:
    """Groups of which a row [FEATURES] knows next to nothing; their score is what is usual of strangers."""
    if len(row) != len(FEATURES):
        return frozenset()
    met = {group: np.expm1(row[_PLACE[name]]) for group, (name, _) in LEAST_MET.items()}
    # Rows that were kept have halves of floats.
    return frozenset(group for group, (_, least) in LEAST_MET.items() if met[group] < least - 0.01)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where videos are shown; arrays when every row has its own.

    `now` in unix seconds, `hour` of the viewer's day (0 to 24, NaN unknown), `surface` a place in `SURFACES`.
    Scoring leaves `surface` and `position` (how much further down than usual) alone, so that nobody gains by
    where they stood in the past.
    """

    now: float | NDArray[np.float64]
    hour: float | Floats = float("nan")
    surface: int | NDArray[np.int64] = 0
    position: float | Floats = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the viewer of each row is known for; one row may stand for all.

    `totals` [n, TOTALS], `met` [n, KINDS, 2]; `taste` and `leaning` are the viewer's inner products with the
    video's vector, and `length` is that vector's.
    """

    totals: NDArray[np.float64]
    met: Floats
    taste: Floats
    leaning: Floats
    length: Floats


def build(
    profile: Profile,
    videos: NDArray[np.void],
    moment: Moment,
    *,
    taste: Floats,
    followed: NDArray[np.bool_] | None = None,
) -> Floats:
    """[n, FEATURES] for one viewer with the vector `taste` [128] and rows of `VIDEO`."""
    vectors = np.ascontiguousarray(videos["vector"])
    known = Known(
        profile.totals[None],
        profile.affinities.at(keys_of(videos)),
        vectors @ taste,
        vectors @ profile.leaning,
        lengths(vectors),
    )
    return rows(known, videos, moment, followed=followed)


def rows(
    known: Known, videos: NDArray[np.void], moment: Moment, *, followed: NDArray[np.bool_] | None = None
) -> Floats:
    """[n, FEATURES] when each row may be of another viewer."""
    found = np.empty((len(FEATURES), len(videos)), np.float32)
    parts = [
        *_viewer(known),
        *_popular(videos),
        *_trending(videos, moment),
        *_taste(known),
        *_topic(known.met[:, :MOST_TAGS]),
        *_creator(known, videos),
        *_met(known.met[:, MOST_TAGS + 1]),
        *_length(known, videos),
        *_hour(moment),
        *(np.asarray(moment.surface) == place for place in range(len(SURFACES))),
        _age(videos, moment),
        0.0 if followed is None else followed,
        moment.position,
    ]
    for place, part in enumerate(parts):
        found[place] = part
    return cast(Floats, found.T)


def _age(videos: NDArray[np.void], moment: Moment) -> Floats:
    """The logarithm of hours; what is not new is simply old, or the ranker would guess beyond what it saw."""
    hours = np.clip((moment.now - videos["published"]) / 3600, 0, OLD_HOURS)
    return np.asarray(np.log1p(hours), np.float32)


def _rate(count: Floats, of: Floats, prior: float, weight: float = PRIOR_WATCHES) -> Floats:
    return np.asarray((count + prior * weight) / (of + weight), np.float32)


def _logit(rate: Floats) -> Floats:
    held = np.clip(rate, 0.001, 0.999)
    return np.asarray(np.log(held / (1 - held)), np.float32)


def _viewer(known: Known) -> list[Floats]:
    watches, surprise, long, completion, likes, recent, recent_surprise, _ = known.totals.T.astype(np.float32)
    return [
        np.log1p(watches),
        surprise / (watches + 10),
        _logit(usual_long(long, watches)),
        (completion + 10 * 0.45) / (watches + 10),
        (likes + 10 * 0.03) / (watches + 10),
        recent_surprise / (recent + 3),
    ]


def _popular(videos: NDArray[np.void]) -> list[Floats]:
    watches = videos["watches"]
    return [
        _logit(_rate(videos["long"], watches, PRIOR_LONG)),
        _rate(videos["completions"], watches, 0.45),
        np.log(_rate(videos["likes"], watches, 0.03)),
        np.log(_rate(videos["shares"], watches, 0.005)),
        np.log(_rate(videos["comments"], watches, 0.01)),
        np.log1p(watches),
    ]


def _trending(videos: NDArray[np.void], moment: Moment) -> list[Floats]:
    """How much is going on, and how much of all that ever was."""
    since = (moment.now - heat.ORIGIN) / heat.HALF_LIFE_SECONDS
    going = np.log1p(np.exp2(np.clip(videos["heat"] - since, -60, 60)))
    return [going, going - np.log1p(videos["watches"])]


def _taste(known: Known) -> list[Floats]:
    watches = known.totals[:, 0].astype(np.float32)
    lean = known.leaning / (known.length * (watches + 5))
    return [known.taste, known.taste / known.length, lean, np.cbrt(lean)]


def _topic(met: Floats) -> list[Floats]:
    count, surprise = met[..., 0], met[..., 1]
    each = surprise / (count + 5)
    return [
        surprise.sum(axis=1) / (count.sum(axis=1) + 5),
        each.max(axis=1),
        each.min(axis=1),
        np.log1p(count.sum(axis=1)),
    ]


def _met(met: Floats) -> list[Floats]:
    return [met[:, 1] / (met[:, 0] + 3), np.log1p(met[:, 0])]


def _creator(known: Known, videos: NDArray[np.void]) -> list[Floats]:
    watches = videos["creator_watches"]
    return [
        *_met(known.met[:, MOST_TAGS]),
        _logit(_rate(videos["creator_long"], watches, PRIOR_LONG)),
        _rate(videos["creator_completions"], watches, 0.45),
        np.log1p(watches),
    ]


def _length(known: Known, videos: NDArray[np.void]) -> list[Floats]:
    """The viewer's liking for such lengths, and a ramp from 0 to 1 between each two stops."""
    fine, rough = known.met[:, MOST_TAGS + 2], known.met[:, MOST_TAGS + 3]
    log, stops = np.log(np.maximum(videos["seconds"], 1)), np.log(STOPS)
    ramps = [np.clip((log - a) / (b - a), 0, 1) for a, b in pairwise(stops)]
    return [fine[:, 1] / (fine[:, 0] + 5), np.log1p(fine[:, 0]), rough[:, 1] / (rough[:, 0] + 5), *ramps]


def _hour(moment: Moment) -> list[NDArray[np.float64]]:
    turn = np.asarray(moment.hour, np.float64) * (2 * np.pi / 24)
    return [np.nan_to_num(np.sin(turn)), np.nan_to_num(np.cos(turn))]
