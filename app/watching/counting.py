"""Adds watches up for their videos and creators."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Float, bindparam, text
from sqlmodel import Session, col, select, update

from app.models import Video
from app.recsys.heat import height
from app.recsys.profile import fairly
from app.videos import milestones
from app.videos.heat import warmed
from app.watching.schemas import Watch
from app.watching.usual import usual_shares


def count(session: Session, watches: Sequence[Watch]) -> None:
    """Rows in the order of their ids, so that two consumers cannot wait for each other."""
    usual = usual_shares(session, (watch.viewer_key for watch in watches))
    sums = [_sum(list(of_one), usual) for _, of_one in groupby(sorted(watches, key=_video), key=_video)]
    session.connection().execute(_VIDEOS, sums)
    _tell(session, {one["video"]: one["views"] for one in sums})
    session.execute(_CREATORS, {name: [one[name] for one in sums] for name in _SUMMED})


def _tell(session: Session, new: dict[int, int]) -> None:
    """Their creators, of round numbers of views."""
    wanted = select(Video.id, Video.view_count).where(col(Video.id).in_(new), col(Video.view_count) >= 100)
    for video_id, views in session.exec(wanted).all():
        milestones.of_video(session, video_id, "views", before=views - new[video_id], after=views)


def _video(watch: Watch) -> int:
    return watch.video_id


def _sum(watches: Sequence[Watch], usual: Mapping[str, float]) -> dict[str, Any]:
    """Of watches of one video. What was skipped does not warm it."""
    long = np.array([watch.is_long for watch in watches])
    latest = max(height(watch.started_at) for watch in watches)
    return {
        "video": watches[0].video_id,
        "views": len(watches),
        "watched_ms": sum(watch.watched_ms for watch in watches),
        "completion": sum(watch.completion_rate for watch in watches),
        "long": int(long.sum()),
        "fair": float(fairly(long, np.array([usual[watch.viewer_key] for watch in watches])).sum()),
        "at": latest,
        "warmth": sum(watch.completion_rate * 2 ** (height(watch.started_at) - latest) for watch in watches),
    }


_VIDEOS = (
    update(Video.__table__)  # type: ignore[attr-defined]
    .where(col(Video.id) == bindparam("video"))
    .values(
        view_count=col(Video.view_count) + bindparam("views"),
        watch_count=col(Video.watch_count) + bindparam("views"),
        watch_ms_total=col(Video.watch_ms_total) + bindparam("watched_ms"),
        completion_total=col(Video.completion_total) + bindparam("completion"),
        long_count=col(Video.long_count) + bindparam("long"),
        fair_long=col(Video.fair_long) + bindparam("fair"),
        heat=warmed(bindparam("at"), bindparam("warmth")),
    )
)

_SUMMED = {"video": BigInteger, "views": BigInteger, "long": BigInteger, "fair": Float, "completion": Float}
_CREATORS = text("""
INSERT INTO creator_totals AS known (creator_id, watch_count, long_count, fair_long, completion_total)
SELECT creator_id, sum(views), sum(long), sum(fair), sum(completion)
FROM unnest(:video, :views, :long, :fair, :completion)
    AS fresh (video_id, views, long, fair, completion)
JOIN videos ON videos.id = fresh.video_id GROUP BY creator_id ORDER BY creator_id
ON CONFLICT (creator_id) DO UPDATE SET
    watch_count = known.watch_count + excluded.watch_count,
    long_count = known.long_count + excluded.long_count,
    fair_long = known.fair_long + excluded.fair_long,
    completion_total = known.completion_total + excluded.completion_total
""").bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _SUMMED.items()))
