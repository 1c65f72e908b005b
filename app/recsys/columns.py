"""What ranking knows of a video, a row each: one array holds a thousand candidates."""

from hashlib import md5

import numpy as np

DIMENSIONS = 128
MOST_TAGS = 4

# Ids and keys are 0 where there is none; `published` is in unix seconds; `heat` as app.recsys.heat says, and
# `long` as app.recsys.profile.fairly does.
VIDEO = np.dtype(
    [
        ("id", "i8"),
        ("creator", "i8"),
        ("sound", "i8"),
        ("tags", "i8", MOST_TAGS),
        ("published", "f8"),
        ("heat", "f8"),
        ("seconds", "f4"),
        ("watches", "f4"),
        ("completions", "f4"),
        ("long", "f4"),
        ("likes", "f4"),
        ("shares", "f4"),
        ("comments", "f4"),
        ("creator_watches", "f4"),
        ("creator_completions", "f4"),
        ("creator_long", "f4"),
        ("vector", "f4", DIMENSIONS),
    ]
)


def tag_key(tag: str) -> int:
    """The number of a hashtag, as the column `videos.tag_keys` holds it."""
    digest = md5(tag.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
