"""What the ranker saw when it chose: written down with each impression, truer than what can be rebuilt."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlmodel import Session

from app.recsys.features import FEATURES, GROUPS

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
MOST = 200_000
POSITION = FEATURES.index("position")
# Videos lie elsewhere in the space by now, so what is measured in it is rebuilt.
AS_SERVED = np.setdiff1d(np.arange(len(FEATURES)), [*GROUPS["taste"], POSITION])
# Numbers mean nothing without their names: those of models that looked at other things are left alone.
LAYOUT = sha256("|".join(FEATURES).encode()).hexdigest()[:16]

_SERVED = text("""
SELECT hashtextextended(w.viewer_key, 0), w.video_id, extract(epoch FROM w.created_at)::float8,
       i.position, i.features
FROM (SELECT * FROM watch_history WHERE created_at >= :since AND request_id IS NOT NULL
      ORDER BY created_at DESC LIMIT :most) w
JOIN impressions i ON i.request_id = w.request_id AND i.video_id = w.video_id
JOIN recsys_models m ON m.id = i.model_id
WHERE m.metrics ->> 'features' = :layout AND length(i.features) = :length
""")


@dataclass(frozen=True, slots=True)
class Served:
    """`row` [watches]: the impression that each watch came of, -1 where none is known.

    `features` [n, FEATURES], of which `position` is how much further down than usual it was shown.
    """

    row: Rows
    features: NDArray[np.float16]

    def only(self, chosen: NDArray[np.generic]) -> "Served":
        """Of a mask or positions of the watches."""
        return replace(self, row=self.row[chosen])

    def upon(self, rebuilt: Floats, watches: Rows) -> Floats:
        """The `rebuilt` features [n, FEATURES] of some watches, as served where that is known."""
        row = self.row[watches]
        known = np.flatnonzero(row >= 0)
        rebuilt[np.ix_(known, AS_SERVED)] = self.features[np.ix_(row[known], AS_SERVED)]
        rebuilt[known, POSITION] = self.features[row[known], POSITION]
        return rebuilt


def nothing_served(watches: int) -> Served:
    return Served(np.full(watches, -1), np.empty((0, len(FEATURES)), np.float16))


def served(session: Session, watches: NDArray[np.void], since: datetime) -> Served:
    """The impressions that `watches`, rows of `WATCH`, came of."""
    asked = {"since": since, "most": MOST, "layout": LAYOUT, "length": 2 * len(FEATURES)}
    found = session.execute(_SERVED, asked).all()
    if not found:
        return nothing_served(len(watches))
    viewers, videos, at, positions, packed = zip(*found, strict=True)
    features = np.frombuffer(b"".join(packed), "<f2").reshape(len(found), -1).astype(np.float16)
    # Around 0, which is what a ranker is told that is not to care where something stands.
    depth = np.log1p(np.array(positions, np.float32))
    features[:, POSITION] = depth - depth.mean()
    keys = _keys(np.array(viewers), np.array(videos), np.array(at))
    return Served(_places(_keys(watches["viewer"], watches["video"], watches["at"]), keys), features)


def _keys(viewers: Rows, videos: Rows, at: NDArray[np.float64]) -> NDArray[np.void]:
    keys = np.empty(len(at), [("at", "f8"), ("viewer", "i8"), ("video", "i8")])
    keys["at"], keys["viewer"], keys["video"] = at, viewers, videos
    return keys


def _places(wanted: NDArray[np.void], keys: NDArray[np.void]) -> Rows:
    """Where each wanted key stands among `keys`, -1 where it does not."""
    order = np.argsort(keys["at"], kind="stable")
    place = np.minimum(np.searchsorted(keys["at"][order], wanted["at"]), len(keys) - 1)
    return np.where(keys[order[place]] == wanted, order[place], -1)
