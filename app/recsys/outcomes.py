"""What became of a watch, in the terms that are learned and predicted."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HEADS = ("long", "completion", "watch_ms", "like", "share", "follow", "skip")
LONG_MS, WHOLE = 18_000, 0.95
SKIP_MS, SKIP_COMPLETION = 2_000, 0.5

# A viewer's own watch, as `profile_of` reads it; `liked` and `shared` are whenever they came.
OUTCOME = np.dtype(
    [
        ("at", "f8"),
        ("watched_ms", "f4"),
        ("completion", "f4"),
        ("long", "?"),
        ("liked", "?"),
        ("shared", "?"),
    ]
)


def is_long(watched_ms: NDArray[np.floating], completion: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Watched for 18 seconds, or to the end of what is shorter."""
    return np.asarray((watched_ms >= LONG_MS) | (completion >= WHOLE))


def is_skip(watched_ms: NDArray[np.floating], completion: NDArray[np.floating]) -> NDArray[np.bool_]:
    return np.asarray((watched_ms < SKIP_MS) & (completion < SKIP_COMPLETION))


def outcomes_of(
    at: NDArray[np.float64],
    watched_ms: NDArray[np.floating],
    completion: NDArray[np.floating],
    *,
    liked: NDArray[np.bool_] | bool = False,
    shared: NDArray[np.bool_] | bool = False,
) -> NDArray[np.void]:
    """Rows of `OUTCOME`; completion counts once however often the clip looped."""
    rows = np.zeros(len(at), OUTCOME)
    rows["at"], rows["watched_ms"], rows["completion"] = at, watched_ms, np.clip(completion, 0, 1)
    rows["long"] = is_long(watched_ms, completion)
    rows["liked"], rows["shared"] = liked, shared
    return rows


def labels(outcomes: NDArray[np.void], *, followed: NDArray[np.bool_] | None = None) -> Floats:
    """[n, heads] to learn from, in the order of `HEADS`; what is not known is NaN."""
    found = np.full((len(outcomes), len(HEADS)), np.nan, np.float32)
    for head, name in enumerate(("long", "completion", "watched_ms", "liked", "shared")):
        found[:, head] = outcomes[name]
    if followed is not None:
        found[:, 5] = followed
    found[:, 6] = is_skip(outcomes["watched_ms"], outcomes["completion"])
    return found
