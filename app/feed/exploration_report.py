"""What a creator is told about a video's way to its viewers: how often, from where, and why it ended."""

from sqlmodel import Session, col, func, select

from app.accounts.rights import Act
from app.accounts.viewer import Viewer
from app.errors import Forbidden, NotFound
from app.feed.exploration_books import EARLIER
from app.feed.exploration_gates import LONGEST
from app.feed.exploration_schemas import Distribution, DistributionState, GateCard, GateState, SourceCard
from app.models import (
    ExplorationAudience,
    ExplorationDecision,
    ExplorationPool,
    ExplorationSource,
    PoolState,
    Video,
    VideoStatus,
    Visibility,
)
from app.recsys.gates import GATES, Trial, Verdict
from app.videos import queries as videos

SOURCES = {
    "exploration": "The pool for new videos",
    "followed": "People who follow you",
    "hashtags": "Interest in its hashtags",
    "sounds": "Interest in its sound",
    "nearest": "People with a like taste",
    "trending": "Trending",
    "rising": "Rising new videos",
    "popular": "Popular with newcomers",
    "diverse": "Something else for newcomers",
    "unwatched": "The rest of the feed",
    "again": "Seen once more",
    EARLIER: "Before the books began",
}
STATES: dict[PoolState, DistributionState] = {
    PoolState.OPEN: "open",
    PoolState.PROMOTED: "promoted",
    PoolState.STOPPED: "stopped",
}
VERDICTS: dict[Verdict, GateState] = {
    Verdict.PROMOTE: "promoted",
    Verdict.STOP: "stopped",
    Verdict.GO_ON: "passed",
}
_ON = "so it is now put before everybody, not only its first audience."
_OFF = (
    "so it gets no more of the places kept for new clips."
    " It stays on your profile, and in feeds where it fits."
)
JUDGED = {
    "watched_longer": f"That is more than chance explains, {_ON}",
    "above_average": f"That is above the average, {_ON}",
    "watched_shorter": f"That is less than chance explains, {_OFF}",
    "below_average": f"That is below the average, {_OFF}",
}


def distribution(session: Session, viewer: Viewer, video_id: int) -> Distribution:
    """For its creator and for moderators."""
    video = videos.must_see(session, viewer, video_id)
    me = viewer.must(Act.SEE_OWN_NUMBERS)
    if video.creator_id != me.id and not viewer.may(Act.SEE_ALL_NUMBERS):
        raise Forbidden("Only its creator sees how a video is distributed.", code="not_yours")
    pool = session.get(ExplorationPool, video_id)
    if pool is None:
        raise NotFound("distribution of video", video_id)
    predicted, reached = _audience(session, video_id)
    trial = Trial(pool.views, pool.completion_total, pool.expected or 0.0)
    return Distribution(
        video_id=video_id,
        state=_state(video, pool),
        headline=_headline(video, pool),
        reason=_reason(video, pool),
        impressions=pool.impressions,
        promised=pool.promised,
        sources=_sources(session, video_id),
        predicted=predicted,
        reached=reached,
        views=pool.views,
        watched=round(trial.share, 4) if pool.views else None,
        expected=round(pool.expected, 4) if pool.expected is not None else None,
        gates=_gates(session, pool),
        entered_at=pool.entered_at,
        decided_at=pool.decided_at,
    )


def _audience(session: Session, video_id: int) -> tuple[int, int]:
    """How many people were predicted to like it, and how many of them it was put before."""
    counted = select(func.count(), func.count(col(ExplorationAudience.shown_at))).where(
        ExplorationAudience.video_id == video_id
    )
    predicted, reached = session.exec(counted).one()
    return predicted, reached


def _sources(session: Session, video_id: int) -> list[SourceCard]:
    wanted = select(ExplorationSource).where(ExplorationSource.video_id == video_id)
    rows = session.exec(wanted.order_by(col(ExplorationSource.impressions).desc())).all()
    return [
        SourceCard(
            source=row.source,
            name=SOURCES.get(row.source, row.source.capitalize()),
            impressions=row.impressions,
            predicted=row.predicted,
        )
        for row in rows
    ]


def _gates(session: Session, pool: ExplorationPool) -> list[GateCard]:
    wanted = select(ExplorationDecision).where(ExplorationDecision.video_id == pool.video_id)
    decided = {row.gate: row for row in session.exec(wanted)}
    return [_gate(gate, pool, decided.get(gate)) for gate in GATES]


def _gate(gate: int, pool: ExplorationPool, row: ExplorationDecision | None) -> GateCard:
    if row is None:
        return GateCard(gate=gate, state=_undecided(gate, pool))
    trial = Trial(row.views, row.completion_total, row.expected)
    return GateCard(
        gate=gate,
        state=VERDICTS[Verdict(row.verdict)],
        views=row.views,
        watched=round(trial.share, 4),
        expected=round(row.expected, 4),
        low=round(row.low, 4),
        high=round(row.high, 4),
        decided_at=row.decided_at,
    )


def _undecided(gate: int, pool: ExplorationPool) -> GateState:
    if gate < pool.gate:
        return "passed"
    ahead = [one for one in GATES if one > pool.gate]
    return "next" if pool.state is PoolState.OPEN and ahead[0] == gate else "ahead"


def _state(video: Video, pool: ExplorationPool) -> DistributionState:
    return STATES[pool.state] if _is_public(video) else "closed"


def _is_public(video: Video) -> bool:
    return video.status is VideoStatus.PUBLISHED and video.visibility is Visibility.PUBLIC


def _headline(video: Video, pool: ExplorationPool) -> str:
    if not _is_public(video):
        return "It is not in feeds"
    if pool.state is PoolState.OPEN:
        return "Finding its viewers" if pool.impressions else "About to be shown"
    return "Promoted" if pool.state is PoolState.PROMOTED else "Not pushed any further"


def _reason(video: Video, pool: ExplorationPool) -> str:
    if not _is_public(video):
        return "Only videos that everyone may watch are put before new people."
    if pool.state is PoolState.OPEN:
        return _on_its_way(pool)
    return _left(pool)


def _on_its_way(pool: ExplorationPool) -> str:
    if pool.impressions < pool.promised:
        return (
            f"It is promised {_count(pool.promised, 'impression')}, whatever comes of them, and has had"
            f" {pool.impressions:,}. They come as people open their feeds."
        )
    ahead = [gate for gate in GATES if gate > pool.gate and gate > pool.views]
    goal = ahead[0] if ahead else GATES[-1]
    return (
        f"At {goal:,} views by different people we compare how far they watch with other clips of this"
        f" length. {_count(pool.views, 'view')} so far."
    )


def _left(pool: ExplorationPool) -> str:
    """Why it left the pool, and what that means for it."""
    if pool.reason not in JUDGED:
        return (
            f"In {LONGEST.days} days it was shown {_count(pool.impressions, 'time')} and watched by"
            f" {_people(pool.views).lower()}: too few to judge, {_OFF}"
        )
    mine, others = _percent(pool.completion_total / max(1, pool.views)), _percent(pool.expected or 0)
    return (
        f"{_people(pool.views)} watched {mine} of it on average; of clips this long people here watch"
        f" {others}. {JUDGED[pool.reason]}"
    )


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count:,} people"


def _count(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
