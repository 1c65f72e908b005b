"""Beginning the feed anew: what was watched before no longer speaks for the viewer; undone for a week."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import Conflict
from app.feed.steering import changed, standing_reset
from app.feed.steering_schemas import Receipt
from app.learning import tastes
from app.models import FeedReset
from app.models.columns import now

UNDO = timedelta(days=7)


def reset(session: Session, viewer: Viewer) -> Receipt:
    """Wishes that were spoken, as mutes and the dial, stay."""
    me = viewer.must_be_signed_in()
    made = FeedReset(viewer_key=viewer.key, user_id=me.id, reset_at=now())
    session.add(made)
    session.flush()
    _tell(session, viewer)
    return Receipt(
        changes=["Your feed begins anew.", "What you watched until now no longer counts."],
        until=made.reset_at + UNDO,
    )


def undo(session: Session, viewer: Viewer) -> Receipt:
    viewer.must_be_signed_in()
    last = standing_reset(session, viewer.key)
    if last is None or undo_until(last) is None:
        raise Conflict("There is no reset of the last seven days to undo.", code="nothing_to_undo")
    last.undone_at = now()
    session.add(last)
    session.flush()
    _tell(session, viewer)
    return Receipt(changes=["Your feed knows you again, as before the reset."])


def undo_until(last: FeedReset) -> datetime | None:
    """Nothing once it is too late."""
    until = last.reset_at + UNDO
    return until if until > now() else None


def _tell(session: Session, viewer: Viewer) -> None:
    after_commit(session, lambda: tastes.forget(viewer.key))
    changed(session, viewer.must_be_signed_in().id)
