"""Looking at videos: alone, by creator, by sound, and one's own drafts."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime
from sqlmodel import Session

from app.accounts import queries as accounts
from app.accounts.viewer import Viewer
from app.shapes import Cursor, Id, Page
from app.sounds import service as sounds
from app.videos import queries
from app.videos.access import Tie
from app.videos.cards import card, cards
from app.videos.queries import Audience
from app.videos.schemas import VideoCard


class Before(Cursor):
    at: AwareDatetime
    id: Id


def get(session: Session, viewer: Viewer, video_id: int) -> VideoCard:
    queries.must_see(session, viewer, video_id)
    return card(session, video_id, viewer)


def of_user(
    session: Session, viewer: Viewer, name: str, *, limit: int, cursor: str | None = None
) -> Page[VideoCard]:
    """A creator's videos, newest first; their own also those that nobody else sees."""
    creator = accounts.must_get(session, name)
    audience = _audience(viewer, creator.id, queries.tie_of(session, viewer, creator.id))
    ids = queries.of_creator(session, creator.id, audience=audience, before=_before(cursor), limit=limit)
    return _page(session, viewer, ids, limit=limit)


def _audience(viewer: Viewer, creator_id: int, tie: Tie) -> Audience:
    if viewer.id == creator_id:
        return Audience.CREATOR
    return Audience.FOLLOWERS if tie.follows or viewer.may_moderate else Audience.ANYBODY


def with_sound(
    session: Session, viewer: Viewer, sound_id: int, *, limit: int, cursor: str | None = None
) -> Page[VideoCard]:
    """Public videos that play a sound, newest first."""
    sounds.must_see(session, viewer, sound_id)
    ids = queries.with_sound(session, sound_id, before=_before(cursor), limit=limit)
    return _page(session, viewer, ids, limit=limit)


def drafts(session: Session, viewer: Viewer, *, limit: int, cursor: str | None = None) -> Page[VideoCard]:
    """The viewer's own, newest first."""
    creator = viewer.must_be_signed_in()
    ids = queries.drafts_of(session, creator.id, before=_before(cursor), limit=limit)
    return _page(session, viewer, ids, limit=limit)


def _before(cursor: str | None) -> tuple[datetime, int] | None:
    place = Before.read(cursor) if cursor else None
    return (place.at, place.id) if place else None


def _page(session: Session, viewer: Viewer, ids: Sequence[int], *, limit: int) -> Page[VideoCard]:
    found = cards(session, ids, viewer)
    last = found[-1] if len(ids) == limit and found else None
    following = Before(at=last.created_at, id=last.id).text() if last else None
    return Page(items=found, next_cursor=following)
