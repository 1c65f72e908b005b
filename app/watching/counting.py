"""Adds watches up for their videos and creators."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Float, bindparam, text
from sqlmodel import Session, col, update

from app.models import Video
from app.recsys.heat import height
from app.videos.heat import warmed
from app.watching.schemas import Watch


def count(session: Session, watches: Sequence[Watch]) -> None:
    """Rows in the order of their ids, so that two consumers cannot wait for each other."""
    sums = [_sum(list(of_one)) for _, of_one in groupby(sorted(watches, key=_video), key=_video)]
    session.connection().execute(_VIDEOS, sums)
    session.execute(_CREATORS, {name: [one[name] for one in sums] for name in _SUMMED})


def _video(watch: Watch) -> int:
    return watch.video_id


def _sum(watches: Sequence[Watch]) -> dict[str, Any]:
    """Of watches of one video. What was skipped does not warm it."""
    latest = max(height(watch.started_at) for watch in watches)
    return {
        "video": watches[0].video_id,
        "views": len(watches),
        "watched_ms": sum(watch.watched_ms for watch in watches),
        "completion": sum(watch.completion_rate for watch in watches),
        "long": sum(watch.is_long for watch in watches),
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
        heat=warmed(bindparam("at"), bindparam("warmth")),
    )
)

_SUMMED = {"video": BigInteger, "views": BigInteger, "long": BigInteger, "completion": Float}
_CREATORS = text("""
INSERT INTO creator_totals AS known (creator_id, watch_count, long_count, completion_total)
SELECT creator_id, sum(views), sum(long), sum(completion)
FROM unnest(:video, :views, :long, :completion) AS fresh (video_id, views, long, completion)
JOIN videos ON videos.id = fresh.video_id GROUP BY creator_id ORDER BY creator_id
ON CONFLICT (creator_id) DO UPDATE SET
    watch_count = known.watch_count + excluded.watch_count,
    long_count = known.long_count + excluded.long_count,
    completion_total = known.completion_total + excluded.completion_total
""").bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _SUMMED.items()))
