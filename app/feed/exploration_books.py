"""The pool's books: how often each new video was shown, from which source, and to whom of its audience.

They are written in the transaction that writes the rows of `impressions`, and only for rows that are new
there; so they add up to that table whatever is killed, and whatever comes twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from app.models.columns import now

# The source of impressions that nobody wrote down one by one.
EARLIER = "earlier"
# Impressions themselves are not kept for ever.
CHECKED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """One impression that has just been written."""

    video_id: int
    user_id: int | None
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A video whose books do not add up: what the pool says, its sources say, and was handed out."""

    video_id: int
    pool: int
    sources: int
    impressions: int


def enter(session: Session, shown: Sequence[Shown]) -> None:
    """Note impressions of videos that are in the pool; of others nothing is kept here."""
    videos = sorted({one.video_id for one in shown})
    members = set(session.execute(_MEMBERS, {"videos": videos}).scalars())
    of_members = [one for one in shown if one.video_id in members]
    if not of_members:
        return
    predicted = _reached(session, of_members)
    total = Counter((one.video_id, one.source) for one in of_members)
    met = Counter(
        (one.video_id, one.source) for one in of_members if (one.video_id, one.user_id) in predicted
    )
    rows = [
        {"video": video, "source": source, "impressions": count, "predicted": met[video, source]}
        for (video, source), count in sorted(total.items())
    ]
    session.connection().execute(_ENTER, rows)
    session.connection().execute(_ADD, rows)


def imbalances(session: Session) -> list[Imbalance]:
    """Videos that entered the pool within `CHECKED` whose books do not say what `impressions` says."""
    return [Imbalance(*row) for row in session.execute(_IMBALANCES, {"since": now() - CHECKED})]


def _reached(session: Session, shown: Sequence[Shown]) -> set[tuple[int, int | None]]:
    """Who of the shown was predicted to like the video; that they have met it is noted."""
    to_people = [one for one in shown if one.user_id is not None]
    asked = {
        "videos": [one.video_id for one in to_people],
        "people": [one.user_id for one in to_people],
        "moments": [one.at for one in to_people],
    }
    return {(video, person) for video, person in session.execute(_REACHED, asked)}


# In the order of their ids, so that no two writers wait for each other.
_MEMBERS = text("""
SELECT video_id FROM exploration_pool WHERE video_id = ANY(:videos) ORDER BY video_id FOR UPDATE
""")
_REACHED = text("""
UPDATE exploration_audience a SET shown_at = coalesce(a.shown_at, fresh.at)
FROM (SELECT video_id, user_id, min(at) AS at
      FROM unnest(CAST(:videos AS bigint[]), CAST(:people AS bigint[]), CAST(:moments AS timestamptz[]))
           AS one (video_id, user_id, at) GROUP BY video_id, user_id) fresh
WHERE a.video_id = fresh.video_id AND a.user_id = fresh.user_id RETURNING a.video_id, a.user_id
""")
_ENTER = text("""
INSERT INTO exploration_sources AS known (video_id, source, impressions, predicted)
VALUES (:video, :source, :impressions, :predicted)
ON CONFLICT (video_id, source) DO UPDATE SET
    impressions = known.impressions + excluded.impressions, predicted = known.predicted + excluded.predicted
""")
_ADD = text("UPDATE exploration_pool SET impressions = impressions + :impressions WHERE video_id = :video")
_IMBALANCES = text(f"""
WITH books AS (
    SELECT p.video_id, p.impressions AS pool, coalesce(s.whole, 0) AS sources, coalesce(s.told, 0) AS told
    FROM exploration_pool p
    LEFT JOIN (SELECT video_id, sum(impressions) AS whole,
                      sum(impressions) FILTER (WHERE source <> '{EARLIER}') AS told
               FROM exploration_sources GROUP BY video_id) s ON s.video_id = p.video_id
    WHERE p.entered_at > :since
), handed AS (
    SELECT video_id, count(*) AS rows FROM impressions WHERE created_at > :since GROUP BY video_id
)
SELECT b.video_id, b.pool, b.sources, coalesce(h.rows, 0) FROM books b
LEFT JOIN handed h ON h.video_id = b.video_id
WHERE b.pool <> b.sources OR b.told <> coalesce(h.rows, 0) ORDER BY b.video_id
""")  # noqa: S608 - a constant of ours
