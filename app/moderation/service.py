"""Reviewing what was flagged: the queue, and the decision about one video."""

from typing import Any

from sqlmodel import Session, col

from app import notices
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import Conflict, NotFound
from app.lifecycle import deletion
from app.models import NearDuplicate, Report, User, Verdict, Video, VideoStatus
from app.moderation import blocklist, queries
from app.moderation.schemas import Action, Decided, Decision, Flagged
from app.notices import Kind
from app.shapes import Cursor, Page
from app.videos.access import forget_open
from app.videos.audience import restrict
from app.videos.cards import cards
from app.videos.schemas import VideoCard

APPROVED, RESTRICTED = "video.approved", "video.restricted"


class After(Cursor):
    id: int


def flagged(session: Session, viewer: Viewer, *, limit: int, cursor: str | None = None) -> Page[Flagged]:
    """What waits for a decision, the oldest first."""
    viewer.must_be_moderator()
    rows = queries.pending(session, after=After.read(cursor).id if cursor else 0, limit=limit)
    ids = {one for row in rows for one in (row.video_id, row.other_id)}
    shown = {card.id: card for card in cards(session, sorted(ids), viewer)}
    following = After(id=rows[-1].id).text() if rows and len(rows) == limit else None
    return Page(items=[_pair(row, shown) for row in rows], next_cursor=following)


def decide(session: Session, viewer: Viewer, video_id: int, decision: Decision) -> Decided:
    """Leave it, take it away or out of every list; its flags are settled and the log says by whom."""
    moderator = viewer.must_be_moderator()
    video = session.get(Video, video_id, with_for_update=True)
    if video is None or video.status is VideoStatus.DELETED:
        raise NotFound("video", video_id)
    if video.status is not VideoStatus.PUBLISHED:
        raise Conflict("This video is not published.")
    verdict = Verdict.DISMISSED if decision.action is Action.APPROVE else Verdict.CONFIRMED
    flags = queries.settle(session, video_id, verdict, by=moderator.id)
    which = (col(Report.video_id) == video_id) & col(Report.comment_id).is_(None)
    reports = queries.settle_reports(session, which, decision=decision.action)
    _carry_out(session, viewer, video, decision, moderator)
    told: dict[str, Any] = {"action": decision.action, "reason": decision.reason}
    notices.tell(session, video.creator_id, Kind.DECISION, video_id=video.id, **told)
    return Decided(action=decision.action, flags=flags, reports=reports)


def _carry_out(session: Session, viewer: Viewer, video: Video, decision: Decision, moderator: User) -> None:
    if decision.action is Action.REMOVE:
        if decision.block:
            blocklist.add(session, video.id, reason=decision.reason, by=moderator)
        deletion.remove(session, viewer, video.id, reason=decision.reason)
        return
    if decision.action is Action.RESTRICT:
        restrict(video)
        after_commit(session, lambda: forget_open(video.id))
    else:
        video.restricted_at = None
    action = APPROVED if decision.action is Action.APPROVE else RESTRICTED
    deletion.note(session, action, video.id, actor=moderator, reason=decision.reason)


def _pair(row: NearDuplicate, shown: dict[int, VideoCard]) -> Flagged:
    return Flagged(
        video=shown[row.video_id],
        other=shown[row.other_id],
        **row.model_dump(include=_SAME),
    )


_SAME = set(Flagged.model_fields) - {"video", "other"}
