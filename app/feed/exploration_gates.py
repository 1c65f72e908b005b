"""Counts what came of new videos, and decides at 50, 200 and 1,000 views whether they go on.

A person counts once for a video, with the first watch; its creator never does. All numbers are read from
`watch_history`, so a review that was killed, or ran twice, leaves the same books.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Row, text
from sqlmodel import Session, col, select

from app import jobs
from app.db import new_session, transaction
from app.jobs import Job
from app.models import ExplorationDecision, ExplorationPool, PoolState
from app.models.columns import now
from app.recsys.gates import GATES, LENGTHS, Trial, Verdict, expectation, gate_at, verdict
from app.telemetry import EXPLORED, log

CHUNK = 200
# Who has not reached a gate by then, though the promise was kept, makes room.
LONGEST = timedelta(days=30)
# When nobody is left in its audience, a video looks for more people so often.
INVITE_EVERY = timedelta(hours=1)
EXPECTED_FROM = timedelta(days=90)
STATES = {Verdict.PROMOTE: PoolState.PROMOTED, Verdict.STOP: PoolState.STOPPED}

Seen = Mapping[int, tuple[int, float]]


def review() -> int:
    """Look at every open video about which something is new; how many left the pool."""
    with new_session() as session:
        asked = {"before": now() - LONGEST, "gates": list(GATES)}
        due = list(session.execute(_DUE, asked).scalars())
        seen = seen_by_length(session) if due else {}
    left = 0
    for first in range(0, len(due), CHUNK):
        with transaction() as session:
            left += _judge(session, due[first : first + CHUNK], seen)
    _look_for_people()
    return left


def seen_by_length(session: Session) -> dict[int, tuple[int, float]]:
    """Views and sum of shares of the pool's videos, by bucket of their length."""
    asked = {"lengths": list(LENGTHS), "since": now() - EXPECTED_FROM}
    return {bucket: (views, completion) for bucket, views, completion in session.execute(_SEEN, asked)}


def _judge(session: Session, video_ids: Sequence[int], seen: Seen) -> int:
    wanted = select(ExplorationPool).where(
        col(ExplorationPool.video_id).in_(video_ids), ExplorationPool.state == PoolState.OPEN
    )
    locked = wanted.order_by(col(ExplorationPool.video_id)).with_for_update(skip_locked=True)
    pools = {pool.video_id: pool for pool in session.exec(locked)}
    counted = session.execute(_COUNT, {"videos": list(pools)}).all()
    for row in counted:
        _settle(session, pools[row.video_id], row, seen)
    left = [pool.video_id for pool in pools.values() if pool.state is not PoolState.OPEN]
    session.execute(_DISMISS, {"videos": left})
    return len(left)


def _settle(
    session: Session, pool: ExplorationPool, row: Row[tuple[int, int, float, float]], seen: Seen
) -> None:
    """What is known of a video now. While the promise is not kept nothing is decided."""
    pool.views, pool.completion_total = row.views, row.completion
    pool.expected = expectation(row.seconds, seen)
    session.add(pool)
    if pool.impressions < pool.promised:
        return
    gate = gate_at(pool.views)
    if gate > pool.gate:
        _decide(session, pool, gate)
    elif pool.entered_at < now() - LONGEST:
        _leave(pool, PoolState.STOPPED, reason="quiet")


def _decide(session: Session, pool: ExplorationPool, gate: int) -> None:
    trial = Trial(pool.views, pool.completion_total, pool.expected or 0.0)
    said, (low, high) = verdict(trial, gate), trial.bounds
    decision = ExplorationDecision(
        video_id=pool.video_id,
        gate=gate,
        verdict=said,
        views=trial.views,
        completion_total=trial.completion,
        expected=trial.expected,
        low=low,
        high=high,
    )
    session.add(decision)
    pool.gate = gate
    if said is not Verdict.GO_ON:
        _leave(
            pool, STATES[said], reason=_reason(said, gate, sure=low > trial.expected or high < trial.expected)
        )
    log().info("exploration_gate", video_id=pool.video_id, gate=gate, verdict=said, views=trial.views)


def _reason(said: Verdict, gate: int, *, sure: bool) -> str:
    if gate == GATES[-1] and not sure:
        return "above_average" if said is Verdict.PROMOTE else "below_average"
    return "watched_longer" if said is Verdict.PROMOTE else "watched_shorter"


def _leave(pool: ExplorationPool, state: PoolState, *, reason: str) -> None:
    pool.state, pool.reason, pool.decided_at = state, reason, now()
    EXPLORED.labels(state).inc()


def _look_for_people() -> None:
    """Videos that were never placed before anybody, or whose audience has all met them, look again."""
    with new_session() as session:
        alone = session.execute(_ALONE, {"before": now() - INVITE_EVERY, "limit": CHUNK}).scalars()
        for video_id in alone:
            jobs.send(Job.AUDIENCE, video_id)


_DUE = text("""
SELECT p.video_id FROM exploration_pool p JOIN videos v ON v.id = p.video_id
WHERE p.state = 'open' AND (
    v.watch_count > p.views OR p.entered_at < :before
    OR (p.impressions >= p.promised AND width_bucket(p.views, :gates) > width_bucket(p.gate, :gates))
) ORDER BY p.video_id
""")
_COUNT = text("""
SELECT v.id AS video_id, count(first.viewer_key) AS views,
       coalesce(sum(first.completion_rate), 0) AS completion, v.duration_seconds AS seconds
FROM videos v LEFT JOIN (
    SELECT DISTINCT ON (h.video_id, h.viewer_key) h.video_id, h.viewer_key, h.completion_rate
    FROM watch_history h JOIN videos made ON made.id = h.video_id
    WHERE h.video_id = ANY(:videos) AND h.user_id IS DISTINCT FROM made.creator_id
    ORDER BY h.video_id, h.viewer_key, h.created_at, h.event_id
) first ON first.video_id = v.id
WHERE v.id = ANY(:videos) GROUP BY v.id
""")
_SEEN = text("""
SELECT width_bucket(v.duration_seconds, CAST(:lengths AS float8[])), sum(p.views), sum(p.completion_total)
FROM exploration_pool p JOIN videos v ON v.id = p.video_id
WHERE p.views > 0 AND p.entered_at > :since GROUP BY 1
""")
_DISMISS = text("DELETE FROM exploration_audience WHERE video_id = ANY(:videos) AND shown_at IS NULL")
_ALONE = text("""
SELECT p.video_id FROM exploration_pool p JOIN video_embeddings e ON e.video_id = p.video_id
WHERE p.state = 'open' AND (p.invited_at IS NULL OR p.invited_at < :before)
  AND NOT EXISTS (SELECT FROM exploration_audience a WHERE a.video_id = p.video_id AND a.shown_at IS NULL)
ORDER BY p.invited_at NULLS FIRST LIMIT :limit
""")
