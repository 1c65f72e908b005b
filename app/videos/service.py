"""Looking at videos, alone and by creator."""

from datetime import datetime

from sqlmodel import Session

from app.accounts import queries as accounts
from app.accounts.viewer import Viewer
from app.shapes import Page, from_cursor, to_cursor
from app.videos import queries
from app.videos.cards import card, cards
from app.videos.schemas import VideoCard


def get(session: Session, viewer: Viewer, video_id: int) -> VideoCard:
    queries.must_see(session, viewer, video_id)
    return card(session, video_id, viewer)


def of_user(
    session: Session, viewer: Viewer, name: str, *, limit: int, cursor: str | None = None
) -> Page[VideoCard]:
    """A creator's videos, newest first; their own also those that nobody else sees."""
    creator = accounts.must_get(session, name)
    before = from_cursor(cursor) if cursor else None
    ids = queries.of_creator(
        session,
        creator.id,
        whole=viewer.id == creator.id,
        before=(datetime.fromisoformat(before["at"]), before["id"]) if before else None,
        limit=limit,
    )
    found = cards(session, ids, viewer)
    last = found[-1] if len(ids) == limit and found else None
    following = to_cursor(at=last.created_at.isoformat(), id=last.id) if last else None
    return Page(items=found, next_cursor=following)
